"""What is left out cannot matter: states that stay zero, states that nobody looks at."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from tests.engine.systems import ITP, ITP_DOSED, itp_constants, itp_parameters, system

from cartwin.engine import Event, Events, compile, solve
from cartwin.engine.symbols.pruning import prune, staying_zero
from cartwin.engine.symbols.tracing import trace
from cartwin.errors import ModelError


def flows(A, B, C, D, E, k):
    return dict(
        dA=-k * A,
        dB=k * A - B,  # stays zero while A does
        dC=1.0 - C * (1.0 + B),
        dD=C - D,
        dE=D * E - 0.1 * E,  # stays zero unless dosed
    )


NET = system(flows, states="A B C D E")
NAMES = "ABCDE"


@pytest.mark.parametrize(
    ("dosed", "zero"),
    [("", "ABE"), ("A", "E"), ("B", "AE"), ("E", "AB"), ("ABE", ""), ("CD", "ABE")],
)
def test_states_that_nothing_moves_stay_zero(dosed, zero):
    assert staying_zero(trace(NET), list(dosed)) == set(zero)


@pytest.mark.parametrize(
    ("seen", "kept"), [("A", "A"), ("B", "AB"), ("C", "ABC"), ("D", "ABCD"), ("E", NAMES)]
)
def test_states_that_nothing_asked_for_depends_on_are_left_out(seen, kept):
    pruned = prune(trace(NET), observables=[f"{seen}_seen"])

    assert set(pruned.states) == set(kept)
    assert set(pruned.observables) == {f"{seen}_seen"}


def test_a_start_decides_whether_a_state_can_stay_zero():
    for zero, start in (({"P"}, lambda: dict(P=0.0)), (set(), lambda: dict(P=1.0))):
        fixed = system(lambda P, k: dict(dP=-k * P), start=start)
        assert staying_zero(trace(fixed), []) == zero
    by_parameter = system(
        lambda P, k: dict(dP=-k * P), start=lambda k, p0: dict(P=p0), parameters=("k", "p0")
    )
    assert staying_zero(trace(by_parameter), []) == set()
    assert staying_zero(trace(by_parameter, {"p0": 0.0}), []) == {"P"}
    assert staying_zero(trace(by_parameter, {"p0": 1.0}), []) == set()


def test_parameters_that_nothing_needs_are_not_read():
    both = system(
        lambda P, k: dict(dP=-k * P), lambda Q, q: dict(dQ=-q * Q),
        start=lambda k: dict(P=1.0, Q=1.0), states="P Q", parameters=("k", "q"),
    )  # fmt: skip
    kernel = compile(both, observables=["P_seen"])
    solution = solve(
        kernel, {"k": 1.0, "q": np.array([2.0, np.nan])}, Events.none(2), [0.0, 1.0]
    )

    assert kernel.parameters == ("k",)
    assert kernel.unmoved == {"Q"}
    assert solution.status.tolist() == [0, 0]


def test_where_nothing_moves_there_is_nothing_to_compile():
    with pytest.raises(ModelError, match="nothing asked for depends on a state that moves"):
        compile(NET, observables=["A_seen"], dosed=[])


subsets = st.sets(st.sampled_from(NAMES), min_size=1)


@settings(max_examples=20)
@given(subsets, st.sets(st.sampled_from(NAMES)), st.booleans())
def test_any_pruning_gives_the_numbers_of_the_whole(seen, dosed, folded):
    asked = [f"{n}_seen" for n in sorted(seen)]
    try:
        pruned = compile(
            NET, observables=asked, dosed=sorted(dosed),
            constants={"k": 0.6} if folded else None,
        )  # fmt: skip
    except ModelError:
        return  # nothing moves
    doses = [Event(0.5 + i, n, 1.0 + i) for i, n in enumerate(sorted(dosed))]
    events = Events.of([doses], NAMES)
    times = [0.0, 1.0, 3.0, 6.0]
    how = dict(rtol=1e-9, observables=asked)
    short = solve(pruned, {"k": 0.6}, events, times, **how)
    whole = solve(compile(NET), {"k": 0.6}, events, times, **how)

    np.testing.assert_allclose(short.values, whole.values, rtol=1e-6, atol=1e-7)
    kept = [i for i, n in enumerate(NAMES) if n not in pruned.unmoved]
    np.testing.assert_allclose(short.states[kept], whole.states[kept], rtol=1e-6, atol=1e-7)


def test_the_twin_sheds_the_drugs_that_are_not_given():
    full = compile(ITP, dosed=ITP_DOSED)
    folded = compile(ITP, dosed=ITP_DOSED, constants=itp_constants(), observables=["PLAT"])
    start = solve(compile(ITP), itp_parameters(2), Events.none(2), [0.0, 50.0]).states
    names = [s.name for s in ITP.states]
    unseen = full.zeros - set(ITP_DOSED)

    assert {"DAC", "EFG", "TOC"} <= unseen
    assert len(folded.states) < len(full.states) < len(ITP.states)
    for name in unseen:
        assert (start[names.index(name)] == 0.0).all(), name
