"""Events against closed forms: none is lost, moved, doubled or applied out of order."""

import numpy as np
import pytest
from hypothesis import example, given, settings, strategies as st
from tests.engine.systems import system

from cartwin.engine import Effect, Event, Events, compile, solve
from cartwin.errors import SolveError


K = 0.7
START = 2.0
FLOW = system(lambda P, k: dict(dP=-k * P), start=lambda k: dict(P=START + 0.0 * k))
TWO = system(
    lambda P, k: dict(dP=-k * P),
    lambda Q: dict(dQ=0.0),
    start=lambda k: dict(P=START + 0.0 * k, Q=1.0),
    states="P Q",
)
T = np.linspace(0.0, 8.0, 17)
ADD, MULTIPLY, SET, BEGIN, STOP, RESET = Effect


@pytest.fixture(scope="module", params=["rodas5p", "tsit5"])
def kernel(request):
    return compile(FLOW, infused=("P",), method=request.param)


def course(kernel, events, times=T, k=K, **rest):
    states = [s.name for s in kernel.system.states]
    given_ = Events.of([events], states)
    return solve(kernel, {"k": np.array([k])}, given_, times, rtol=1e-10, **rest)


def exact(events, times, k=K, start=START):
    """Rows before and after each time, piece by piece in closed form."""
    y, rate, t, rows = start, 0.0, times[0], []
    due = sorted(enumerate(events), key=lambda e: (e[1].time, e[0]))
    running = 0

    def flown(y, rate, dt):
        return (y - rate / k) * np.exp(-k * dt) + rate / k

    for row in times:
        while due and due[0][1].time < row:
            event = due.pop(0)[1]
            y, t = flown(y, rate, event.time - t), event.time
            if event.effect is ADD:
                y += event.amount
            elif event.effect is MULTIPLY:
                y *= event.amount
            elif event.effect is SET:
                y = event.amount
            elif event.effect is RESET:
                y, rate, running = start, 0.0, 0
            elif event.effect is BEGIN:
                rate, running = rate + event.amount, running + 1
            elif running:
                rate, running = rate - event.amount, running - 1
                rate = rate if running else 0.0
        rows.append(flown(y, rate, row - t))
    return np.array(rows)


def assert_exact(kernel, events, times=T, **rest):
    solution = course(kernel, events, times, **rest)
    np.testing.assert_allclose(
        solution["P_seen"][:, 0], exact(events, times), rtol=1e-7, atol=1e-8
    )


COURSES = {
    "coinciding, in the order given": [
        Event(2.0, "P", 5.0, SET), Event(2.0, "P", 3.0, MULTIPLY), Event(2.0, "P", 1.0),
    ],
    "coinciding, in the other order": [
        Event(2.0, "P", 1.0), Event(2.0, "P", 3.0, MULTIPLY), Event(2.0, "P", 5.0, SET),
    ],
    "given in any order of times": [
        Event(6.0, "P", 1.0), Event(0.5, "P", 2.0), Event(3.3, "P", 0.5, MULTIPLY),
    ],
    "at the first time": [Event(0.0, "P", 3.0), Event(0.0, "P", 2.0, MULTIPLY)],
    "an infusion": [Event(1.0, "P", 4.0, BEGIN), Event(2.5, "P", 4.0, STOP)],
    "from the first time on": [Event(0.0, "P", 4.0, BEGIN), Event(2.5, "P", 4.0, STOP)],
    "that never stops": [Event(1.0, "P", 4.0, BEGIN)],
    "overlapping infusions": [
        Event(1.0, "P", 0.1, BEGIN), Event(1.5, "P", 0.2, BEGIN),
        Event(2.0, "P", 0.1, STOP), Event(4.0, "P", 0.2, STOP),
    ],
    "of no length": [Event(1.0, "P", 9.0, BEGIN), Event(1.0, "P", 9.0, STOP)],
    "end to end": [
        Event(1.0, "P", 2.0, BEGIN), Event(2.0, "P", 2.0, STOP),
        Event(2.0, "P", 3.0, BEGIN), Event(3.0, "P", 3.0, STOP),
    ],
    "a dose while it runs": [
        Event(1.0, "P", 2.0, BEGIN), Event(1.7, "P", 5.0), Event(3.0, "P", 2.0, STOP),
    ],
    "a reset": [Event(1.0, "P", 5.0), Event(2.0, "", 0.0, RESET)],
    "a reset stops the infusion": [
        Event(1.0, "P", 5.0, BEGIN), Event(2.0, "", 0.0, RESET), Event(3.0, "P", 5.0, STOP),
    ],
    "a reset and a dose at once": [Event(2.0, "", 0.0, RESET), Event(2.0, "P", 1.0)],
    "of nothing": [
        Event(1.0, "P", 0.0), Event(2.0, "P", 0.0, BEGIN), Event(3.0, "P", 0.0, STOP),
    ],
    "to nothing": [Event(2.0, "P", 0.0, SET), Event(3.0, "P", 0.0, MULTIPLY)],
    "a moment apart": [Event(1.0, "P", 1.0), Event(np.nextafter(1.0, 2.0), "P", 1.0)],
    "a hundred at once": [Event(1.0, "P", 0.01) for _ in range(100)],
    "many": [Event(t, "P", 1.0) for t in np.arange(0.0, 8.0, 0.01)],
}  # fmt: skip


