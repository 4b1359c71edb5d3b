"""Episodes of CRS and ICANS: when they begin, peak, end and come back."""

import polars as pl
from hypothesis import given, strategies as st

from cartwin.rules import CRS
from cartwin.rules.toxicity import crs_episodes, episodes, icans_episodes
from cartwin.study import Col, Origin, Study


def graded(*days, patient="P1"):
    """Return grades of (day, grade)."""
    return pl.DataFrame(
        [(patient, float(d), "CRS", "ASTCT 2019", g) for d, g in days],
        schema={
            Col.PATIENT: pl.String,
            Col.DAY: pl.Float64,
            Col.SCALE: pl.String,
            Col.VERSION: pl.String,
            Col.GRADE: pl.Int8,
        },
        orient="row",
    )


def of(*days):
    return episodes(graded(*days)).row(0, named=True)


def test_an_episode_has_onset_maximum_and_resolution():
    found = of((0, 0), (2, 1), (3, 2), (4, 2), (5, 1), (7, 0), (8, 0))

    assert found["grade"] == 2
    assert (found["onset_day"], found["max_day"], found["last_day"]) == (2, 3, 5)
    assert found["resolution_day"] == 7
    assert found["episode_days"] == 4
    assert not found["ongoing"]
    assert found["why"] == "resolved by day 7"


def test_what_comes_after_resolution_is_a_new_episode():
    found = episodes(graded((2, 3), (3, 0), (9, 1), (10, 2), (11, 0)))

    assert found["episode"].to_list() == [1, 2]
    assert found["grade"].to_list() == [3, 2]
    assert found["max_day"].to_list() == [2, 10]
    assert found["resolution_day"].to_list() == [3, 11]
    assert found["why"].to_list() == [
        "resolved by day 3",
        "recurrence, resolved by day 11",
    ]


def test_days_that_cannot_be_graded_end_nothing_and_are_counted():
    found = of((2, 1), (3, None), (4, 2), (5, None), (6, 0))

    assert found["episode_days"] == 3
    assert found["not_gradable"] == 1
    assert found["resolution_day"] == 6
    assert found["why"] == "resolved by day 6; 1 d of it cannot be graded"


def test_a_day_has_the_highest_of_its_grades():
    found = episodes(graded((2.1, 0), (2.4, 3), (2.9, 0), (3.2, 1), (4, 0)))

    assert found.height == 1
    assert found["onset_day"].item() == 2
    assert found["grade"].item() == 3
    assert found["episode_days"].item() == 2


def test_an_episode_without_a_day_of_grade_0_goes_on():
    found = of((2, 1), (30, 1))

    assert found["ongoing"]
    assert found["resolution_day"] is None
    assert found["why"] == "not resolved by day 30"


def test_without_a_grade_above_0_there_is_no_episode():
    assert episodes(graded((1, 0), (2, None))).height == 0
    assert episodes(graded()).height == 0


def test_patients_and_scales_do_not_mix():
    two = pl.concat([graded((1, 1)), graded((2, 0), (3, 2), patient="P2")])
    both = pl.concat([two, two.with_columns(pl.lit("ICANS").alias(Col.SCALE))])

    assert episodes(both)["episode"].to_list() == [1, 1, 1, 1]
    assert episodes(both)["onset_day"].to_list() == [1, 1, 3, 3]


def record(instrument, items, days, patients=None):
    rows = [
        {
            Col.PATIENT: "P1",
            Col.DAY: float(day),
            Col.INSTRUMENT: instrument,
            Col.ITEM: item,
            Col.VALUE: None if isinstance(value, str) else float(value),
            Col.TEXT: value if isinstance(value, str) else None,
        }
        for day, values in days
        for item, value in zip(items, values, strict=True)
    ]
    tables = {"assessments": pl.DataFrame(rows)}
    if patients is not None:
        tables["patients"] = patients
    return Study(name="s", title="S", origin=Origin.REAL, disease="sle", tables=tables)


ITEMS = ("temperature", "hypotension", "oxygen")


def test_crs_of_a_record_has_episodes_and_a_late_onset_asks_for_another_cause():
    early = record(CRS, ITEMS, [(14, (38.5, 0, "none")), (15, (37.0, 0, "none"))])
    late = record(CRS, ITEMS, [(15, (38.5, 0, "none")), (16, (37.0, 0, "none"))])

    assert crs_episodes(early)["why"].item() == "resolved by day 15"
    assert crs_episodes(late)["why"].item().endswith("look for another cause")
    assert crs_episodes(late)["grade"].item() == 1


def test_icans_of_a_record_has_episodes():
    people = pl.DataFrame({Col.PATIENT: ["P1"], Col.AGE: [40.0]})
    days = [(5, (8, "alert")), (6, (2, "alert")), (8, (10, "alert"))]
    study = record("ICANS", ("ice_score", "arousal"), days, patients=people)

    found = icans_episodes(study)
    assert found.select("grade", "onset_day", "max_day", "resolution_day").row(0) == (
        3,
        5,
        6,
        8,
    )


@given(st.lists(st.none() | st.integers(0, 5), max_size=12))
def test_every_day_of_a_grade_lies_in_exactly_one_episode(grades):
    found = episodes(graded(*enumerate(grades)))
    spans = list(zip(found["onset_day"], found["last_day"], strict=True))

    for day, grade in enumerate(grades):
        inside = sum(first <= day <= last for first, last in spans)
        assert inside <= 1
        assert inside == 1 or not grade
        assert inside == 0 or grade != 0
    assert found["grade"].max() == max([g for g in grades if g], default=None)
