"""The suite `ctcae`, and the words of its worked cases."""

import pytest

from cartwin.errors import DataError
from cartwin.validation.ctcae import ctcae
from cartwin.validation.rules.ctcae import KINDS


HEADER = "table,ANRHI,ANRLO,ATOXDSCH,ATOXDSCL,ATOXGRH,ATOXGRL,AVAL,AVALU,BASE,PCHG,TESTNUM"


def judged(tmp_path, *rows):
    path = tmp_path / "vectors.csv"
    path.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    return ctcae(path).checks


def test_every_row_of_admiral_agrees_or_was_decided(reference_data):
    verdict = ctcae(reference_data)

    assert len(verdict.checks) >= 554
    assert verdict.failures == ()
    assert sum(bool(check.detail) for check in verdict.checks) == 5


def test_columns_are_found_whatever_their_case_and_separator(tmp_path):
    row = "right,,,,Anemia,,2,99,g/L,,,1"
    for text in (f"{HEADER.lower()}\n{row}", f"{HEADER}\n{row}".replace(",", ";")):
        (tmp_path / "vectors.csv").write_text(text, encoding="utf-8")
        (check,) = ctcae(tmp_path / "vectors.csv").checks
        assert (check.passed, check.expected) == (True, "2")


def test_a_blank_grade_means_that_none_can_be_given(tmp_path):
    checks = judged(
        tmp_path,
        "right,,,,Anemia,,2,99,g/L,,,1",
        "no unit,,,,Anemia,,,99,,,,2",
        "wrong unit,,,,Anemia,,,99,G/cL,,,3",
        "no term,,,,Tiredness,,,99,g/L,,,4",
        "no unit,160,,Hemoglobin increased,,,,250,,,,2",
        "wrong,,,,Anemia,,0,99,g/L,,,5",
        "graded,,,,Anemia,,,99,g/L,,,6",
    )

    assert [check.passed for check in checks] == [True] * 5 + [False] * 2
    assert checks[-1].expected == "cannot grade"


def test_a_decided_row_passes_only_with_the_grade_of_the_decision(tmp_path):
    ggt = "ggt,39,,GGT increased,,0,,{},,40,,1"
    checks = judged(
        tmp_path,
        ggt.format(80),
        ggt.format(81),
        "uric,200,,Hyperuricemia,,4,,591,umol/L,,,1",
        "uric,,,Hyperuricemia,,4,,591,umol/L,,,2",
        "uric,600,,Hyperuricemia,,4,,591,umol/L,,,3",
    )

    assert [check.passed for check in checks] == [True, False, True, True, False]
    assert "0014" in checks[0].detail


def test_a_change_in_percent_stands_for_the_baseline(tmp_path):
    (check,) = judged(tmp_path, "fib,,2.1,,Fibrinogen decreased,,4,0.6,g/L,,-75,1")

    assert check.passed


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DataError, match=r"ctcae_v5_lab_vectors\.csv"):
        ctcae(tmp_path)


def test_a_case_is_told_in_the_words_of_the_cases():
    grade, febrile = KINDS["ctcae5"], KINDS["febrile_neutropenia"]

    assert grade(term="Blood bilirubin increased", value=1.8, uln=1.2) == 1
    assert grade(term="Creatinine increased", value=150, uln=100, base=None) is None
    assert grade(term="Hypokalemia", value=3.2, lln=3.5, symptomatic=True) == 2
    assert KINDS["ctcae6"](term="Thrombocytopenia", value=12) == 3
    assert febrile(anc=0.4, temp_c=38.4) == 3
    assert KINDS["teae"](base_grade=2, post_grade=3) is True
