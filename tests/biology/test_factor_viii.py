"""Acquired haemophilia A: factor VIII, its inhibitor, bleeds, and what assays read."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from cartwin.biology import acts_of, coagulation_assays, factor_viii
from cartwin.biology.drugs import bypassing_agents, emicizumab
from cartwin.engine import evaluate


MODULES = (factor_viii, coagulation_assays, emicizumab, bypassing_agents)
STATES = tuple(s.name for m in MODULES for s in m.STATES)
RATES = (
    *(e for m in MODULES for e in m.RATES),
    *(e for e in acts_of(MODULES) if e.__name__.endswith("bleed_block")),
)
TYPICAL = {p.name: p.value for m in MODULES for p in m.PARAMETERS} | {
    "crp0": 1.0,
    "rate_scale": 1.0,
    "A0": 20.0,
    "GC": 0.0,
    "k_gc": 0.35,
    "ACY": 0.0,
}
TYPE_II = {"f8_res": 0.19}
DAYS_TO_KILL_THE_SOURCE = 8.0  # of the antibody, by CAR-T
LONG_LIVED = 0.003


def constant(value):
    return lambda _: value


NO_FEVER, UNTREATED = constant(1.0), constant(1.0)


def antibody(half_life, long_lived=LONG_LIVED, delay=DAYS_TO_KILL_THE_SOURCE):
    def relative(day):
        gone = 0.5 ** (max(day - delay, 0.0) / half_life)
        return long_lived + (1 - long_lived) * gone

    return relative


def patient(**changed):
    values = TYPICAL | changed
    return values | evaluate(factor_viii.BALANCE, values)


def found_at(day, y, values, a_rel, crp=NO_FEVER):
    """Return everything that the equations define, at one moment."""
    named = {**values, **dict(zip(STATES, y, strict=True))}
    named |= {"a_rel": a_rel(day), "CRP": crp(day)}
    return named | evaluate(RATES, named)


def read_at(*moment):
    named = found_at(*moment)
    return named | evaluate(coagulation_assays.READOUTS, named)


def course(values, a_rel, days, doses=(), crp=NO_FEVER):
    """Return the observables on some days; doses are (day, state, amount)."""
    y = np.array([values.get(s, 0.0) for s in STATES])
    days = np.asarray(days, float)
    breaks = sorted({0.0, days[-1] + 1e-9, *(d for d, _, _ in doses)})
    seen = []

    def change(day, y):
        found = found_at(day, y, values, a_rel, crp)
        return [found[f"d{s}"] for s in STATES]

    for start, end in pairwise(breaks):
        inside = days[(days >= start) & (days < end)]
        seen += [read_at(start, y, values, a_rel, crp)] * int(start in inside)
        for _, state, amount in (d for d in doses if d[0] == start):
            y[STATES.index(state)] += amount
        later = inside[inside > start]
        ran = solve_ivp(
            change, (start, end), y, method="LSODA", t_eval=[*later, end], rtol=1e-7,
            atol=1e-7, max_step=10.0,
        )  # fmt: skip
        seen += [read_at(d, ran.y[:, k], values, a_rel, crp) for k, d in enumerate(later)]
        y = ran.y[:, -1].copy()
    return {n: np.array([s[n] for s in seen]) for n in seen[0]}


def day_of_partial_remission(half_life, **changed):
    days = np.arange(0.0, 200.0)
    active = course(patient(**changed), antibody(half_life), days)["FVIII"]
    return days[np.argmax(active > 50.0)]


def bleeds_per_week(doses=(), weeks=12, **changed):
    days = [0.0, 7.0 * weeks]
    seen = course(patient(**changed), UNTREATED, days, doses)
    return seen["bleeds"][-1] / weeks


WEEKLY = (
    (0.0, "EMID", 420.0),
    (1.0, "EMID", 210.0),
    *((7.0 * w, "EMID", 105.0) for w in range(1, 12)),
)


# Inhibitor


@pytest.mark.parametrize("plateau", [0.0, 0.02, 0.19, 0.45])
def test_one_bethesda_unit_leaves_half(plateau):
    slope = factor_viii.shape(plateau)["f8_slope"]

    assert factor_viii.residual(1.0, plateau, slope) == pytest.approx(0.5, rel=1e-12)
    assert factor_viii.residual(0.0, plateau, slope) == 1.0
    assert factor_viii.residual(1e4, plateau, slope) == pytest.approx(plateau)


def test_without_plateau_units_are_those_of_the_nijmegen_assay():
    slope = factor_viii.shape(0.0)["f8_slope"]
    units = np.array([0.3, 0.69, 2.0, 5.0])
    percent = 100 * factor_viii.residual(units, 0.0, slope)

    np.testing.assert_allclose((2 - np.log10(percent)) / np.log10(2), units)


def test_about_half_of_patients_have_an_inhibitor_that_leaves_a_plateau():
    declared = next(p for p in factor_viii.PARAMETERS if p.name == "f8_res")
    random = np.random.default_rng(8)
    plateaus = np.array([declared.spread.draw(0.02, random) for _ in range(4000)])

    assert np.mean(plateaus > 0.1) == pytest.approx(0.49, abs=0.04)
    assert np.max(plateaus) <= 0.45  # below the half that one unit leaves


# Untreated


@pytest.mark.parametrize(("changed", "active"), [({}, 0.5), (TYPE_II, 4.75)])
def test_twenty_units_leave_little_factor_viii(changed, active):
    seen = course(patient(**changed), UNTREATED, [0.0, 30.0])

    assert seen["FVIII"][0] == pytest.approx(active, abs=0.01)
    assert seen["F8INH"][0] == pytest.approx(20.0)
    np.testing.assert_allclose(seen["FVIII"][1], seen["FVIII"][0], rtol=1e-6)


def test_who_has_no_inhibitor_has_normal_factor_viii_and_does_not_bleed():
    seen = course(patient(A0=1e-9), UNTREATED, [0.0, 100.0])

    np.testing.assert_allclose(seen["FVIII"], 100.0, rtol=1e-6)
    np.testing.assert_allclose(seen["APTT"], 30.0, rtol=1e-6)
    assert seen["bleeds"][-1] == 0.0


def test_inflammation_raises_factor_viii_by_the_share_declared():
    seen = course(patient(A0=1e-9), UNTREATED, [0.0, 40.0], crp=constant(61.0))

    assert seen["FVIII"][-1] == pytest.approx(130.0, rel=1e-4)


# When the antibody falls


@pytest.mark.parametrize(
    ("half_life", "changed", "day"),
    [
        (8.0, {}, 58),
        (8.0, TYPE_II, 58),
        (8.0, {"A0": 100.0}, 103),
        (21.0, {}, 139),
    ],
)
def test_partial_remission_comes_as_the_antibody_goes(half_life, changed, day):
    assert day_of_partial_remission(half_life, **changed) == pytest.approx(day, abs=3)


def test_a_few_long_lived_plasma_cells_prevent_remission():
    days = np.arange(0.0, 400.0, 10.0)
    kept = course(patient(A0=100.0), antibody(8.0, long_lived=0.01), days)

    assert np.max(kept["FVIII"]) < 50.0


# Bleeding


@pytest.mark.parametrize(
    ("doses", "bleeds", "error"), [((), 0.30, 0.005), (WEEKLY, 0.043, 0.003)]
)
def test_bleeds_per_week_with_and_without_emicizumab(doses, bleeds, error):
    assert bleeds_per_week(doses) == pytest.approx(bleeds, abs=error)


def test_fifty_units_of_factor_viii_abolish_bleeding():
    blocked = {"bleed_block": 0.0, "f8_bleed_block": 0.0, "h_bleed": 0.043, "f8_safe": 50.0}
    rates = [
        factor_viii.bleeding(active, **blocked)["dBLEEDS"]
        for active in (0.0, 1.0, 25.0, 50.0, 120.0)
    ]

    assert rates[:3] == pytest.approx([0.043, 0.98 * 0.043, 0.5 * 0.043])
    assert rates[3:] == [0.0, 0.0]


def test_bypassing_agents_protect_while_they_are_there():
    every_3_h = tuple((h / 24, "F7A", 6.3) for h in range(0, 48, 3))
    every_12_h = tuple((h / 24, "APCC", 4900.0) for h in range(0, 48, 12))
    days = [0.0, 2.0, 6.0]
    bare = course(patient(), UNTREATED, days)["bleeds"]
    for doses in (every_3_h, every_12_h):
        seen = course(patient(), UNTREATED, days, doses)["bleeds"]
        assert seen[1] < 0.35 * bare[1]
        assert seen[2] - seen[1] > 0.85 * (bare[2] - bare[1])


# Factor VIII concentrates


def test_human_concentrate_is_spent_on_a_high_titre_and_porcine_is_not():
    hour = [0.0, 1 / 24]
    per_kg = 70.0 / TYPICAL["V_f8"]
    human = course(patient(), UNTREATED, hour, [(0.0, "F8", 100 * per_kg)])
    porcine = course(patient(), UNTREATED, hour, [(0.0, "F8P", 100 * per_kg)])
    cross_reacting = course(
        patient(x_por=1.0), UNTREATED, hour, [(0.0, "F8P", 100 * per_kg)]
    )

    assert human["FVIII"][-1] < 5.0
    assert porcine["FVIII"][-1] > 30.0
    assert cross_reacting["FVIII"][-1] < 5.0


def test_without_inhibitor_50_units_per_kg_raise_factor_viii_by_about_100():
    dose = [(0.0, "F8", 50 * 70.0 / TYPICAL["V_f8"])]
    seen = course(patient(A0=1e-9), UNTREATED, [0.0, 1e-6, 13.4 / 24], dose)["FVIII"]

    assert seen[1] - seen[0] == pytest.approx(96.0, abs=1.0)
    assert (seen[2] - 100) / (seen[1] - 100) == pytest.approx(0.5, abs=0.01)


# Emicizumab and the assays


def test_emicizumab_comes_to_the_concentrations_of_its_source():
    """3 mg/kg weekly for 4 weeks, then 1.5: about 45 mg/L and more before a dose."""
    doses = tuple((7.0 * w, "EMID", 210.0 if w < 4 else 105.0) for w in range(24))
    seen = course(patient(), UNTREATED, [28.0, 167.0], doses)
    concentration = seen["EMIC"] / TYPICAL["emi_v"]

    assert concentration[0] == pytest.approx(50.0, abs=5.0)
    assert concentration[1] == pytest.approx(53.0, abs=6.0)


def test_emicizumab_half_life_is_that_of_its_source():
    seen = course(patient(), UNTREATED, [60.0, 90.1], ((0.0, "EMID", 210.0),))

    assert seen["EMIC"][1] / seen["EMIC"][0] == pytest.approx(0.5, abs=0.01)


def test_emicizumab_deceives_all_assays_but_the_bovine():
    bare = course(patient(), UNTREATED, [11.0])
    given = course(patient(), UNTREATED, [3.0, 11.0], WEEKLY)

    assert given["FVIII"][-1] == pytest.approx(bare["FVIII"][-1])
    assert given["F8INH"][-1] == pytest.approx(20.0)
    assert given["fviii_human"][-1] > 10.0
    assert given["fviii_one_stage"][-1] > 100.0
    assert bare["APTT"][-1] > 80.0
    assert given["APTT"][0] < 35.0


def test_human_assays_read_ten_about_eleven_days_after_3_mg_per_kg_weekly():
    doses = ((0.0, "EMID", 210.0), (7.0, "EMID", 210.0))
    days = np.arange(0.0, 20.0)
    reading = course(patient(), UNTREATED, days, doses)["fviii_human"]

    assert 7 <= days[np.argmax(reading > 10.0)] <= 12


# Properties


def test_nothing_becomes_negative_and_bleeds_only_add_up():
    random = np.random.default_rng(11)
    days = np.linspace(0.0, 40.0, 9)
    for _ in range(3):
        drugs = random.choice(["F8", "F8P", "EMID", "F7A", "APCC"], 8)
        doses = [(float(random.uniform(0, 30)), d, float(random.uniform(1, 500)))
                 for d in drugs]  # fmt: skip
        values = patient(A0=float(random.lognormal(3, 1.5)))
        seen = course(values, antibody(float(random.uniform(4, 20))), days, doses)
        for name in (*STATES, "FVIII", "F8INH", "APTT"):
            assert np.min(seen[name]) >= -1e-6, name
        assert np.all(np.diff(seen["bleeds"]) >= -1e-12)


@pytest.mark.parametrize("state", ["F8", "F8P", "EMIC", "F7A", "APCC"])
def test_rates_of_elimination_scale_with_the_body(state):
    y = [10.0 if s == state else 0.0 for s in STATES]
    adult = found_at(0.0, y, patient(F8n=0.0), UNTREATED)[f"d{state}"]
    child = found_at(0.0, y, patient(F8n=0.0, rate_scale=1.37), UNTREATED)[f"d{state}"]

    assert adult < 0.0
    assert child == pytest.approx(1.37 * adult)


def test_porcine_factor_viii_is_lost_faster_by_what_cross_reacts():
    y = [10.0 if s == "F8P" else 0.0 for s in STATES]
    rates = [
        found_at(0.0, y, patient(x_por=share), UNTREATED)["dF8P"]
        for share in (0.0, 0.05, 1.0)  # of 20 Bethesda units
    ]

    assert np.divide(rates, -10.0 * TYPICAL["k_f8p"]) == pytest.approx([1.0, 2.5, 4.0])
