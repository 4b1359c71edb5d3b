"""The suite of made-up files: it finds what is wrong, and says which file shows it."""

import numpy as np
import pytest

from cartwin.study import Verdict as Became, take_in
from cartwin.validation import validate
from cartwin.validation.intake import (
    FAULTS,
    SHAPES,
    Dialect,
    Fault,
    Said,
    batches,
    intake,
    look_at,
    make_case,
    promises,
    the_record,
    valid_draft,
)


def test_three_hundred_files_break_no_promise():
    verdict = validate("intake", None, files=300)

    assert not verdict.failures
    looked = {check.name: check.expected for check in verdict.checks}
    assert looked["no exception"] == looked["accounts"] == 300
    assert looked["taken in again"] == looked["fix-file"] == 75
    assert len(looked) > 60


def test_the_same_number_makes_the_same_file():
    assert make_case(12, 3).content == make_case(12, 3).content
    assert make_case(12, 3).content != make_case(12, 4).content
    assert make_case(12, 3).content != make_case(13, 3).content


def test_all_kinds_of_files_and_faults_are_made():
    cases = [make_case(number, 1) for number in range(600)]
    kinds = {kind for case in cases for kind, _ in case.planted.values()}

    assert {case.draft.table for case in cases} == {shape.split()[0] for shape in SHAPES}
    assert {case.dialect.separator for case in cases} == set(",;\t|")
    assert {case.dialect.encoding for case in cases} >= {"utf-8-sig", "utf-16", "latin-1"}
    assert len(kinds) > 0.9 * len(FAULTS)
    assert 0.05 < sum(case.damaged for case in cases) / len(cases) < 0.15


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dialect", [Dialect(), Dialect(separator=";", comma=True)])
def test_nothing_is_wrong_before_something_is_planted(shape, dialect):
    comma = dialect if shape != "reported" else Dialect()
    for seed in range(10):
        draft = valid_draft(shape, 9, np.random.default_rng(seed))
        taken = take_in(draft.content(comma), the_record(), name=draft.name)

        assert taken.is_clean, list(taken.sentences())
        assert taken.counts["unchanged"] == 0


def test_progress_is_told_after_each_batch(monkeypatch):
    monkeypatch.setattr(batches, "BATCH", 2)
    told = []
    intake(files=5, progress=lambda done, of: told.append((done, of)))

    assert told == [(2, 5), (4, 5), (5, 5)]


def test_a_broken_promise_is_counted_and_its_file_written(tmp_path, monkeypatch):
    broken = Fault(
        kind="nothing",
        shape="patients",
        plant=lambda *_: None,
        said=Said(code="pregnant", column="sex", verdict=Became.REJECTED),
    )
    monkeypatch.setattr("cartwin.validation.intake.case.FAULTS", {"nothing": broken})
    verdict = intake(tmp_path / "out", files=60)
    failed = {check.name: check for check in verdict.failures}

    assert set(failed) == {"nothing", "verdicts"}
    assert failed["nothing"].found == 0
    assert "line" in failed["nothing"].detail
    assert failed["nothing"].detail.partition(":")[0] in {
        path.name for path in (tmp_path / "out").iterdir()
    }


def test_an_exception_is_a_failure_and_ends_nothing(monkeypatch):
    def explode(*_, **__):
        msg = "boom"
        raise RuntimeError(msg)

    monkeypatch.setattr(promises, "take_in", explode)
    tally = look_at(range(3), 1)

    assert tally.broken == {"no exception": [(n, "RuntimeError: boom") for n in range(3)]}


def test_nothing_is_written_when_nothing_fails(tmp_path):
    intake(tmp_path / "out", files=5)

    assert not (tmp_path / "out").exists()


def test_the_command_says_how_many_passed(cartwin):
    done = cartwin("validate", "intake", "--files", "8", "--seed", "2")

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].endswith(" passed, 0 failed")
    assert "8 of 8 files" in done.stderr
