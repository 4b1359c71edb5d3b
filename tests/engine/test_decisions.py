"""Decisions at visits and changes when a level is crossed, against closed forms."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from tests.engine.systems import DECAY, system

from cartwin.engine import Decisions, Effect, Events, Status, Trigger, compile, solve


K = 0.7
T = [0.0, 1.0, 2.0, 4.0]


@pytest.fixture(scope="module", params=["rodas5p", "tsit5"])
def kernel(request):
    return compile(DECAY, method=request.param)


def ask(*rows, patients=1, who=0):
    """Decisions from rows of time, cut, below and perhaps group."""
    columns = list(zip(*[(*r, i)[:4] for i, r in enumerate(rows)], strict=True))
    time, cut, below, group = columns
    return Decisions.from_columns(
        patients, patient=np.full(len(rows), who), time=time, observable=0, cut=cut,
        below=below, group=group,
    )  # fmt: skip


def gated(*rows, patients=1, who=0):
    """Doses from rows of time, amount and gate."""
    time, amount, gate = zip(*rows, strict=True)
    return Events.from_columns(
        patients, patient=np.full(len(rows), who), time=time, state=0, amount=amount,
        gate=gate,
    )  # fmt: skip


def course(kernel, events=None, times=T, k=K, **rest):
    who = Events.none(1) if events is None else events
    return solve(kernel, {"k": np.atleast_1d(k)}, who, times, rtol=1e-10, **rest)


def at(t, k=K):
    return np.exp(-k * t)


# --- decisions ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cut", "below", "yes"),
    [
        (at(1.0) + 1e-6, True, 1),
        (at(1.0) - 1e-6, True, 0),
        (at(1.0) - 1e-6, False, 1),
        (at(1.0) + 1e-6, False, 0),
        (np.inf, True, 1),
        (-np.inf, False, 1),
        (np.nan, True, 0),
        (np.nan, False, 0),
    ],
)
def test_yes_means_below_or_at_or_above(kernel, cut, below, yes):
    solution = course(kernel, gated((1.5, 2.0, 0)), decisions=ask((1.0, cut, below)))

    assert solution.decided.tolist() == [yes]
    expected = at(4.0) + yes * 2.0 * at(2.5)
    assert solution["P_seen"][-1, 0] == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize(("below", "yes"), [(True, 0), (False, 1)])
def test_a_value_exactly_at_the_cut_is_not_below_it(kernel, below, yes):
    decided = course(kernel, decisions=ask((0.0, 1.0, below))).decided

    assert decided.tolist() == [yes]


def test_what_is_no_number_is_never_a_yes():
    nothing = system(
        lambda P, k: dict(dP=-k * P),
        start=lambda k: dict(P=1.0),
        observables=lambda P: dict(unknown=np.log(P - 5.0), P_seen=1.0 * P),
    )
    asked = ask((1.0, 1e9, True), (1.0, -1e9, False))
    triggers = [
        Trigger(
            observable="unknown", level=0.0, rising=r, changes=(("P", 1.0, Effect.ADD),)
        )
        for r in (True, False)
    ]
    solution = course(compile(nothing), decisions=asked, triggers=triggers)

    assert solution.decided.tolist() == [0, 0]
    assert solution.crossings.counts.tolist() == [[0], [0]]
    assert solution["P_seen"][-1, 0] == pytest.approx(at(4.0), abs=1e-8)


@pytest.mark.parametrize("when", [0.0, 0.3, 1.0, 1.0 + 1e-12, 1.7, 2.0, 3.99])
def test_a_dose_at_the_time_of_its_decision_or_after_is_exact(kernel, when):
    """Between two steps, at a row, at the first time."""
    for wait in (0.0, 1e-9, 0.005):
        solution = course(
            kernel, gated((when + wait, 2.0, 0)), decisions=ask((when, 2.0, True))
        )
        expected = at(4.0) + 2.0 * at(4.0 - when - wait)
        assert solution["P_seen"][-1, 0] == pytest.approx(expected, abs=1e-8)


def test_a_decision_is_taken_before_the_events_of_its_time(kernel):
    always = gated((1.0, 5.0, -1), (1.5, 2.0, 0))
    for cut, yes in ((at(1.0) + 0.1, 1), (at(1.0) - 0.1, 0)):
        decided = course(kernel, always, decisions=ask((1.0, cut, True))).decided
        assert decided.tolist() == [yes]


def test_later_decisions_see_what_earlier_ones_did(kernel):
    events = gated((1.0, 5.0, 0), (2.0, 100.0, 1))
    asked = ask((1.0, 1.0, True), (1.5, 1.0, False))
    solution = course(kernel, events, decisions=asked)

    assert solution.decided.tolist() == [1, 1]
    expected = at(4.0) + 5.0 * at(3.0) + 100.0 * at(2.0)
    assert solution["P_seen"][-1, 0] == pytest.approx(expected, rel=1e-8)


def test_of_one_group_only_the_first_yes_counts(kernel):
    events = gated((0.6, 1.0, 0), (1.1, 10.0, 1), (1.6, 100.0, 2), (1.6, 1000.0, 3))
    asked = ask(
        (0.5, 0.1, True, 7), (1.0, 0.9, True, 7), (1.5, 99.0, True, 7), (1.5, 99.0, True, 8)
    )
    solution = course(kernel, events, decisions=asked)

    assert solution.decided.tolist() == [0, 1, 0, 1]
    expected = at(4.0) + 10.0 * at(2.9) + 1000.0 * at(2.4)
    assert solution["P_seen"][-1, 0] == pytest.approx(expected, rel=1e-8)


def test_in_a_group_at_one_time_the_first_given_wins(kernel):
    asked = ask((1.0, 99.0, True, 7), (1.0, 98.0, True, 7))

    assert course(kernel, decisions=asked).decided.tolist() == [1, 0]


def test_a_group_with_the_same_number_belongs_to_each_patient_alone(kernel):
    asked = Decisions.from_columns(
        9, patient=np.arange(9), time=1.0, observable=0, cut=9.0, below=True, group=0
    )
    solution = solve(kernel, {"k": np.full(9, K)}, Events.none(9), T, decisions=asked)

    assert solution.decided.tolist() == [1] * 9


def test_a_closed_gate_stays_closed_and_costs_no_step(kernel):
    events = gated(*((t, 5.0, 0) for t in np.linspace(1.0, 3.9, 50)))
    closed = course(kernel, events, decisions=ask((1.0, 0.0, True)))
    plain = course(kernel)

    assert np.array_equal(closed.values, plain.values)
    assert closed.steps.tolist() == plain.steps.tolist()


def test_decided_is_in_the_order_of_the_rows_given(kernel):
    asked = Decisions.from_columns(
        2, patient=[1, 0, 1, 0], time=[3.0, 2.0, 1.0, 1.5], observable=0,
        cut=[9.0, 0.0, 0.0, 9.0], below=True,
    )  # fmt: skip
    solution = solve(kernel, {"k": np.full(2, K)}, Events.none(2), T, decisions=asked)

    assert solution.decided.tolist() == [1, 0, 0, 1]


def test_rows_at_the_time_of_a_decision_are_from_before_its_events(kernel):
    solution = course(kernel, gated((1.0, 5.0, 0)), decisions=ask((1.0, 9.0, True)))

    assert solution["P_seen"][:3, 0] == pytest.approx(
        [1.0, at(1.0), at(2.0) + 5.0 * at(1.0)], abs=1e-8
    )


asked_ = st.lists(
    st.tuples(st.integers(0, 40).map(lambda i: i / 10), st.floats(0.0, 3.0), st.booleans()),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40)
@given(asked_, st.lists(st.floats(0.0, 1.0), min_size=6, max_size=6))
def test_any_decisions_are_those_of_the_closed_form(rows, waits):
    asked = ask(*rows)
    doses = [(min(t + w, 4.0), 1.5, i) for i, ((t, _, _), w) in
             enumerate(zip(rows, waits, strict=False))]  # fmt: skip
    given_, yes = [], []  # doses that were given; what was decided
    close = False
    for i in sorted(range(len(rows)), key=lambda i: rows[i][0]):
        t, cut, below = rows[i]
        seen = at(t) + sum(a * at(t - s) for s, a in given_ if s < t)
        close |= abs(seen - cut) < 1e-6
        if (seen < cut) if below else (seen >= cut):
            yes.append(i)
            if doses[i][0] < 4.0:
                given_.append((doses[i][0], 1.5))
    if close:
        return
    solution = course(compile(DECAY), gated(*doses), decisions=asked)

    assert np.flatnonzero(solution.decided).tolist() == sorted(yes)
    end = at(4.0) + sum(a * at(4.0 - s) for s, a in given_)
    assert solution["P_seen"][-1, 0] == pytest.approx(end, abs=1e-7)


# --- triggers -----------------------------------------------------------------------------

RISE = system(lambda P, k: dict(dP=k), start=lambda k: dict(P=0.0 * k))
CLOCK = system(
    lambda P, k: dict(dP=-k * P),
    lambda Q: dict(dQ=0.0),
    lambda t: dict(dt=1.0),
    start=lambda k: dict(P=1.0 + 0.0 * k),
    states="P Q t",
    floor=-np.inf,
)


def when(observable, level, rising, *changes, once=False):
    return Trigger(
        observable=observable, level=level, rising=rising, changes=changes, once=once
    )


def test_falling_and_rising_times_are_the_closed_form(kernel):
    levels = np.array([0.9, 0.5, 0.11, 0.02])
    k = np.array([0.3, 0.7, 1.1, 2.3])
    falling = when("P_seen", levels, False, ("P", 0.0, Effect.ADD))
    solution = solve(
        kernel, {"k": k}, Events.none(4), [0.0, 10.0], triggers=[falling], rtol=1e-10
    )
    expected = np.log(1.0 / levels) / k
    reached = expected < 10.0

    np.testing.assert_allclose(
        solution.crossings.times[0, reached], expected[reached], atol=1e-8
    )
    assert solution.crossings.counts[0].tolist() == reached.astype(int).tolist()
    assert np.isnan(solution.crossings.times[0, ~reached]).all()


def test_the_change_happens_at_the_crossing(kernel):
    crossing = np.log(2.0) / K
    jump = when("P_seen", 0.5, False, ("P", 3.0, Effect.ADD), once=True)
    solution = course(kernel, triggers=[jump])

    assert solution.crossings.times[0, 0] == pytest.approx(crossing, abs=1e-8)
    expected = 3.5 * at(4.0 - crossing)
    assert solution["P_seen"][-1, 0] == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize("k", [0.7, 5.0, 60.0])
def test_a_sawtooth_is_refilled_each_time(kernel, k):
    """Decays from 1 to 1/2, is refilled to 1: the period is ln 2 / k."""
    refill = when("P_seen", 0.5, False, ("P", 1.0, Effect.SET))
    solution = course(kernel, k=k, triggers=[refill])
    period = np.log(2.0) / k

    assert solution.crossings.counts[0, 0] == int(4.0 / period)
    assert solution.crossings.times[0, 0] == pytest.approx(period, abs=1e-8)
    for row, t in enumerate(T):
        expected = np.exp(-k * (t % period))
        assert solution["P_seen"][row, 0] == pytest.approx(expected, rel=1e-5 * k)


@pytest.mark.parametrize("k", [1.0, 20.0, 300.0])
def test_a_ramp_that_is_reset_never_gets_away(k):
    """One step would pass many levels: each reset comes long before the step would end."""
    reset = when("P_seen", 1.0, True, ("P", 0.0, Effect.SET))
    solution = course(compile(RISE), times=[0.0, 2.255], k=k, triggers=[reset])

    assert solution.crossings.counts[0, 0] == int(2.255 * k)
    assert solution["P_seen"][-1, 0] == pytest.approx((2.255 * k) % 1.0, abs=1e-6)


def test_once_is_once(kernel):
    refill = when("P_seen", 0.5, False, ("P", 1.0, Effect.SET), once=True)
    solution = course(kernel, triggers=[refill])

    assert solution.crossings.counts.tolist() == [[1]]
    expected = at(4.0 - np.log(2.0) / K)
    assert solution["P_seen"][-1, 0] == pytest.approx(expected, abs=1e-7)


def test_a_patient_who_starts_beyond_the_level_has_to_come_back_first(kernel):
    low = when("P_seen", 2.0, False, ("P", 7.0, Effect.ADD))
    assert course(kernel, triggers=[low]).crossings.counts.tolist() == [[0]]

    solution = course(kernel, gated((1.0, 4.0, -1)), triggers=[low])
    crossing = 1.0 + np.log((at(1.0) + 4.0) / 2.0) / K

    assert solution.crossings.times[0, 0] == pytest.approx(crossing, abs=1e-8)


def test_a_level_that_a_dose_jumps_over_is_crossed_at_the_dose(kernel):
    high = when("P_seen", 3.0, True, ("P", 0.5, Effect.MULTIPLY))
    for amount in (3.0 - at(1.0) + 1e-12, 5.0):
        solution = course(kernel, gated((1.0, amount, -1)), triggers=[high])
        after = 0.5 * (at(1.0) + amount)

        assert solution.crossings.counts.tolist() == [[1]]
        assert solution.crossings.times[0, 0] == pytest.approx(1.0, abs=1e-9)
        assert solution["P_seen"][-1, 0] == pytest.approx(after * at(3.0), abs=1e-7)


def test_a_level_that_a_dose_passes_for_a_moment_is_crossed_all_the_same(kernel):
    """It decays back below the level well within the next step."""
    high = when("P_seen", 3.0, True, ("P", 0.0, Effect.ADD))
    solution = course(kernel, gated((1.0, 3.01, -1)), k=5.0, triggers=[high])

    assert solution.crossings.counts.tolist() == [[1]]
    assert solution.crossings.times[0, 0] == pytest.approx(1.0, abs=1e-9)


def test_two_levels_crossed_in_one_step_are_crossed_in_their_order():
    kernel = compile(CLOCK)
    first = when("t_seen", 1.001, True, ("Q", 2.0, Effect.ADD))
    second = when("t_seen", 1.002, True, ("Q", 3.0, Effect.MULTIPLY))
    for triggers in ([first, second], [second, first]):
        solution = course(kernel, triggers=triggers)
        assert solution["Q_seen"][-1, 0] == 6.0
        assert sorted(solution.crossings.times[:, 0]) == pytest.approx([1.001, 1.002])


def test_triggers_on_one_level_all_fire_in_the_order_given():
    kernel = compile(CLOCK)
    add = when("t_seen", 1.25, True, ("Q", 2.0, Effect.ADD))
    multiply = when("t_seen", 1.25, True, ("Q", 3.0, Effect.MULTIPLY))
    for triggers, end in (([add, multiply], 6.0), ([multiply, add], 2.0)):
        solution = course(kernel, triggers=triggers)
        assert solution.crossings.counts.tolist() == [[1], [1]]
        assert solution["Q_seen"][-1, 0] == end


def test_a_trigger_may_set_off_another():
    kernel = compile(CLOCK)
    first = when("t_seen", 1.25, True, ("Q", 5.0, Effect.SET))
    second = when("Q_seen", 4.0, True, ("P", 9.0, Effect.SET), once=True)
    for triggers in ([first, second], [second, first]):
        solution = course(kernel, triggers=triggers)
        assert solution.crossings.counts.tolist() == [[1], [1]]
        assert solution.crossings.times[:, 0] == pytest.approx([1.25, 1.25], abs=1e-9)
        expected = 9.0 * at(2.75)
        assert solution["P_seen"][-1, 0] == pytest.approx(expected, abs=1e-7)


def test_a_dose_at_the_first_time_may_set_off_a_trigger():
    kernel = compile(CLOCK)
    place = [s.name for s in kernel.system.states].index("Q")
    dose = Events.from_columns(1, patient=[0], time=0.0, state=place, amount=5.0)
    trigger = when("Q_seen", 4.0, True, ("P", 9.0, Effect.SET))
    solution = course(kernel, dose, triggers=[trigger])

    assert solution.crossings.times.tolist() == [[0.0]]
    assert solution["P_seen"][:2, 0] == pytest.approx([1.0, 9.0 * at(1.0)], abs=1e-7)


def test_triggers_that_set_each_other_off_for_ever_come_to_an_end():
    kernel = compile(CLOCK)
    up = when("Q_seen", 4.0, True, ("Q", 0.0, Effect.SET))
    down = when("Q_seen", 0.5, False, ("Q", 9.0, Effect.SET))
    first = when("t_seen", 2.0, True, ("Q", 9.0, Effect.SET))
    solution = course(kernel, triggers=[up, down, first], max_steps=500)

    assert solution.status.tolist() == [Status.TOO_MANY_STEPS]
    assert solution.reached[0] == pytest.approx(2.0, abs=0.2)
    assert solution.crossings.counts.sum() == pytest.approx(500, abs=100)


def test_a_change_may_start_and_stop_an_infusion():
    flow = compile(CLOCK, infused=("P",))
    on = when("t_seen", 1.0, True, ("P", 2.0, Effect.START))
    off = when("t_seen", 2.0, True, ("P", 2.0, Effect.STOP))
    solution = course(flow, triggers=[on, off])
    end = at(4.0) + 2.0 / K * (1.0 - at(1.0)) * at(2.0)

    assert solution["P_seen"][-1, 0] == pytest.approx(end, abs=1e-7)


def test_amounts_and_levels_may_differ_between_patients(kernel):
    amounts, levels = np.array([0.5, 1.0, 2.0]), np.array([0.4, 0.5, 0.6])
    trigger = when("P_seen", levels, False, ("P", amounts, Effect.ADD), once=True)
    solution = solve(
        kernel, {"k": np.full(3, K)}, Events.none(3), T, triggers=[trigger], rtol=1e-10
    )
    crossing = np.log(1.0 / levels) / K
    end = (levels + amounts) * np.exp(-K * (4.0 - crossing))

    np.testing.assert_allclose(solution["P_seen"][-1], end, atol=1e-7)


def test_a_trigger_that_never_fires_changes_no_bit(kernel):
    silent = when("P_seen", 55.0, True, ("P", 1.0, Effect.ADD))
    with_it, without = course(kernel, triggers=[silent]), course(kernel)

    assert np.array_equal(with_it.values, without.values)


def test_rows_before_a_crossing_do_not_know_of_it(kernel):
    crossing = np.log(2.0) / K
    times = [0.0, crossing - 1e-3, crossing + 1e-3]
    jump = when("P_seen", 0.5, False, ("P", 3.0, Effect.ADD))
    seen = course(kernel, times=times, triggers=[jump])["P_seen"][:, 0]

    assert seen[1] == pytest.approx(at(times[1]), abs=1e-8)
    assert seen[2] == pytest.approx(3.5 * at(1e-3), abs=1e-7)


def test_a_decision_before_a_crossing_in_the_same_step_comes_first():
    kernel = compile(CLOCK)
    asked = Decisions.from_columns(
        1, patient=[0], time=1.0, observable=kernel.observables.index("Q_seen"), cut=5.0,
        below=True,
    )  # fmt: skip
    place = [s.name for s in kernel.system.states].index("Q")
    dose = Events.from_columns(1, patient=[0], time=1.0005, state=place, amount=1.0, gate=0)
    multiply = when("t_seen", 1.001, True, ("Q", 3.0, Effect.MULTIPLY))
    solution = course(kernel, dose, decisions=asked, triggers=[multiply])

    assert solution.decided.tolist() == [1]
    assert solution["Q_seen"][-1, 0] == 3.0
