"""`cartwin study new` and `cartwin study show`."""

import json

import pytest


def test_a_new_study_is_started_shown_and_checked(cartwin, tmp_path):
    made = cartwin("study", "new", "mine.study", "--disease", "itp", cwd=tmp_path)
    shown = cartwin("study", "show", "mine.study", cwd=tmp_path)
    checked = cartwin("study", "check", "mine.study", cwd=tmp_path)

    assert made.returncode == shown.returncode == checked.returncode == 0
    assert "mine.study/README.md" in made.stdout
    assert "EXAMPLE-01" in shown.stdout
    assert "Nothing essential is missing." in shown.stdout
    assert "Overdue: " in shown.stdout
    assert "yes, 1 of 1" in shown.stdout
    assert "CAR-T cells on three days after: 1" in shown.stdout
    assert "0 problems" in checked.stdout


def test_nothing_is_overwritten(cartwin, tmp_path):
    (tmp_path / "mine.study").mkdir()
    made = cartwin("study", "new", "mine.study", "--disease", "itp", cwd=tmp_path)

    assert made.returncode == 2
    assert "something of that name is there already" in made.stderr


def test_an_overview_speaks_json(cartwin):
    done = cartwin("study", "show", "castle-2025", "--json", "--patient", "P11")
    seen = json.loads(done.stdout)

    assert [p["patient"] for p in seen["patients"]] == ["P11"]
    assert {"tables", "claims", "overlaps", "missing", "overdue", "answers"} <= seen.keys()


@pytest.mark.parametrize("name", ["castle-2025", "reset-nejm-2024", "sle-natmed-2022"])
def test_published_studies_tell_claims_and_whom_they_share(cartwin, name):
    shown = cartwin("study", "show", name)

    assert "Reported by publications: " in shown.stdout
    assert "Not to be counted twice: " in shown.stdout


def test_an_unknown_patient_is_told(cartwin):
    done = cartwin("study", "show", "castle-2025", "--patient", "P99")

    assert done.returncode == 2
    assert "there is no patient 'P99'" in done.stderr
