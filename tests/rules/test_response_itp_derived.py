"""Items of ITP that follow from treatments and counts; what does not stays unknown."""

import polars as pl
import pytest
from hypothesis import given, settings, strategies as st
from tests.rules.records import record

from cartwin.rules.response import (
    dependence_visits,
    itp_lines,
    multirefractory_patients,
    refractory_visits,
    steroid_days,
)
from cartwin.study import SCHEMA


CARS = [("P1", -5, "fludarabine", "lymphodepletion"), ("P1", 0, "car_t", "car_t")]


def study(drugs=(), counts=(), items=(), *, duration=None, **person):
    """Drugs: day, name; counts: day, value; items: day, instrument, item, answer."""
    given_drugs = [("P1", d, n, "concomitant") for d, n in drugs]
    made = record(
        values=[("P1", d, "PLAT", v) for d, v in counts],
        items=[("P1", *i) for i in items],
        given=[*given_drugs, *CARS],
        patients={"patient": ["P1"], "age": [40.0], **{k: [v] for k, v in person.items()}},
    )
    if duration is None:
        return made
    lengths = [duration] * len(given_drugs) + [None] * len(CARS)
    longer = made.treatments.with_columns(pl.Series("duration", lengths, pl.Float64))
    return made.with_tables(treatments=longer)


def failed(drug, counts, *, items=(), drugs=()):
    found = itp_lines(study([(-400, drug), *drugs], counts, items))
    return found.filter(pl.col("drug") == drug)["call"].item()


BASE = (-401, 10)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([BASE, (-340, 20), (-330, 25)], True),  # no response
        ([BASE, (-390, 20), (-380, 20)], None),  # before a response was due
        ([BASE, (-344, 20), (-343, 20)], True),  # from the day on which it was due
        ([BASE, (-345, 20), (-344, 20)], None),
        ([BASE, (-340, 20)], None),  # one occasion
        ([BASE, (-340, 20), (-339.5, 20)], None),  # less than a day apart
        ([BASE, (-340, 60), (-330, 60)], False),  # confirmed
        ([BASE, (-340, 60), (-334, 60)], None),  # too early to confirm
        ([BASE, (-340, 60), (-330, 60), (-100, 9), (-90, 9)], True),  # lost
        ([BASE, (-340, 20), (-335, 60), (-330, 20)], None),  # not two in a row
        ([(-401, 29), (-340, 57), (-330, 57)], True),  # not doubled
        ([(-401, 29), (-340, 58), (-330, 58)], False),
        ([(-340, 20), (-330, 25)], True),  # below 30 fails whatever the baseline
        ([(-340, 60), (-330, 60)], None),  # a response needs the baseline
        ([], None),
    ],
)
def test_a_lasting_treatment_fails_by_two_counts_once_a_response_is_due(counts, expected):
    assert failed("rituximab", counts) is expected


def test_counts_after_the_therapy_say_nothing_of_earlier_treatments():
    assert failed("rituximab", [BASE, (1, 9), (9, 9)]) is None


def test_the_effect_of_other_treatments_ends_after_the_last_dose():
    low = [BASE, (-343, 9), (-340, 9)]

    assert failed("eltrombopag", low) is None  # 28 d after a response was due: day -344
    assert failed("eltrombopag", low, drugs=[(-368, "eltrombopag")]) is True


def test_bleeding_twice_is_a_failure_at_any_count():
    bled = [(d, "BLEEDING", "who", 2) for d in (-340, -330)]

    assert failed("rituximab", [BASE, (-340, 200), (-330, 200)], items=bled) is True


def test_a_response_beside_another_treatment_is_nobodys():
    counts = [BASE, (-340, 60), (-330, 60)]

    assert failed("rituximab", counts, drugs=[(-345, "ivig")]) is None
    assert failed("rituximab", counts, drugs=[(-500, "ivig")]) is False


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-399, -6), st.integers(1, 200)), max_size=6),
    st.integers(0, 100),
)
def test_higher_counts_never_make_a_treatment_fail(counts, more):
    unique = list(dict(counts).items())
    lower = failed("rituximab", [BASE, *unique])
    higher = failed("rituximab", [BASE, *((d, v + more) for d, v in unique)])

    assert not (higher is True and lower is not True)
    assert not (lower is False and higher is not False)


