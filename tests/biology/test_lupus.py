"""Lupus: in balance before treatment, and after it as fast as published."""

from functools import partial

import numpy as np
import pytest

from cartwin.biology import lupus, lupus_kidney
from cartwin.engine import evaluate
from cartwin.twin import stream


MODULES = (lupus, lupus_kidney)
EVERY = tuple(p for m in MODULES for p in m.PARAMETERS)
STATES = tuple(s.name for m in MODULES for s in m.STATES)
DAMAGE = tuple(s for m in MODULES for s in m.ACCUMULATES)
UNTREATED = dict(
    a_rel=1.0, pbx_rel=1.0, igc=0.0, activity_block=0.0, GC=0.0, k_gc=0.35, MMF=0.0,
    k_mmf=0.7, rate_scale=1.0,
)  # fmt: skip
HIDDEN = dict(  # the typical patient of the model that the numbers below come from
    wA_sle=0.50, wB_sle=0.42, wI_sle=0.08, k_asle=0.07, k_ren=0.045, upcr_n=0.1,
    k_leak=2.0, k_neph=0.0, dsdna0=200.0, c3n=1.1, kap_c3=1.0
)  # fmt: skip
# day after infusion, autoantibody and autoreactive plasmablasts relative to baseline: a
# fall with a half-life of 14 d to 5 % once plasmablasts are killed
COURSE = np.array(
    [
        (0, 1, 1), (2, 0.998097, 0.957998), (4, 0.992338, 0.906304),
        (5, 0.987486, 0.862842), (6, 0.980225, 0.787873), (7, 0.968716, 0.659677),
        (8, 0.950506, 0.475101), (9, 0.924165, 0.27798), (10, 0.89102, 0.130757),
        (12, 0.817402, 0.0263395), (14, 0.746294, 0.00658586), (17, 0.650584, 1.26e-3),
        (21, 0.542783, 2.76e-4), (28, 0.398484, 5.42e-5), (35, 0.296424, 1.67e-5),
        (42, 0.224251, 5.8e-6), (60, 0.121473, 4.9e-7), (71, 0.0914591, 1.2e-7),
        (90, 0.0661838, 1.2e-8), (121, 0.0534875, 3.9e-10), (150, 0.0508298, 2e-11),
        (180, 0.0501879, 1e-12), (270, 0.0500022, 1e-13), (400, 0.05, 1e-13),
    ]
)  # fmt: skip
STEP = 0.5


def typical(**changed):
    return {p.name: p.value for p in EVERY} | changed


def patients(n=1000):
    random = stream(3, "lupus")
    return {
        p.name: np.array([p.spread.draw(p.value, random) for _ in range(n)]) for p in EVERY
    }


def balance(parameters):
    equations = [e for m in MODULES for e in m.BALANCE]
    return parameters | evaluate(equations, parameters)


def rates(known):
    return evaluate([e for m in MODULES for e in m.RATES], known)


def readouts(known):
    return evaluate([e for m in MODULES for e in m.READOUTS], known)


def follow(parameters, inputs, days=200.0):
    """Integrate (classical Runge-Kutta) and return the times and what is read at them."""
    fixed = balance(parameters)
    times = np.arange(0.0, days + STEP, STEP)
    path = [np.array([fixed[s] for s in STATES])]

    def slope(t, y):
        found = rates(fixed | dict(zip(STATES, y, strict=True)) | inputs(t))
        return np.array([found[f"d{s}"] for s in STATES])

    for t in times[:-1]:
        y = path[-1]
        one = slope(t, y)
        two = slope(t + STEP / 2, y + STEP / 2 * one)
        three = slope(t + STEP / 2, y + STEP / 2 * two)
        four = slope(t + STEP, y + STEP * three)
        path.append(y + STEP / 6 * (one + 2 * two + 2 * three + four))
    read = readouts(
        fixed | dict(zip(STATES, np.transpose(path), strict=True)) | inputs(times)
    )
    return times, {n: np.broadcast_to(v, times.shape) for n, v in read.items()}


def course(t, **more):
    day, a, b = COURSE.T
    levels = {
        n: np.exp(np.interp(t, day, np.log(v))) for n, v in (("a_rel", a), ("pbx_rel", b))
    }
    return UNTREATED | levels | more


@pytest.fixture(scope="module")
def hidden():
    return follow(typical(**HIDDEN), course)


def test_a_thousand_random_patients_are_in_balance():
    known = balance(patients())
    change = rates(known | UNTREATED)

    for name in STATES:
        if name not in DAMAGE:
            assert np.max(np.abs(change[f"d{name}"]) / known[name]) < 1e-12, name


def test_the_shares_of_the_drive_sum_to_one_in_everybody():
    known = balance(patients())

    np.testing.assert_allclose(
        known["uA_sle"] + known["uB_sle"] + known["uI_sle"], 1.0, rtol=1e-14
    )


