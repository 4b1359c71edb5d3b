"""Units go together in every equation of every twin, and the check can fail."""

from dataclasses import replace

import numpy as np
import pytest
from ucumvert import PintUcumRegistry

from cartwin.biology import ACTIONS, CORE, DRUG_MODULES, MODULES, Factor, readouts
from cartwin.engine import System, needs
from cartwin.parameters import Basis, State
from cartwin.study import DRUGS
from cartwin.twin import DISEASES, parameters_of, system_of
from cartwin.units import ANALYTES
from cartwin.validation.equations import (
    UnitError,
    equations,
    twin_units,
    unit_of,
    units_of,
)


every_disease = pytest.mark.parametrize("disease", DISEASES)
PROMISED = {a.code: a.unit for a in ANALYTES.values()} | {
    name: action.unit for name, action in ACTIONS.items()
}
COMMON = {p.name for m in (*CORE, *DRUG_MODULES) for p in m.PARAMETERS}
UNSEEN = {  # parameters whose unit no equation of the disease can tell
    "f_tr": "a yield that the balance divides out again",
    "V_ig": "only doses are divided by it, see below",
    "V_f8": "only doses are divided by it, see below",
    "AGE": "only bleeding in thrombocytopenia depends on it",
    "emi_slope_h": "only assays of factor VIII depend on it",
    "emi_slope_c": "only assays of factor VIII depend on it",
    "ext_iim": "the readout that it gives is no analyte",
}


def declared(disease):
    return {p.name: p.unit for p in parameters_of(disease)}


def problems(*rates, states=(), **parameters):
    system = System(
        name="few", states=tuple(states), parameters=tuple(parameters), balance=(),
        rates=rates, observables=(),
    )  # fmt: skip
    return [f.problem for f in units_of(system, parameters, {}).faults]


def of(expression, **parameters):
    """Return the problems of an expression of named parameters."""
    named = {"__name__": __name__, "np": np, "PER_UL": Factor(1000.0, "(/uL)/(10*9/L)")}
    code = f"lambda {', '.join(parameters)}: dict(result={expression})"
    return problems(eval(code, named), **parameters)  # noqa: S307 - of this file


@every_disease
def test_units_go_together_in_every_equation(disease):
    units, system = twin_units(disease), system_of(disease)

    assert [str(f) for f in units.faults] == []
    everything = (*system.balance, *system.rates, *system.observables)
    assert len(units.checked) == len(everything) > 100
    assert {n for e in everything for n in needs(e)} <= units.found.keys()


def test_the_suite_of_equations_passes():
    verdict = equations()

    assert verdict.failed == 0
    assert verdict.passed == sum(len(twin_units(d).checked) for d in DISEASES)


@every_disease
def test_what_replaces_a_parameter_has_its_unit(disease):
    common = {p.name: p.unit for m in MODULES for p in m.PARAMETERS}

    for prior in DISEASES[disease].priors:
        assert prior.unit == common[prior.name]


@every_disease
def test_a_wrong_unit_of_any_parameter_is_found(disease):
    """A thousandfold error in the unit of one parameter, one after another.

    Every parameter of the organ, and every third of those that all diseases share.
    """
    units = declared(disease)
    shared = [n for n in units if n in COMMON and disease == "itp"][::3]
    missed = {
        name
        for name in (*shared, *(units.keys() - COMMON))
        if not units_of(
            system_of(disease), units | {name: f"10*3.({units[name]})"}, PROMISED
        ).faults
    }

    assert missed <= UNSEEN.keys()


def test_a_thousand_left_out_of_a_readout_is_found():
    def b_cells(NA, f_bB, V_blood):
        return dict(naive_ul=0.0, memory_ul=0.0, BCELL=f_bB * NA / V_blood)

    system = system_of("itp")
    others = tuple(e for e in system.observables if e is not readouts.b_cells)
    broken = replace(system, observables=(*others, b_cells))
    fault, *_ = units_of(broken, declared("itp"), PROMISED).faults

    assert fault.equation == "test_units.b_cells"
    assert fault.problem.startswith("BCELL comes out in 1e+09 L^-1, expected 1e+06 L^-1")


def test_a_rate_that_is_not_per_day_is_found_and_the_place_named():
    def loss(A, k):
        return dict(dA=-k)

    system = System(
        name="decay", states=(State("A", "mg", "drug"),), parameters=("k",), balance=(),
        rates=(loss,), observables=(),
    )  # fmt: skip
    (fault,) = units_of(system, {"k": "1/d"}, {}).faults

    assert "biology/test_units.py:" in str(fault)
    assert problems(lambda A, k: dict(dA=-k * A), states=system.states, k="1/d") == []
    assert problems(lambda A, k: dict(dA=-k * A), states=system.states, k="1/h")


def test_an_equation_that_cannot_be_run_is_a_fault():
    assert problems(lambda a, b: dict(c=a + b), a="d") == ["not run for want of b"]


