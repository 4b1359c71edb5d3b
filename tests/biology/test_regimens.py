"""Any regimen: nothing negative, nothing lost, nothing from nowhere."""

import inspect
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings, strategies as st

from cartwin.biology import MODULES
from cartwin.biology.factor_viii import bound
from cartwin.engine import (
    Effect,
    Event,
    Events,
    Status,
    balanced,
    compile,
    evaluate,
    needs,
    solve,
)
from cartwin.parameters import State
from cartwin.twin import DISEASES, parameters_of, stream, system_of


PATIENTS = 3
DAYS = np.arange(0.0, 151.0, 10.0)
ORDINARY = {  # doses as they enter the states, of 70 kg
    "fludarabine": 30.0, "cyclophosphamide": 300.0, "car_t": 70.0, "car_t_bcma": 70.0,
    "car_t_cd19_bcma": 35.0, "daratumumab": 1120.0, "daratumumab_sc": 1800.0,
    "rituximab": 700.0, "ivig": 11.7, "prednisolone": 70.0, "methylprednisolone": 1250.0,
    "dexamethasone": 267.0, "tocilizumab": 560.0, "filgrastim": 1.0, "efgartigimod": 700.0,
    "romiplostim": 700.0, "eltrombopag": 50.0, "avatrombopag": 20.0,
    "mycophenolate": 2000.0, "teclistamab": 105.0, "emicizumab": 420.0, "factor_viia": 6.3,
    "apcc": 7000.0, "factor_viii": 96.0, "porcine_factor_viii": 192.0,
    "fostamatinib": 150.0, "splenectomy": 1.0, "platelet_transfusion": 12.5,
}  # fmt: skip
ENTERS = {e.drug: e for m in MODULES for e in getattr(m, "DOSES", ())}
INFUSED = tuple(
    dict.fromkeys(s for d, e in ENTERS.items() if d != "splenectomy" for s in e.states)
)
regimens = st.lists(
    st.tuples(
        st.sampled_from(sorted(ENTERS)),
        st.integers(0, 120),
        st.floats(0.01, 3.0),  # of the ordinary dose
        st.sampled_from((0.0, 0.0, 0.25, 7.0)),  # days that it takes
    ),
    max_size=12,
)
EVERYTHING = [(drug, 3 * n, 1.0, n % 2) for n, drug in enumerate(sorted(ENTERS))]


def named(function, names):
    """Return an equation of these names."""
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    function.__signature__ = inspect.Signature([inspect.Parameter(n, kind) for n in names])
    return function


def watched(system):
    """Return the system with every state observable, and none raised to its floor."""
    names = [s.name for s in system.states]
    free = tuple(replace(s, floor=-np.inf, extinct_below=0.0) for s in system.states)
    states = named(
        lambda *values: {f"state_{n}": 1.0 * v for n, v in zip(names, values, strict=True)},
        names,
    )
    return replace(system, states=free, observables=(*system.observables, states))


def events_of(regimen, states):
    """Return the events of the regimen, of the drugs that enter these states."""
    found = []
    for drug, day, size, length in regimen:
        for state in ENTERS[drug].states:
            amount = size * ORDINARY[drug]
            if state not in states:
                continue
            if drug == "splenectomy":
                found.append(Event(day, state, 1.0))
            elif length:
                found.append(Event(day, state, amount / length, Effect.START))
                found.append(Event(day + length, state, amount / length, Effect.STOP))
            else:
                found.append(Event(day, state, amount))
    return found


def course(system, patients, regimen, rtol=1e-6):
    states = [s.name for s in system.states]
    kernel = compile(system, infused=[s for s in INFUSED if s in states])
    events = Events.of([events_of(regimen, states)] * PATIENTS, states)
    return solve(kernel, patients, events, DAYS, rtol=rtol)


def drawn(disease, seed=7):
    random = stream(seed, "regimens")
    return {
        p.name: np.array([p.spread.draw(p.value, random) for _ in range(PATIENTS)])
        for p in parameters_of(disease)
    }


SYSTEMS = {d: watched(system_of(d)) for d in DISEASES}
PEOPLE = {d: drawn(d) for d in DISEASES}


def test_there_is_an_ordinary_dose_of_every_drug():
    assert ORDINARY.keys() == ENTERS.keys()


@pytest.mark.parametrize("disease", DISEASES)
@settings(max_examples=12)
@given(regimen=regimens)
@example(regimen=EVERYTHING)
def test_nothing_is_negative_under_any_regimen(disease, regimen):
    system = SYSTEMS[disease]
    solution = course(system, PEOPLE[disease], regimen, rtol=1e-8)
    rounding = {f"state_{s.name}": 1e-6 * s.scale for s in system.states}

    assert set(solution.status) == {Status.OK}
    for name in solution.observables:
        values = solution[name]
        fine = values[np.isfinite(values)]
        assert fine.size == values.size or name == "BNAIVE", name  # a share of no cells
        assert fine.min(initial=0.0) >= -rounding.get(name, 1e-6), name