FAILED = [(-900, "ivig"), (-400, "rituximab")]
LOW = [(-901, 10), (-895, 10), (-890, 10), (-340, 9), (-330, 9), (-6, 9)]
PRIMARY = [(-10, "ELIGIBILITY", c, 0) for c in ("secondary_itp", "other_cause")]
REMOVED = (-700, "splenectomy")
AFTER_REMOVAL = [(-640, 12), (-600, 12)]


def refractory(*args, splenectomy=True, **person):
    rows = refractory_visits(study(*args, **person), splenectomy=splenectomy)
    return rows.row(-1, named=True)


def test_refractory_follows_from_treatments_counts_and_answers():
    row = refractory([*FAILED, REMOVED], [*LOW, *AFTER_REMOVAL], PRIMARY)

    assert (row["day"], row["call"]) == (-5.0, True)
    assert row["why"].endswith(
        "; derived from treatments and counts: failed_treatments, splenectomy_failed, "
        "primary, needs_treatment"
    )
    assert "failed_treatments=3" in row["evidence"]


def test_an_adult_without_a_recorded_splenectomy_is_not_known_to_be_refractory():
    row = refractory(FAILED, LOW, PRIMARY)

    assert row["call"] is None
    assert row["why"].startswith("cannot call: not known: failure of splenectomy; derived")


def test_without_that_clause_two_failures_are_enough():
    assert refractory(FAILED, LOW, PRIMARY, splenectomy=False)["call"] is True
    assert refractory(FAILED[:1], LOW, PRIMARY, splenectomy=False)["call"] is None


def test_all_treatments_must_be_recorded_to_say_that_too_few_failed():
    held = [(-401, 10), (-340, 60), (-330, 60), (-6, 9)]

    def call(stated):
        answers = (FAILED[1:], held, PRIMARY)
        return refractory(*answers, splenectomy=False, prior_therapies=stated)["call"]

    assert (call(2), call(3), call(None), call(0)) == (False, None, None, None)


def test_other_causes_decide_whether_itp_is_primary():
    second = [(-10, "ELIGIBILITY", "secondary_itp", 1)]

    assert refractory(FAILED, LOW, second, splenectomy=False)["call"] is False
    assert refractory(FAILED, LOW, (), splenectomy=False)["call"] is None


@pytest.mark.parametrize(
    ("count", "bleeding", "call"),
    [(29, None, True), (30, None, None), (30, -30, True), (30, -34, None)],
)
def test_low_counts_or_bleeding_before_the_therapy_show_the_need(count, bleeding, call):
    items = [*PRIMARY]
    if bleeding is not None:
        items.append((bleeding, "BLEEDING", "who", 1))
    counts = [*LOW[:-1], (-6, count)]

    assert refractory(FAILED, counts, items, splenectomy=False)["call"] is call


def test_an_assessed_item_goes_before_what_is_derived():
    assessed = [(-8, "ITP", "failed_treatments", 1)]

    row = refractory(FAILED, LOW, [*PRIMARY, *assessed], splenectomy=False)
    assert row["call"] is False
    assert "failed_treatments" not in row["why"].partition("derived")[2]


def test_what_failed_before_stays_so_at_later_visits():
    later = [(5, "ITP", i, 1) for i in ("primary", "needs_treatment")]

    row = refractory(FAILED, LOW, [*PRIMARY, *later], splenectomy=False)
    assert (row["day"], row["call"]) == (5.0, True)


ALL_FOUR = [
    (-900, "splenectomy"), (-700, "rituximab"), (-500, "romiplostim"), (-300, "eltrombopag")
]  # fmt: skip
FOUR_FAIL = [(d + 58 if d < -600 else d + 30, 9) for d, _ in ALL_FOUR]
FOUR_FAIL += [(d + 3, 9) for d, _ in FOUR_FAIL]


def multirefractory(drugs, counts, **person):
    found = multirefractory_patients(study(drugs, counts, **person))
    return found["call"].to_list()


