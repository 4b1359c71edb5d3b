"""The suite `stats`: what it passes, what it fails, where it finds its files."""

import pytest

from cartwin.errors import DataError
from cartwin.validation.printed import agrees
from cartwin.validation.stats import stats


FILES = {
    "stats/binomial_ci.csv": (
        "x,n,cp_lo,cp_hi,wilson_lo,wilson_hi\n"
        "0,4,0.0000000000,0.6023646356,0.0000000000,0.4898908365\n"
    ),
    "stats/simon_two_stage.csv": (
        "p0,p1,alpha,beta,design,r1,n1,r,n,EN_p0,PET_p0\n"
        "0.05,0.25,0.05,0.2,minimax,0,12,2,16,13.84,0.54\n"
    ),
    "boin/boin_boundaries.csv": "target,lambda_e,lambda_d\n0.300000,0.236491,0.358519\n",
    "boin/boin_decision_table.csv": (
        "target,n_treated,escalate_if_dlt_le,deescalate_if_dlt_ge,eliminate_if_dlt_ge\n"
        "0.3,1,0,1,\n0.3,2,0,1,\n0.3,3,0,2,3.0\n"
    ),
}


@pytest.fixture
def folder(tmp_path):
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_published_numbers_pass_from_the_folder_above_and_from_inside(folder):
    for place in (folder, folder / "stats", folder / "boin"):
        assert str(stats(place)) == "15 passed, 0 failed"


@pytest.mark.parametrize(
    ("file", "old", "new", "failing"),
    [
        ("stats/binomial_ci.csv", "0.6023646356", "0.6023646400", "0 of 4: cp_hi"),
        ("stats/binomial_ci.csv", "0.4898908365", "0.4898908400", "0 of 4: wilson_hi"),
        ("stats/simon_two_stage.csv", ",2,16,", ",3,16,", "minimax: r"),
        ("stats/simon_two_stage.csv", "13.84", "13.83", "minimax: EN_p0"),
        ("boin/boin_boundaries.csv", "0.358519", "0.358521", "deescalate"),
        ("boin/boin_decision_table.csv", "0,2,3.0", "0,2,", "3 treated"),
    ],
)
def test_a_number_that_differs_fails(folder, file, old, new, failing):
    path = folder / file
    path.write_text(FILES[file].replace(old, new))
    (failed,) = stats(folder).failures

    assert failing in failed.name


def test_whichever_files_are_there_are_compared(folder):
    (folder / "boin" / "boin_boundaries.csv").unlink()
    assert str(stats(folder)) == "13 passed, 0 failed"

    for name in FILES:
        (folder / name).unlink(missing_ok=True)
    with pytest.raises(DataError, match=r"none of binomial_ci\.csv, simon_two_stage\.csv"):
        stats(folder)


def test_names_are_found_whatever_their_case_and_separator(folder):
    for name, text in FILES.items():
        (folder / name).unlink()
        header, _, rows = text.partition("\n")
        shouted = f"{header.upper()}\n{rows}".replace(",", ";")
        (folder / name.replace(".csv", ".CSV")).write_text(shouted)

    assert str(stats(folder)) == "15 passed, 0 failed"


def test_a_table_of_decisions_without_elimination_is_compared(folder):
    path = folder / "boin" / "boin_decision_table.csv"
    path.write_text("target,n_treated,escalate_if_dlt_le,deescalate_if_dlt_ge\n0.3,3,0,1\n")

    (failed,) = stats(folder).failures
    assert (failed.expected, failed.found) == ("0, 1", "0, 2")


@pytest.mark.parametrize(
    ("printed", "found", "passed"),
    [
        ("0.91", 0.905, True),
        ("0.91", 0.9049, False),
        ("0.9", 0.9049, True),
        ("", None, True),
        ("NA", 0.5, False),
        ("0.5", None, False),
        ("0.5", float("nan"), False),
    ],
)
def test_a_number_agrees_in_the_digits_that_were_printed(printed, found, passed):
    assert agrees("x", printed, found).passed is passed


def test_all_reference_numbers(reference_data):
    verdict = stats(reference_data)

    assert verdict.passed >= 202
    assert verdict.failures == ()
