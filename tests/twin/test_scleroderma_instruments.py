"""Systemic sclerosis at the bedside: the published criteria grade what is found."""

import numpy as np
import polars as pl
import pytest
from tests.biology.driven import SCLERODERMA, WITHOUT, after_car_t, course, untreated
from tests.twin.bedside import bedside, written

from cartwin.rules.response import (
    MRSS,
    SSC,
    SscItem,
    criss_visits,
    ild_visits,
    revised_criss_visits,
    score_mrss,
    ssc_activity_visits,
)
from cartwin.twin.instruments.scleroderma import INSTRUMENTS


DAYS = [-6.0, 28.0, 100.0, 180.0, 365.0]
PATIENTS = 40


def named(name):
    return next(i for i in INSTRUMENTS if i.name == name)


def seen(drive, *, noisy, patients=PATIENTS):
    """Typical patients, all alike: only assessors and traits differ."""
    found = course(SCLERODERMA, DAYS, drive)
    wanted = {n for i in INSTRUMENTS for n in i.observables}
    wanted |= {"DLCOPP", "PHGVAS", "PTGVAS", "HAQDI"}
    truth = {n: np.repeat(found[n][:, None], patients, axis=1) for n in wanted}
    return bedside(truth, DAYS, noisy=noisy)


def crp(level, patients=PATIENTS):
    return [(f"P{p}", d, "CRP", level) for p in range(patients) for d in DAYS]


@pytest.fixture(scope="module")
def treated():
    return seen(after_car_t(WITHOUT, half_life=21.0, long_lived=0.3), noisy=True)


@pytest.fixture(scope="module")
def treated_record(treated):
    return written(treated, INSTRUMENTS, crp(2.0), disease="ssc")


@pytest.fixture(scope="module")
def untreated_record():
    return written(seen(untreated, noisy=True), INSTRUMENTS, crp(2.0), disease="ssc")


def test_the_sites_add_up_to_the_score_that_was_observed(treated_record):
    scored = score_mrss(treated_record).select("patient", "day", "score")
    observed = treated_record.observations.filter(pl.col("analyte") == MRSS)
    both = scored.join(observed, on=["patient", "day"])

    assert both.height == PATIENTS * len(DAYS)
    assert (both["score"] == both["value"]).all()


def test_skin_goes_from_the_fingers_inwards():
    truth = {"MRSS": np.array([[0.0, 4.0, 20.0, 51.0]])}
    sites = named(MRSS).find(bedside(truth, [0.0]))

    assert [s for s, v in sites.items() if v[0, 1]] == [
        *("fingers_left", "fingers_right", "hand_left", "hand_right")
    ]
    assert not any(v[0, 0] for v in sites.values())
    assert sites["fingers_left"][0, 2] == 3
    assert sites["thigh_left"][0, 2] == 0
    assert {v[0, 3] for v in sites.values()} == {3.0}


def test_a_site_softens_no_sooner_than_the_score_falls():
    score = np.linspace(51.0, 0.0, 52)[:, None]
    sites = named(MRSS).find(bedside({"MRSS": score}, np.arange(52.0), noisy=False))

    for found in sites.values():
        assert (np.diff(found[:, 0]) <= 0).all()


def test_signs_are_flags_and_what_no_module_gives_is_not_assessed(treated):
    found = named(SSC).find(treated)

    assert {v for x in found.values() for v in np.unique(x)} <= {0.0, 1.0}
    assert not {SscItem.RENAL_CRISIS, SscItem.MPAP, SscItem.LVEF_TREATED} & found.keys()
    assert found[SscItem.ILD].all()


def test_half_of_the_untreated_find_their_skin_worse_and_few_after_treatment():
    calm = bedside({n: np.full((2, 4000), 1.0) for n in named(SSC).observables}, [0, 1])
    many = bedside(dict(calm.truth, activity=np.array([[1.0], [0.3]]) + np.zeros(4000)),
                   [0, 1], noisy=True)  # fmt: skip
    found = named(SSC).find(many)
    worse = found[SscItem.SKIN_WORSENING].mean(axis=1)
    ulcers = found[SscItem.DIGITAL_ULCERS].mean(axis=1)

    assert worse[0] == pytest.approx(0.5, abs=0.03)
    assert ulcers[0] == pytest.approx(0.3, abs=0.03)
    assert worse[1] == ulcers[1] == 0.0


def test_a_fall_of_the_lungs_is_confirmed_at_the_second_visit_in_a_row():
    fvc = np.array([80.0, 67.0, 70.0, 68.0, 67.0])[:, None]
    truth = {"FVCPP": fvc, "activity": fvc * 0, "lung_fibrosis": fvc * 0}
    found = named(SSC).find(bedside(truth, DAYS))

    assert found[SscItem.FVC_FALL_CONFIRMED][:, 0].tolist() == [0, 0, 0, 0, 1]
    assert found[SscItem.ILD][:, 0].tolist() == [0] * 5


def test_the_activity_index_falls_in_everybody_after_treatment(treated_record):
    """Müller 2024: in 4 of 4."""
    visits = ssc_activity_visits(treated_record)
    first, last = (
        visits.filter(pl.col("day") == d).sort("patient")["score"] for d in (-6.0, 180.0)
    )

    assert (last < first).mean() >= 0.95
    assert (first >= 2.5).mean() >= 0.9


def test_composite_responses_tell_treated_from_untreated(treated_record, untreated_record):
    for rule, answer in ((criss_visits, "improved"), (revised_criss_visits, True)):
        shares = [
            (rule(r).filter(pl.col("day") == 180.0)["call"] == answer).mean()
            for r in (treated_record, untreated_record)
        ]
        assert shares[0] >= 0.9
        assert shares[1] <= 0.15


def test_lungs_progress_rather_without_treatment(treated_record, untreated_record):
    year = [
        ild_visits(r).filter(pl.col("day") == 365.0)["call"].mean()
        for r in (treated_record, untreated_record)
    ]

    assert year[0] <= 0.05
    assert year[1] >= 0.1
