"""`cartwin sensitivity`: tables, figures and what is refused."""

import json

import polars as pl
import pytest

from cartwin import report
from cartwin.errors import DataError, ModelError
from cartwin.verbs import run_sensitivity


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("out") / "sle"
    return run_sensitivity("sle", n=128, outcomes=["c3-180", "crs"], threads=2, out=folder)


def test_the_folder_holds_tables_numbers_and_figures(done):
    names = {p.name for p in done.folder.iterdir()}

    assert names == {
        "outcomes.csv", "indices.csv", "sensitivity.json", "certainty.png",
        "certainty.svg", "modules.png", "modules.svg", "parameters.png", "parameters.svg",
    }  # fmt: skip
    indices = pl.read_csv(done.folder / "indices.csv")
    assert set(indices["by"]) == {"certainty", "module", "parameter"}


def test_the_figure_names_every_outcome_and_what_its_colours_mean(done):
    drawn = (done.folder / "certainty.svg").read_text("utf-8")

    for words in ("Complement C3 on day 180", "assumed", "interactions", "Systemic lupus"):
        assert words in drawn


def test_parameters_are_ranked_with_their_symbol_and_meaning(done):
    drawn = (done.folder / "parameters.svg").read_text("utf-8")

    for words in ("c3n", "complement C3 without consumption", "first-order effect"):
        assert words in drawn


def test_the_numbers_say_how_they_were_made(done):
    numbers = json.loads((done.folder / "sensitivity.json").read_text("utf-8"))

    assert numbers["patients"] == 128
    assert numbers["runs"] > 128
    assert numbers["seed"] == 1
    assert numbers["regimen"].endswith("car_t 1000000/kg d0")
    assert {o["outcome"] for o in numbers["outcomes"]} == {"c3-180", "crs"}


def test_the_same_seed_gives_the_same_numbers_and_another_one_others(done):
    again, other = (
        run_sensitivity("sle", n=128, outcomes=["c3-180", "crs"], threads=1, seed=s)
        for s in (1, 2)
    )

    assert again.found.indices.equals(done.found.indices)
    assert not other.found.indices.equals(done.found.indices)


def test_a_regimen_can_be_chosen():
    found = run_sensitivity("sle", n=64, outcomes=["b-return"], regimen="cart 1e6/kg d0")

    assert "fludarabine" not in str(found.found.regimen)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"n": 1}, "n = 1"),
        ({"unsure": 2.0}, "unsure = 2"),
        ({"threads": 0}, "threads = 0"),
        ({"outcomes": ["plt-90"]}, "no 'plt-90'"),
        ({"regimen": "sugar 1 mg d0"}, "sugar"),
    ],
)
def test_what_cannot_be_is_refused(wrong, said):
    with pytest.raises(DataError, match=said):
        run_sensitivity("sle", **wrong)


def test_without_the_package_it_is_said_how_to_get_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "SALib", None)

    with pytest.raises(ModelError, match=r"pip install 'SALib>=1\.5'"):
        run_sensitivity("sle", n=64)


def test_figures_of_several_diseases_stand_in_one(done):
    one = report.draw_certainties([done.found])
    two = report.draw_certainties([done.found, done.found])

    assert one.height < two.height < 2 * one.height