@pytest.mark.parametrize("events", COURSES.values(), ids=COURSES)
def test_the_course_is_the_closed_form(kernel, events):
    assert_exact(kernel, events)


def test_a_hundred_identical_doses_add_up_in_their_order(kernel):
    solution = course(kernel, COURSES["a hundred at once"], [0.0, 1.0, 1.0 + 1e-9])
    expected = solution["P_seen"][1, 0]
    for _ in range(100):
        expected += 0.01

    assert solution["P_seen"][2, 0] == pytest.approx(expected, rel=1e-8)


times_ = st.integers(0, 79).map(lambda i: i / 10)
instant = st.builds(
    Event,
    times_,
    st.just("P"),
    st.floats(0.0, 3.0),
    st.sampled_from([ADD, MULTIPLY, SET]),
)
infusion = st.tuples(times_, times_, st.floats(0.0, 3.0)).map(
    lambda t: [
        Event(min(t[:2]), "P", t[2], BEGIN),
        Event(max(t[:2]), "P", t[2], STOP),
    ]
)
instants = st.lists(instant, max_size=8)
infusions = st.lists(infusion, max_size=4).map(lambda pairs: [e for p in pairs for e in p])


@settings(max_examples=60)
@given(instants, infusions, st.randoms())
def test_any_course_is_the_closed_form(events, flows, shuffle):
    """Instants in any order given; a stop is given after its start."""
    mixed = [*events, *flows]
    assert_exact(compile(FLOW, infused=("P",)), mixed)
    later = mixed[::-1]
    once = {e.time for e in mixed}
    if len(once) == len(mixed):  # then the order in which they are given is nothing
        shuffle.shuffle(later)
        first, second = (course(compile(FLOW, infused=("P",)), e) for e in (mixed, later))
        assert np.array_equal(first.values, second.values)


@example([0.1, 0.7, 0.2], [0, 1, 2, 3, 4, 5])
@given(st.lists(st.floats(0.01, 10.0), min_size=1, max_size=6), st.permutations(range(6)))
def test_after_the_last_infusion_the_rate_is_exactly_zero(rates, order):
    """What does not decay stays to the last bit, whatever the rounding of the rates."""
    stops = [i for i in order if i < len(rates)]
    events = [Event(1.0 + 0.1 * i, "P", r, BEGIN) for i, r in enumerate(rates)]
    events += [Event(2.0 + 0.1 * n, "P", rates[i], STOP) for n, i in enumerate(stops)]
    solution = course(compile(FLOW, infused=("P",)), events, [0.0, 3.0, 3e4], k=0.0)

    assert solution["P_seen"][1, 0] > START
    assert solution["P_seen"][2, 0] == solution["P_seen"][1, 0]


def test_rows_at_the_time_of_an_event_are_from_before_it(kernel):
    solution = course(kernel, [Event(2.0, "P", 10.0)], [0.0, 2.0, 2.0 + 1e-12])

    assert solution["P_seen"][1, 0] == pytest.approx(START * np.exp(-2 * K), abs=1e-8)
    assert solution["P_seen"][2, 0] == pytest.approx(START * np.exp(-2 * K) + 10, abs=1e-8)


def test_an_event_at_the_first_time_comes_after_its_row(kernel):
    solution = course(kernel, [Event(0.0, "P", 10.0)], [0.0, 1.0])

    assert solution["P_seen"][0, 0] == START
    assert solution["P_seen"][1, 0] == pytest.approx(12.0 * np.exp(-K), abs=1e-7)