# --- drugs: what was given is lost or still there ---------------------------------------


def daratumumab(
    DAC, DAS, V1d, CLd, Vmd, Kmd, ka_d, F_d, rate_scale, PB, PBX, SP, SPX, LL, LLX, PB0,
    SP0, LLt0, fLR, v_pb, v_sp,
):  # fmt: skip
    high = (LL + LLX) / (LLt0 * (1.0 - fLR))
    cells = v_pb * (PB + PBX) / PB0 + v_sp * (SP + SPX) / SP0 + (1.0 - v_pb - v_sp) * high
    cleared = rate_scale * CLd * DAC / V1d + Vmd * cells * DAC / (Kmd * V1d + DAC)
    return cleared + (1.0 - F_d) * ka_d * DAS


def teclistamab(TECD, TECC, TECT, tec_ka, tec_f, tec_cl, tec_cl_early, tec_v1, rate_scale):
    clearance = rate_scale * (tec_cl + tec_cl_early * (1.0 - TECT))
    return (1.0 - tec_f) * tec_ka * TECD + clearance / tec_v1 * TECC


LOSSES = {  # states of one drug -> what is lost of it
    ("AFLU",): lambda AFLU, k_flu: k_flu * AFLU,
    ("ACY",): lambda ACY, k_cy: k_cy * ACY,
    ("DAC", "DAP", "DAS"): daratumumab,
    ("RTX",): lambda RTX, k_rtx, rate_scale: rate_scale * k_rtx * RTX,
    ("IVG", "IVP"): lambda IVG, kel: kel * IVG,
    ("GC",): lambda GC, k_gc, rate_scale: rate_scale * k_gc * GC,
    ("TOC",): lambda TOC, kTOC, rate_scale: rate_scale * kTOC * TOC,
    ("GCSF",): lambda GCSF, kGCSF: kGCSF * GCSF,
    ("EFG",): lambda EFG, k_efg, rate_scale: rate_scale * k_efg * EFG,
    ("ROMD", "ROMC"): lambda ROMC, rom_k, rate_scale: rate_scale * rom_k * ROMC,
    ("ELTD", "ELTC", "ELTP"): (
        lambda ELTC, elt_cl, elt_vc, rate_scale: rate_scale * elt_cl / elt_vc * ELTC
    ),
    ("AVAD", "AVAC"): (
        lambda AVAC, ava_cl, ava_v, rate_scale: rate_scale * ava_cl / ava_v * AVAC
    ),
    ("MMF",): lambda MMF, k_mmf, rate_scale: rate_scale * k_mmf * MMF,
    ("TECD", "TECC", "TECP"): teclistamab,
    ("EMID", "EMIC"): (
        lambda EMIC, emi_cl, emi_v, rate_scale: rate_scale * emi_cl / emi_v * EMIC
    ),
    ("F7A",): lambda F7A, k_f7a, rate_scale: rate_scale * k_f7a * F7A,
    ("APCC",): lambda APCC, k_apcc, rate_scale: rate_scale * k_apcc * APCC,
    ("F8P",): (
        lambda F8P, bu, x_por, k_f8p, kap_f8, rate_scale: (
            rate_scale * k_f8p * (1.0 + kap_f8 * bound(x_por * bu)) * F8P
        )
    ),
    ("FOS",): lambda FOS, kFOS, rate_scale: rate_scale * kFOS * FOS,
}


PRESENT = {  # what is present of drugs whose states are concentrations
    ("IVG", "IVP"): lambda IVG, IVP, V_ig, V_igp: IVG + IVP * V_igp / V_ig
}


def of_states(states):
    return named(lambda *values: sum(values), states)


def calling(name, function):
    """Return the equation that calls what a function returns by this name."""
    return named(lambda *values: {name: function(*values)}, needs(function))


def audited(system):
    """Return the system with what is present of each drug, and all that was lost of it."""
    lost, seen, more = [], [], []
    for n, (states, loss) in enumerate(LOSSES.items()):
        present = PRESENT.get(states) or of_states(states)
        more.append(State(f"LOST{n}", "1", "lost", 1e-3))
        lost.append(calling(f"dLOST{n}", loss))
        seen.append(calling(f"present{n}", present))
        seen.append(calling(f"lost{n}", of_states([f"LOST{n}"])))
    return replace(
        system,
        states=(*system.states, *more),
        rates=(*system.rates, *lost),
        observables=tuple(seen),
    )


AUDITED = audited(system_of("aha"))
OTHERS = {"CB", "BCB", "P1", "P2", "P3", "P4", "ASPL", "F8"}  # cells, an organ, and made


def test_every_drug_is_audited():
    assert {s for states in LOSSES for s in states} | OTHERS >= {
        s for e in ENTERS.values() for s in e.states
    }


