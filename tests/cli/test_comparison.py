"""What the terminal says of what cannot be compared."""

import pytest


@pytest.fixture(scope="module")
def told(cartwin, tmp_path_factory):
    folder = tmp_path_factory.mktemp("shown")
    return cartwin("run", "aha-leukemia-2025", "--cohorts", "2", cwd=folder)


def test_the_run_of_one_patient_succeeds(told):
    assert (told.returncode, "2 virtual patients" in told.stdout) == (0, True)


@pytest.mark.parametrize(
    "words",
    [
        "No module yet: thrombosis and microangiopathy",
        "claims: told by too few cohorts.",
        "claims: no counterpart in the twin.",
        "Not matched, no virtual counterpart: Inhibitor of factor VIII",
    ],
)
def test_what_is_not_modelled_is_said(told, words):
    assert words in told.stdout


def test_nothing_is_said_to_be_in_no_cohorts(told):
    assert "in 0 cohorts" not in told.stdout
