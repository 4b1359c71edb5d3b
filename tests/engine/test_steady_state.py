"""Steady states of doses against closed forms, and of any system against many doses."""

import numpy as np
import pytest
from tests.engine.dosed_systems import (
    CENTRAL,
    DEPOT,
    KA,
    LINEAR,
    SATURATING,
    K,
    T,
    agree,
    bolus,
    events_of,
    from_long_ago,
    infusion,
    oral,
    repeated,
    set_to,
    simulated,
)

from cartwin.engine import Delivery, compile
from cartwin.errors import SolveError


def test_steady_state_of_boluses_is_the_geometric_series(linear):
    found = simulated(linear, ss=1, ii=24.0)
    expected = np.where(T > 0.0, 100.0 * np.exp(-K * T) / (1 - np.exp(-K * 24.0)), 0.0)
    agree(found[:, 0], expected)


def test_steady_state_of_oral_doses_continues_with_additional_ones(linear):
    found = simulated(linear, cmt=DEPOT, ss=1, ii=12.0, addl=3)
    past = from_long_ago(oral, T, 12.0, 0.0)
    expected = past + repeated(oral, T, 12.0 * np.arange(1, 4))
    agree(found[1:, 0], expected[1:])


@pytest.mark.parametrize("rate", [10.0, 100.0 / 24.0, 2.0, 0.9])
def test_steady_state_of_infusions_shorter_and_longer_than_the_interval(linear, rate):
    found = simulated(linear, ss=1, ii=24.0, rate=rate, addl=2)
    past = from_long_ago(infusion, T, 24.0, 0.0, rate, 100.0 / rate)
    more = repeated(infusion, T, 24.0 * np.arange(1, 3), rate, 100.0 / rate)
    agree(found[1:, 0], (past + more)[1:])


@pytest.mark.parametrize("lag", [3.16, 24.0, 31.0, 50.0])
@pytest.mark.parametrize("rate", [0.0, 10.0, 2.0])
def test_steady_state_with_lag_is_that_of_doses_which_all_come_late(linear, lag, rate):
    delivery = {"central": Delivery(lag=lag, fraction=0.412)}
    found = simulated(linear, delivery, ss=1, ii=24.0, rate=rate, addl=1)
    form, how = (infusion, (rate, 41.2 / rate)) if rate else (bolus, (41.2,))
    past = from_long_ago(form, T, 24.0, lag, *how)
    agree(found[1:, 0], (past + form(T, lag + 24.0, *how))[1:])


@pytest.mark.parametrize(("lag", "ii"), [(1.0, 0.1), (0.3, 0.1), (277.4, 7.3)])
def test_an_interval_that_divides_the_lag_up_to_rounding_is_whole(linear, lag, ii):
    # 0.3 / 0.1 < 3; 277.4 + 26 * 7.3 < 64 * 7.3
    found = simulated(linear, {"central": Delivery(lag=lag)}, ss=1, ii=ii)
    arrivals = lag - ii * np.arange(10_000)
    agree(found[1:, 0], repeated(bolus, T, arrivals[arrivals < T[-1]])[1:])


def test_an_infusion_that_rounding_ends_before_its_record_does_not_run_on(linear):
    # 7 intervals long: computed, the seventh before ends at 56.599999999999994
    found = simulated(linear, time=56.6, amt=188.16, rate=11.2, ss=1, ii=2.4)
    arrivals = 56.6 - 2.4 * np.arange(300)
    expected = repeated(infusion, T, arrivals, 11.2, 188.16 / 11.2)
    agree(found[:, 0], np.where(T > 56.6, expected, 0.0))


def test_a_constant_infusion_has_run_for_ever_and_ends(linear):
    found = simulated(linear, ss=1, amt=0.0, rate=100.0, time=10.0)
    agree(found[T > 10.0, 0], 100.0 / K * np.exp(-K * (T[T > 10.0] - 10.0)))


def test_a_constant_infusion_ends_after_the_lag(linear):
    found = simulated(linear, {"central": Delivery(lag=7.0)}, ss=1, amt=0.0, rate=100.0)
    agree(found[1:, 0], 100.0 / K * np.exp(-K * np.maximum(T[1:] - 7.0, 0.0)))


