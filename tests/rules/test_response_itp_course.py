"""ITP beyond the calls of one patient: many at once, off treatment, over time."""

import polars as pl
import pytest
from hypothesis import given, settings, strategies as st
from tests.rules.iwg_plainly import call_plainly
from tests.rules.records import record

from cartwin.rules import Count, call_iwg
from cartwin.rules.response import (
    SrotPreset,
    ash_outcomes,
    call_multirefractory,
    call_refractory,
    call_steroid_dependence,
    dependence_visits,
    iwg_responses,
    refractory_visits,
    sustained_off_treatment,
)


LEVELS = (5, 20, 29, 30, 35, 40, 99, 100, 120, 300)
counts = st.lists(
    st.builds(
        Count,
        day=st.integers(-3, 60).map(lambda d: d / 2),
        value=st.sampled_from(LEVELS).map(float),
        censoring=st.sampled_from(["none"] * 6 + ["below", "above"]),
    ),
    max_size=10,
    unique_by=lambda c: c.day,
)
patients = st.fixed_dictionaries(
    {
        "counts": counts,
        "baseline": st.sampled_from([None, 5.0, 15.0, 20.0, 60.0]),
        "bleeding_days": st.lists(st.integers(-2, 30), max_size=2),
        "windows": st.lists(
            st.tuples(st.integers(0, 20), st.integers(0, 9)).map(
                lambda w: (w[0], w[0] + w[1])
            ),
            max_size=2,
        ),
        "censored_at": st.sampled_from([None, 9, 25]),
    }
)
ORDER = (None, "NR", "R", "CR")


def together(listed):
    """The patients in one table, as a study holds them."""

    def frame(rows, *columns):
        kinds = {
            c: pl.String if c in {"patient", "censoring"} else pl.Float64 for c in columns
        }
        return pl.DataFrame(rows, schema=kinds, orient="row")

    people, series, bled, acting = [], [], [], []
    for number, p in enumerate(listed):
        name = f"P{number}"
        people.append((name, p["baseline"], p["censored_at"]))
        series += [(name, c.day, c.value, c.censoring) for c in p["counts"]]
        bled += [(name, day) for day in p["bleeding_days"]]
        acting += [(name, *w) for w in p["windows"]]
    return iwg_responses(
        frame(people, "patient", "baseline", "end"),
        frame(series, "patient", "day", "value", "censoring"),
        frame(bled, "patient", "day"),
        frame(acting, "patient", "first", "last"),
    )


@settings(max_examples=150)
@given(st.lists(patients, min_size=1, max_size=8))
def test_many_patients_at_once_are_called_as_by_reading_one_count_after_another(listed):
    found = together(listed)

    for row, patient in zip(found.iter_rows(named=True), listed, strict=True):
        plain = call_plainly(patient.pop("counts"), **patient)
        assert row["best"] == plain.best
        assert row["first_r_day"] == plain.first_r_day
        assert row["first_cr_day"] == plain.first_cr_day
        assert row["loss_day"] == plain.loss_day
        assert row["why"] == plain.why
        assert row["evidence"] == "; ".join(plain.evidence)
        assert row["counts_excluded"] == plain.counts_excluded


@settings(max_examples=60)
@given(patients, st.integers(1, 30))
def test_a_later_rescue_never_improves_a_response(patient, day):
    series = patient.pop("counts")
    before = call_iwg(series, **patient)
    end = min(day, patient["censored_at"] or day)
    after = call_iwg(series, **{**patient, "censored_at": end})

    if before.best is not None:
        assert ORDER.index(after.best) <= ORDER.index(before.best)


@settings(max_examples=100)
@given(patients, st.integers(0, 30), st.integers(0, 28))
def test_a_rescue_with_a_window_never_improves_a_response(patient, day, length):
    series = patient.pop("counts")
    before = call_iwg(series, **patient)
    windows = [*patient["windows"], (day, day + length)]
    after = call_iwg(series, **{**patient, "windows": windows})

    assert ORDER.index(after.best) <= ORDER.index(before.best)


def test_a_count_that_fails_in_spite_of_a_rescue_breaks_and_loses_a_response():
    def called(*series, **rest):
        return call_iwg([Count(*c) for c in series], baseline=9, **rest)

    between = called((14, 150), (18, 20), (50, 150), windows=[(17, 45)])
    after = called((14, 150), (21, 150), (60, 20), (62, 20), windows=[(59, 87)])
    saved = called((14, 150), (21, 150), (60, 20), (62, 150), windows=[(59, 87)])

    assert between.best == "NR"
    assert (after.best, after.loss_day) == ("CR", 60)
    assert saved.loss_day is None


def off(*series, preset="romiplostim_p2", baseline=10, given=(), items=(), **rest):
    study = record(
        values=[("A", -6, "PLAT", baseline), *(("A", d, "PLAT", v) for d, v in series)],
        given=[("A", 0, "car_t", "car_t"), *given],
        items=items,
    )
    return sustained_off_treatment(study, preset, **rest).row(0, named=True)


WEEKLY = [day * 7 for day in range(1, 27)]


@pytest.mark.parametrize(
    ("preset", "value", "expected"),
    [
        ("romiplostim_p2", 50, False),  # more than 50
        ("romiplostim_p2", 51, True),
        ("srot_italy", 30, False),  # more than 30
        ("srot_italy", 31, True),
        ("stopago", 29, False),
        ("stopago", 30, True),
    ],
)
def test_presets_differ_in_their_threshold(preset, value, expected):
    found = off(*((d, value) for d in WEEKLY), preset=preset)

    assert (found["call"], found["complete"]) == (expected, False)


def test_the_italian_definition_asks_for_the_doubling_too():
    series = [(d, 35) for d in WEEKLY]

    assert off(*series, preset="srot_italy", baseline=17.5)["call"]
    assert not off(*series, preset="srot_italy", baseline=17.6)["call"]


