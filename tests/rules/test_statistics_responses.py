"""Response rates, times, durations and figures of a record; what a rescue means."""

import polars as pl
import pytest

from cartwin.rules import load_criterion
from cartwin.rules.statistics import (
    Estimand,
    duration_curve,
    duration_of_response,
    infused,
    last_contact,
    response_curve,
    response_rate,
    spaghetti,
    swimmer,
    time_to_response,
)
from cartwin.study import Col, Origin, Study


COUNTS = {
    "complete": [(-6, 9), (14, 60), (28, 120), (35, 130), (60, 150), (90, 140)],
    "lost": [(-6, 9), (14, 60), (28, 70), (60, 20), (70, 10), (90, 12)],
    "rescued": [(-6, 9), (14, 12), (28, 15), (60, 200), (70, 210), (90, 220)],
    "none": [(-6, 9), (14, 12), (28, 15), (60, 11)],
    "dead": [(-6, 9), (14, 60), (28, 70)],
    "unseen": [(-6, 9)],
    "not infused": [(-6, 9), (14, 60), (28, 70)],
}
GIVEN = [("rescued", 40.0, "romiplostim", "rescue")]
MILESTONES = [("dead", "death", 50.0), ("none", "withdrawal", 62.0)]


@pytest.fixture
def study():
    return record()


def record(counts=COUNTS, given=GIVEN, milestones=MILESTONES, not_infused=("not infused",)):
    rows = [
        (p, float(d), "PLAT", float(v), "none") for p, s in counts.items() for d, v in s
    ]
    columns = [Col.PATIENT, Col.DAY, Col.ANALYTE, Col.VALUE, Col.CENSORING]
    cells = [(p, 0.0, "car_t", "car_t") for p in counts if p not in not_infused]
    return Study(
        name="s",
        title="s",
        origin=Origin.REAL,
        disease="itp",
        tables={
            "observations": pl.DataFrame(rows, schema=columns, orient="row"),
            "treatments": pl.DataFrame(
                [*cells, *given],
                schema=[Col.PATIENT, Col.DAY, Col.DRUG, Col.PURPOSE],
                orient="row",
            ),
            "milestones": pl.DataFrame(
                milestones, schema=[Col.PATIENT, Col.MILESTONE, Col.DAY], orient="row"
            ),
        },
    )


def by_patient(frame, *columns):
    return {row[0]: row[1:] for row in frame.select(Col.PATIENT, *columns).iter_rows()}


def test_the_infused_are_those_given_cells_or_with_the_milestone():
    study = record(milestones=[("not infused", "infusion", 0.0)])

    assert infused(study).height == 7
    assert infused(record()).height == 6


def test_both_denominators_stand_beside_each_other(study):
    found = {
        (e, p): (k, n)
        for e, p, k, n in response_rate(study)
        .select("endpoint", "population", "k", "n")
        .iter_rows()
    }

    assert found == {
        ("response", "infused"): (3, 6),
        ("response", "evaluable"): (3, 5),
        ("complete response", "infused"): (1, 6),
        ("complete response", "evaluable"): (1, 5),
    }


def test_a_rescued_patient_responds_only_under_the_treatment_policy(study):
    attributed, policy = (
        response_rate(study, estimand=e)
        for e in (Estimand.HYPOTHETICAL, Estimand.TREATMENT_POLICY)
    )

    assert attributed["k"].to_list() == [3, 3, 1, 1]
    assert policy["k"].to_list() == [4, 4, 2, 2]
    assert set(policy["estimand"]) == {"treatment_policy"}


def test_the_interval_of_a_rate_is_exact_and_few_patients_are_listed(study):
    few = record(counts={p: COUNTS[p] for p in ("complete", "none", "dead", "unseen")})
    row = response_rate(few).row(0, named=True)

    assert (row["k"], row["n"], row["estimate"]) == (2, 4, 0.5)
    assert (row["low"], row["high"]) == pytest.approx((0.0675860, 0.9324140), abs=5e-8)
    assert row["values"] == "complete: CR; dead: R; none: NR; unseen: cannot call"
    assert response_rate(study)["values"].to_list() == [None] * 4


