"""`run --all`: several studies in one folder, and a page on who is counted once."""

import json
import re
from importlib import import_module

import pytest
from typer.testing import CliRunner

from cartwin import verbs
from cartwin.cli.main import app
from cartwin.errors import DataError


MODULE = import_module("cartwin.verbs.run_all")  # the function has the same name
NAMES = ("reset-nejm-2024", "sle-natmed-2022")


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("all") / "out"
    told = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MODULE, "published_studies", lambda: NAMES)
        result = verbs.run_all(
            cohorts=3, seed=2, out=folder, on_progress=lambda *x: told.append(x)
        )
    assert told == [(name, 1.0) for name in NAMES]
    return result


def test_there_is_a_folder_for_each_study_and_a_page_on_all(done):
    names = {p.name for p in done.folder.iterdir()}

    assert names == {*(f"{n}-run" for n in NAMES), "overview.html", "overview.json"}
    assert all(r.report.is_file() and r.folder.parent == done.folder for r in done.runs)


def test_the_page_counts_everyone_once_and_links_the_reports(done):
    page = done.report.read_text(encoding="utf-8")

    assert "2 publications report 20 patients; <b>15</b> of them" in page
    assert "counted in reset-nejm-2024" in page
    for link in re.findall(r'href="([^"]+)"', page):
        assert (done.folder / link).is_file()
    assert not re.search(r"\b(nan|inf|None)\b", re.sub(r"<style>.*?</style>", "", page))


def test_every_outcome_together_says_how_much_is_assumed(done):
    page = done.report.read_text(encoding="utf-8")

    told = page.count('<span class="assumed">assumed: ')
    assert told == len(done.pooled.outcomes) > 0


def test_the_numbers_are_written_for_machines(done):
    numbers = json.loads((done.folder / "overview.json").read_text(encoding="utf-8"))
    crs = next(o for o in numbers["outcomes"] if o["outcome"] == "CRS of any grade")

    assert numbers["patients"]["sle"] == {"in_all_publications": 13, "counted_once": 8}
    assert (crs["reported"], crs["of"], crs["studies"]) == (11, 15, ["reset-nejm-2024"])
    assert [s["new"] for s in numbers["studies"]] == [15, 0]


def test_a_folder_with_something_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")

    with pytest.raises(DataError, match=r"thesis\.txt"):
        verbs.run_all(cohorts=1, out=tmp_path)


@pytest.mark.parametrize("words", [["run"], ["run", "itp-lancet-2025", "--all"]])
def test_one_study_or_all_must_be_asked_for(words):
    result = CliRunner().invoke(app, words)

    assert result.exit_code == 2
    assert "give the name of one study, or --all" in re.sub(r"\s+", " ", result.output)