@pytest.mark.parametrize(
    "expression",
    [
        "a + b",
        "a - c",
        "a + 1.0",
        "np.maximum(a, 0.01)",
        "np.where(a > 0, a, 1.0)",
        "np.where(a > c, 1.0, 0.0)",
        "np.exp(a)",
        "np.log10(a)",
        "np.log(a / b)",
        "a ** x",
        "2.0 ** a",
        "a ** 0.5",
        "x + percent",
        "np.tanh(x)",
        "max(a, 0.0)",
        "a + PER_UL",
    ],
)
def test_what_does_not_go_together_is_found(expression):
    units = {"a": "10*9", "b": "10*6", "c": "mg", "x": "1", "percent": "%"}

    assert len(of(expression, **units)) == 1


@pytest.mark.parametrize(
    "expression",
    [
        "a + a - 1e-3 * a",
        "a + 0.0",
        "np.maximum(0.0, a)",
        "np.where(a > 0.0, a, 0.0)",
        "np.exp(-a / a) + x ** x",
        "1.0 + np.log(2.0) * x",
        "np.sqrt(x) + np.abs(-x) ** 0.5",
        "(c * c) ** 2 + c * c * c * c",
        "per_l * PER_UL + per_ul",
        "sum([a, a])",
    ],
)
def test_what_goes_together_is_not_found(expression):
    units = {"a": "10*9", "c": "mg", "x": "1", "per_l": "10*9/L", "per_ul": "/uL"}

    assert of(expression, **units) == []


def test_a_factor_must_be_one():
    def wrong(a):
        return dict(result=Factor(100.0, "(/uL)/(10*9/L)") * a)

    (problem,) = problems(wrong, a="10*9/L")
    assert problem == "100.0 (/uL)/(10*9/L) is not 1"


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("/uL", "10*6/L"),
        ("mg/L", "ug/mL"),
        ("pg/mL/(1/d)", "pg.d/mL"),
        ("1/d/(mg/m2)", "m2/mg/d"),
        ("(1/d)/(mg/m2)", "m2/(mg.d)"),
        ("mL/min/{1.73_m2}", "mL/min"),
        ("g/g", "1"),
        ("dL", "10*-1.L"),
    ],
)
def test_spellings_of_one_unit_are_the_same(text, same):
    assert unit_of(text) == unit_of(same)


@pytest.mark.parametrize("text", ["", "mgg", "10*9/x", "furlong", "mg L", "2", "[GPL]"])
def test_a_unit_that_nobody_knows_is_refused(text):
    with pytest.raises(UnitError):
        unit_of(text)


def test_sizes_agree_with_another_reader_of_units():
    """Pint, taught UCUM by ucumvert, on the units of all parameters that it can read."""
    registry, compared = PintUcumRegistry(), 0
    common = {"L", "g", "d", "K", "m", "U", "[iU]"}
    for text in sorted({p.unit for m in MODULES for p in m.PARAMETERS} - {"", "Cel"}):
        unit = unit_of(text)
        if unit.powers and {b for b, _ in unit.powers} <= common:
            theirs = registry.from_ucum(text)
            for name, power in unit.powers:
                theirs = theirs / registry.from_ucum(name) ** float(power)
            size = theirs.to("dimensionless").magnitude
            assert size == pytest.approx(float(unit.size)), text
            compared += 1

    assert compared >= 25


REGIMEN_UNITS = {"organ": "1", "IU/kg": "[iU]/kg"}  # written otherwise in regimens
EQUIVALENTS = {"prednisolone": 1.0, "methylprednisolone": 1.25, "dexamethasone": 6.67}
doses = [e for m in MODULES for e in getattr(m, "DOSES", ())]


@pytest.mark.parametrize("enters", doses, ids=lambda e: e.drug)
def test_what_is_given_arrives_in_the_unit_of_the_state(enters):
    """All of a dose: half of it in each of two states, a quarter in each of four."""
    units = {s.name: s.unit for m in MODULES for s in m.STATES}
    volumes = {p.name: p.unit for m in MODULES for p in m.PARAMETERS}
    (state,) = {units[s] for s in enters.states}
    for written in DRUGS[enters.drug].units:
        given = unit_of(REGIMEN_UNITS.get(written, written))
        if enters.drug == "porcine_factor_viii":
            given = unit_of("[iU]/kg")  # its units are taken for international ones
        if "/kg" in written:
            given = given * unit_of("kg")
        if enters.basis is Basis.BODY and "/m2" in written:
            given = given * unit_of("m2")
        if enters.over:
            given = given / unit_of(volumes[enters.over])
        ratio = unit_of(state) / given
        arriving = float(ratio.size) * enters.factor * len(enters.states)

        assert ratio.powers == (), written
        assert arriving == pytest.approx(EQUIVALENTS.get(enters.drug, 1.0))
