"""Acquired haemophilia A: remission by two sets of criteria, assays, the course."""

import polars as pl
import pytest
from hypothesis import given, strategies as st
from tests.rules.records import judged, record

from cartwin.rules.response import (
    AHA,
    acts_on_assays,
    aha_course,
    call_aha_each2,
    call_aha_gth,
    each2_visits,
    gth_visits,
)


CALM = dict(
    active_bleeding=0, hours_since_haemostatic=100, prednisolone=0,
    other_immunosuppression=0,
)  # fmt: skip
ORDER = ("none", "PR", "CR")


def gth(fviii=90, inhibitor=0.0, **rest):
    return call_aha_gth(fviii=fviii, inhibitor=inhibitor, **(CALM | rest))


@pytest.mark.parametrize(
    ("found", "call"),
    [
        (dict(fviii=50), "none"),
        (dict(fviii=50, inclusive=True), "CR"),
        (dict(fviii=49.9, inclusive=True), "none"),
        (dict(fviii=50.1), "CR"),
        (dict(hours_since_haemostatic=24), "none"),
        (dict(hours_since_haemostatic=24.1), "CR"),
        (dict(active_bleeding=1), "none"),
        (dict(inhibitor=0.6), "PR"),
        (dict(inhibitor=0.59), "CR"),
        (dict(inhibitor=None), "PR"),
        (dict(prednisolone=15), "PR"),
        (dict(prednisolone=14.9), "CR"),
        (dict(prednisolone=15, prednisolone_clause=False), "CR"),
        (dict(other_immunosuppression=1), "PR"),
        (dict(other_immunosuppression=1, others_clause=False), "CR"),
        (dict(fviii=None), None),
        (dict(fviii=None, active_bleeding=1), "none"),
        (dict(active_bleeding=None), None),
    ],
)
def test_remission_by_gth(found, call):
    assert gth(**found).call == call


def test_a_partial_remission_says_what_is_missing_for_a_complete_one():
    assert gth(inhibitor=2, prednisolone=20).why == (
        "not met: negative inhibitor, low prednisolone"
    )
    assert gth(inhibitor=None).why == "cannot call: not known: negative inhibitor"


@pytest.mark.parametrize("assay", ["one_stage", "two_stage", "chromogenic_human", None])
def test_emicizumab_makes_other_assays_no_value(assay):
    found = gth(fviii_assay=assay, inhibitor_assay=assay, on_emicizumab=True)

    assert found.call is None
    assert gth(fviii_assay=assay, inhibitor_assay=assay).call == "CR"


def test_a_false_bethesda_assay_leaves_a_partial_remission():
    bovine = dict(fviii_assay="chromogenic_bovine", on_emicizumab=True)

    assert gth(**bovine, inhibitor_assay="bethesda").call == "PR"
    assert gth(**bovine, inhibitor_assay="bethesda_bovine").call == "CR"


def test_emicizumab_acts_for_six_months():
    assert acts_on_assays(0)
    assert acts_on_assays(182.6)
    assert not acts_on_assays(182.7)
    assert not acts_on_assays(-1)


@pytest.mark.parametrize(
    ("fviii", "inhibitor", "stopped", "call"),
    [
        (70, 0, True, "none"),
        (70.1, 0, True, "CR"),
        (90, 0.6, True, "none"),
        (90, 0.5, True, "CR"),
        (90, 0, False, "none"),
        (90, 0, None, None),
        (None, 0, False, "none"),
    ],
)
def test_remission_by_each2(fviii, inhibitor, stopped, call):
    found = call_aha_each2(
        fviii=fviii, inhibitor=inhibitor, immunosuppression_stopped=stopped
    )

    assert found.call == call


def visits(rows, *, given=()):
    """rows: (day, factor VIII, its assay, inhibitor[, columns of the inhibitor])."""
    values, items = [], []
    for day, fviii, assay, inhibitor, *rest in rows:
        values.append(("A", day, "FVIII", fviii, {"method": assay}))
        more = {"method": assay} | (rest[0] if rest else {})
        values.append(("A", day, "F8INH", inhibitor, more))
        items += [("A", day, AHA, item, v) for item, v in CALM.items()]
    return record(values=values, items=items, given=given, disease="aha")


def test_the_record_knows_when_emicizumab_acts():
    rows = [(d, 90, "one_stage", 0) for d in (-2, 10, 189, 200)]
    study = visits(rows, given=[("A", d, "emicizumab", "concomitant") for d in (0, 7)])

    assert gth_visits(study)["call"].to_list() == ["CR", None, None, "CR"]
    assert each2_visits(study)["call"].to_list() == ["CR", None, None, "CR"]


