"""Every column of the dosing records against a closed form."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from tests.engine.dosed_systems import (
    CENTRAL,
    COMPARTMENTS,
    DEPOT,
    KA,
    SATURATING,
    K,
    T,
    agree,
    bolus,
    events_of,
    infusion,
    oral,
    repeated,
    simulated,
)

from cartwin.engine import Delivery, Doses, Effect, dose_events
from cartwin.errors import SolveError


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
