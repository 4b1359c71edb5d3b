"""No number of a patient depends on how, where or beside whom it was computed."""

import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from tests.engine.systems import (
    ITP,
    ITP_DOSED,
    MIXED,
    itp_constants,
    itp_events,
    itp_parameters,
    mixed_parameters,
)

from cartwin.engine import Decisions, Effect, Events, Trigger, compile, solve
from cartwin.engine.code.instructions import INSTRUCTION_SETS, runnable


SOLVING = sys.modules["cartwin.engine.solve"]  # the name is the function's, too
FUSED = [n for n in runnable() if INSTRUCTION_SETS[n].fused]
RESULTS = ("values", "steps", "states", "status", "reached")
PATIENTS = 41


# --- a system with every operation, doses, infusions, decisions and triggers --------------

TIMES = np.linspace(0.0, 12.0, 25)


class Course:
    """What is done to the patients of the mixed system, for any choice of them."""

    def __init__(self, patients, seed=1):
        random = np.random.default_rng(seed)
        self.parameters = mixed_parameters(patients, seed)
        self.level = random.uniform(0.5, 1.5, patients)
        self.amount = random.uniform(0.1, 1.0, patients)
        self.rows = []  # patient -> (time, state, amount, effect, its own decision or None)
        self.asked = []  # patient -> (time, observable, cut, below)
        for _ in range(patients):
            t = np.sort(random.uniform(0.0, 11.5, 6))
            self.rows.append(
                [
                    (t[0], 0, random.uniform(0.1, 2.0), Effect.ADD, None),
                    (t[1], 1, 0.5, Effect.MULTIPLY, None),
                    (t[2], 2, 0.7, Effect.START, None),
                    (t[3], 2, 0.7, Effect.STOP, None),
                    (t[4], 2, 0.3, Effect.SET, None),
                    (t[5], 0, 3.0, Effect.ADD, 0),
                    (t[5], 1, 1.0, Effect.ADD, 1),
                ]
            )
            self.asked.append([(t[2], 0, 0.8, True), (t[5], 1, 0.4, False)])

    def given(self, chosen):
        """Parameters, events, decisions and triggers of the chosen, in their order."""
        rows, asked, gates = [], [], []
        for i, j in enumerate(chosen):
            for time, state, amount, effect, gate in self.rows[j]:
                rows.append((i, time, state, amount, effect))
                gates.append(-1 if gate is None else len(asked) + gate)
            asked += [(i, *row) for row in self.asked[j]]
        who, time, state, amount, effect = zip(*rows, strict=True)
        events = Events.from_columns(
            len(chosen), patient=who, time=time, state=state, amount=amount,
            effect=effect, gate=gates,
        )  # fmt: skip
        who, time, observable, cut, below = zip(*asked, strict=True)
        decisions = Decisions.from_columns(
            len(chosen), patient=who, time=time, observable=observable, cut=cut, below=below
        )
        change = ("B", self.amount[chosen], Effect.ADD)
        trigger = Trigger(
            observable="A_seen", level=self.level[chosen], rising=True, changes=(change,)
        )
        parameters = {n: v[chosen] for n, v in self.parameters.items()}
        return parameters, events, decisions, trigger

    def solved(self, chosen, kernel, **how):
        chosen = np.asarray(chosen)
        parameters, events, decisions, trigger = self.given(chosen)
        return solve(
            kernel,
            parameters,
            events,
            TIMES,
            decisions=decisions,
            triggers=[trigger],
            **how,
        )


def mixed_kernel(name=None, method="rodas5p"):
    return compile(MIXED, infused=("C",), instructions=name, method=method)


def assert_same(found, reference, chosen):
    for name in RESULTS:
        whole = getattr(reference, name)[..., chosen]
        np.testing.assert_array_equal(getattr(found, name), whole, err_msg=name)
    for name in ("times", "counts"):
        whole = getattr(reference.crossings, name)[:, chosen]
        np.testing.assert_array_equal(getattr(found.crossings, name), whole, err_msg=name)
    decided = reference.decided.reshape(-1, 2)[chosen].ravel()
    np.testing.assert_array_equal(found.decided, decided)


@pytest.fixture(scope="module", params=["rodas5p", "rodas4", "tsit5"])
def method(request):
    return request.param


@pytest.fixture(scope="module")
def reference(method):
    course = Course(PATIENTS)
    kernel = mixed_kernel(method=method)
    return course, course.solved(np.arange(PATIENTS), kernel, threads=1)


def test_the_course_has_everything_in_it(reference):
    _, solution = reference

    assert (solution.status == 0).all()
    assert 0 < solution.decided.sum() < len(solution.decided)
    assert (solution.crossings.counts > 0).any()
    assert len(np.unique(solution.steps)) > 5


@settings(max_examples=12)
@given(
    order=st.permutations(range(PATIENTS)),
    kept=st.integers(1, PATIENTS),
    threads=st.integers(1, 3),
    chunk=st.sampled_from([1, 2, 3, 7, 8, 16, 512]),
    name=st.sampled_from(FUSED or [runnable()[0]]),
)
def test_company_order_threads_chunks_and_width_change_no_bit(
    reference, method, order, kept, threads, chunk, name
):
    course, whole = reference
    chosen = np.array(order[:kept])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SOLVING, "LARGEST_CHUNK", chunk)
        patch.setattr(SOLVING, "SMALLEST_CHUNK", 1)
        found = course.solved(chosen, mixed_kernel(name, method), threads=threads)

    assert_same(found, whole, chosen)


def test_everybody_alone_is_as_in_company(reference, method):
    course, whole = reference
    for i in range(0, PATIENTS, 4):
        assert_same(course.solved([i], mixed_kernel(method=method)), whole, [i])


