"""Adverse events: emergent by onset or by worsening, and expected ones marked."""

import polars as pl
import pytest
from hypothesis import given, strategies as st

from cartwin.rules.ctcae import adverse_event_table, flag_adverse_events
from cartwin.study import SCHEMA, Origin, Study


GIVEN = [(-5.0, "fludarabine", "lymphodepletion"), (0.0, "car-t", "car_t")]


def study(*events, treated=GIVEN):
    """Events: day, term, grade, last day, and further columns."""
    rows = [
        {"patient": "P1", "day": day, "term": term, "grade": grade, "end_day": end, **more}
        for day, term, grade, end, *rest in events
        for more in [rest[0] if rest else {}]
    ]
    drugs = [
        {"patient": "P1", "day": d, "drug": drug, "purpose": why}
        for d, drug, why in treated
    ]
    tables = {
        "adverse_events": pl.DataFrame(rows, schema=SCHEMA["adverse_events"].dtypes),
        "treatments": pl.DataFrame(drugs, schema=SCHEMA["treatments"].dtypes),
    }
    return Study(name="s", title="S", origin=Origin.REAL, disease="itp", tables=tables)


def judged(*events, **more):
    found = flag_adverse_events(study(*events, **more))
    return found.select("day", "baseline_grade", "emergent").rows()


@pytest.mark.parametrize(
    ("day", "emergent"), [(-5.1, False), (-5.0, True), (-4.0, True), (3.0, True)]
)
def test_an_event_is_emergent_from_the_day_of_the_first_study_drug(day, emergent):
    assert judged((day, "Nausea", 1, day + 1))[0][2] is emergent


def test_without_lymphodepletion_the_cells_are_the_first_study_drug():
    cells = GIVEN[1:]

    assert judged((-1.0, "Nausea", 1, 0.0), treated=cells) == [(-1.0, None, False)]
    assert judged((0.0, "Nausea", 1, 1.0), treated=cells) == [(0.0, 0, True)]


def test_of_a_patient_without_a_treatment_the_therapy_starts_on_day_zero():
    assert judged((-0.1, "Nausea", 1, 1.0), treated=[]) == [(-0.1, None, False)]
    assert judged((0.0, "Nausea", 1, 1.0), treated=[]) == [(0.0, 0, True)]


@pytest.mark.parametrize(
    ("before", "after", "emergent"),
    [(1, 1, False), (1, 2, True), (2, 1, False), (None, 3, None), (1, None, None)],
)
def test_an_event_that_was_there_is_emergent_only_if_it_becomes_worse(
    before, after, emergent
):
    rows = judged((-20.0, "Headache", before, None), (3.0, "Headache", after, None))

    assert rows == [(-20.0, None, False), (3.0, before, emergent)]


@pytest.mark.parametrize(
    ("end", "onset", "expected"),
    [
        (-10.0, 3.0, (0, True)),  # resolved before therapy
        (2.0, 3.0, (2, False)),  # changed its grade from one day to the next
        (1.9, 3.0, (0, True)),  # came back
        (5.0, 3.0, (2, False)),
    ],
)
def test_an_event_that_had_resolved_is_a_new_one(end, onset, expected):
    rows = judged((-20.0, "Rash", 2, end), (onset, "Rash", 2, None))

    assert rows[1][1:] == expected


def test_a_chain_of_grades_is_one_event():
    rows = judged(
        (-20.0, "Rash", 2, 4.0), (5.0, "Rash", 1, 9.0), (10.0, "rash ", 2, 12.0),
        (12.0, "Rash", 3, 15.0),
    )  # fmt: skip

    assert [row[1:] for row in rows[1:]] == [(2, False), (2, False), (2, True)]


def test_a_short_row_within_a_long_one_does_not_end_it():
    rows = judged((-20.0, "Rash", 2, 50.0), (1.0, "Rash", 1, 3.0), (10.0, "Rash", 2, 12.0))

    assert [row[2] for row in rows] == [False, False, False]


def test_the_last_grade_before_therapy_is_the_baseline():
    rows = judged(
        (-30.0, "Rash", 3, -20.0), (-20.0, "Rash", 1, None), (4.0, "Rash", 2, None)
    )

    assert rows[2] == (4.0, 1, True)


def test_terms_and_patients_do_not_mix():
    rows = judged((-20.0, "Rash", 3, None), (4.0, "Pruritus", 1, None))

    assert rows[1] == (4.0, 0, True)


def test_grades_of_two_scales_are_not_compared():
    rows = study(
        (-20.0, "Infection", 1, None, {"scale": "CTCAE"}),
        (4.0, "Infection", 2, None, {"scale": "local"}),
    )

    last = flag_adverse_events(rows).row(1, named=True)
    assert last["emergent"] is None
    assert last["why"] == "cannot say: graded by another scale before the first study drug"


def test_an_event_without_a_day_is_not_judged():
    row = flag_adverse_events(study((None, "Rash", 2, None))).row(0, named=True)

    assert (row["emergent"], row["baseline_grade"], row["expected"]) == (None, None, False)
    assert row["why"] == "cannot say: the day of the event is not known"


def test_the_evidence_names_the_days():
    row = flag_adverse_events(study((-20.0, "Rash", 1, None), (3.0, "Rash", 2, None))).row(
        1, named=True
    )

    assert row["why"] == "was there before, and became worse"
    assert row["evidence"] == "first study drug on day -5; before: grade 1 on day -20"


@pytest.mark.parametrize(
    ("term", "day", "expected"),
    [
        ("Neutrophil count decreased", 3.0, True),
        ("neutropenia", -5.0, True),
        ("Lymphopenia ", 30.0, True),
        ("Leukopenia", 30.5, False),
        ("Leukopenia", -6.0, False),
        ("Febrile neutropenia", 3.0, False),
        ("Nausea", 3.0, False),
    ],
)
def test_low_white_cells_are_expected_after_lymphodepletion(term, day, expected):
    found = flag_adverse_events(study((day, term, 4, None)))

    assert found["expected"].to_list() == [expected]
    assert found["term"].to_list() == [term]


def test_without_lymphodepletion_nothing_is_expected():
    found = flag_adverse_events(study((3.0, "Neutropenia", 4, None), treated=GIVEN[1:]))

    assert found["expected"].to_list() == [False]


def test_the_table_counts_patients_and_prints_the_denominator():
    rows = flag_adverse_events(
        study(
            (-20.0, "Rash", 3, None), (2.0, "Rash", 3, None), (4.0, "Nausea", 1, 5.0),
            (5.0, "nausea", 3, 6.0), (6.0, "Neutropenia", 4, 20.0),
        )
    )  # fmt: skip

    table = adverse_event_table(rows, treated=4)
    assert table.rows() == [
        (False, "Nausea", 4, 1, 1, 1),
        (False, "Rash", 4, 1, 0, 0),
        (True, "Neutropenia", 4, 1, 1, 1),
    ]


def test_no_events_give_no_rows():
    assert flag_adverse_events(study()).height == 0
    assert adverse_event_table(flag_adverse_events(study()), treated=0).height == 0


@given(st.lists(st.tuples(st.integers(-30, 30), st.integers(1, 5)), max_size=8))
def test_a_worse_grade_is_never_less_emergent(events):
    milder = judged(*((float(d), "Rash", g, None) for d, g in sorted(events)))
    worse = judged(*((float(d), "Rash", g + (d >= -5), None) for d, g in sorted(events)))

    for a, b in zip(milder, worse, strict=True):
        assert not a[2] or b[2]