def test_steady_state_forgets_what_was_given_before(linear):
    found = simulated(
        linear, patient=[0, 0], time=[0.0, 30.0], amt=[1000.0, 100.0], rate=[10.0, 0.0],
        ii=[0.0, 24.0], ss=[0, 1],
    )  # fmt: skip
    before = infusion(T, 0.0, 10.0, 100.0)
    after = from_long_ago(bolus, T, 24.0, 30.0)
    agree(found[:, 0], np.where(T <= 30.0, before, after))


def test_a_second_steady_state_adds_to_what_is_there(linear):
    found = simulated(
        linear, patient=[0, 0], time=[0.0, 12.0], amt=[100.0, 50.0], cmt=DEPOT,
        ii=24.0, ss=[1, 2], addl=3,
    )  # fmt: skip
    later = 24.0 * np.arange(1, 4)
    first = from_long_ago(oral, T, 24.0, 0.0) + repeated(oral, T, later)
    second = from_long_ago(oral, T, 24.0, 12.0, 50.0) + repeated(oral, T, 12 + later, 50.0)
    agree(found[1:, 0], (first + np.where(T > 12.0, second, 0.0))[1:])


def test_reset_and_dose_may_start_in_steady_state(linear):
    found = simulated(
        linear, patient=[0, 0], time=[0.0, 20.0], evid=[1, 4], ii=[0.0, 12.0], ss=[0, 1]
    )
    after = from_long_ago(bolus, T, 12.0, 20.0)
    agree(found[:, 0], np.where(T <= 20.0, bolus(T, 0.0), after))


def test_every_patient_settles_with_parameters_of_its_own(linear):
    k = np.array([0.055, 0.3, 0.002])
    found = simulated(
        linear, parameters=dict(ka=KA, k=k), patient=[0, 1, 2], ss=1, ii=[24.0, 12.0, 24.0]
    )
    for i, interval in enumerate((24.0, 12.0, 24.0)):
        left = 100.0 * np.exp(-k[i] * T) / (1 - np.exp(-k[i] * interval))
        agree(found[1:, i], left[1:])


def test_a_nonlinear_system_settles_where_many_doses_lead(saturable):
    settled = simulated(saturable, parameters=SATURATING, amt=30.0, cmt=1, ss=1, ii=24.0)
    given = simulated(
        saturable, parameters=SATURATING, times=np.concatenate([[0.0], 2400.0 + T]),
        amt=30.0, cmt=1, ii=24.0, addl=100,
    )  # fmt: skip
    agree(settled[1:, 0], given[2:, 0])


def test_a_second_steady_state_adds_the_excess_over_the_untreated_state(saturable):
    p = SATURATING
    found = simulated(saturable, parameters=p, amt=0.0, cmt=1, ss=2, rate=1.0)
    alone = simulated(saturable, parameters=p, amt=0.0, cmt=1, ss=1, rate=1.0)
    agree(found, alone)  # untreated before: the excess brings it to the steady state
    one = {name: np.array([value]) for name, value in p.items()}
    events = events_of(saturable, one, amt=0.0, cmt=1, ss=1, rate=1.0)
    level = 10.0 * 1.5 / (3.0 - 1.5)
    assert set_to(events, 1, patient=0) == pytest.approx(level, rel=1e-6)


def test_a_kernel_without_the_depot_settles_as_well(linear):
    lean = compile(LINEAR, dosed=["central"], infused=["central"], observables=["amount"])
    assert lean.states == ("central",)
    columns = dict(ss=1, ii=24.0, rate=10.0)
    agree(simulated(lean, **columns), simulated(linear, **columns))
    agree(simulated(lean, **columns | dict(ss=2)), simulated(linear, **columns))


def test_what_never_settles_is_refused(linear):
    p = dict(ka=np.full(2, KA), k=np.array([0.1, 0.0]))
    with pytest.raises(SolveError, match=r"record 1 .*within 64 cycles.*`cycles`"):
        events_of(linear, p, cycles=64, ss=1, ii=24.0)


def test_a_slow_patient_is_waited_for(linear):
    slow = 1e-3
    p = dict(ka=np.full(2, KA), k=np.array([0.1, slow]))
    events = events_of(linear, p, ss=1, ii=24.0)
    dose = 100.0 * np.exp(-slow * 24.0) / (1 - np.exp(-slow * 24.0))
    assert set_to(events, CENTRAL, patient=1) == pytest.approx(dose, rel=1e-6)