def test_of_two_assays_of_a_day_the_bovine_one_counts():
    study = visits([(10, 90, "one_stage", 0)], given=[("A", 0, "emicizumab", "rescue")])
    more = [("A", 10, "FVIII", 30, {"method": "chromogenic_bovine"})]
    other = record(values=more)
    both = study.with_tables(
        observations=pl.concat([study.observations, other.observations])
    )

    assert gth_visits(both)["call"].to_list() == ["none"]


@pytest.mark.parametrize(("limit", "call"), [(0.6, "CR"), (0.4, "CR"), (0.7, "PR")])
def test_below_a_limit_is_negative_if_the_limit_is_low_enough(limit, call):
    study = visits([(10, 90, "one_stage", limit, {"censoring": "below"})])

    assert gth_visits(study)["call"].to_list() == [call]


@pytest.mark.parametrize(
    ("value", "censoring", "call"),
    [(60, "below", None), (50, "below", "none"), (40, "above", None), (60, "above", "CR")],
)
def test_factor_viii_beyond_a_limit_counts_where_it_is_clear(value, censoring, call):
    study = visits([(10, value, "one_stage", 0)])
    marked = study.observations.with_columns(
        pl.when(pl.col("analyte") == "FVIII")
        .then(pl.lit(censoring))
        .otherwise("censoring")
        .alias("censoring")
    )

    found = gth_visits(study.with_tables(observations=marked))
    assert found["call"].to_list() == [call]


def test_the_course_has_first_remissions_and_relapse():
    rows = [
        (-5, 80, "one_stage", 0), (7, 60, "one_stage", 5), (30, 80, "one_stage", 0),
        (60, 80, "one_stage", 2), (90, 49, "one_stage", 0), (120, 49, "one_stage", 0.6),
    ]  # fmt: skip
    study = visits(rows, given=[("A", 0, "car_t", "car_t")])

    assert aha_course(study).row(0)[:4] == ("A", 7, 30, 120)
    assert aha_course(study, each2=True).row(0)[:4] == ("A", 30, 30, 120)
    assert aha_course(study)["why"].item() == "5 of 5 visits after infusion could be called"


def test_relapse_by_each2_is_below_70():
    study = visits([(30, 80, "one_stage", 0), (60, 69, "one_stage", 1)])

    assert aha_course(study)["relapse_day"].to_list() == [None]
    assert aha_course(study, each2=True)["relapse_day"].to_list() == [60]


@pytest.mark.parametrize(("fviii", "each2"), [(50, False), (70, True)])
def test_a_returned_inhibitor_alone_is_no_relapse(fviii, each2):
    study = visits([(30, 80, "one_stage", 0), (60, fviii, "one_stage", 1)])

    assert aha_course(study, each2=each2)["relapse_day"].to_list() == [None]


@given(st.floats(0, 200), st.floats(0, 200), st.floats(0, 5), st.floats(0, 5))
def test_more_factor_and_less_inhibitor_never_worsen_a_remission(f1, f2, i1, i2):
    worse = gth(min(f1, f2), max(i1, i2)).call
    better = gth(max(f1, f2), min(i1, i2)).call

    assert ORDER.index(worse) <= ORDER.index(better)


def test_an_unknown_finding_is_named():
    with pytest.raises(ValueError, match="unknown finding 'bleeding'"):
        call_aha_gth(fviii=1, bleeding=1)


def test_bleeds_are_counted_by_week_before_and_from_remission():
    days = {0: 1, 7: 1, 14: 0, 21: 1, 28: 0, 42: 0, 56: 1}
    items = [("A", d, "AHA", "active_bleeding", b) for d, b in days.items()]
    items += [("A", d, "AHA", "hours_since_haemostatic", 100) for d in days]
    values = [("A", d, "FVIII", 80 if d >= 28 else 5) for d in days]
    before, after = judged("aha-bleeds", items=items, values=values)

    assert (before["period"], before["bleeds"], before["weeks"]) == ("before PR", 2, 3)
    assert before["score"] == pytest.approx(2 / 3)
    assert (after["period"], after["bleeds"], after["weeks"]) == ("from PR", 1, 4)
    (one,) = judged("aha-bleeds", items=items[:1], values=values[:1])
    assert (one["score"], one["why"][:6]) == (None, "cannot")


def test_porcine_factor_viii_is_remarked():
    values = [("A", d, "FVIII", 80) for d in (3, 20)]
    given = [("A", 1, "susoctocog_alfa", "rescue")]
    first, second = judged("aha-gth", values=values, given=given)

    assert first["why"].endswith("it needs an assay of its own")
    assert "porcine" not in second["why"]
