"""What a suite reports, and where it looks for its data."""

import math

import pytest

from cartwin.errors import DataError
from cartwin.validation import (
    COMPUTED,
    MADE_UP,
    SUITES,
    Check,
    Verdict,
    compare,
    deviations,
    failure,
    reference_file,
    reference_json,
    reference_table,
    validate,
)


def test_a_verdict_counts_and_names_its_failures():
    right = Check(name="a", expected=1.0, found=1.0, passed=True)
    verdict = Verdict(suite="s", checks=(right, failure("b", 2.0, "no step was possible")))

    assert str(verdict) == "1 passed, 1 failed"
    assert [check.name for check in verdict.failures] == ["b"]


def test_the_worst_value_decides():
    check = compare("B", [1.0, 100.0], [1.001, 101.0], rtol=5e-3, where=["day 1", "day 2"])

    assert not check.passed
    assert (check.expected, check.found) == (100.0, 101.0)
    assert check.deviation == pytest.approx(0.01)
    assert "day 2" in check.detail
    assert compare("B", [1.0, 100.0], [1.001, 101.0], rtol=0.02).passed


@pytest.mark.parametrize("found", [math.nan, math.inf])
def test_what_is_no_number_never_agrees(found):
    assert not compare("B", 1.0, found, rtol=1e9).passed
    assert not compare("B", math.nan, 1.0, rtol=1e9).passed


def test_small_values_are_compared_with_the_floor():
    assert deviations(1e-9, 2e-9).item() == pytest.approx(1.0)
    assert deviations(1e-9, 2e-9, floor=1.0).item() == pytest.approx(1e-9)


def test_a_zero_that_was_missed_is_infinitely_wrong():
    assert deviations(0.0, 1e-300).item() == math.inf


@pytest.mark.parametrize("folder", ["ode", "anything", "."])
def test_data_are_found_in_their_folder_and_in_the_one_above(tmp_path, folder):
    home = tmp_path / folder
    home.mkdir(exist_ok=True)
    (home / "a.json").write_text("{}")

    assert reference_file(home, "ode", "a.json", holds="x").samefile(home / "a.json")
    if folder == "ode":
        found = reference_file(tmp_path, "ode", "a.json", holds="x")
        assert found.samefile(home / "a.json")


NOT_THERE = (
    r"no file \w+\.(json|csv) .* expected in it: \w+|no file named \S+\.csv there"
    r"|none of binomial_ci.csv.* is there|0 CSV files there have the columns patient, day"
    r" and anc|no cases\.yaml there"
)


@pytest.mark.parametrize(
    "suite", [name for name in SUITES if name not in (*MADE_UP, *COMPUTED)]
)
def test_a_missing_file_is_named_with_what_it_should_hold(tmp_path, suite):
    with pytest.raises(DataError, match=NOT_THERE):
        validate(suite, tmp_path)


def test_an_unknown_suite_suggests_a_known_one(tmp_path):
    with pytest.raises(DataError, match="did you mean kirouac"):
        validate("kiruac", tmp_path)


def test_files_that_hold_nothing_are_no_success(tmp_path):
    (tmp_path / "ivp_testset_reference.json").write_text("{}")

    with pytest.raises(DataError, match="nothing to compare"):
        validate("ivp", tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[1]", "\ufeff{}", "3"])
def test_what_is_no_object_is_refused(tmp_path, text):
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(DataError, match=r"a\.json was not read"):
        reference_json(path)


def test_tables_name_every_missing_column_and_every_text(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("vp,day,T\nA,1,x\n")

    with pytest.raises(DataError) as caught:
        reference_table(path, ["vp", "b"], numbers=["day", "T", "B"])

    assert len(caught.value.problems) == 3
    for name in ("'b'", "'B'", "'T' holds text"):
        assert name in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b'a,b\n"1,2\n'])
def test_what_is_no_table_is_refused(tmp_path, content):
    path = tmp_path / "a.csv"
    path.write_bytes(content)

    with pytest.raises(DataError, match=r"a\.csv was not read"):
        reference_table(path, ["vp"])
