"""`trial compare-itp`: treatments side by side, as tables, a page and figures."""

import json
import re

import polars as pl
import pytest
from typer.testing import CliRunner

from cartwin import verbs
from cartwin.cli.main import app
from cartwin.errors import DataError
from cartwin.study import open_study


FILES = (
    "changes.png",
    "changes.svg",
    "courses.png",
    "courses.svg",
    "itp-treatments.study",
    "not-in-the-twin.csv",
    "outcomes.csv",
    "outcomes.png",
    "outcomes.svg",
    "patients.csv",
    "published.csv",
    "treatments.html",
    "treatments.json",
)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    told = []
    out = tmp_path_factory.mktemp("itp") / "out"
    result = verbs.compare_itp(
        treatments=["rituximab", "ivig"], n=20, days=120.0, out=out,
        on_progress=lambda *x: told.append(x),
    )  # fmt: skip
    assert told[-1] == ("rules", 1.0)
    assert ("virtual patients", 1.0) in told
    return result


def test_car_t_and_no_treatment_are_always_there(done):
    names = [t.name for t in done.found.treatments]

    assert names == ["untreated", "ivig", "rituximab", "car-t"]


def test_everything_is_written(done):
    assert sorted(p.name for p in done.folder.iterdir()) == sorted(FILES)
    study = open_study(done.folder / "itp-treatments.study")
    assert study.patients["arm"].n_unique() == 4
    table = pl.read_csv(done.folder / "outcomes.csv")
    assert table["treatment"].unique(maintain_order=True).to_list() == [
        "untreated", "ivig", "rituximab", "car-t",
    ]  # fmt: skip


def test_published_numbers_are_written_with_what_is_predicted(done):
    table = pl.read_csv(done.folder / "published.csv")
    cured = table.filter(pl.col("source").str.contains("Godeau"))

    assert cured["value"].to_list() == [0.4]
    assert cured["predicted_high"].is_null().all() == cured["outside"].is_null().all()
    infected = table.filter(pl.col("measure") == "infected")
    assert infected["outside"].is_null().all()  # the follow-up is less than 24 weeks
    onset = table.filter(pl.col("measure") == "onset")
    assert onset["predicted_low"].is_null().all()


def test_the_page_tells_treatment_published_number_and_what_has_no_model(done):
    page = done.report.read_text()

    assert page.count('class="drawing"') == 3
    assert re.search(r"<th scope=\"row\">Rituximab</th>", page)
    assert "40 % (24 of 60)" in page
    assert "Godeau 2008" in page
    assert "no model" in page
    assert "refractory adults" in page
    assert "death, not necessarily by the drug" in page
    assert "Before (untreated)" in page
    assert "{{" not in page


def test_every_number_says_how_much_is_assumed(done):
    page = done.report.read_text()
    rows = json.loads(done.to_json())["outcomes"]

    assert page.count('<span class="assumed">assumed: ') > 40
    assert "Of the variance between patients assumed parameters make" in page
    assert all(row["assumed"] for row in rows)
    assert any("not computed" in row["assumed"] for row in rows)  # steroids on demand


def test_steroids_on_demand_fall_with_the_count(done):
    found = done.found
    before, after = (found.row(x, "steroids_needed") for x in ("untreated", "car-t"))

    assert found.row("untreated", "steroids")["estimate"] == 0.0
    assert before["estimate"] > after["estimate"] > 0.0
    assert after["change"] < 0.0
    assert not found.study.treatments.filter(
        pl.col("patient").str.ends_with("untreated")
    ).height


def test_json_holds_no_number_without_end(done):
    content = json.loads(done.to_json())
    rows = [r for r in content["outcomes"] if r["treatment"] == "car-t"]

    assert content["quality_of_life"] == "no model"
    assert content["cohort_size"] == 5
    assert {f["topic"] for f in content["not_in_the_twin"]} >= {"harm"}
    assert {r["measure"] for r in rows} >= {"response", "duration", "bleeds"}
    assert next(r for r in rows if r["measure"] == "duration")["most"] == "never"
    assert content["published"][0]["certainty"] in {"read", "secondary", "recalled"}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"population": "mild"}, "population mild"),
        ({"treatments": ["rituxan"]}, "rituxan"),
        ({"n": 0}, "n = 0"),
    ],
)
def test_what_does_not_exist_is_refused(asked, told):
    with pytest.raises(DataError, match=told):
        verbs.compare_itp(**asked)


def test_the_command_prints_tables_and_says_what_is_outside(tmp_path):
    result = CliRunner().invoke(
        app,
        ["trial", "compare-itp", "-n", "8", "--days", "40", "--treatment", "ivig",
         "--population", "trial-like", "--out", str(tmp_path / "out")],
    )  # fmt: skip

    assert result.exit_code == 0, result.output
    assert "quality of life" in result.output
    assert "(trial-like); none failed" in result.output
    assert "Of 6 published shares" in result.output  # CRS and ICANS, after 40 days


def test_the_command_prints_json():
    command = ["trial", "compare-itp", "-n", "4", "--days", "20", "--treatment", "ivig"]
    result = CliRunner().invoke(app, [*command, "--json"])

    assert result.exit_code == 0, result.output
    text = result.output
    assert json.loads(text[text.index("{") :])["population"] == "refractory"
