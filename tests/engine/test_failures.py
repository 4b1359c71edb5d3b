"""A failure is data: whose, why and from when; and nobody else's numbers change."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from tests.engine.systems import DECAY, MIXED, mixed_parameters, system

from cartwin.engine import (
    Decisions,
    Effect,
    Event,
    Events,
    Status,
    Trigger,
    compile,
    reference,
    solve,
)


T = np.array([0.0, 0.5, 1.0, 2.0, 4.0])
OK, NOT_FINITE, TOO_SMALL, TOO_MANY, BAD, REPLACED = Status


def course(of, parameters, events=None, times=T, **rest):
    kernel = of if not hasattr(of, "rates") else compile(of)
    n = max(np.size(v) for v in parameters.values())
    return solve(kernel, parameters, events or Events.none(n), times, **rest)


# --- what cannot start --------------------------------------------------------------------


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_bad_parameter_is_named_with_its_patient_and_value(bad):
    solution = course(DECAY, {"k": np.array([1.0, bad, 2.0])})

    assert solution.status.tolist() == [OK, BAD, OK]
    assert list(solution.faults) == [1]
    assert f"k = {bad}" in solution.faults[1]
    assert np.isnan(solution.values[:, :, 1]).all()
    assert np.isnan(solution.states[:, 1]).all()
    assert solution.steps[1] == 0
    assert solution.reached[1] == 0.0


def test_a_start_that_is_no_number_is_named():
    born = system(
        lambda P, k: dict(dP=-k * P), start=lambda k, p0: dict(P=np.log(p0)),
        parameters=("k", "p0"), floor=-np.inf,
    )  # fmt: skip
    solution = course(born, {"k": 1.0, "p0": np.array([1.0, -1.0, 0.0])})

    assert solution.status.tolist() == [OK, BAD, BAD]
    assert "P at the start = nan" in solution.faults[1]
    assert "P at the start = -inf" in solution.faults[2]


def test_a_continuation_of_a_failed_patient_fails_for_the_same_reason():
    first = course(BLOW_UP, {"k": np.array([1.0, 0.1])}, fallback=False)
    second = course(
        BLOW_UP, {"k": np.array([1.0, 0.1])}, times=[4.0, 5.0], start=first.states
    )

    assert first.status.tolist() == [NOT_FINITE, OK]
    assert second.status.tolist() == [BAD, OK]
    assert "P at the start = nan" in second.faults[0]


# --- what cannot go on --------------------------------------------------------------------

BLOW_UP = system(lambda P, k: dict(dP=k * P * P), start=lambda k: dict(P=1.0 + 0.0 * k))
EDGE = system(  # the rate is no number once P has fallen to 0.3
    lambda P, k: dict(dP=k * (1e-9 * np.log(P - 0.3) - 1.0)),
    start=lambda k: dict(P=1.0 + 0.0 * k),
)
SINK = system(  # P = sqrt(1 - 2 k t) ends at t = 1 / (2 k)
    lambda P, k: dict(dP=-k / P), start=lambda k: dict(P=1.0 + 0.0 * k), floor=-np.inf
)
CHATTER = system(  # slides along P = 1/2, where the rate jumps
    lambda P, k: dict(dP=np.where(P > 0.5, -1e9 * k, 1e9 * k)),
    start=lambda k: dict(P=1.0 + 0.0 * k),
)


@pytest.mark.parametrize(
    ("of", "rest", "status", "reached"),
    [
        pytest.param(BLOW_UP, {}, NOT_FINITE, 1.0, id="blow-up"),
        pytest.param(EDGE, {}, NOT_FINITE, 0.7, id="no number midway"),
        pytest.param(SINK, {}, TOO_SMALL, 0.5, id="no step is small enough"),
        pytest.param(CHATTER, dict(max_steps=2000), TOO_MANY, 0.0, id="chatter"),
        pytest.param(BLOW_UP, dict(max_steps=20), TOO_MANY, 0.9, id="too many steps"),
    ],
)
@pytest.mark.parametrize("fallback", [False, True])
def test_it_ends_with_its_status_and_what_was_reached(of, rest, status, reached, fallback):
    solution = course(of, {"k": np.array([1.0, 0.0, 0.05])}, fallback=fallback, **rest)
    late = reached + 0.1 < T

    assert solution.status[0] == status
    assert solution.reached[0] == pytest.approx(reached, abs=0.12)
    assert np.isfinite(solution.values[0, :, 0]).all()
    assert np.isnan(solution.values[late, :, 0]).all()
    assert np.isnan(solution.states[:, 0]).all()
    assert solution.status[1] == OK
    assert (solution["P_seen"][:, 1] == 1.0).all()


@pytest.mark.parametrize("method", ["rodas4", "tsit5"])
def test_every_method_ends_a_blow_up_with_a_status(method):
    solution = course(compile(BLOW_UP, method=method), {"k": 1.0}, fallback=False)

    assert solution.status[0] in (NOT_FINITE, TOO_SMALL)
    assert solution.reached[0] == pytest.approx(1.0, abs=0.01)


def test_an_event_that_leaves_the_finite_numbers_is_a_status():
    events = [
        [Event(1.0, "P", 1e200, Effect.MULTIPLY), Event(2.0, "P", 1e200, Effect.MULTIPLY)]
    ]
    solution = course(DECAY, {"k": 1.0}, Events.of(events, ("P",)))

    assert solution.status.tolist() == [NOT_FINITE]
    assert solution.reached[0] == 2.0
    assert np.isfinite(solution["P_seen"][:4, 0]).all()
    assert np.isnan(solution["P_seen"][4, 0])


def test_causes_count_every_patient_once():
    k = np.array([1.0, 0.0, np.nan, 1.0, 0.05, np.inf])
    causes = course(BLOW_UP, {"k": k}, fallback=False).causes()

    assert causes == {OK: 2, NOT_FINITE: 2, BAD: 2}
    assert all(status.sentence for status in causes)


# --- nobody else is touched ---------------------------------------------------------------


@settings(max_examples=25)
@given(
    kinds=st.lists(
        st.sampled_from(["fine", "nan", "blow", "edge"]), min_size=2, max_size=40
    ),
    threads=st.integers(1, 2),
)
def test_a_failing_patient_changes_nobody_elses_bits(kinds, threads):
    both = system(
        lambda P, k, c: dict(dP=k * P * P - c * P),
        lambda Q, P: dict(dQ=1e-3 * np.log(P - 0.3) - 0.1 * Q),
        start=lambda k: dict(P=1.0 + 0.0 * k, Q=1.0),
        states="P Q",
        parameters=("k", "c"),
    )
    kernel = compile(both)
    n = len(kinds)
    fine = {
        "k": np.linspace(0.0, 0.2, n),
        "c": np.linspace(0.1, 0.3, n),
    }
    mixed = {name: v.copy() for name, v in fine.items()}
    for i, kind in enumerate(kinds):
        mixed["k"][i] = {"nan": np.nan, "blow": 3.0}.get(kind, mixed["k"][i])
        mixed["c"][i] = 1.5 if kind == "edge" else mixed["c"][i]
    good = [i for i, kind in enumerate(kinds) if kind == "fine"]
    how = dict(times=[0.0, 1.0, 3.0], threads=threads, fallback=False)
    alone, among = course(kernel, fine, **how), course(kernel, mixed, **how)

    assert (among.status[good] == OK).all()
    for name in ("values", "states", "steps", "reached"):
        expected = getattr(alone, name)[..., good]
        assert np.array_equal(getattr(among, name)[..., good], expected), name
    assert (among.status[[i for i in range(n) if kinds[i] != "fine"]] != OK).all()


# --- the reference solver -----------------------------------------------------------------


def rescued(of=MIXED, patients=3, **rest):
    """Runs out of steps in the lanes, not in the reference solver."""
    return course(of, mixed_parameters(patients), max_steps=3, **rest)


def test_the_reference_solver_rescues_and_agrees_with_a_tight_run():
    loose = rescued(rtol=1e-8)
    tight = course(MIXED, mixed_parameters(3), rtol=1e-10)

    assert loose.causes() == {REPLACED: 3}
    assert loose.reached.tolist() == [4.0] * 3
    np.testing.assert_allclose(loose.values, tight.values, rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(loose.states, tight.states, rtol=1e-5, atol=1e-7)


def test_without_the_reference_solver_the_status_stays():
    solution = rescued(fallback=False)

    assert solution.causes() == {TOO_MANY: 3}
    assert np.isnan(solution.states).all()


def test_the_reference_solver_knows_events_infusions_and_decisions():
    kernel = compile(MIXED, infused=("C",))
    names = [s.name for s in MIXED.states]
    rows = [
        Event(0.0, "A", 0.5), Event(0.3, "C", 2.0, Effect.START),
        Event(0.7, "B", 0.5, Effect.MULTIPLY), Event(0.7, "B", 0.1),
        Event(0.9, "C", 2.0, Effect.STOP), Event(1.3, "A", 0.2, Effect.SET),
        Event(3.0, "", 0.0, Effect.RESET), Event(3.5, "A", 1.0),
    ]  # fmt: skip
    patients = 3
    place = {n: i for i, n in enumerate([*names, ""])} | {"": -1}
    dose = dict(time=1.0, state=0, amount=1.0, effect=Effect.ADD, gate=0)
    columns = [
        dict(time=e.time, state=place[e.state], amount=e.amount, effect=e.effect, gate=-1)
        for e in rows
    ]
    given_ = [
        (i, c | ({"gate": i} if c["gate"] == 0 else {}))
        for i in range(patients)
        for c in [*columns, dose]
    ]
    events = Events.from_columns(
        patients, patient=[i for i, _ in given_],
        **{key: [c[key] for _, c in given_] for key in dose},
    )  # fmt: skip
    asked = Decisions.from_columns(
        patients, patient=np.arange(patients), time=0.8, observable=0,
        cut=[0.0, 99.0, 99.0], below=True,
    )  # fmt: skip
    how = dict(events=events, decisions=asked)
    loose = course(kernel, mixed_parameters(3), max_steps=3, rtol=1e-8, **how)
    tight = course(kernel, mixed_parameters(3), rtol=1e-10, **how)

    assert loose.causes() == {REPLACED: 3}
    assert loose.decided.tolist() == tight.decided.tolist() == [0, 1, 1]
    np.testing.assert_allclose(loose.values, tight.values, rtol=1e-5, atol=1e-7)


def test_where_the_reference_solver_fails_too_the_first_answer_stands():
    """Decided before the end, too."""
    asked = Decisions.from_columns(
        1, patient=[0, 0], time=[0.5, 3.0], observable=0, cut=1e6, below=True
    )
    with_, without = (
        course(BLOW_UP, {"k": 1.0}, decisions=asked, fallback=f) for f in (True, False)
    )

    assert with_.causes() == without.causes() == {NOT_FINITE: 1}
    np.testing.assert_array_equal(with_.values, without.values)
    assert with_.decided.tolist() == without.decided.tolist() == [1, 0]
    assert with_.reached.tolist() == without.reached.tolist()


def test_the_reference_solver_knows_floors_and_extinction():
    dying = system(
        lambda P, k: dict(dP=-k * P),
        lambda Q, k: dict(dQ=-k),
        start=lambda k: dict(P=1.0 + 0.0 * k, Q=1.0),
        states="P Q",
        extinct_below=0.1,
    )
    solution = course(dying, {"k": 1.0}, max_steps=3, rtol=1e-8)

    assert solution.causes() == {REPLACED: 1}
    assert solution["P_seen"][:4, 0] == pytest.approx(np.exp(-T[:4]), abs=1e-6)
    assert solution.values[4, :, 0].tolist() == [0.0, 0.0]


def test_patients_with_triggers_keep_their_status():
    trigger = Trigger(observable="P_seen", level=9.0, rising=True, changes=())
    solution = course(BLOW_UP, {"k": 1.0}, triggers=[trigger])

    assert solution.causes() == {NOT_FINITE: 1}
    assert solution.crossings.counts.tolist() == [[1]]


# --- the mode of the processor ------------------------------------------------------------


def test_denormal_numbers_are_back_after_a_run():
    course(DECAY, {"k": np.full(40, 30.0)}, times=[0.0, 50.0], threads=2)
    course(BLOW_UP, {"k": np.ones(3)}, threads=1)

    assert np.float64(1e-310) * 1.0 != 0.0
    assert np.float64(1e-200) * np.float64(1e-115) != 0.0


def test_the_code_that_runs_leaves_the_mode_as_it_was():
    """Called in this very thread, as the pool calls it in its own."""
    from cartwin.engine.book import book_of
    from cartwin.engine.driver import driver
    from cartwin.engine.tables import batch_of

    kernel = compile(DECAY)
    batch = batch_of(
        kernel, {"k": np.full(9, 30.0)}, Events.none(9), np.array([0.0, 80.0]),
        decisions=None, triggers=(), observables=None, start=None, rtol=1e-6,
        first_step=0.1, max_steps=10_000,
    )  # fmt: skip
    book = book_of(batch)
    driver()(0, 9, book.address)

    assert (batch.answers["status"] == OK).all()
    assert np.float64(1e-310) * 1.0 != 0.0


def test_denormal_numbers_are_zero_while_it_runs():
    solution = course(DECAY, {"k": 1.0}, start=np.array([[1e-310]]), times=[0.0, 1e-3])

    assert solution["P_seen"][1, 0] == 0.0


def test_an_observable_without_a_value_is_counted():
    share = system(
        lambda P, k: dict(dP=-k * P),
        observables=lambda P: dict(P_seen=1.0 * P, share=P / (P - P)),
    )
    solution = course(share, {"k": np.ones(2)})

    assert solution.causes() == {OK: 2}
    assert solution.undefined() == {"share": 2 * len(T)}


def test_many_hopeless_patients_cost_each_a_bounded_number_of_evaluations(monkeypatch):
    blow_up = system(lambda P, k: dict(dP=k * P * P), start=lambda k: dict(P=1.0 + 0.0 * k))
    monkeypatch.setattr(reference, "MOST_EVALUATIONS", 300)
    patients = []
    monkeypatch.setattr(
        reference._Patient,
        "succeeds",
        lambda self, of=reference._Patient.succeeds: patients.append(self) or of(self),
    )
    solution = course(blow_up, {"k": np.ones(5)})

    assert solution.causes() == {NOT_FINITE: 5}
    assert len(patients) == 5
    assert all(p.left >= -1 for p in patients)