def test_single_precision_depends_on_nothing_either():
    course = Course(PATIENTS)
    how = dict(single=True, rtol=1e-4)
    whole = course.solved(np.arange(PATIENTS), mixed_kernel(), **how)
    back = np.arange(PATIENTS)[::-1]
    for name in FUSED:
        assert_same(course.solved(back, mixed_kernel(name), **how), whole, back)
    assert (course.solved(back, mixed_kernel(), rtol=1e-4).values != whole.values).any()


@pytest.mark.parametrize("name", [n for n in runnable() if n not in FUSED])
def test_sets_without_fused_operations_agree_to_the_tolerance(reference, name, method):
    course, whole = reference
    found = course.solved(np.arange(PATIENTS), mixed_kernel(name, method))

    assert (found.decided == whole.decided).all()
    np.testing.assert_allclose(found.values, whole.values, rtol=2e-4, atol=2e-5)


# --- the twin -----------------------------------------------------------------------------

DAYS = np.linspace(-7.0, 180.0, 30)


def twin(patients, seed=3):
    """Parameters, events, decisions and a trigger of virtual ITP patients."""
    events = itp_events(patients, seed)
    random = np.random.default_rng(seed)
    extra = Events.from_columns(
        patients,
        patient=np.arange(patients),
        time=random.uniform(60.0, 170.0, patients),
        state=[s.name for s in ITP.states].index("IVG"),
        amount=1.0,
        gate=np.arange(patients),
    )
    both = Events.from_columns(
        patients,
        **{
            name: np.concatenate([one, other])
            for name, one, other in (
                ("patient", np.repeat(np.arange(patients), np.diff(events.offsets)),
                 np.arange(patients)),
                ("time", events.times, extra.times),
                ("state", events.states, extra.states),
                ("amount", events.amounts, extra.amounts),
                ("gate", events.gates, extra.gates),
            )
        },
    )  # fmt: skip
    decisions = Decisions.from_columns(
        patients,
        patient=np.arange(patients),
        time=random.uniform(20.0, 60.0, patients),
        observable=0,
        cut=random.uniform(20.0, 150.0, patients),
        below=True,
    )
    low = Trigger(
        observable="PLAT",
        level=25.0,
        rising=False,
        changes=(("IVG", 0.5, Effect.ADD),),
        once=True,
    )
    return itp_parameters(patients, seed), both, decisions, low


def twin_solved(kernel, patients, **how):
    parameters, events, decisions, trigger = twin(patients)
    return solve(
        kernel, parameters, events, DAYS, decisions=decisions, triggers=[trigger], **how
    )


def test_the_twin_gives_the_same_bits_on_any_threads_and_any_fused_set():
    n = 21
    whole = twin_solved(compile(ITP), n, threads=1)
    found = [twin_solved(compile(ITP, instructions=f), n, threads=2) for f in FUSED]

    assert (whole.status == 0).all()
    assert whole.decided.any()
    for other in found:
        for name in RESULTS:
            np.testing.assert_array_equal(getattr(other, name), getattr(whole, name))


def test_a_patient_of_the_twin_is_the_same_alone():
    n = 6
    parameters, events, _, _ = twin(n)
    plain = replace(events, gates=np.full_like(events.gates, -1))
    whole = solve(compile(ITP), parameters, plain, DAYS)
    for i in (0, n - 1):
        rows = slice(*plain.offsets[i : i + 2])
        own = Events.from_columns(
            1, patient=np.zeros(rows.stop - rows.start), time=plain.times[rows],
            state=plain.states[rows], amount=plain.amounts[rows],
        )  # fmt: skip
        alone = solve(compile(ITP), {k: v[[i]] for k, v in parameters.items()}, own, DAYS)
        np.testing.assert_array_equal(alone.values[:, :, 0], whole.values[:, :, i])


def test_pruned_and_folded_the_twin_gives_the_same_numbers():
    n = 8
    asked = ("PLAT", "BCELL", "CARCELL", "IGG", "crs_signal")
    pruned = compile(ITP, observables=asked, dosed=ITP_DOSED, constants=itp_constants())
    whole = compile(ITP)
    how = dict(rtol=1e-9)
    short = twin_solved_plain(pruned, n, **how)
    long = twin_solved_plain(whole, n, **how)

    assert len(pruned.states) < len(whole.states)
    for name in asked:
        scale = np.abs(long[name]).max()
        assert np.abs(short[name] - long[name]).max() < 1e-6 * scale, name


def twin_solved_plain(kernel, n, **how):
    return solve(kernel, itp_parameters(n), itp_events(n), DAYS, **how)


def test_a_course_cut_in_two_is_the_course():
    n = 8
    kernel = compile(ITP)
    parameters, events = itp_parameters(n), itp_events(n)
    who = np.repeat(np.arange(n), np.diff(events.offsets))

    def part(first, last, **rest):
        here = (events.times >= first) & (events.times < last)
        own = Events.from_columns(
            n, patient=who[here], time=events.times[here], state=events.states[here],
            amount=events.amounts[here],
        )  # fmt: skip
        days = DAYS[(first <= DAYS) & (last >= DAYS)]
        return solve(kernel, parameters, own, days, rtol=1e-10, **rest)

    cut = float(DAYS[9])
    whole = part(DAYS[0], DAYS[-1])
    first = part(DAYS[0], cut)
    second = part(cut, DAYS[-1], start=first.states)
    scale = np.abs(whole.values).max(axis=(0, 2))[:, None]
    scale[scale == 0.0] = 1.0  # drugs that nobody was given

    np.testing.assert_array_equal(second.values[0], first.values[-1])
    assert (np.abs(second.values - whole.values[9:]) / scale).max() < 1e-6
