"""What cannot be solved is refused before it starts, with every complaint at once."""

from dataclasses import replace

import numpy as np
import pytest
from tests.engine.systems import DECAY, one, system

from cartwin.engine import (
    Decisions,
    Effect,
    Event,
    Events,
    Status,
    Trigger,
    balanced,
    compile,
    solve,
)
from cartwin.errors import SolveError


T = [0.0, 1.0, 2.0]
ONE = {"k": np.ones(1)}
CHAIN = system(
    lambda depot, P, k: dict(ddepot=-k * depot, dP=k * depot - 0.3 * P, dQ=P),
    states="depot P Q",
)


def column(**columns):
    return Events.from_columns(
        1, **dict(patient=[0], time=1.0, state=0, amount=1.0) | columns
    )


def look(patients=1, **columns):
    return Decisions.from_columns(
        patients,
        **dict(patient=[0], time=0.5, observable=0, cut=9.0, below=True) | columns,
    )


def attempt(parameters=ONE, events=None, times=T, of=DECAY, compiled=(), **rest):
    kernel = compile(of, **dict(compiled))
    return solve(kernel, parameters, events or Events.none(1), times, **rest)


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        (dict(times=[]), "times must be finite and increasing"),
        (dict(times=[0.0, np.nan]), "times must be finite and increasing"),
        (dict(times=[1.0, 1.0]), "times must be finite and increasing"),
        (dict(events=column(time=-1.0)), "between -1 and -1, times between 0 and 2"),
        (dict(events=column(time=2.1)), "events lie between 2.1 and 2.1"),
        (dict(decisions=look(time=3.0)), "decisions lie between 3 and 3"),
        (dict(decisions=look(time=np.nan)), "times of decisions must be finite"),
        (dict(events=Events.none(2), parameters={"k": np.ones(3)}), "k has 3"),
        (dict(decisions=look(2)), "2 patients have decisions, 1 parameters"),
        (dict(start=np.ones(1)), r"start has the shape \(1,\); expected \(1, 1\)"),
        (dict(start=np.ones((1, 2))), r"start has the shape \(1, 2\)"),
        (dict(rtol=0.0), "rtol is 0; expected more than zero"),
        (dict(rtol=np.nan), "rtol is nan"),
        (dict(first_step=-1.0), "first_step is -1"),
        (dict(max_steps=0), "max_steps is 0"),
        (dict(threads=0), "threads is 0"),
        (dict(events=column(state=7)), "touches state 7; the system has 1"),
        (dict(events=column(state=-1)), "touches state -1"),
        (dict(events=column(effect=9)), "unknown effects 9"),
        (dict(events=column(gate=0)), "wait for decisions 0 to 0; there are 0"),
        (dict(events=column(gate=-3), decisions=look()), "wait for decisions -3 to -3"),
        (dict(events=column(gate=0), decisions=look(time=1.5)), "lies before it"),
        (
            dict(decisions=look(observable=1)),
            "look at observables 1 to 1; the kernel has 1",
        ),
        (dict(events=column(effect=Effect.START)), r"compile with infused=\['P'\]"),
        (dict(observables=["P_sen"]), "did you mean P_seen"),
        (dict(compiled=dict(constants={"k": 2.0})), "constant 2; found 1"),
    ],
)
def test_it_is_refused_and_the_reason_is_given(request_, text):
    with pytest.raises(SolveError, match=text):
        attempt(**request_)


def test_all_complaints_come_at_once():
    with pytest.raises(SolveError) as refused:
        attempt(rtol=-1.0, first_step=0.0, times=[1.0, 0.0])

    for text in ("times must be", "rtol is -1", "first_step is 0"):
        assert text in str(refused.value)


def test_an_event_may_not_wait_for_a_decision_about_somebody_else():
    asked = Decisions.from_columns(
        2, patient=[1, 0], time=0.5, observable=0, cut=9.0, below=True
    )
    foreign = Events.from_columns(2, patient=[0], time=1.0, state=0, amount=1.0, gate=0)
    own = Events.from_columns(2, patient=[0], time=1.0, state=0, amount=1.0, gate=1)
    with pytest.raises(SolveError, match="waits for a decision about another patient"):
        attempt({"k": np.ones(2)}, foreign, decisions=asked)

    assert attempt({"k": np.ones(2)}, own, decisions=asked).decided.tolist() == [1, 1]


STAYS_ZERO = dict(dosed=["P"])


@pytest.mark.parametrize(
    "request_",
    [
        dict(events=column(state=0)),
        dict(start=np.array([[5.0], [1.0], [0.0]])),
        dict(
            triggers=[
                Trigger(
                    observable="P_seen",
                    level=0.5,
                    rising=False,
                    changes=(("depot", 1.0, Effect.ADD),),
                )
            ]
        ),
    ],
)
def test_what_would_move_a_state_left_out_as_zero_is_refused(request_):
    with pytest.raises(SolveError, match=r"depot.* was compiled to stay zero; name it in"):
        attempt(of=CHAIN, compiled=STAYS_ZERO, **request_)


def test_a_start_of_zero_and_events_that_nobody_sees_are_no_complaint():
    kernel = compile(CHAIN, dosed=["P", "Q"], observables=["P_seen"])
    seen = solve(
        kernel,
        ONE,
        column(state=2, amount=7.0),
        T,
        start=np.array([[0.0], [1.0], [np.nan]]),
        rtol=1e-9,
    )

    assert kernel.states == ("P",)
    assert seen["P_seen"][:, 0] == pytest.approx(np.exp(-0.3 * np.array(T)), abs=1e-8)
    assert seen.states[0] == 0.0
    assert np.isnan(seen.states[2]).all()


