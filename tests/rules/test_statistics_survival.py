"""Survival, incidence and hazards: closed forms, definitions worked by hand, properties."""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, strategies as st

from cartwin.rules.statistics import (
    Ties,
    Transform,
    cumulative_incidence,
    kaplan_meier,
    log_rank,
    median_survival,
    proportional_hazards,
    times_to_event,
)


WORKED = times_to_event([3, 5, 5, 8, 10], [1, 1, 0, 1, 0])
courses = st.lists(
    st.tuples(st.integers(1, 9), st.sampled_from(["a", "b", "censored"])),
    min_size=1,
    max_size=25,
)


def frame(rows, **extra):
    times, causes = zip(*rows, strict=True)
    return pl.DataFrame({"time": times, "cause": causes, **extra})


def test_a_curve_worked_by_hand():
    curve = kaplan_meier(WORKED)

    assert curve["time"].to_list() == [3, 5, 8, 10]
    assert curve["n_risk"].to_list() == [5, 4, 2, 1]
    assert curve["n_event"].to_list() == [1, 1, 1, 0]
    assert curve["n_censored"].to_list() == [0, 1, 0, 1]
    assert curve["survival"].to_list() == pytest.approx([0.8, 0.6, 0.3, 0.3])
    greenwood = 0.3 * math.sqrt(1 / 20 + 1 / 12 + 1 / 2)
    assert curve["std_err"][2] == pytest.approx(greenwood)
    assert set(curve["n"]) == {5}


def test_the_three_scales_of_the_interval():
    z, s = 1.959963984540054, 0.6
    error = math.sqrt(1 / 20 + 1 / 12)
    wanted = {
        Transform.PLAIN: (s - z * s * error, s + z * s * error),
        Transform.LOG: (s * math.exp(-z * error), s * math.exp(z * error)),
        Transform.LOG_LOG: tuple(
            s ** math.exp(sign * z * error / math.log(s)) for sign in (-1, 1)
        ),
    }
    for transform, (low, high) in wanted.items():
        row = kaplan_meier(WORKED, transform=transform).row(1, named=True)
        assert (row["low"], row["high"]) == pytest.approx((low, min(high, 1.0)))


def test_more_confidence_is_a_wider_interval():
    narrow, wide = (kaplan_meier(WORKED, level=level) for level in (0.5, 0.95))

    assert (wide["low"] < narrow["low"]).all()


def test_where_nobody_survives_there_is_no_interval():
    last = kaplan_meier(times_to_event([1, 2], [1, 1])).row(-1, named=True)

    assert last["survival"] == 0
    assert (last["std_err"], last["low"], last["high"]) == (None, None, None)


def test_before_any_event_survival_is_certain():
    first = kaplan_meier(WORKED.with_columns(pl.lit(0).alias("event"))).row(0, named=True)

    assert (first["survival"], first["std_err"], first["low"]) == (1.0, 0.0, 1.0)
    nothing = WORKED.with_columns(pl.lit(0).alias("event"))
    for transform in Transform:
        row = kaplan_meier(nothing, transform=transform).row(0, named=True)
        assert (row["low"], row["high"]) == (1.0, 1.0)


def test_the_event_comes_before_the_censoring_of_the_same_day():
    assert (
        median_survival(kaplan_meier(times_to_event([6, 6], [1, 0])))["median"].item() == 6
    )


def test_a_flat_half_has_two_conventions():
    curve = kaplan_meier(times_to_event([1, 2, 3, 4], [1, 1, 1, 1]))

    assert median_survival(curve)["median"].item() == 2
    assert median_survival(curve, midpoint=True)["median"].item() == 2.5
    assert median_survival(curve, share=0.25, midpoint=True)["median"].item() == 3.5


def test_a_median_not_reached_is_not_called_nr():
    found = median_survival(kaplan_meier(times_to_event([3, 9, 9], [1, 0, 0])))

    assert found["median"].item() is None
    assert found["text"].item() == "n.r. (3–n.r.)"
    assert (found["n"].item(), found["n_event"].item()) == (3, 1)


def test_the_median_and_its_limits_in_words():
    found = median_survival(kaplan_meier(WORKED))

    assert found["text"].item() == "8 (5–n.r.)"


def test_rows_without_time_or_event_are_counted_as_missing():
    curve = kaplan_meier(times_to_event([3, None, 4, float("nan")], [1, 1, None, 0]))

    assert curve.height == 1
    assert (curve["n"][0], curve["missing"][0], curve["n_risk"][0]) == (1, 3, 1)