@settings(max_examples=15)
@given(regimen=regimens)
@example(regimen=EVERYTHING)
def test_what_was_given_is_lost_or_still_there(regimen):
    solution = course(AUDITED, PEOPLE["aha"], regimen, rtol=1e-8)
    for number, states in enumerate(LOSSES):
        accounted = (solution[f"present{number}"] + solution[f"lost{number}"])[-1]
        expected = sum(
            size * ORDINARY[drug]
            for drug, _, size, _ in regimen
            for s in ENTERS[drug].states
            if s in states
        )

        np.testing.assert_allclose(accounted, expected, rtol=1e-9, atol=1e-9)


@settings(max_examples=10)
@given(dose=st.floats(1.0, 1e3), length=st.sampled_from((0.0, 0.25, 3.0)))
@pytest.mark.parametrize(
    ("drug", "cells"), [("car_t", "CB CT CE CM"), ("car_t_bcma", "BCB BCT BCE BCM")]
)
def test_car_t_cells_that_neither_grow_nor_die_keep_their_number(drug, cells, dose, length):
    still = PEOPLE["sle"] | dict.fromkeys(("rho", "d_P", "d_E", "beta", "ld_car"), 0.0)
    size = dose / ORDINARY[drug]
    regimen = [("fludarabine", 0, 1.0, 0.0), (drug, 5, size, length)]
    solution = course(SYSTEMS["sle"], still, regimen, rtol=1e-8)
    blood, *engrafted = (solution[f"state_{n}"][-1] for n in cells.split())

    np.testing.assert_allclose(blood, 0.0, atol=1e-9)
    np.testing.assert_allclose(sum(engrafted), still["f_eng"] * dose, rtol=1e-5)


@pytest.fixture(scope="module")
def anywhere():
    """Everything known of random patients in random states, untreated."""
    system = system_of("itp")
    many = stream(11, "anywhere")
    parameters = {
        p.name: np.array([p.spread.draw(p.value, many) for _ in range(200)])
        for p in parameters_of("itp")
    }
    full, start = balanced(system, parameters)
    states = {
        s.name: row * many.uniform(0.1, 3.0, row.shape)
        for s, row in zip(system.states, start, strict=True)
    }
    return {**full, **states, **evaluate(system.rates, {**full, **states})}


def same(a, b):
    np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12)


def test_platelets_leave_one_age_for_the_next(anywhere):
    k = anywhere
    all_ages = sum(k[f"dP{n}"] for n in (1, 2, 3, 4))
    blocked = (1.0 - k["Iyield"] * k["Ap"] / (1.0 + k["Ap"])) * (
        1.0 - k["ITyield"] * np.minimum(k["sevT"], 1.0) * k["TCY"]
    )
    killed = (k["k_rand"] + k["kimm"]) * k["plt"]
    too_old = 4.0 / k["T_P"] * k["P4"]

    same(all_ages + killed + too_old, k["kin"] * k["M4"] * blocked)


def test_cells_that_exchange_places_keep_their_number(anywhere):
    k = anywhere
    out = k["d_N"] + k["k_NM"]
    made = k["baff"] * k["s_N"] * k["f_tr"] * k["k_tr"] * k["TR"]
    same(k["dNA"] + k["dNT"], made - out * (k["NA"] + k["NT"]))

    memory = k["MA"] + k["MT"]
    grown = k["p_M"] * (1.0 - memory / k["Mmax"]) * memory
    joined = k["k_NM"] * (k["NA"] + k["NT"])
    same(k["dMA"] + k["dMT"], grown + joined - (k["d_M"] + k["k_MPB"]) * memory)

    clone = k["XA"] + k["XT"]
    grown = k["p_X"] * clone / (clone + k["cX"]) * (1.0 - clone / k["Xmax"]) * clone
    same(k["dXA"] + k["dXT"], grown - (k["d_X"] + k["k_XPB"]) * clone)


@pytest.mark.parametrize("x", ["", "X"], ids=["all", "autoreactive"])
def test_short_lived_plasma_cells_become_the_long_lived(anywhere, x):
    k = anywhere
    rate, share = ("k_slx", "f_spx") if x else ("k_sl", "f_sp")
    matured = k[rate] * k[f"SP{x}"]
    long_lived = k[f"LL{x}"] + k[f"LR{x}"]

    same(k[f"dLL{x}"] + k[f"dLR{x}"], matured - k["d_LL"] * long_lived)
    came = k[share] * k["k_pb"] * k[f"PB{x}"]
    same(k[f"dSP{x}"], came - matured - k["d_SP"] * k[f"SP{x}"])


def test_all_igg_is_lost_at_one_rate(anywhere):
    k = anywhere
    cells = k["w_pb"] * k["PB"] + k["SP"] + k["LL"] + k["LR"]
    infused = k["dIVG"] + k["dIVP"] * k["V_igp"] / k["V_ig"]
    same(k["dIG"] + infused, k["q_ig"] * cells - k["kel"] * (k["IG"] + k["IVG"]))

    saved = k["FRm"] * k["K_fc"] / (k["K_fc"] + k["IG"] + k["IVG"])
    same(k["kel"], k["k_deg"] * (1.0 - saved))