def test_damage_only_adds_up_and_never_beyond_the_whole_kidney():
    known = balance(patients())
    change = rates(known | UNTREATED)

    assert np.all(change["dSDAM"] > 0)
    assert np.all(change["dSCAR"] > 0)
    assert np.all(rates(known | UNTREATED | {"SCAR": 1.0})["dSCAR"] == 0.0)


def test_no_rate_is_negative_where_its_state_is_empty():
    random = stream(5, "states of lupus")
    known = balance(patients())
    somewhere = UNTREATED | {
        n: random.uniform(0, 1, 1000)
        for n in ("a_rel", "pbx_rel", "igc", "activity_block", "SCAR")
    }
    for name in STATES:
        found = rates(known | somewhere | {name: np.zeros(1000)})
        assert np.min(found[f"d{name}"]) >= 0.0, name


@pytest.mark.parametrize(
    ("quantity", "day", "value"),
    [
        ("sle_activity", 21, 0.658),
        ("sle_activity", 60, 0.208),
        ("sle_activity", 90, 0.130),
        ("renal_activity", 60, 0.422),
        ("UPCR", 0, 2.90),
        ("UPCR", 90, 0.723),
        ("UPCR", 180, 0.404),
        ("DSDNA", 90, 13.2),
        ("C3", 0, 0.55),
        ("C3", 60, 0.973),
        ("C4", 0, 0.0786),
        ("C4", 28, 0.125),
    ],
)
def test_after_the_same_fall_of_antibody_it_heals_as_another_model_does(
    hidden, quantity, day, value
):
    times, found = hidden

    assert np.interp(day, times, found[quantity]) == pytest.approx(value, rel=0.02)


def first_day(times, condition):
    return times[np.flatnonzero(condition & (times > 0))[0]]


@pytest.mark.parametrize(("kidneys", "day"), [(0.2, 71.25), (2.8, 120.75)])
def test_remission_comes_in_three_months_and_with_nephritis_in_four(kidneys, day):
    times, found = follow(typical(**HIDDEN, up0=kidneys), course)
    calm = (found["sle_activity"] < 0.5 / 3) & (found["UPCR"] <= 0.5)

    assert first_day(times, calm) == pytest.approx(day, abs=1.5)


def test_c3_is_normal_within_three_months(hidden):
    times, found = hidden

    assert first_day(times, found["C3"] > 0.9) == pytest.approx(44.4, abs=1)


def test_without_treatment_only_damage_moves():
    _, found = follow(typical(), lambda _t: UNTREATED)
    still = ("sle_activity", "C3", "C4", "DSDNA", "renal_activity")

    for name in still:
        assert np.ptp(found[name]) < 1e-9 * found[name][0], name
    assert found["GFRE"][-1] < found["GFRE"][0] - 0.5
    assert found["UPCR"][-1] > found["UPCR"][0]
    assert found["sle_damage"][-1] == pytest.approx(found["sle_damage"][0] + 0.0004 * 200)


@pytest.mark.parametrize(
    ("block", "left"),
    [
        (dict(igc=0.5), 0.65),
        (dict(activity_block=0.4), 0.6),
        (dict(igc=0.5, activity_block=0.4), 0.39),
    ],
)
def test_glucocorticoids_and_other_drugs_suppress_activity_together(block, left):
    _, found = follow(typical(), lambda _t: UNTREATED | block)

    assert found["sle_activity"][-1] == pytest.approx(left, rel=1e-4)
    assert found["DSDNA"][-1] == found["DSDNA"][0]


def test_damage_stays_when_the_cause_is_gone():
    gone = partial(course, a_rel=0.0, pbx_rel=0.0)
    _, found = follow(typical(wI_sle=1e-9, k_leak=0.5), gone)

    assert np.all(np.diff(found["sle_damage"]) >= 0)
    assert np.all(np.diff(found["GFRE"]) <= 0)
    scars = 1.0 - found["GFRE"][-1] / 105.0
    assert scars > 0.08
    assert found["UPCR"][-1] == pytest.approx(0.06 + 3.0 * scars, rel=1e-3)


def test_the_typical_patient_is_as_ill_as_the_published_median():
    found = readouts(balance(typical()) | UNTREATED)

    assert found["UPCR"] == pytest.approx(3.06, rel=0.1)
    assert found["C3"] == pytest.approx(0.555, rel=0.01)
    assert found["DSDNA"] == 470.0
    assert found["sle_damage"] == pytest.approx(4 * 365 * 0.0004)


def test_one_in_five_has_no_nephritis():
    leak = balance(patients())["up0"]

    assert np.mean(leak < 0.4) == pytest.approx(0.2, abs=0.04)


def test_the_autoantibody_of_lupus_has_a_half_life_of_two_weeks():
    loss = next(p.value for p in lupus.PRIORS if p.name == "k_con")

    assert np.log(2) / (np.log(2) / 19.4 + loss) == pytest.approx(14.0, abs=0.05)