def test_impossible_times_and_events_are_named():
    with pytest.raises(ValueError, match=r"time -1; .*; event 2; expected 1"):
        kaplan_meier(times_to_event([-1, 3], [1, 2]))
    with pytest.raises(ValueError, match="time inf"):
        kaplan_meier(times_to_event([float("inf")], [1]))


@given(courses, courses)
def test_groups_do_not_touch_each_other(one, other):
    both = frame(one + other, arm=["x"] * len(one) + ["y"] * len(other))
    event = (pl.col("cause") == "a").cast(pl.Int8).alias("event")
    alone = kaplan_meier(frame(one).with_columns(event)).drop("group")

    together = kaplan_meier(both.with_columns(event), by="arm")
    assert together.filter(pl.col("group") == "x").drop("group").equals(alone)


@given(courses)
def test_incidences_and_survival_add_up_to_one(rows):
    found = cumulative_incidence(frame(rows))

    for (_, survival), causes in found.group_by("time", "survival"):
        assert causes["incidence"].sum() + survival == pytest.approx(1)


@given(courses)
def test_without_competition_incidence_is_one_minus_kaplan_meier(rows):
    alone = [(t, "censored" if c == "b" else c) for t, c in rows]
    found = cumulative_incidence(frame(alone))
    if not found.height:
        return
    event = (pl.col("cause") == "a").cast(pl.Int8).alias("event")
    curve = kaplan_meier(frame(alone).with_columns(event))

    assert found["incidence"].to_list() == pytest.approx((1 - curve["survival"]).to_list())
    errors = curve["std_err"].fill_null(0.0).to_list()
    assert found["std_err"].to_list() == pytest.approx(errors, abs=1e-7)


@given(courses)
def test_incidence_and_its_error_as_defined(rows):
    """The sums of Marubini and Valsecchi, term by term."""
    times, causes = (np.array(part) for part in zip(*rows, strict=True))
    found = cumulative_incidence(frame(rows)).filter(pl.col("cause") == "a")
    if not found.height:
        return
    steps, free, curve = [], 1.0, 0.0
    for time in np.unique(times):
        at_risk = (times >= time).sum()
        now = times == time
        d, own = (now & (causes != "censored")).sum(), (now & (causes == "a")).sum()
        curve += free * own / at_risk
        steps.append((free, at_risk, d, own, curve))
        free *= 1 - d / at_risk
    for place, (*_, level) in enumerate(steps):
        variance = 0.0
        for before, n, d, own, then in steps[: place + 1]:
            if n > d:
                variance += (level - then) ** 2 * d / (n * (n - d))
            variance += before**2 * own * (n - own) / n**3
            variance -= 2 * (level - then) * before * own / n**2
        assert found["incidence"][place] == pytest.approx(level)
        wanted = math.sqrt(max(variance, 0.0))
        assert found["std_err"][place] == pytest.approx(wanted, abs=1e-7)


def test_the_interval_of_an_incidence_stays_between_nothing_and_all():
    found = cumulative_incidence(frame([(1, "a"), (2, "b"), (3, "a"), (4, "censored")]))
    inside = found.filter(pl.col("low").is_not_null())

    assert (inside["low"] < inside["incidence"]).all()
    assert (inside["incidence"] < inside["high"]).all()
    assert inside["low"].min() > 0
    assert inside["high"].max() < 1
    first = inside.row(0, named=True)
    shift = 1.959963984540054 * first["std_err"] / (0.25 * math.log(0.25))
    assert first["low"] == pytest.approx(0.25 ** math.exp(-shift))


def test_where_all_had_the_event_an_incidence_has_no_interval():
    found = cumulative_incidence(frame([(1, "a"), (2, "a")])).row(-1, named=True)

    assert (found["incidence"], found["low"], found["high"]) == (1.0, None, None)


def test_equal_groups_do_not_differ_and_one_group_is_no_comparison():
    twice = pl.DataFrame({"time": [1, 2, 3] * 2, "event": 1, "arm": [*"aaabbb"]})

    found = log_rank(twice, by="arm")
    assert found.statistic == pytest.approx(0, abs=1e-12)
    assert found.p == pytest.approx(1)
    alone = log_rank(twice.with_columns(pl.lit("a").alias("arm")), by="arm")
    assert (alone.statistic, alone.p, alone.freedom) == (None, None, 0)


