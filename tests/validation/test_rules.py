"""The suite of worked cases, and whether it can fail."""

import pytest

from cartwin.errors import DataError
from cartwin.validation import validate


def written(folder, *cases):
    (folder / "cases.yaml").write_text("\n".join(["cases:", *cases]))
    return folder


def case(rule="bsa", given="{h: 180, w: 80}", expect="2.0", **more):
    words = ", ".join(f"{name}: {value}" for name, value in more.items())
    return f"- {{id: X, rule: {rule}, input: {given}, expect: {expect}, {words}}}"


def test_every_worked_case_made_by_others_comes_out(reference_data):
    verdict = validate("rules", reference_data)

    assert [f"{c.name}: {c.found}" for c in verdict.failures] == []
    assert verdict.not_built == ()
    assert verdict.passed >= 210


def test_a_wrong_number_fails_and_a_tolerance_is_kept(tmp_path):
    folder = written(tmp_path, case(), case(expect="2.1"), case(expect="2.1", tol=0.11))

    assert [c.passed for c in validate("rules", folder).checks] == [True, False, True]


@pytest.mark.parametrize(
    ("given", "words"), [("{h: 180}", "missing"), ("{h: 180, w: 80, x: 1}", "unexpected")]
)
def test_inputs_that_are_missing_or_not_known_fail_the_case(tmp_path, given, words):
    (failed,) = validate("rules", written(tmp_path, case(given=given))).failures

    assert words in failed.found


def test_a_rule_that_does_not_exist_is_told_as_not_built(tmp_path):
    verdict = validate("rules", written(tmp_path, case(), case(rule="horoscope")))

    assert str(verdict) == "1 passed, 0 failed, 1 not built"


@pytest.mark.parametrize("text", ["cases: 3", "[1", "nothing: here"])
def test_a_file_without_cases_is_refused(tmp_path, text):
    (tmp_path / "cases.yaml").write_text(text)

    with pytest.raises(DataError, match=r"no list of cases|not YAML"):
        validate("rules", tmp_path)
