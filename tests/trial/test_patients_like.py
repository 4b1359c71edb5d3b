"""A protocol may say whom its patients are like."""

from dataclasses import replace

import pytest

from cartwin.errors import ModelError
from cartwin.study import open_study, read_study, write_study
from cartwin.trial import simulate_cohorts


DRUGS = "itp-romiplostim-japan-2011"


def resembling(name: str, like: str):
    """Return a study whose patients are said to be like those of a variant."""
    study = open_study(name)
    return replace(study, protocol=replace(study.protocol, patients_like=like))


def test_it_is_kept_in_the_record(tmp_path):
    study = open_study(DRUGS)
    write_study(study, tmp_path / "same.study")
    assert study.protocol.patients_like == "trial-like"
    assert read_study(tmp_path / "same.study").protocol == study.protocol


def test_patients_like_those_of_trials_have_more_platelets():
    def baseline(like):
        virtual = simulate_cohorts(resembling(DRUGS, like), cohorts=6, seed=1)
        counts = virtual.values("PLAT")
        return counts.filter(counts["day"] < 0)["value"].median()

    assert baseline("trial-like") > 1.2 * baseline("")


def test_in_a_mixed_study_it_is_about_the_diseases_that_know_it():
    virtual = simulate_cohorts(
        resembling("castle-2025", "lasting-antibody"), cohorts=1, seed=1
    )
    assert virtual.patients.height == 24


def test_an_unknown_word_is_an_error():
    with pytest.raises(ModelError, match="trial-liked"):
        simulate_cohorts(resembling(DRUGS, "trial-liked"), cohorts=1, seed=1)