def test_the_log_rank_test_worked_by_hand():
    table = pl.DataFrame(
        {"time": [1, 2, 8, 9, 3, None], "event": [1, 1, 1, 1, 0, 1], "arm": [*"aabbab"]}
    )
    found = log_rank(table, by="arm")

    assert (found.n, found.missing) == ({"a": 3, "b": 2}, 1)
    assert found.observed == {"a": 2, "b": 2}
    assert found.expected["a"] == pytest.approx(3 / 5 + 2 / 4)
    variance = 3 * 2 / 25 + 2 * 2 / 16
    assert found.statistic == pytest.approx((2 - 1.1) ** 2 / variance)
    assert found.p == pytest.approx(math.erfc(math.sqrt(found.statistic / 2)))


def test_ties_enter_the_variance_of_the_log_rank_test():
    table = pl.DataFrame({"time": [1, 1, 1, 2], "event": [1, 1, 0, 0], "arm": [*"aabb"]})
    found = log_rank(table, by="arm")

    variance = 2 * (2 / 4) * (2 / 4) * (4 - 2) / (4 - 1)
    assert found.statistic == pytest.approx((2 - 1) ** 2 / variance)


def test_the_score_of_a_hazard_ratio_is_zero_at_its_estimate():
    table = pl.DataFrame({"time": [1, 2, 3, 4, 5], "event": 1, "x": [0, 1, 1, 0, 0]})
    found = proportional_hazards(table, ["x"])

    (beta,), (error,) = found.coefficients, found.std_errors
    e = math.exp(beta)
    shares = [2 * e / (3 + 2 * e), 2 * e / (2 + 2 * e), e / (2 + e)]
    assert sum(shares) == pytest.approx(2)
    assert error == pytest.approx(sum(p * (1 - p) for p in shares) ** -0.5)
    start = -math.log(5 * 4 * 3 * 2)
    top = 2 * beta - math.log((3 + 2 * e) * (2 + 2 * e) * (2 + e) * 2)
    assert found.likelihood_ratio == pytest.approx(2 * (top - start))
    assert found.p == pytest.approx(math.erfc(math.sqrt(top - start)))


def test_ties_by_efron_and_by_breslow_worked_by_hand():
    table = pl.DataFrame({"time": [1, 1, 2], "event": 1, "x": [1, 0, 1]})
    breslow = proportional_hazards(table, ["x"], ties=Ties.BRESLOW)
    efron = proportional_hazards(table, ["x"])

    # e / (1 + 2e)^2 and e / ((1 + 2e)(1/2 + 3e/2)) are largest at 1/2 and 1/sqrt(6)
    assert math.exp(breslow.coefficients[0]) == pytest.approx(1 / 2)
    assert math.exp(efron.coefficients[0]) == pytest.approx(6**-0.5)


def test_a_hazard_ratio_without_bound_is_refused_with_a_reason():
    table = pl.DataFrame({"time": [1, 2, 3, 4], "event": [1, 1, 0, 0], "x": [1, 1, 0, 0]})
    found = proportional_hazards(table, ["x"])

    assert (found.coefficients, found.likelihood_ratio) == ((), None)
    assert "no bound" in found.why
    constant = proportional_hazards(table.with_columns(pl.lit(1).alias("x")), ["x"])
    assert "does not vary" in constant.why
    doubled = proportional_hazards(
        pl.DataFrame({"time": [1, 2, 3], "event": 1, "x": [0, 1, 0], "y": [0, 2, 0]}),
        ["x", "y"],
    )
    assert "apart" in doubled.why


def test_text_is_compared_with_its_first_category():
    table = pl.DataFrame(
        {"time": [1, 2, 3, 4, 5, 6, None], "event": 1, "arm": [*"abcabcb"]}
    )
    found = proportional_hazards(table, ["arm"])

    assert found.names == ("arm=b", "arm=c")
    assert (found.n, found.events, found.missing) == (6, 6, 1)
    assert len(found.coefficients) == 2


@given(st.floats(0.1, 50))
def test_the_unit_of_time_changes_no_test(factor):
    table = pl.DataFrame(
        {"time": [1.0, 2, 3, 3, 5], "event": [1, 1, 0, 1, 1], "x": [*"abaab"]}
    )
    scaled = table.with_columns(pl.col("time") * factor)

    one, other = (log_rank(t, by="x").statistic for t in (table, scaled))
    assert one == pytest.approx(other)
    first, second = (proportional_hazards(t, ["x"]).coefficients for t in (table, scaled))
    assert first == pytest.approx(second)
