"""What the bedside notes of lupus, graded by the published rules as they are."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from tests.rules.records import record

from cartwin.rules import load_criterion
from cartwin.rules.response import (
    doris_visits,
    lldas_visits,
    perr_visits,
    renal_visits,
    score_sledai,
)
from cartwin.twin.instruments import Bedside
from cartwin.twin.instruments.lupus import INSTRUMENTS
from cartwin.twin.random import keys_of


DAYS = np.array([-6.0, 28.0, 90.0, 180.0])
ILL = dict(
    activity=1.0, renal_activity=1.0, C3=0.55, C4=0.08, DSDNA=470.0,
    PLAT=230.0, NEUT=4.0, prednisolone=10.0, mycophenolate=0.0,
    sle_damage=0.6, GFRE=95.0, UPCR=3.1,
)  # fmt: skip
WELL = ILL | dict(
    activity=0.07, renal_activity=0.08, C3=1.15, C4=0.2, DSDNA=20.0,
    prednisolone=0.0, UPCR=0.45,
)  # fmt: skip
NO_KIDNEYS = dict(UPCR=0.15)


def bedside(*visits, n=1, noisy=False, seed=1):
    """Return patients who all have the same truth, one mapping for each day."""
    truth = {
        name: np.repeat([[v[name]] for v in visits], n, axis=1).astype(float)
        for name in ILL
    }
    return Bedside(
        truth=truth,
        days=DAYS[: len(visits)],
        ages=np.full(n, 30.0),
        female=np.full(n, True),
        keys=keys_of([f"P{i}" for i in range(n)]),
        seed=seed,
        noisy=noisy,
    )


def rows(patients):
    """Return the assessments of all instruments, and what was measured."""
    items = [
        (f"P{who}", float(patients.days[day]), instrument.name, str(item), float(value))
        for instrument in INSTRUMENTS
        for item, values in instrument.find(patients).items()
        for (day, who), value in np.ndenumerate(values)
        if np.isfinite(value)
    ]
    values = [
        (f"P{who}", float(patients.days[day]), code, float(value))
        for code in ("UPCR", "GFRE")
        for (day, who), value in np.ndenumerate(patients.truth[code])
    ]
    return dict(items=items, values=values)


def graded(rule, *visits, **options):
    found = rule(record(**rows(bedside(*visits, **options))))
    return found.sort("patient", "day")


def share(rule, *visits):
    """Return the share of noisy patients for whom a rule says yes at the last visit."""
    found = graded(rule, *visits, n=600, noisy=True)
    last = found.filter(found["day"] == found["day"].max())
    assert last["call"].null_count() == 0
    return last["call"].mean()


def items(name, patients):
    return next(i for i in INSTRUMENTS if i.name == name).find(patients)


def test_each_instrument_sees_only_what_it_asks_for():
    every = bedside(ILL, WELL)
    for instrument in INSTRUMENTS:
        asked = {n: every.truth[n] for n in instrument.observables}
        assert instrument.find(replace(every, truth=asked))


def test_sledai_notes_every_descriptor():
    assert {*load_criterion("sledai-2k")["weights"]} <= {*items("SLEDAI-2K", bedside(ILL))}


def test_a_typical_patient_with_nephritis_scores_sixteen_and_then_nothing():
    assert graded(score_sledai, ILL, WELL)["score"].to_list() == [16, 0]


def test_without_nephritis_it_is_twelve():
    assert graded(score_sledai, ILL | NO_KIDNEYS)["score"].to_list() == [12]


def test_the_typical_score_is_the_median_of_patients_who_differ():
    found = graded(score_sledai, ILL, n=600, noisy=True)

    assert 14 <= found["score"].median() <= 18
    assert found["score"].quantile(0.05) >= 6
    assert found["score"].quantile(0.95) <= 26


@pytest.mark.parametrize(
    ("change", "score"),
    [
        (dict(DSDNA=101.0), 2),
        (dict(C3=0.89), 2),
        (dict(C4=0.09), 2),
        (dict(C3=0.89, C4=0.09), 2),
        (dict(UPCR=0.51, renal_activity=0.21), 4),
        (dict(UPCR=0.49, renal_activity=0.21), 0),
        (dict(UPCR=4.2, renal_activity=0.19), 0),
        (dict(activity=0.21), 2),
        (dict(activity=0.29), 4),
        (dict(activity=0.41), 8),
    ],
)
def test_each_finding_adds_its_points(change, score):
    assert graded(score_sledai, WELL | change)["score"].to_list() == [score]


@pytest.mark.parametrize(("day", "score"), [(0, 0), (1, 0), (2, 0), (3, 1)])
def test_few_platelets_count_only_when_the_treatment_is_long_past(day, score):
    visits = [WELL] * 4
    visits[day] = WELL | dict(PLAT=80.0)
    patients = replace(bedside(*visits), days=np.array([-6.0, 28.0, 90.0, 365.0]))
    found = score_sledai(record(**rows(patients))).sort("day")

    assert found["score"][day] == score


def test_remission_of_a_patient_who_is_well_and_none_of_one_who_is_ill():
    found = graded(doris_visits, ILL, WELL)

    assert found["call"].to_list() == [False, True]


@pytest.mark.parametrize(
    ("change", "call"),
    [
        (dict(prednisolone=5.0), True),
        (dict(prednisolone=5.6), False),
        (dict(activity=0.15), True),
        (dict(activity=0.19), False),
        (dict(DSDNA=400.0, C3=0.5), True),
        (dict(UPCR=0.6, renal_activity=0.21), False),
        (dict(UPCR=4.2, renal_activity=0.1), True),
    ],
)
def test_remission_asks_for_calm_and_a_low_dose_and_not_for_serology(change, call):
    assert graded(doris_visits, WELL | change)["call"].to_list() == [call]


def test_remission_asks_that_other_drugs_stay_the_same():
    taken, less = WELL | dict(mycophenolate=2000.0), WELL | dict(mycophenolate=1000.0)

    assert graded(doris_visits, taken, taken, less)["call"].to_list() == [True, True, False]


def test_remission_without_drugs_allows_none_since_the_infusion():
    free = partial(doris_visits, drug_free=True)
    before, late = WELL | dict(mycophenolate=2000.0), WELL | dict(prednisolone=2.5)

    assert graded(free, before, WELL, WELL)["call"].to_list() == [False, True, True]
    assert graded(free, before, before, WELL)["call"].to_list() == [False, False, False]
    assert graded(free, WELL, late)["call"].to_list() == [True, False]


def test_low_activity_needs_a_visit_before_to_say_what_is_new():
    assert graded(lldas_visits, WELL, WELL)["call"].to_list() == [None, True]
    flare = WELL | dict(activity=0.25)
    assert graded(lldas_visits, WELL, flare)["call"].to_list() == [None, False]
    assert graded(lldas_visits, flare, flare)["call"].to_list() == [None, True]


def test_a_treatment_that_lowers_counts_is_no_new_activity():
    patients = replace(bedside(WELL, WELL), days=np.array([-20.0, 28.0]))

    assert items("SLE", patients)["new_activity"][1].tolist() == [0.0]


def test_most_patients_who_are_well_are_called_so_in_spite_of_errors():
    assert share(doris_visits, ILL, WELL) > 0.85
    assert share(lldas_visits, ILL, WELL) > 0.9


def test_no_patient_who_is_ill_is_called_well():
    assert share(doris_visits, ILL, ILL) == 0.0
    assert share(lldas_visits, ILL, ILL) == 0.0


def test_an_assessor_misses_three_of_a_hundred_findings():
    nearly = ILL | dict(activity=0.9)
    found = items("SLEDAI-2K", bedside(*[nearly] * 4, n=2000, noisy=True))
    always = found["arthritis"].mean(axis=0) > 0.5

    assert found["arthritis"][:, always].mean() == pytest.approx(0.97, abs=0.01)


def test_nobody_invents_a_finding_that_is_plainly_gone():
    calm = WELL | dict(activity=0.0)
    found = items("SLEDAI-2K", bedside(*[calm] * 4, n=500, noisy=True))

    assert not any(found[i].any() for i in ("arthritis", "rash", "pleurisy", "seizure"))


def test_the_items_of_a_patient_stay_the_same_from_visit_to_visit():
    found = items("SLEDAI-2K", bedside(ILL, ILL, ILL, n=500, noisy=True))
    same = (found["rash"] == found["rash"][:1]).all(axis=0)

    assert same.mean() > 0.85
    assert found["rash"].mean() == pytest.approx(0.65, abs=0.06)


def test_the_response_of_the_kidneys_is_called_as_in_any_record():
    better = WELL | dict(UPCR=1.2)
    found = graded(renal_visits, ILL, better, WELL, WELL | dict(GFRE=70.0))

    assert found["call"].to_list() == ["PRR", "CRR", "none"]
    assert graded(perr_visits, ILL, better, WELL)["call"].to_list() == [False, True]


def test_damage_is_no_activity():
    ruined = WELL | dict(sle_damage=4.7, GFRE=40.0, UPCR=1.5)

    assert items("SDI", bedside(ruined))["total"].item() == 5
    assert graded(score_sledai, ruined)["score"].to_list() == [0]
