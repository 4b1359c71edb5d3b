"""`variants`: hypotheses side by side, as tables, a page and a figure."""

import re

import polars as pl
import pytest
from typer.testing import CliRunner

from cartwin import verbs
from cartwin.cli.main import app
from cartwin.errors import DataError, ModelError
from cartwin.study import open_study


CARE = "flu 30 mg/m2 d-5,-4,-3; cy 300 mg/m2 d-5,-4,-3; cart 1e6/kg d0; dara 16 mg/kg d60"
FILES = (
    "best-days.csv",
    "courses.png",
    "courses.svg",
    "itp-variants.study",
    "outcomes.csv",
    "separations.csv",
    "variants.html",
)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    told = []
    result = verbs.run_variants(
        "itp",
        variants=["plasma-cells", "plasma-cells", "weak-product+no-effectors"],
        regimen=CARE,
        n=25,
        days=120.0,
        out=tmp_path_factory.mktemp("variants") / "out",
        on_progress=lambda *x: told.append(x),
    )
    assert told[-1] == ("virtual patients", 1.0)
    assert [fraction for _, fraction in told] == sorted(fraction for _, fraction in told)
    return result


@pytest.fixture(scope="module")
def page(done):
    return done.report.read_text()


def test_the_reference_comes_first_and_each_variant_once(done):
    names = ("reference", "plasma-cells", "weak-product+no-effectors")

    assert done.found.arms == names
    assert tuple(v.name for v in done.variants) == names


def test_page_figure_tables_and_study_are_written(done):
    assert sorted(p.name for p in done.folder.iterdir()) == sorted(FILES)
    assert (done.folder / "courses.png").read_bytes()[:4] == b"\x89PNG"
    assert (done.folder / "courses.png").stat().st_size > 50_000
    study = open_study(done.folder / "itp-variants.study")
    assert study.patients["arm"].n_unique() == 3


def test_the_table_has_a_row_for_every_outcome_and_variant(done):
    table = pl.read_csv(done.folder / "outcomes.csv")

    assert table.group_by("outcome").len()["len"].to_list() == [3] * (len(table) // 3)
    assert {"response", "day_of_return_of_b_cells", "car_t_peak"} <= set(table["outcome"])


def test_the_page_says_what_differs_and_what_was_changed(page):
    assert "The same 25 virtual patients under 3 variants." in page
    assert "<code>fLLX</code>" in page
    assert "0.12, logit SD 1.4" in page
    assert re.search(r"not told apart from the reference: [\w+, -]*weak-product", page)
    assert "What would tell them apart" in page
    assert "http" not in page.replace("http://www.w3.org", "")


def test_every_outcome_of_the_page_says_how_much_is_assumed(done, page):
    outcomes = done.found.outcomes["outcome"].n_unique()

    assert page.count('<span class="assumed">assumed: ') == outcomes
    assert "Here of the reference; under other variants it was not computed." in page


def test_the_figure_has_a_panel_per_variant_with_the_reference_behind_it(page):
    figure = page.partition('<figure id="variants">')[2].partition("</figure>")[0]

    for name in ("reference", "plasma-cells", "weak-product+no-effectors"):
        assert f">{name}</text>" in figure
    assert figure.count(">Platelets</text>") == 3
    assert "daratumumab from day 60" in figure


def test_nothing_is_written_unless_asked():
    done = verbs.run_variants("aha", variants=["sanctuary"], n=11, days=40.0)

    assert done.folder is None
    assert done.report is None


def test_all_variants_of_a_disease_run_by_default():
    done = verbs.run_variants("ssc", n=2, days=20.0)

    assert len(done.variants) > 8


@pytest.mark.parametrize(
    ("asked", "error", "text"),
    [
        ({"variants": ["plasma-cell"]}, ModelError, "did you mean plasma-cells"),
        ({"n": 0}, DataError, "at least one patient"),
        ({"regimen": "cartt 1e6/kg d0"}, DataError, "did you mean cart"),
    ],
)
def test_what_cannot_run_is_refused(asked, error, text):
    with pytest.raises(error, match=text):
        verbs.run_variants("itp", **asked)


def test_a_simulation_has_an_arm_for_each_variant_asked_for(tmp_path):
    out = tmp_path / "x.study"
    names = ["reference", "cd8-only"]
    study = verbs.simulate("itp", n=3, days=30.0, variants=names, out=out)

    assert study.patients["arm"].unique(maintain_order=True).to_list() == names
    assert open_study(out).patients.height == 6


def run(*arguments):
    return CliRunner().invoke(app, ["variants", *arguments])


def test_a_disease_alone_is_short_for_run():
    done = run("itp", "--variant", "no-cd8", "-n", "12", "-d", "60")

    assert done.exit_code == 0, done.output
    assert "no-cd8: CD8 cells in nobody" in done.output
    assert "difference from the reference" in done.output
    assert "What would tell them apart" in done.output
    assert "None of 24 virtual patients failed." in done.output


def test_the_catalogue_is_listed_and_a_variant_shown():
    assert "no-effectors" in run("list", "itp").output
    assert "no-effectors" not in run("list", "aha").output
    assert "driven by antibody" in run("list").output
    shown = run("show", "cd8-only")
    assert "sevT" in shown.output
    assert "0.11, CV 40 %" in shown.output


def test_an_unknown_name_has_a_hint():
    with pytest.raises(DataError, match="did you mean plasma-cells"):
        CliRunner().invoke(app, ["variants", "show", "plasma-cel"], catch_exceptions=False)


def test_a_summary_has_no_variants(tmp_path):
    asked = ["simulate", "itp", "--out", str(tmp_path / "x.csv"), "--summary"]
    done = CliRunner().invoke(app, [*asked, "--variant", "cd8"])

    assert done.exit_code == 2