def test_a_trigger_may_not_infuse_where_no_infusion_was_announced():
    infusing = Trigger(
        observable="P_seen", level=0.5, rising=False, changes=(("P", 1.0, Effect.START),)
    )
    with pytest.raises(SolveError, match=r"an infusion enters P; compile with infused"):
        attempt(triggers=[infusing])


def test_a_trigger_needs_one_number_or_one_per_patient():
    wrong = Trigger(observable="P_seen", level=np.ones(3), rising=False, changes=())
    with pytest.raises(SolveError, match="expected one or one number per patient"):
        attempt(triggers=[wrong])


def test_an_infusion_that_runs_on_is_not_lost_silently_in_a_continuation():
    flow = system(lambda P, k: dict(dP=-k * P))
    kernel = compile(flow, infused=("P",))
    course = [Event(0.5, "P", 3.0, Effect.START), Event(1.5, "P", 3.0, Effect.STOP)]

    def events(*chosen):
        return Events.of([chosen], ("P",))

    whole = solve(kernel, ONE, events(*course), T, rtol=1e-10)
    half = solve(kernel, ONE, events(course[0]), [0.0, 1.0], rtol=1e-10)
    with pytest.raises(SolveError, match="into P of patient 0 stops that never started"):
        solve(kernel, ONE, events(course[1]), [1.0, 2.0], start=half.states)
    again = events(Event(1.0, "P", 3.0, Effect.START), course[1])
    rest = solve(kernel, ONE, again, [1.0, 2.0], start=half.states, rtol=1e-10)

    assert rest["P_seen"][-1, 0] == pytest.approx(whole["P_seen"][-1, 0], abs=1e-9)


def test_one_number_stands_for_every_patient():
    both = attempt({"k": 1.0}, Events.none(3))

    assert both["P_seen"].shape == (3, 3)
    assert (both["P_seen"] == attempt()["P_seen"]).all()


def test_a_system_needs_no_parameters_and_no_patients():
    free = system(lambda P: dict(dP=-P), start=lambda: dict(P=1.0), parameters=())

    assert attempt({}, of=free)["P_seen"][-1, 0] == pytest.approx(np.exp(-2.0), abs=1e-5)
    assert attempt({"k": np.ones(0)}, Events.none(0)).values.shape == (3, 1, 0)


def test_constants_need_not_be_given_again():
    folded = attempt({}, compiled=dict(constants={"k": 2.0}), rtol=1e-9)

    assert folded["P_seen"][-1, 0] == pytest.approx(np.exp(-4.0), abs=1e-8)


def test_the_balance_is_the_same_wherever_a_patient_stands():
    def start(k):
        return dict(P=np.exp(k) * np.log(1.0 + k) + np.power(k, 0.37))

    grown = system(lambda P, k: dict(dP=-k * P), start=start)
    k = np.random.default_rng(1).uniform(0.1, 3.0, 999)
    together = balanced(grown, {"k": k})[1][0]
    backwards = balanced(grown, {"k": k[::-1]})[1][0][::-1]
    column_of_table = balanced(grown, {"k": np.tile(k[:, None], 5)[:, 2]})[1][0]
    alone = [balanced(grown, {"k": v})[1][0, 0] for v in k]

    assert (together == backwards).all()
    assert (together == column_of_table).all()
    assert (together == alone).all()


def test_the_untreated_start_is_where_the_balance_says():
    assert attempt({"k": 3.0})["P_seen"][0, 0] == one(3.0)["P"]


def test_parameters_that_the_system_does_not_have_are_refused():
    with pytest.raises(SolveError, match=r"no parameters 'kk' \(did you mean k\?\)"):
        attempt({**ONE, "kk": 1.0})


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (dict(amounts=np.ones(1)), "amounts and times differ in length"),
        (dict(times=np.array([0.7, 0.5])), "times must not fall within a patient"),
        (dict(offsets=np.array([0, 1])), "offsets must lead from 0 to 2"),
    ],
)
def test_columns_put_together_by_hand_are_looked_at(change, text):
    events = Events.of([[Event(0.5, "P", 1.0), Event(0.7, "P", 1.0)]], ["P"])
    with pytest.raises(SolveError, match=text):
        attempt(events=replace(events, **change))


def test_columns_of_other_types_are_read_as_numbers():
    events = Events.of([[Event(0.5, "P", 1.0), Event(0.7, "P", 2.0)]], ["P"])
    odd = replace(
        events,
        amounts=np.array([1.0, 9.0, 2.0, 9.0], np.float32)[::2],
        states=events.states.astype(np.int32),
    )

    assert np.array_equal(attempt(events=odd).states, attempt(events=events).states)


def test_a_reset_leads_to_the_balance_also_in_a_continuation():
    reset = [[Event(1.0, "P", 0.0, Effect.RESET)]]
    found = attempt(events=Events.of(reset, ["P"]), start=np.array([[5.0]]))

    assert found.states[0, 0] == pytest.approx(np.exp(-1.0), abs=1e-5)


def test_triggers_that_set_each_other_off_are_a_status_on_any_horizon():
    both = [
        Trigger(observable="P_seen", level=0.5, rising=False,
                changes=[("P", 1.0, Effect.SET)]),
        Trigger(observable="P_seen", level=1.0, rising=True,
                changes=[("P", 0.5, Effect.SET)]),
    ]  # fmt: skip
    for end in (2.0, 200.0):
        found = attempt(times=[0.0, end], triggers=both, max_steps=300)
        assert found.causes() == {Status.TOO_MANY_STEPS: 1}
