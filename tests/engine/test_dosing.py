"""Every column of the dosing records against a closed form."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from cartwin.engine import Delivery, Doses, Effect, System, compile, dose_events, solve
from cartwin.errors import SolveError
from cartwin.parameters import State


# One compartment with first-order absorption: the closed forms below are its solutions.
KA, K = 1.5, 0.055
T = np.linspace(0.0, 130.0, 261)
COMPARTMENTS = ("depot", "central")
DEPOT, CENTRAL = 1, 2

LINEAR = System(
    name="one compartment",
    states=(
        State("depot", "mg", "drug to be absorbed", scale=1e-4),
        State("central", "mg", "drug in plasma", scale=1e-4),
    ),
    parameters=("ka", "k"),
    balance=(),
    rates=(
        lambda depot, ka: dict(ddepot=-ka * depot),
        lambda depot, central, ka, k: dict(dcentral=ka * depot - k * central),
    ),
    observables=(lambda central: dict(amount=1.0 * central),),
)

# Endogenous turnover with saturable loss, and a drug that adds to it.
SATURABLE = System(
    name="saturable",
    states=(State("X", "mg", "mediator", scale=1e-4),),
    parameters=("k_in", "v_max", "k_m"),
    balance=(lambda k_in, v_max, k_m: dict(X=k_m * k_in / (v_max - k_in)),),
    rates=(lambda X, k_in, v_max, k_m: dict(dX=k_in - v_max * X / (k_m + X)),),
    observables=(lambda X: dict(amount=1.0 * X),),
)
SATURATING = dict(k_in=0.5, v_max=3.0, k_m=10.0)


@pytest.fixture(scope="module")
def linear():
    return compile(LINEAR, infused=COMPARTMENTS)


@pytest.fixture(scope="module")
def saturable():
    return compile(SATURABLE, infused=["X"])


def simulated(kernel, delivery=None, times=T, parameters=None, **columns):
    """The amount seen (time, patient) after the records, given as columns."""
    p = dict(ka=KA, k=K) if parameters is None else parameters
    columns = dict(patient=0, time=0.0, amt=100.0, cmt=CENTRAL) | columns
    patients = 1 + int(np.max(columns["patient"]))
    names = COMPARTMENTS if kernel.system is LINEAR else ("X",)
    doses = Doses.from_columns(patients, names, **columns)
    every = {n: np.broadcast_to(v, (patients,)) for n, v in p.items()}
    events = dose_events(doses, kernel, every, times, delivery=delivery)
    solution = solve(kernel, every, events, times, rtol=1e-9)
    assert not solution.status.any()
    return solution["amount"]


def events_of(kernel, parameters, cycles=2**16, **columns):
    columns = dict(time=0.0, amt=100.0, cmt=CENTRAL) | columns
    names = COMPARTMENTS if kernel.system is LINEAR else ("X",)
    patients = len(next(iter(parameters.values())))
    doses = Doses.from_columns(patients, names, patient=range(patients), **columns)
    return dose_events(doses, kernel, parameters, T, cycles=cycles)


def set_to(events, compartment, patient):
    """The value to which a steady state sets a compartment."""
    theirs = slice(*events.offsets[patient : patient + 2])
    here = (events.states[theirs] == compartment - 1) & (
        events.effects[theirs] == Effect.SET
    )
    return events.amounts[theirs][here][0]


def agree(found, expected):
    scale = np.abs(expected).max()
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-8 * scale)


def bolus(t, at, amount=100.0, k=K):
    since = np.maximum(t - at, 0.0)
    return np.where(t > at, amount * np.exp(-k * since), 0.0)


def oral(t, at, amount=100.0, k=K, ka=KA):
    return ka / (ka - k) * (bolus(t, at, amount, k) - bolus(t, at, amount, ka))


def infusion(t, at, rate, length, k=K):
    during = np.clip(t - at, 0.0, length)
    after = np.maximum(t - at - length, 0.0)
    return rate / k * (1 - np.exp(-k * during)) * np.exp(-k * after)


def repeated(form, t, arrivals, *arguments):
    return sum(form(t, at, *arguments) for at in arrivals)


def from_long_ago(form, t, interval, offset, *arguments):
    """Superposition of 300 doses, the last of which arrived `offset` after 0."""
    return repeated(form, t, offset - interval * np.arange(300), *arguments)


# --- single and additional doses ------------------------------------------------------


def test_a_bolus_falls_exponentially(linear):
    agree(simulated(linear, time=3.0)[:, 0], bolus(T, 3.0))


def test_an_oral_dose_follows_the_two_exponentials(linear):
    agree(simulated(linear, cmt=DEPOT)[:, 0], oral(T, 0.0))


def test_additional_doses_follow_at_the_interval(linear):
    found = simulated(linear, cmt=DEPOT, time=5.0, ii=12.0, addl=4)
    agree(found[:, 0], repeated(oral, T, 5.0 + 12.0 * np.arange(5)))


@pytest.mark.parametrize("addl", [1e14, 1e300])
@pytest.mark.parametrize("rate", [0.0, 20.0])
def test_additional_doses_beyond_the_end_cost_nothing(linear, addl, rate):
    delivery = {"central": Delivery(lag=3.0)}
    found = simulated(linear, delivery, time=5.0, ii=12.0, addl=addl, rate=rate)
    enough = simulated(linear, delivery, time=5.0, ii=12.0, addl=11, rate=rate)
    np.testing.assert_array_equal(found, enough)


def test_the_additional_dose_at_the_very_end_is_kept_for_the_continuation(linear):
    p = dict(ka=np.full(1, KA), k=np.full(1, K))
    events = events_of(linear, p, time=0.0, ii=13.0, addl=1e14)
    assert events.times.tolist() == [13.0 * i for i in range(11)]  # T ends at 130


def test_an_interval_without_additional_doses_is_one_dose(linear):
    agree(simulated(linear, ii=12.0)[:, 0], bolus(T, 0.0))


def test_records_without_a_dose_do_nothing(linear):
    found = simulated(
        linear, patient=[0] * 3, time=[0, 1, 2], evid=[2, 1, 0], amt=[0, 9, 0]
    )
    agree(found[:, 0], bolus(T, 1.0, 9.0))


# --- infusions ------------------------------------------------------------------------


def test_a_rate_gives_the_length_of_an_infusion(linear):
    found = simulated(linear, time=2.0, rate=10.0)
    agree(found[:, 0], infusion(T, 2.0, 10.0, 10.0))


def test_a_duration_gives_the_rate_of_an_infusion(linear):
    found = simulated(linear, time=2.0, dur=8.0)
    agree(found[:, 0], infusion(T, 2.0, 12.5, 8.0))


def test_an_infusion_into_the_depot_is_absorbed(linear):
    found = simulated(linear, cmt=DEPOT, rate=20.0)
    # d/dt of the response to a constant input is the response to a bolus
    both = (infusion(T, 0.0, 20.0, 5.0) - infusion(T, 0.0, 20.0, 5.0, KA)) * KA / (KA - K)
    agree(found[:, 0], both)


def test_bioavailability_shortens_an_infusion_of_given_rate(linear):
    found = simulated(linear, {"central": Delivery(fraction=0.4)}, rate=10.0)
    agree(found[:, 0], infusion(T, 0.0, 10.0, 4.0))


def test_bioavailability_thins_an_infusion_of_given_duration(linear):
    found = simulated(linear, {"central": Delivery(fraction=0.4)}, dur=5.0)
    agree(found[:, 0], infusion(T, 0.0, 8.0, 5.0))


def test_bioavailability_scales_a_bolus(linear):
    found = simulated(linear, {"depot": Delivery(fraction=0.4)}, cmt=DEPOT)
    agree(found[:, 0], oral(T, 0.0, 40.0))


def test_a_modelled_rate_takes_as_long_as_the_amount_needs(linear):
    delivery = {"central": Delivery(fraction=0.5, rate=np.array([10.0, 25.0]))}
    found = simulated(linear, delivery, patient=[0, 1], rate=-1)
    agree(found[:, 0], infusion(T, 0.0, 10.0, 5.0))
    agree(found[:, 1], infusion(T, 0.0, 25.0, 2.0))


def test_a_modelled_duration_gives_the_rate(linear):
    delivery = {"central": Delivery(fraction=0.5, duration=np.array([10.0, 2.0]))}
    found = simulated(linear, delivery, patient=[0, 1], rate=-2)
    agree(found[:, 0], infusion(T, 0.0, 5.0, 10.0))
    agree(found[:, 1], infusion(T, 0.0, 25.0, 2.0))


def test_an_infusion_of_no_length_is_a_bolus(linear):
    found = simulated(linear, {"central": Delivery(duration=0.0)}, rate=-2)
    agree(found[:, 0], bolus(T, 0.0))


def test_a_dose_of_which_nothing_arrives_does_nothing(linear):
    delivery = {"central": Delivery(fraction=0.0)}
    for way in (dict(), dict(rate=10.0), dict(dur=3.0), dict(rate=10.0, ss=1, ii=24.0)):
        assert (simulated(linear, delivery, **way) == 0.0).all()


def test_overlapping_infusions_into_one_compartment_add_up(linear):
    found = simulated(linear, patient=0, rate=4.0, ii=10.0, addl=5)
    agree(found[:, 0], repeated(infusion, T, 10.0 * np.arange(6), 4.0, 25.0))


def test_one_infusion_ends_where_the_next_begins(linear):
    found = simulated(linear, rate=10.0, ii=10.0, addl=5)
    agree(found[:, 0], infusion(T, 0.0, 10.0, 60.0))


# --- lag ------------------------------------------------------------------------------


def test_lag_delays_every_dose_by_the_patients_own_time(linear):
    delivery = {"central": Delivery(lag=np.array([0.0, 4.15, 30.0]))}
    found = simulated(linear, delivery, patient=[0, 1, 2], ii=24.0, addl=2)
    for i, lag in enumerate((0.0, 4.15, 30.0)):
        agree(found[:, i], repeated(bolus, T, lag + 24.0 * np.arange(3)))


def test_lag_shifts_an_infusion_as_a_whole(linear):
    found = simulated(linear, {"central": Delivery(lag=4.15)}, rate=10.0)
    agree(found[:, 0], infusion(T, 4.15, 10.0, 10.0))


def test_lag_belongs_to_its_compartment(linear):
    found = simulated(
        linear, {"depot": Delivery(lag=5.0)}, patient=[0, 0], time=[0.0, 0.0],
        cmt=[DEPOT, CENTRAL],
    )  # fmt: skip
    agree(found[:, 0], oral(T, 5.0) + bolus(T, 0.0))


@pytest.mark.parametrize("length", [1e-300, 1e-14, 1e-13, 1e-12, 1e-6])
@pytest.mark.parametrize("way", ["dur", "rate"])
def test_a_very_short_infusion_is_given_completely(linear, length, way):
    columns = {way: length if way == "dur" else 100.0 / length}
    found = simulated(linear, times=[0.0, 1001.0], time=1000.0, **columns)
    assert found[1, 0] == pytest.approx(100.0 * np.exp(-K), rel=1e-6)


def test_a_very_short_infusion_that_arrives_late_in_steady_state_is_given(linear):
    delivery = {"central": Delivery(lag=24.0)}
    found = simulated(
        linear, delivery, times=[0.0, 1001.0], time=1000.0, ss=1, ii=24.0, dur=1e-14
    )
    expected = 100.0 * np.exp(-K) / (1 - np.exp(-K * 24.0))
    assert found[1, 0] == pytest.approx(expected, rel=1e-6)


@settings(deadline=None, max_examples=200)
@given(
    time=st.floats(0.0, 1e9),
    exponent=st.one_of(st.floats(-16.0, 2.0), st.floats(-320.0, -16.0)),
    amount=st.floats(1e-3, 1e6),
    more=st.integers(0, 5),
    lag=st.floats(0.0, 100.0),
)
def test_whatever_the_time_and_the_length_the_amount_is_given(
    linear, time, exponent, amount, more, lag
):
    doses = Doses.from_columns(
        1, COMPARTMENTS, patient=0, time=time, amt=amount, cmt=CENTRAL, dur=10.0**exponent,
        ii=7.3, addl=more,
    )  # fmt: skip
    delivery = {"central": Delivery(lag=lag)}
    p, times = dict(ka=KA, k=K), [0.0, 2e9]
    events = dose_events(doses, linear, p, times, delivery=delivery)
    signs = {Effect.START: -1, Effect.STOP: 1}
    infused = sum(
        signs[Effect(e)] * Fraction(a) * Fraction(t)
        for t, a, e in zip(events.times, events.amounts, events.effects, strict=True)
        if e in signs
    )
    at_once = events.amounts[events.effects == Effect.ADD].sum()
    assert float(infused) + at_once == pytest.approx((more + 1) * amount, rel=1e-12)


# --- resets ---------------------------------------------------------------------------


def test_a_reset_empties_everything_and_ends_infusions(linear):
    found = simulated(
        linear, patient=[0, 0], time=[0.0, 50.0], evid=[1, 3], amt=[1000.0, 0.0],
        rate=[10.0, 0.0],
    )  # fmt: skip
    agree(found[:, 0], np.where(T <= 50.0, infusion(T, 0.0, 10.0, 100.0), 0.0))


def test_a_reset_cancels_additional_and_lagged_doses_of_earlier_records(linear):
    found = simulated(
        linear, {"central": Delivery(lag=3.0)}, patient=[0] * 3, time=[0.0, 25.0, 40.0],
        evid=[1, 3, 1], amt=[100.0, 0.0, 10.0], ii=[24.0, 0.0, 24.0], addl=[4, 0, 1],
    )  # fmt: skip
    before = np.where(T <= 25.0, bolus(T, 3.0), 0.0)
    agree(found[:, 0], before + repeated(bolus, T, [43.0, 67.0], 10.0))


def test_reset_and_dose_resets_now_and_doses_after_the_lag(linear):
    found = simulated(
        linear, {"central": Delivery(lag=6.0)}, patient=[0, 0], time=[0.0, 30.0],
        evid=[1, 4], amt=[100.0, 50.0], ii=[0.0, 20.0], addl=[0, 1],
    )  # fmt: skip
    before = np.where(T <= 30.0, bolus(T, 6.0), 0.0)
    agree(found[:, 0], before + repeated(bolus, T, [36.0, 56.0], 50.0))


def test_a_reset_concerns_its_patient_only(linear):
    found = simulated(
        linear, patient=[0, 1, 0, 1], time=[0.0, 0.0, 20.0, 30.0], evid=[1, 1, 3, 2],
        amt=[100.0, 100.0, 0.0, 0.0], ii=12.0, addl=[5, 5, 0, 0],
    )  # fmt: skip
    agree(found[:, 1], repeated(bolus, T, 12.0 * np.arange(6)))
    agree(found[:, 0], np.where(T <= 20.0, repeated(bolus, T, [0.0, 12.0]), 0.0))
    found = simulated(
        linear, patient=[0, 1, 1], time=[0.0, 0.0, 20.0], evid=[1, 1, 3],
        amt=[100.0, 100.0, 0.0], ii=12.0, addl=[5, 5, 0],
    )  # fmt: skip
    agree(found[:, 0], repeated(bolus, T, 12.0 * np.arange(6)))


def test_a_reset_returns_to_the_untreated_balance(saturable):
    found = simulated(
        saturable, parameters=SATURATING, patient=[0, 0], time=[0.0, 9.0], evid=[1, 3],
        amt=[5.0, 0.0], cmt=1,
    )  # fmt: skip
    agree(found[T > 9.0, 0], np.full((T > 9.0).sum(), 10.0 * 0.5 / 2.5))


# --- steady state ---------------------------------------------------------------------


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


# --- times that coincide, before and after --------------------------------------------


def test_no_dose_is_lost_where_times_coincide(linear):
    found = simulated(
        linear, patient=[0] * 4, time=[0.0, 24.0, 24.0, 24.0], amt=[100.0, 10.0, 5.0, 20.0],
        cmt=[CENTRAL, CENTRAL, DEPOT, CENTRAL], rate=[0.0, 0.0, 0.0, 5.0],
        ii=[24.0, 0.0, 0.0, 0.0], addl=[2, 0, 0, 0],
    )  # fmt: skip
    expected = (
        repeated(bolus, T, [0.0, 24.0, 48.0])
        + bolus(T, 24.0, 10.0)
        + oral(T, 24.0, 5.0)
        + infusion(T, 24.0, 5.0, 4.0)
    )
    agree(found[:, 0], expected)


def test_records_of_one_time_act_in_their_order(linear):
    time, evid, amt = [10.0, 10.0], [1, 3], [100.0, 0.0]
    undone = simulated(linear, patient=[0, 0], time=time, evid=evid, amt=amt)
    assert (undone == 0.0).all()
    kept = simulated(linear, patient=[0, 0], time=time, evid=evid[::-1], amt=amt[::-1])
    agree(kept[:, 0], bolus(T, 10.0))


def test_an_additional_dose_comes_before_a_reset_at_its_time(linear):
    found = simulated(
        linear, patient=[0, 0], time=[0.0, 24.0], evid=[1, 3], amt=[100.0, 0.0],
        ii=[24.0, 0.0], addl=[3, 0],
    )  # fmt: skip
    agree(found[:, 0], np.where(T <= 24.0, bolus(T, 0.0), 0.0))


def test_nothing_happens_after_the_end(linear):
    found = simulated(
        linear, patient=[0] * 3, time=[0.0, 130.0, 200.0], rate=[0.5, 0.0, 0.0], ii=24.0,
        addl=50,
    )  # fmt: skip
    agree(found[:, 0], repeated(infusion, T, 24.0 * np.arange(6), 0.5, 200.0))


def test_a_dose_before_the_start_is_refused(linear):
    with pytest.raises(SolveError, match=r"TIME -2\): lies before the start, 0; start the"):
        simulated(linear, time=-2.0)


def test_interleaved_patients_give_the_numbers_they_give_alone(linear):
    together = simulated(
        linear,
        patient=[1, 0, 1, 0],
        time=[0.0, 0.0, 7.0, 9.0],
        amt=[10.0, 20.0, 30.0, 40.0],
    )
    alone = simulated(linear, patient=[0, 0], time=[0.0, 7.0], amt=[10.0, 30.0])
    np.testing.assert_array_equal(together[:, 1], alone[:, 0])


# --- faults ---------------------------------------------------------------------------


def test_every_faulty_record_is_listed_at_once(linear):
    columns = dict(
        time=[0.0, 0.0, 1.0, 2.0, 1.0], evid=[1, 1, 7, 1, 1],
        amt=[-5.0, 100.0, 1.0, 1.0, 1.0], cmt=[2, 3, 2, 2, 2],
        rate=[0.0, -3.0, 0.0, 1.0, 0.0], ii=[0.0, 0.0, 0.0, -1.0, 0.0],
    )  # fmt: skip
    with pytest.raises(SolveError) as caught:
        simulated(linear, patient=[0] * 5, **columns)
    lines = str(caught.value).splitlines()[1:]
    assert [line.strip() for line in lines] == [
        "record 0 (patient 0, TIME 0): AMT -5; expected 0 or more",
        "record 1 (patient 0, TIME 0): RATE -3; expected 0 or more, -1 (modelled rate) or "
        "-2 (modelled duration)",
        "record 1 (patient 0, TIME 0): CMT 3; expected 1 to 2 (depot, central)",
        "record 2 (patient 0, TIME 1): EVID 7; expected 0, 1, 2, 3 or 4",
        "record 3 (patient 0, TIME 2): II -1; expected 0 or more",
        "record 4 (patient 0, TIME 1): TIME goes back; expected the records of a patient "
        "in the order of time, after a reset too",
    ]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (dict(amt=0.0), "AMT 0; expected more"),
        (dict(amt=np.nan), "AMT nan; expected 0 or more"),
        (dict(evid=3), "EVID 3 gives no dose, but AMT"),
        (dict(rate=5.0, dur=2.0), "RATE 5 and DUR 2; give one"),
        (dict(dur=-1.0), "DUR -1"),
        (dict(addl=2), "ADDL 2 and SS 0 without II"),
        (dict(addl=1.5, ii=24.0), "ADDL 1.5; expected a whole number"),
        (dict(ss=1), "ADDL 0 and SS 1 without II"),
        (dict(ss=3, ii=24.0), "SS 3; expected 0, 1 or 2"),
        (dict(ss=1, amt=0.0, rate=5.0, addl=1), "ADDL 1 after a constant infusion"),
        (dict(ss=1, amt=0.0, rate=-2), "RATE -2 with AMT 0"),
        (dict(rate=-1), "RATE -1, but the rate of the compartment is nan"),
        (dict(rate=-2), "RATE -2, but the duration of the compartment is nan"),
        (dict(patient=[0, -1]), "record 1 .* there is no such patient; expected 0 to 0"),
        (dict(time=np.inf), "TIME inf; expected a finite number"),
        (dict(evid=2, amt=0.0, cmt=-2), "EVID 2 with CMT -2 turns a compartment off"),
        (dict(ii=1e-9, addl=1e14), r"stands for 1.3e\+11 doses by the end"),
        (dict(ii=1.0, ss=1, dur=1e14), r"stands for 1e\+14 .*a shorter infusion"),
        (dict(ii=1e-320, ss=1, dur=1.0), "stands for inf doses"),
    ],
)
def test_an_impossible_record_is_refused(linear, columns, message):
    with pytest.raises(SolveError, match=message):
        simulated(linear, **({"patient": 0} | columns))


@pytest.mark.parametrize(
    ("delivery", "message"),
    [
        (Delivery(lag=-1.0), "lag -1; expected 0 or more"),
        (Delivery(fraction=np.nan), "bioavailability nan"),
        (Delivery(lag=np.array([1.0, 2.0])), "one for each of 1 patients"),
    ],
)
def test_an_impossible_delivery_is_refused(linear, delivery, message):
    with pytest.raises(SolveError, match=message):
        simulated(linear, {"central": delivery})


def test_an_unknown_compartment_is_refused(linear):
    with pytest.raises(SolveError, match=r"'centrl' is no state .*did you mean central"):
        simulated(linear, {"centrl": Delivery()})


def test_columns_must_have_one_entry_per_record():
    with pytest.raises(SolveError, match="patient 2, amt 3; expected one entry per record"):
        Doses.from_columns(2, COMPARTMENTS, patient=[0, 1], time=0.0, amt=[1.0, 2.0, 3.0])


def test_half_a_patient_is_refused():
    with pytest.raises(SolveError, match=r"patients 0\.5 \(record 1\), nan \(record 2\);"):
        Doses.from_columns(2, COMPARTMENTS, patient=[0, 0.5, np.nan], time=0.0, amt=1.0)


def test_doses_without_times_of_a_simulation_are_refused(linear):
    with pytest.raises(SolveError, match="times: none given; expected the times of"):
        simulated(linear, times=[])


def test_only_the_first_twenty_faults_are_printed(linear):
    with pytest.raises(SolveError, match=r"\.\.\. and 5 more"):
        simulated(linear, patient=[0] * 25, amt=-1.0)


# --- all together ---------------------------------------------------------------------


record = st.fixed_dictionaries(
    dict(
        time=st.floats(0.0, 60.0),
        amt=st.floats(1.0, 200.0),
        dur=st.one_of(st.just(0.0), st.floats(0.5, 40.0)),
        ii=st.floats(1.0, 30.0),
        addl=st.integers(0, 4),
    )
)


@settings(deadline=None, max_examples=20)
@given(st.lists(record, min_size=1, max_size=4), st.floats(0.0, 10.0), st.floats(0.1, 1.0))
def test_any_regimen_is_the_superposition_of_its_doses(linear, records, lag, fraction):
    records = sorted(records, key=lambda r: r["time"])
    columns = {name: [r[name] for r in records] for name in records[0]}
    delivery = {"central": Delivery(lag=lag, fraction=fraction)}
    found = simulated(linear, delivery, patient=[0] * len(records), **columns)
    expected = np.zeros_like(T)
    for r in records:
        amount = fraction * r["amt"]
        form, how = bolus, (amount,)
        if r["dur"]:
            form, how = infusion, (amount / r["dur"], r["dur"])
        arrivals = r["time"] + lag + r["ii"] * np.arange(r["addl"] + 1)
        expected += repeated(form, T, arrivals, *how)
    agree(found[:, 0], expected)
