"""From a plan to courses: the twin reduced to what the plan needs gives the same."""

import numpy as np
import pytest

from cartwin.engine import compile, evaluate
from cartwin.errors import ModelError
from cartwin.study import parse_regimen
from cartwin.twin import Body, Plan, draw_patients, parameters_of, system_of
from cartwin.twin.adults import draw_adults
from cartwin.twin.disease import balance_of
from cartwin.twin.following import assemble, follow, parameters_needed
from cartwin.twin.readings import Readings


CARE = "flu 30 mg/m2 d-5,-4,-3; cy 300 mg/m2 d-5,-4,-3; cart 3e5/kg d0"
IVIG = "ivig 1 g/kg d20; toci 8 mg/kg d+0 when crs >= 2"
DAYS = np.array([-7.0, -6.0, 0.0, 7.0, 14.0, 28.0, 60.0])
SEEN = ("PLAT", "NEUT", "BCELL", "CARCOPY", "IGG")
FIXED = {p.name: p.value for p in parameters_of("itp") if not p.varies}


def plan(n, text=CARE):
    return Plan(
        regimens=(parse_regimen(text),) * n,
        arms=("all",) * n,
        visits={"PLAT": tuple(DAYS), "CRS": tuple(DAYS[2:])},
        follow_up=np.full(n, 60.0),
    )


def followed(first, last, kernel, *, only=None, text=CARE):
    who = draw_adults(first, last, seed=3)
    patients = draw_patients("itp", who, seed=3, only=only)
    readings = Readings.of(who, seed=3)
    return follow(
        kernel, patients, plan(last - first, text), readings, DAYS,
        observables=SEEN, rtol=1e-8,
    ).solution  # fmt: skip


def test_the_reduced_twin_gives_what_the_whole_gives():
    text = f"{CARE}; {IVIG}"
    reduced = assemble("itp", plan(1, text), SEEN, FIXED)
    whole = compile(system_of("itp"))
    few, all_ = (followed(0, 8, kernel, text=text) for kernel in (reduced, whole))

    assert len(reduced.states) < len(whole.states) - 10
    assert len(reduced.parameters) < len(whole.parameters) - 60
    np.testing.assert_allclose(few.values, all_.values, rtol=1e-5)
    assert (few.decided == all_.decided).all()


def test_only_what_is_needed_has_to_be_drawn():
    kernel = assemble("itp", plan(1), SEEN, FIXED)
    needed = parameters_needed(kernel, plan(1))
    varying = [p.name for p in parameters_of("itp") if p.varies]

    assert len(needed & set(varying)) < len(varying) - 5
    assert (
        followed(0, 5, kernel, only=needed).values == followed(0, 5, kernel).values
    ).all()


def test_what_was_not_drawn_but_matters_is_named():
    kernel = assemble("itp", plan(1), SEEN, FIXED)

    with pytest.raises(ModelError, match=r"drawn without .*Pn"):
        followed(0, 5, kernel, only={"VCN"})


def test_courses_do_not_depend_on_the_company():
    kernel = assemble("itp", plan(1), SEEN, FIXED)
    crowd = followed(0, 30, kernel).values

    assert (followed(11, 14, kernel).values == crowd[:, :, 11:14]).all()


def test_conditional_drugs_and_what_decides_on_them_stay_in():
    kernel = assemble("itp", plan(1, f"{CARE}; {IVIG}"), ("PLAT",), FIXED)

    assert "crs_signal" in kernel.observables
    assert {"TOC", "IVG"} <= set(kernel.states)
    assert "RTX" not in kernel.states


def test_what_is_not_called_fixed_is_no_constant():
    fixed = {n: v for n, v in FIXED.items() if n != "k_flu"}
    free, folded = (assemble("itp", plan(1), SEEN, f) for f in (fixed, FIXED))

    assert set(free.parameters) - set(folded.parameters) == {"k_flu"}
    np.testing.assert_allclose(
        followed(0, 3, free).values, followed(0, 3, folded).values, rtol=1e-6
    )


def test_explanations_call_nothing_fixed_that_they_change(monkeypatch):
    from cartwin.twin import explanations

    seen = []

    def stop(patients, *_, **__):
        seen.append(patients)

    monkeypatch.setattr(explanations, "simulate", stop)
    explanations.simulate_explanations(
        "itp", parse_regimen(CARE), (0.0, 60.0), body=Body(weight=50.0, height=160.0)
    )
    (patients,) = seen

    assert len(patients.fixed) > 150
    for name, value in patients.fixed.items():
        assert (patients.parameters[name] == value).all()


def test_part_of_the_balance_gives_the_same_values():
    typical = {p.name: p.value for p in parameters_of("itp")}
    equations, names = balance_of("itp", frozenset({"P1", "AA"}))
    part = evaluate(equations, {n: typical[n] for n in names})
    whole = evaluate(system_of("itp").balance, typical)

    assert len(names) < 60
    assert part["P1"] == whole["P1"]
    assert part["AA"] == whole["AA"]


def test_patients_are_grouped_by_regimen():
    one, same, other = (parse_regimen(t) for t in (CARE, CARE, IVIG))
    mixed = Plan(
        regimens=(one, other, same, other, one),
        arms=("all",) * 5,
        visits={"CRS": (0.0,)},
        follow_up=np.full(5, 60.0),
    )
    groups = {str(r): members.tolist() for r, members in mixed.groups()}

    assert groups == {str(one): [0, 2, 4], str(other): [1, 3]}