def test_multirefractory_disease_has_failed_all_four():
    assert multirefractory(ALL_FOUR, FOUR_FAIL) == [True]
    assert multirefractory(ALL_FOUR, [c for c in FOUR_FAIL if c[0] < -300]) == [None]
    assert multirefractory(ALL_FOUR[1:], FOUR_FAIL) == [None]


def test_one_that_was_not_given_or_held_decides():
    assert multirefractory(ALL_FOUR[1:], FOUR_FAIL, prior_therapies=3) == [False]
    held = [(-901, 9), (-840, 80), (-820, 80)]
    assert multirefractory(ALL_FOUR[:1], held) == [False]


def test_without_earlier_treatments_nobody_is_called():
    assert multirefractory([], LOW) == []
    assert itp_lines(study()).columns == itp_lines(study(ALL_FOUR)).columns


def daily(first, last):
    return [(d, "prednisone") for d in range(first, last)]


ON, OFF = (30, 50), (75, 12)


@pytest.mark.parametrize(
    ("drugs", "counts", "call"),
    [
        (daily(1, 61), [ON, OFF], True),  # 60 days, low within four weeks of the stop
        (daily(1, 60), [ON, OFF], False),  # 59 days
        (daily(1, 61), [ON], None),  # the need is not shown
        (daily(1, 61), [OFF], None),  # they never helped
        (daily(1, 61), [ON, (89, 12)], None),  # later than four weeks
        (daily(1, 61), [ON, (88, 12)], True),
        (daily(1, 61), [ON, (61, 12)], True),  # on the day after the last dose
        (daily(1, 61), [ON, (75, 30)], None),
        (daily(1, 31) + daily(41, 71), [ON, (35, 12)], True),  # repeated courses
        (daily(1, 31) + daily(41, 71), [ON, (45, 12)], None),  # low while on steroids
        (daily(1, 61) + daily(1, 30), [ON, OFF], True),  # a day counts once
    ],
)
def test_dependence_needs_two_months_and_a_shown_need(drugs, counts, call):
    rows = dependence_visits(study(sorted(set(drugs)), counts))

    assert rows["call"].to_list() == [call]


def test_bleeding_after_a_stop_shows_the_need():
    bled = [(70, "BLEEDING", "who", 1)]

    assert dependence_visits(study(daily(1, 61), [ON], bled))["call"].to_list() == [True]


def test_courses_before_and_after_the_therapy_are_apart():
    drugs = daily(-100, -60) + daily(1, 61)
    found = steroid_days(study(drugs, [(-80, 50), (-50, 9), ON, OFF]))

    assert found.rows() == [("P1", -5.0, 40.0), ("P1", 60.0, 60.0)]


def test_the_length_of_a_course_may_be_one_row():
    found = steroid_days(study([(1, "prednisone")], [ON, OFF], duration=60.0))

    assert found.rows() == [("P1", 60.0, 60.0)]


def test_steroids_given_together_are_counted_once():
    made = study([(1, "prednisone"), (10, "dexamethasone"), (12, "dexamethasone")])
    lengths = pl.Series("duration", [59.0, None, None, None, None])
    found = steroid_days(made.with_tables(treatments=made.treatments.with_columns(lengths)))

    assert found.rows() == [("P1", 59.0, 59.0)]


def test_steroids_for_toxicity_do_not_count():
    made = study(daily(1, 61), [ON, OFF])
    purpose = pl.when(pl.col("drug") == "prednisone").then(pl.lit("toxicity"))
    toxic = made.treatments.with_columns(purpose.otherwise("purpose").alias("purpose"))

    assert steroid_days(made.with_tables(treatments=toxic)).height == 0


def test_before_the_therapy_there_is_no_toxicity_of_it():
    made = record(
        values=[("P1", d, "PLAT", v) for d, v in ((-401, 10), (-340, 9), (-330, 9))],
        given=[("P1", -400, "dexamethasone", "toxicity"), *CARS],
    )

    assert itp_lines(made)["drug"].to_list() == ["dexamethasone"]
    assert steroid_days(made).rows() == [("P1", -5.0, 1.0)]


def test_a_record_without_any_of_it_has_no_visits():
    empty = study()

    assert dependence_visits(empty).height == refractory_visits(empty).height == 0
    assert set(SCHEMA["treatments"].dtypes) >= {"duration"}
