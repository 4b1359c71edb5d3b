"""Non-compartmental analysis: closed forms, the policy for low values, wrong routes."""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, strategies as st

from cartwin.rules.nca import (
    AreaRule,
    Embedded,
    NcaCol,
    Route,
    analyse_profiles,
    partial_area,
)


TIMES = (0.5, 1.0, 2.0, 4.0, 8.0, 12.0)
RATE, DOSE, START = 0.25, 100.0, 20.0


def samples(points, patient="P1"):
    rows = [(patient, float(d), float(v), c) for d, v, c in points]
    columns = ["patient", "day", "value", "censoring"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def plain(*points, patient="P1"):
    return samples([(d, v, "none") for d, v in points], patient)


def decay(times=TIMES):
    return plain(*((t, START * math.exp(-RATE * t)) for t in times))


def one(found):
    return found.row(0, named=True)


def test_a_bolus_into_one_compartment_gives_back_its_parameters():
    found = one(analyse_profiles(decay(), dose=DOSE, route=Route.BOLUS))

    volume, clearance = DOSE / START, DOSE / START * RATE
    wanted = {
        NcaCol.C0: START,
        NcaCol.LAMBDA_Z: RATE,
        NcaCol.HALF_LIFE: math.log(2) / RATE,
        NcaCol.AUC_INF: START / RATE,
        NcaCol.AUC_INF_D: START / RATE / DOSE,
        NcaCol.AUMC_INF: START / RATE**2,
        NcaCol.MRT_INF: 1 / RATE,
        NcaCol.CL: clearance,
        NcaCol.VZ: volume,
        NcaCol.VSS: volume,
        NcaCol.R2_ADJ: 1.0,
        NcaCol.CORRELATION: -1.0,
        NcaCol.CLAST_PRED: START * math.exp(-RATE * 12),
        NcaCol.EXTRAPOLATED: 100 * math.exp(-RATE * 12),
        NcaCol.BACK: 100 * (1 - math.exp(-RATE * 0.5)),
    }
    assert {k: found[k] for k in wanted} == pytest.approx(wanted)
    assert found[NcaCol.POINTS] == 6
    assert found[NcaCol.POINT_DAYS] == list(TIMES)
    assert (found[NcaCol.LOWER], found[NcaCol.UPPER]) == (0.5, 12.0)
    assert (found["flags"], found["why"]) == ("", "")


def test_observed_and_predicted_agree_where_the_fit_is_perfect():
    found = one(analyse_profiles(decay(), dose=DOSE, route=Route.BOLUS))

    for observed, predicted in [
        (NcaCol.AUC_INF, NcaCol.AUC_INF_PRED),
        (NcaCol.CL, NcaCol.CL_PRED),
        (NcaCol.VSS, NcaCol.VSS_PRED),
        (NcaCol.BACK, NcaCol.BACK_PRED),
        (NcaCol.AUMC_EXTRAPOLATED, NcaCol.AUMC_EXTRAPOLATED_PRED),
    ]:
        assert found[observed] == pytest.approx(found[predicted])


def test_after_an_infusion_half_its_length_is_not_residence():
    course = plain((1, 4), (2, 8), (3, 4), (4, 2), (5, 1))
    bolus = one(analyse_profiles(course, dose=DOSE, route=Route.EXTRAVASCULAR))
    found = one(analyse_profiles(course, dose=DOSE, route=Route.INFUSION, duration=2.0))

    assert found[NcaCol.MRT_INF] == pytest.approx(bolus[NcaCol.MRT_INF] - 1)
    assert found[NcaCol.MRT_LAST] == pytest.approx(bolus[NcaCol.MRT_LAST] - 1)
    assert found[NcaCol.VSS] == pytest.approx(found[NcaCol.CL] * found[NcaCol.MRT_INF])
    assert (bolus[NcaCol.VSS], found[NcaCol.TLAG], found[NcaCol.C0]) == (None, None, None)


def test_areas_worked_by_hand():
    course = plain((1, 4), (2, 8), (4, 2), (5, 2), (6, 1))
    linear = one(analyse_profiles(course, rule=AreaRule.LINEAR))
    mixed = one(analyse_profiles(course))
    log = one(analyse_profiles(course, rule=AreaRule.LOG))

    down = 6 / math.log(4) * 2 + 1 / math.log(2)
    assert linear[NcaCol.AUC_LAST] == pytest.approx(2 + 6 + 10 + 2 + 1.5)
    assert mixed[NcaCol.AUC_LAST] == pytest.approx(2 + 6 + down + 2)
    assert log[NcaCol.AUC_LAST] == pytest.approx(2 + 4 / math.log(2) + down + 2)
    assert linear[NcaCol.AUMC_LAST] == pytest.approx(2 + 10 + 24 + 9 + 8)
    k1, k2 = math.log(4) / 2, math.log(2)
    moment = (16 - 8) / k1 + 6 / k1**2 + (10 - 6) / k2 + 1 / k2**2
    assert mixed[NcaCol.AUMC_LAST] == pytest.approx(2 + 10 + moment + 9)


def test_values_below_the_limit_by_their_place():
    course = samples(
        [
            (1, 5, "below"),
            (2, 10, "none"),
            (3, 5, "below"),
            (4, 20, "none"),
            (6, 5, "below"),
            (8, 5, "below"),
        ]
    )
    zero = one(analyse_profiles(course, rule=AreaRule.LINEAR))
    half = one(analyse_profiles(course, rule=AreaRule.LINEAR, embedded=Embedded.HALF_LIMIT))

    assert (zero["samples"], zero["quantifiable"]) == (6, 2)
    assert (zero["tmax"], zero["tlast"], zero["clast"]) == (4, 4, 20)
    assert zero[NcaCol.TLAG] == 1
    assert zero[NcaCol.AUC_LAST] == pytest.approx(5 + 5 + 10)
    assert zero[NcaCol.AUC_ALL] == pytest.approx(20 + 20)
    assert half[NcaCol.AUC_LAST] == pytest.approx(5 + 6.25 + 11.25)


def test_a_value_on_the_limit_counts_and_one_above_the_assay_does_not():
    course = samples([(1, 5, "none"), (2, 900, "above"), (3, 4, "none")])
    found = one(analyse_profiles(course))

    assert (found["cmax"], found["samples"], found["quantifiable"]) == (5, 2, 2)


def test_never_quantifiable_is_nothing_and_not_zero():
    found = one(analyse_profiles(samples([(7, 50, "below"), (14, 0, "none")]), dose=1.0))

    numbers = ("cmax", "tmax", NcaCol.AUC_LAST, NcaCol.AUC_ALL, NcaCol.CL, NcaCol.TLAG)
    assert [found[n] for n in numbers] == [None] * 6
    assert "no quantifiable sample" in found["why"]
    assert (found["quantifiable"], found[NcaCol.POINTS]) == (0, 0)
    area = one(partial_area(samples([(7, 50, "below")]), 0, 28))
    assert (area["auc"], area["truncated"]) == (None, None)


def test_a_patient_sampled_only_before_the_dose_stays_in_the_table():
    table = pl.concat([plain((-1, 5), patient="early"), plain((1, 5), (2, 3))])
    found = analyse_profiles(table)

    assert found["patient"].to_list() == ["P1", "early"]
    assert found["samples"].to_list() == [2, 0]


def test_the_best_adjusted_fit_is_chosen_and_ties_go_to_more_points():
    line = [(t, 100 * math.exp(-0.1 * t)) for t in (2, 4, 6, 8, 10)]
    bent = one(analyse_profiles(plain((1, 300), (1.5, 250), *line)))

    assert bent[NcaCol.POINT_DAYS] == [2, 4, 6, 8, 10]
    assert bent[NcaCol.LAMBDA_Z] == pytest.approx(0.1)
    nearly = [(t, v * (1.001 if t == 2 else 1)) for t, v in line]
    assert one(analyse_profiles(plain((1, 300), *nearly)))[NcaCol.POINTS] == 5
    less = [(t, v * (1.1 if t == 2 else 1)) for t, v in line]
    assert one(analyse_profiles(plain((1, 300), *less)))[NcaCol.POINTS] == 4


def test_the_fit_has_the_figures_of_a_regression():
    points = [(1, 40), (2, 21), (3, 9), (4, 6), (5, 2.2)]
    found = one(analyse_profiles(plain((0.5, 50), *points)))

    used = [(t, math.log(c)) for t, c in points if t in found[NcaCol.POINT_DAYS]]
    n = len(used)
    times, logs = (np.array(part) for part in zip(*used, strict=True))
    slope, _ = np.polyfit(times, logs, 1)
    r = np.corrcoef(times, logs)[0, 1]
    assert found[NcaCol.LAMBDA_Z] == pytest.approx(-slope)
    assert found[NcaCol.CORRELATION] == pytest.approx(r)
    assert found[NcaCol.R2] == pytest.approx(r**2)
    assert found[NcaCol.R2_ADJ] == pytest.approx(1 - (1 - r**2) * (n - 1) / (n - 2))


def test_the_peak_belongs_to_the_slope_only_after_a_bolus():
    found = {
        route: one(analyse_profiles(decay(), route=route, duration=0.1))[NcaCol.POINTS]
        for route in Route
    }

    assert found == {Route.BOLUS: 6, Route.EXTRAVASCULAR: 5, Route.INFUSION: 5}


def test_a_level_that_does_not_fall_has_no_half_life():
    rising = one(analyse_profiles(plain((1, 9), (2, 4), (3, 5), (4, 6))))
    short = one(analyse_profiles(plain((1, 9), (2, 4), (3, 2))))

    for found in (rising, short):
        assert (found[NcaCol.HALF_LIFE], found[NcaCol.AUC_INF]) == (None, None)
        assert "fewer than 3 falling points" in found["why"]
        assert found[NcaCol.POINTS] == 0
    assert one(analyse_profiles(plain((1, 9), (2, 4), (3, 2), (4, 1))))[NcaCol.POINTS] == 3


def test_a_course_that_does_not_fit_its_route_is_flagged_and_analysed_as_stated():
    wrong = one(analyse_profiles(decay()))
    bolus = one(analyse_profiles(plain((1, 2), (2, 4), (3, 1)), route=Route.BOLUS))
    early = one(
        analyse_profiles(
            plain((1, 9), (2, 4), (3, 2), (4, 1)), route=Route.INFUSION, duration=2.0
        )
    )

    assert "as after an intravenous dose" in wrong["flags"]
    assert (
        wrong[NcaCol.AUC_LAST]
        < one(analyse_profiles(decay(), route=Route.BOLUS))["auc_last"]
    )
    assert "no extrapolation to time 0" in bolus["flags"]
    assert bolus[NcaCol.C0] == 2
    assert "before the end of the infusion" in early["flags"]
    peak_at_end = analyse_profiles(decay(), route=Route.INFUSION, duration=0.5)
    assert "infusion" not in one(peak_at_end)["flags"]
    normal = plain((0, 0), (1, 2), (2, 4), (3, 2), (4, 1), (5, 0.5), (6, 0.25))
    assert one(analyse_profiles(normal))["flags"] == ""


def test_a_measured_start_goes_before_an_extrapolated_one():
    measured = one(analyse_profiles(plain((0, 30), (1, 8), (2, 4)), route=Route.BOLUS))
    zero = one(analyse_profiles(plain((0, 0), (1, 8), (2, 4)), route=Route.BOLUS))

    assert measured[NcaCol.C0] == 30
    assert zero[NcaCol.C0] == pytest.approx(16)
    gone = samples([(1, 8, "none"), (2, 1, "below"), (3, 2, "none")])
    assert one(analyse_profiles(gone, route=Route.BOLUS))[NcaCol.C0] == 8
    before = one(analyse_profiles(plain((0, 30), (1, 8), (2, 4)), rule=AreaRule.LINEAR))
    assert before[NcaCol.AUC_LAST] == pytest.approx(19 + 6)


def test_poor_slopes_and_long_extrapolations_are_flagged():
    poor = one(analyse_profiles(plain((1, 9), (2, 8), (3, 3), (4, 7), (5, 2), (6, 4))))

    assert "poor fit" in poor["flags"]
    assert "less than 2 half-lives" in poor["flags"]
    assert "more than 20 % of the area" in poor["flags"]
    middling = one(analyse_profiles(plain((1, 90), (2, 60), (3, 20), (4, 25), (5, 10))))
    assert 0.5 < middling[NcaCol.R2_ADJ] < 0.8
    assert "poor fit" in middling["flags"]


def test_doses_may_differ_between_patients():
    both = pl.concat([decay(), decay().with_columns(pl.lit("P2").alias("patient"))])
    found = analyse_profiles(both, dose={"P1": 100.0, "P2": 50.0}, route=Route.BOLUS)

    assert found[NcaCol.CL].to_list() == pytest.approx([1.25, 0.625])
    unknown = analyse_profiles(both, dose={"P1": 100.0}, route=Route.BOLUS)
    assert unknown[NcaCol.CL][1] is None


def test_impossible_requests_are_refused_with_all_problems():
    with pytest.raises(ValueError, match=r"infusion of duration 0; .*; dose -1; expected"):
        analyse_profiles(decay(), route=Route.INFUSION, dose=-1.0)
    twice = pl.concat([decay(), plain((1, -3))])
    with pytest.raises(
        ValueError, match=r"P1: value -3 at 1; .* more than one sample at 1"
    ):
        analyse_profiles(twice)
    with pytest.raises(ValueError, match="an area from 5 to 5"):
        partial_area(decay(), 5, 5)
    with pytest.raises(ValueError, match="value -3"):
        partial_area(twice, 0, 5)


@pytest.mark.parametrize("rule", [AreaRule.LOG, AreaRule.LINEAR_UP_LOG_DOWN])
def test_areas_between_two_times_are_exact_for_an_exponential(rule):
    def area(start, end, **how):
        return one(partial_area(decay(), start, end, route=Route.BOLUS, rule=rule, **how))

    def exact(start, end):
        return START / RATE * (math.exp(-RATE * start) - math.exp(-RATE * end))

    assert area(0, 3)["auc"] == pytest.approx(exact(0, 3))
    assert area(1.5, 7)["auc"] == pytest.approx(exact(1.5, 7))
    assert area(3, 40)["auc"] == pytest.approx(exact(3, 12))
    assert area(3, 40)["truncated"] is True
    assert area(3, 12)["truncated"] is False
    assert area(3, 40, extrapolate=True)["auc"] == pytest.approx(exact(3, 40))
    assert area(20, 40, extrapolate=True)["auc"] == pytest.approx(exact(20, 40))
    assert area(20, 40)["auc"] is None


def test_without_a_slope_nothing_is_extrapolated():
    course = plain((1, 4), (2, 8), (3, 6))

    inside = one(partial_area(course, 0, 3, extrapolate=True, rule=AreaRule.LINEAR))
    assert inside["auc"] == pytest.approx(2 + 6 + 7)
    assert one(partial_area(course, 0, 4, extrapolate=True))["auc"] is None
    assert one(partial_area(course, 0, 4, rule=AreaRule.LINEAR))["auc"] == pytest.approx(15)


levels = st.lists(st.floats(0.01, 1000), min_size=3, max_size=9)


@given(levels, st.floats(0.01, 100), st.sampled_from(list(AreaRule)))
def test_the_unit_of_the_assay_scales_levels_and_areas_and_no_time(values, factor, rule):
    course = plain(*enumerate(values, 1))
    scaled = course.with_columns(pl.col("value") * factor)
    first, second = (one(analyse_profiles(c, rule=rule)) for c in (course, scaled))

    for name in ("cmax", NcaCol.AUC_LAST, NcaCol.AUMC_LAST):
        assert second[name] == pytest.approx(first[name] * factor)
    for name in ("tmax", NcaCol.MRT_LAST):
        assert second[name] == pytest.approx(first[name])


@given(levels, st.floats(0.5, 8.5))
def test_parts_of_an_area_add_up(values, cut):
    course = plain(*enumerate(values, 1))
    parts = [one(partial_area(course, a, b))["auc"] or 0 for a, b in ((0, cut), (cut, 10))]

    assert sum(parts) == pytest.approx(one(partial_area(course, 0, 10))["auc"])
    whole = one(analyse_profiles(course))[NcaCol.AUC_LAST]
    assert sum(parts) == pytest.approx(whole)


@given(levels)
def test_patients_do_not_touch_each_other(values):
    course = plain(*enumerate(values, 1))
    crowd = pl.concat([course, plain((1, 7), (2, 900), (3, 1), patient="P0")])
    alone, among = analyse_profiles(course), analyse_profiles(crowd)

    ours = among.filter(pl.col("patient") == "P1")
    assert one(ours)[NcaCol.AUC_LAST] == pytest.approx(one(alone)[NcaCol.AUC_LAST])
    assert one(ours)[NcaCol.POINTS] == one(alone)[NcaCol.POINTS]
