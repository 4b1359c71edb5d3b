"""`run` and `simulate` as a user meets them: whole or not at all, same bytes twice."""

import hashlib
import json
import re
import signal
import subprocess
import sys
import time

import polars as pl
import pytest

from cartwin import verbs
from cartwin.errors import DataError, ModelError
from cartwin.study import Origin, published_studies, read_study


NAME = "itp-nct06352281"


def fingerprints(folder):
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in files
    }


@pytest.fixture(scope="module")
def told():
    """What was said about the progress of the run."""
    return []


@pytest.fixture(scope="module")
def run(tmp_path_factory, told):
    folder = tmp_path_factory.mktemp("run") / "out"
    return verbs.run(
        NAME, cohorts=6, seed=3, out=folder, on_progress=lambda *x: told.append(x)
    )


def test_a_run_leaves_report_study_and_comparison(run):
    names = {p.name for p in run.folder.iterdir()}

    assert names == {
        "report.html",
        f"{NAME}-virtual.study",
        "comparison.csv",
        "comparison.json",
    }
    assert len(pl.read_csv(run.folder / "comparison.csv")) == 16


def test_the_virtual_study_reads_back_as_virtual(run):
    study = read_study(run.folder / f"{NAME}-virtual.study")

    assert study.origin == Origin.VIRTUAL
    assert study.observations.equals(run.evaluation.virtual.observations)
    assert study.provenance["seed"] == "3"


def test_the_numbers_of_the_files_are_one(run):
    summary = json.loads((run.folder / "comparison.json").read_text())
    report = run.report.read_text()

    assert summary["cohorts"] == 6
    for claim, row in zip(
        summary["claims"], run.evaluation.comparison.outcomes, strict=True
    ):
        assert claim["virtual"] == row.virtual
        assert claim["claim"] in report
    assert not re.search(
        r"\b(nan|inf)\b|>\s*None\s*<", re.sub(r"<svg.*?</svg>", "", report, flags=re.S)
    )


@pytest.mark.usefixtures("run")
def test_progress_rises_to_the_end(told):
    fractions = [x for what, x in told if what == "virtual cohorts"]

    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert told[-1] == ("report", 1.0)


def test_same_seed_same_bytes(run, tmp_path):
    again = verbs.run(NAME, cohorts=6, seed=3, out=tmp_path / "again")

    assert fingerprints(again.folder) == fingerprints(run.folder)


def test_another_seed_is_another_run(run, tmp_path):
    other = verbs.run(NAME, cohorts=6, seed=4, out=tmp_path / "other")

    assert (
        fingerprints(other.folder)["report.html"] != fingerprints(run.folder)["report.html"]
    )


def test_a_folder_with_anything_else_in_it_is_left_alone(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "thesis.docx").write_text("precious")

    with pytest.raises(DataError, match=r"holds 'thesis.docx', which is no part"):
        verbs.run(NAME, cohorts=2, out=folder)
    assert (folder / "thesis.docx").read_text() == "precious"


def test_a_killed_run_leaves_nothing_under_the_final_name(tmp_path):
    folder = tmp_path / "out"
    command = [sys.executable, "-m", "cartwin", "run", NAME, "--cohorts", "3000"]
    process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own arguments
        [*command, "--out", str(folder)], stderr=subprocess.DEVNULL
    )
    for _ in range(600):
        if any(tmp_path.iterdir()) or process.poll() is not None:
            break
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGKILL)
    process.wait()

    assert process.returncode == -signal.SIGKILL
    assert not folder.exists()


def test_a_failing_write_leaves_the_older_run(tmp_path, monkeypatch):
    folder = tmp_path / "out"
    verbs.run(NAME, cohorts=1, seed=1, out=folder)
    before = fingerprints(folder)

    def fail(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(sys.modules["cartwin.verbs.run"], "write_report", fail)
    with pytest.raises(OSError, match="disk full"):
        verbs.run(NAME, cohorts=1, seed=2, out=folder)
    assert fingerprints(folder) == before
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
def test_simulate_writes_the_same_bytes_twice(tmp_path, suffix):
    for name in ("a", "b"):
        verbs.simulate("itp", n=5, days=40, seed=5, out=tmp_path / f"{name}{suffix}")

    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


def test_simulated_files_say_that_they_are_virtual(tmp_path):
    study = verbs.simulate("itp", n=3, days=20, out=tmp_path / "x.parquet")
    table = pl.read_parquet(tmp_path / "x.parquet")

    assert set(table["origin"]) == {"virtual"}
    assert table.drop("origin").equals(study.observations)
    assert table["day"].max() == 20.0


def test_more_patients_leave_the_first_as_they_are():
    few, many = (verbs.simulate("itp", n=n, days=15, seed=2) for n in (2, 5))
    names = few.patients["patient"].to_list()

    assert few.observations.equals(many.observations.filter(pl.col("patient").is_in(names)))


def test_all_that_is_wrong_is_said_at_once(tmp_path):
    with pytest.raises(DataError) as caught:
        verbs.simulate("itp", n=0, days=-3, out=tmp_path / "x.xlsx")

    assert len(caught.value.problems) == 3
    with pytest.raises(ModelError, match="no twin of 'itx'"):
        verbs.simulate("itx", n=1)
    with pytest.raises(DataError, match="unknown drug 'flud'"):
        verbs.simulate("itp", n=1, regimen="flud 30 mg/m2 d-5")


@pytest.fixture(scope="module", params=published_studies())
def published(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("published") / "out"
    return verbs.run(request.param, cohorts=3, seed=2, out=folder)


def test_every_published_study_leaves_all_its_files(published):
    name = published.evaluation.study.name
    summary = json.loads((published.folder / "comparison.json").read_text())
    claims = pl.read_csv(published.folder / "comparison.csv")

    assert summary["study"] == name
    assert len(claims) == len(summary["claims"]) == sum(summary["standings"].values())
    assert summary["without_module"]
    virtual = read_study(published.folder / f"{name}-virtual.study")
    assert virtual.disease == published.evaluation.study.disease
    assert virtual.patients.height == 3 * summary["patients_per_cohort"]


def test_the_page_of_every_published_study_shows_every_claim(published):
    page = published.report.read_text()
    text = re.sub(r"<svg.*?</svg>", "", page, flags=re.S)

    for result in published.evaluation.comparison.outcomes:
        assert f'id="{result.claim}"' in page
    assert not re.search(r"\b(nan|inf)\b|>\s*None\s*<|of 1 patients", text)
    assert "What the twin has no module for yet" in text


def test_platelets_and_patient_1_are_spoken_of_only_where_they_are(published):
    page, study = published.report.read_text(), published.evaluation.study

    assert ("a low count is the disease here" in page) is (study.disease == "itp")
    assert ("Patient 1: why a plateau" in page) is (study.name == NAME)
    assert ("Rodeghiero" in page) is (study.disease == "itp")  # the response criteria