def test_24_weeks_must_be_exceeded():
    assert off((1, 60), (169, 60))["call"] is None  # 168 days, so far
    assert off((1, 60), (169.5, 60))["call"]
    assert off((1, 60), (100, 10), (200, 60))["call"] is False


def test_a_sustained_response_of_100_is_complete():
    assert off((1, 100), (170, 100))["complete"]
    assert not off((1, 99), (170, 100))["complete"]


def test_a_dip_is_passed_over_only_if_allowed_and_a_bleed_never():
    series = [(1, 60), (80, 20), (100, 60), (175, 60)]
    bled = [("A", 90, "BLEEDING", "who", 1)]

    assert off(*series)["call"] is False
    assert off(*series, allow_single_dips=True)["call"]
    assert off(*series, allow_single_dips=True, items=bled)["call"] is False


def test_time_off_treatment_counts_from_the_last_drug():
    series = [(d, 80) for d in range(1, 400, 20)]
    found = off(*series, given=[("A", 100, "romiplostim", "rescue")])

    assert (found["off_since"], found["from_day"], found["call"]) == (100, 101, True)


def test_stopago_looks_at_the_count_nearest_to_week_24():
    assert off((150, 10), (182, 30), preset="stopago")["call"]
    assert off((153, 80), (168, 20), preset="stopago")["call"] is False
    assert off((153, 80), (183, 80), preset="stopago")["call"] is None  # 15 days off
    assert off((168, 20), preset="stopago", floor=20)["call"]
    assert off((154, 80), preset="stopago")["call"]
    assert off((182.5, 80), preset="stopago")["call"] is None


def test_stopago_ends_with_a_bleed():
    bled = [("A", 60, "BLEEDING", "skin", 2)]

    assert off((168, 80), preset="stopago", items=bled)["call"] is False


def test_an_unknown_preset_is_refused():
    with pytest.raises(ValueError, match="italian"):
        sustained_off_treatment(record(), "italian")
    assert list(SrotPreset) == ["romiplostim_p2", "srot_italy", "stopago"]


def outcomes(*series, baseline=10):
    rows = [("A", -6, "PLAT", baseline), *(("A", d, "PLAT", v) for d, v in series)]
    return ash_outcomes(record(values=rows)).row(0, named=True)


def test_outcomes_over_time_take_the_nearest_count():
    found = outcomes((5, 20), (8, 30), (24, 29), (183, 40), (365, 101))

    assert found["early_response"]
    assert not found["initial_response"]
    assert found["durable_response"]
    assert found["remission"]


@pytest.mark.parametrize(
    ("outcome", "first", "last"),
    [
        ("early_response", 5, 9),
        ("initial_response", 23, 37),
        ("durable_response", 153, 213),
        ("remission", 335, 395),
    ],
)
def test_windows_of_outcomes_over_time(outcome, first, last):
    for day, known in ((first - 1, False), (first, True), (last, True), (last + 1, False)):
        assert (outcomes((day, 150))[outcome] is not None) is known


def test_a_doubled_count_is_exactly_enough():
    assert outcomes((7, 40), baseline=20)["early_response"]
    assert not outcomes((7, 40), baseline=20.1)["early_response"]


def test_remission_is_more_than_100_and_a_response_twice_the_baseline():
    found = outcomes((7, 39), (365, 100), baseline=20)

    assert (found["early_response"], found["remission"]) == (False, False)
    assert (found["initial_response"], found["durable_response"]) == (None, None)
    assert found["why"].endswith("initial_response (day 30), durable_response (day 183)")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (dict(prednisone=5, continuous=1), False),
        (dict(prednisone=5.1, continuous=1), True),
        (dict(prednisone=20, continuous=0), False),
        (dict(prednisone=0, continuous=0, frequent_courses=1), True),
        (dict(prednisone=20), None),
    ],
)
def test_steroid_dependence_by_ash(found, expected):
    assert call_steroid_dependence(ash=True, **found).call is expected


def test_steroid_dependence_by_iwg_is_two_months():
    assert call_steroid_dependence(steroid_days=60).call
    assert not call_steroid_dependence(steroid_days=59).call
    assert call_steroid_dependence().call is None


def test_refractory_disease_asks_for_splenectomy_from_18_years_on():
    failed = dict(primary=1, failed_treatments=2, needs_treatment=1)

    assert call_refractory(age=17.9, **failed).call
    assert call_refractory(age=18, **failed).call is None
    assert call_refractory(age=18, splenectomy_failed=1, **failed).call
    assert call_refractory(age=18, splenectomy_failed=0, **failed).call is False
    assert call_refractory(age=18, splenectomy=False, **failed).call
    assert not call_refractory(age=8, **{**failed, "failed_treatments": 1}).call
    assert call_refractory(age=None, **failed).why.startswith("cannot call")
    assert call_refractory(age=8, **{**failed, "primary": 0}).why == "not met: primary ITP"


def test_the_record_is_judged_like_single_findings():
    items = [("A", 5, "ITP", n, 1) for n in ("primary", "needs_treatment")]
    items += [("A", 5, "ITP", "failed_treatments", 3), ("A", 5, "ITP", "steroid_days", 70)]
    study = record(items=items, patients={"patient": ["A"], "age": [12.0]})

    assert refractory_visits(study)["call"].to_list() == [True]
    assert dependence_visits(study)["call"].to_list() == [True]


def test_multirefractory_disease_has_failed_all_four():
    four = ["splenectomy", "rituximab", "romiplostim", "eltrombopag"]

    assert call_multirefractory([*four, "ivig"])
    assert not any(call_multirefractory(four[:n] + four[n + 1 :]) for n in range(4))