def test_what_came_first_when_a_rescue_is_an_outcome(study):
    found = by_patient(time_to_response(study), "time", "cause")

    assert found == {
        "complete": (14, "response"),
        "lost": (14, "response"),
        "dead": (14, "response"),
        "rescued": (40, "rescue"),
        "none": (60, "censored"),
        "unseen": (None, None),
    }


def test_a_rescue_censors_or_counts_for_nothing_as_declared(study):
    hypothetical, policy = (
        by_patient(time_to_response(study, estimand=e), "time", "cause")["rescued"]
        for e in (Estimand.HYPOTHETICAL, Estimand.TREATMENT_POLICY)
    )

    assert hypothetical == (40, "censored")
    assert policy == (60, "response")


def test_a_patient_of_whom_nothing_is_known_says_why(study):
    found = by_patient(time_to_response(study), "why")

    assert found["unseen"] == ("no platelet count after infusion",)
    assert found["none"] == ("",)


def test_death_comes_before_a_response_that_never_was():
    study = record(counts={"dead": [(-6, 9), (14, 12), (28, 15)]})

    assert by_patient(time_to_response(study), "time", "cause")["dead"] == (28, "censored")
    early = record(
        counts={"dead": [(-6, 9), (14, 12), (28, 15)]}, milestones=[("dead", "death", 20.0)]
    )
    assert by_patient(time_to_response(early), "time", "cause")["dead"] == (20, "death")


def test_a_rescue_on_the_day_of_the_infusion_is_no_outcome():
    study = record(given=[("none", 0.0, "ivig", "rescue")])

    assert by_patient(time_to_response(study), "time", "cause")["none"] == (60, "censored")


def test_time_to_a_complete_response_is_its_own_question(study):
    found = by_patient(time_to_response(study, complete=True), "time", "cause")

    assert found["complete"] == (28, "response")
    assert found["lost"] == (90, "censored")


def test_durations_run_from_the_best_response_to_its_loss(study):
    found = by_patient(duration_of_response(study), "best", "start", "time", "cause")

    assert found == {
        "complete": ("CR", 28, 62, "censored"),
        "lost": ("R", 14, 46, "loss"),
        "dead": ("R", 14, 14, "censored"),
    }
    share = by_patient(duration_of_response(study), "share_in_response")
    assert share["lost"][0] == pytest.approx(46 / 90)
    assert share["complete"][0] == pytest.approx(62 / 90)


@pytest.mark.parametrize(
    ("estimand", "wanted"),
    [
        (Estimand.COMPETING, (50 - 28, "rescue")),
        (Estimand.HYPOTHETICAL, (50 - 28, "censored")),
        (Estimand.TREATMENT_POLICY, (90 - 28, "censored")),
    ],
)
def test_a_rescue_during_a_response_ends_it_as_declared(estimand, wanted):
    given = [("complete", -40.0, "ivig", "rescue"), ("complete", 50.0, "ivig", "rescue")]
    study = record(counts={"complete": COUNTS["complete"]}, given=given)

    found = by_patient(duration_of_response(study, estimand=estimand), "time", "cause")
    assert found["complete"] == wanted


def test_a_later_rescue_never_improves_an_attributed_response():
    calls = []
    for day in (20.0, 32.0, 50.0, 80.0):
        given = [("complete", day, "romiplostim", "rescue")]
        study = record(counts={"complete": COUNTS["complete"]}, given=given)
        calls.append(response_rate(study)["k"].to_list()[0])

    assert calls == sorted(calls)
    assert (calls[0], calls[-1]) == (0, 1)