def test_an_event_at_the_last_time_is_left_to_the_continuation(kernel):
    dose = [Event(2.0, "P", 10.0)]
    first = course(kernel, dose, [0.0, 1.0, 2.0])
    second = course(kernel, dose, [2.0, 4.0], start=first.states)
    whole = course(kernel, dose, [0.0, 2.0, 4.0])

    assert first.states[0, 0] == pytest.approx(first["P_seen"][-1, 0], rel=1e-14)
    assert second["P_seen"][0, 0] == first.states[0, 0]
    assert second["P_seen"][1, 0] == pytest.approx(whole["P_seen"][2, 0], abs=1e-9)


def test_one_time_alone_is_looked_at_and_nothing_happens(kernel):
    solution = course(kernel, [Event(1.0, "P", 10.0)], [1.0])

    assert solution.values.tolist() == [[[START]]]
    assert solution.states.tolist() == [[START]]
    assert solution.reached.tolist() == [1.0]


def test_an_event_touches_its_own_state_and_patient_only():
    kernel = compile(TWO)
    events = Events.of([[], [Event(2.0, "Q", 5.0)], []], ("P", "Q"))
    solution = solve(kernel, {"k": np.full(3, K)}, events, T)

    assert solution["Q_seen"][-1].tolist() == [1.0, 6.0, 1.0]
    assert solution["P_seen"][-1] == pytest.approx(START * np.exp(-8 * K), rel=1e-3)


def test_a_reset_returns_every_state_to_its_start():
    kernel = compile(TWO)
    events = [Event(1.0, "Q", 5.0), Event(1.0, "P", 5.0), Event(3.0, "", 0.0, RESET)]
    solution = course(kernel, events, [0.0, 3.0, 3.0 + 1e-9])

    assert solution["Q_seen"][:, 0].tolist() == [1.0, 6.0, 1.0]
    assert solution["P_seen"][2, 0] == pytest.approx(START, abs=1e-7)


def test_long_times_and_negative_times_lose_no_event(kernel):
    for shift in (-50.0, 1e6, -1e6):
        events = [Event(shift + 1.0, "P", 5.0), Event(shift + 2.5, "P", 2.0, MULTIPLY)]
        at_zero = [Event(e.time - shift, "P", e.amount, e.effect) for e in events]
        solution = course(kernel, events, T + shift)
        np.testing.assert_allclose(
            solution["P_seen"][:, 0], exact(at_zero, T), rtol=1e-6, atol=1e-8
        )


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (Event(-0.1, "P", 1.0), "events lie between -0.1 and -0.1"),
        (Event(8.1, "P", 1.0), "events lie between 8.1 and 8.1"),
        (Event(1.0, "P", np.nan), "both must be finite"),
        (Event(np.inf, "P", 1.0), "both must be finite"),
        (Event(1.0, "R", 1.0), "unknown state 'R'"),
    ],
)
def test_events_that_make_no_sense_are_refused(kernel, event, text):
    with pytest.raises(SolveError, match=text):
        course(kernel, [event])


# --- floors and extinction ----------------------------------------------------------------


def falling(**state):
    return compile(system(lambda P, k: dict(dP=-k), start=lambda k: dict(P=1.0), **state))


def test_a_state_is_raised_to_its_floor_and_signed_states_are_not():
    times = [0.0, 0.5, 3.0]
    at_floor = course(falling(), [], times, k=1.0)["P_seen"][:, 0]
    raised = course(falling(floor=0.25), [], times, k=1.0)["P_seen"][:, 0]
    signed = course(falling(floor=-np.inf), [], times, k=1.0)["P_seen"][:, 0]

    assert at_floor == pytest.approx([1.0, 0.5, 0.0], abs=1e-12)
    assert raised == pytest.approx([1.0, 0.5, 0.25], abs=1e-12)
    assert signed == pytest.approx([1.0, 0.5, -2.0], abs=1e-12)


def test_below_one_cell_there_is_none_and_a_dose_brings_it_back():
    growing = system(
        lambda P, k: dict(dP=-k * P), start=lambda k: dict(P=1.0), extinct_below=0.1
    )
    times = [0.0, 2.0, 2.5, 5.0, 6.0]
    solution = course(compile(growing), [Event(5.0, "P", 2.0)], times, k=1.0)
    seen = solution["P_seen"][:, 0]

    assert seen[1] == pytest.approx(np.exp(-2.0), abs=1e-9)
    assert seen[2:4].tolist() == [0.0, 0.0]
    assert seen[4] == pytest.approx(2.0 * np.exp(-1.0), abs=1e-8)