def test_competing_risks_give_less_than_kaplan_meier(study):
    found = response_curve(study).filter(pl.col("cause") == "response")

    assert found["n"].to_list() == [5] * found.height
    assert found["missing"][0] == 1
    assert found["incidence"].to_list() == pytest.approx([0.6] * found.height)
    assert set(found["estimand"]) == {"competing"}
    late = record(
        counts={**COUNTS, "late": [(-6, 9), (14, 9), (28, 9), (60, 60), (70, 60)]}
    )
    curve = response_curve(late).filter(pl.col("cause") == "response")
    assert (curve["incidence"] <= curve["kaplan_meier"] + 1e-12).all()
    assert curve["incidence"][-1] < curve["kaplan_meier"][-1] - 0.01


def test_a_curve_of_nobody_is_empty():
    nobody = record(counts={}, given=[], milestones=[])

    assert response_curve(nobody).height == 0
    assert duration_curve(nobody).height == 0


def test_responders_still_in_response(study):
    found = duration_curve(study).filter(pl.col("group") == "all")

    assert found.select("time", "survival").rows() == [(14, 1.0), (46, 0.5), (62, 0.5)]
    assert set(duration_curve(study)["group"]) == {"all", "R", "CR"}


def test_a_swimmer_has_a_bar_for_all_and_a_mark_for_what_happened(study):
    plot = swimmer(study)

    bars = by_patient(plot.bars, "start", "end", "ongoing")
    assert bars["none"] == (0, 62, False)
    assert bars["dead"] == (0, 50, False)
    assert bars["complete"] == (0, 90, True)
    assert plot.bars["end"].is_sorted(descending=True)
    marks = set(plot.marks.iter_rows())
    assert {
        ("complete", 14.0, "response"),
        ("complete", 28.0, "complete response"),
        ("lost", 60.0, "loss"),
        ("rescued", 40.0, "rescue"),
        ("rescued", 40.0, "new therapy"),
        ("dead", 50.0, "death"),
        ("none", 62.0, "withdrawal"),
    } <= marks
    assert not {m for m in marks if m[2] in ("bleeding", "B cells back")}


def test_bleeds_and_returning_b_cells_are_marked(study):
    bleeds = [
        ("lost", 60.0, "BLEEDING", "skin", 2.0),
        ("lost", 61.0, "BLEEDING", "who", 0.0),
    ]
    columns = [Col.PATIENT, Col.DAY, Col.INSTRUMENT, Col.ITEM, Col.VALUE]
    cells = [("lost", d, "BCELL", v, "none") for d, v in [(14, 0), (60, 20), (90, 40)]]
    seen = pl.DataFrame(
        cells,
        schema=[Col.PATIENT, Col.DAY, Col.ANALYTE, Col.VALUE, Col.CENSORING],
        orient="row",
    )
    observations = pl.concat([study.observations, seen], how="diagonal_relaxed")
    both = study.with_tables(
        assessments=pl.DataFrame(bleeds, schema=columns, orient="row"),
        observations=observations,
    )
    marks = set(swimmer(both).marks.iter_rows())

    assert {("lost", 60.0, "bleeding"), ("lost", 60.0, "B cells back")} <= marks
    assert ("lost", 61.0, "bleeding") not in marks


def test_last_contact_is_the_latest_day_of_any_table(study):
    found = by_patient(last_contact(study), "last_day", "ongoing")

    assert found["dead"] == (50, False)
    assert found["rescued"] == (90, True)


def test_lines_know_rescue_windows_and_new_therapies():
    given = [("rescued", 40.0, "romiplostim", "rescue"), ("lost", 50.0, "ivig", "rescue")]
    plot = spaghetti(record(given=given))
    length = load_criterion("rescue-windows")["windows"]["ivig"]

    assert ("lost", 50.0, 50.0 + length) in plot.windows.rows()
    flags = {
        (p, d): (shaded, dotted) for p, d, _, _, shaded, dotted in plot.points.iter_rows()
    }
    assert flags["lost", 28.0] == (False, False)
    assert flags["lost", 60.0] == (True, False)
    assert flags["lost", 90.0] == (False, False)
    assert flags["rescued", 60.0] == (True, True)
    assert flags["rescued", 90.0] == (False, True)
    assert plot.points.height == sum(map(len, COUNTS.values()))
