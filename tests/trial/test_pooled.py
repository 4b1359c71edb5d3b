"""Several publications together: whoever is in two of them is counted once."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from cartwin.errors import DataError, ModelError
from cartwin.study import open_study, published_studies
from cartwin.trial import count_once, declared_overlaps, evaluate, pool


NAMES = published_studies()
SERIES = "reset-nejm-2024"


@pytest.fixture(scope="module")
def evaluations():
    return [evaluate(open_study(n), cohorts=25, seed=4) for n in NAMES]


@pytest.fixture(scope="module")
def pooled(evaluations):
    return pool(evaluations)


def test_overlaps_are_declared_as_the_claims_tell_them():
    """Number and other study agree with the claims on `patients_reported_...`."""
    for name in NAMES:
        study = open_study(name)
        claimed = {
            (str(c["overlaps_with"]), c["n"])
            for c in study.reported.iter_rows(named=True)
            if str(c["quantity"]).startswith("patients_reported") and c["overlaps_with"]
        }
        assert {(o.other, o.patients) for o in declared_overlaps(study)} == claimed


def test_overlaps_between_shipped_studies_are_declared_by_both():
    found = {o for n in NAMES for o in declared_overlaps(open_study(n))}
    shipped = {(o.study, o.other, o.patients) for o in found if o.other in NAMES}

    assert shipped == {(other, study, n) for study, other, n in shipped}
    assert len(shipped) == 2


def test_each_patient_is_counted_once(pooled):
    assert sum(s.patients for s in pooled.studies) == 1 + 24 + 1 + 4 + 15 + 5
    assert pooled.unique == 45
    assert pooled.patients == {
        "aha": (1, 1),
        "sle": (23, 18),
        "ssc": (13, 13),
        "iim": (8, 8),
        "itp": (5, 5),
    }


def test_the_five_are_counted_in_the_series_of_fifteen(pooled):
    (five,) = (s for s in pooled.studies if not s.counts)

    assert (five.study, five.within, five.repeated) == ("sle-natmed-2022", SERIES, 5)


def test_an_earlier_report_that_is_not_at_hand_takes_nobody_away():
    (series,) = count_once([open_study("itp-nct06352281")])

    assert (series.unique, series.counts) == (4, True)


def test_without_the_series_of_fifteen_the_five_count():
    (five,) = count_once([open_study("sle-natmed-2022")])

    assert (five.unique, five.within) == (5, "")


def test_counts_of_the_publications_add_up(pooled):
    crs = next(o for o in pooled.outcomes if o.name == "CRS of any grade")

    # 10 of grade 1 and 1 of grade 2 of 15; 3 of 4; 0 of 1; the five not again
    assert (crs.reported.k, crs.reported.n) == (14, 20)
    assert set(crs.studies) == {"aha-leukemia-2025", "itp-nct06352281", SERIES}


def test_virtual_counts_are_those_of_the_same_publications(pooled, evaluations):
    crs = next(o for o in pooled.outcomes if o.name == "CRS of any grade")
    counted = [e for e in evaluations if e.study.name in crs.studies]
    expected = sum(
        e.outcomes.group_by("cohort", maintain_order=True)
        .agg(n=pl.col("crs_is_grade_1_or_more").sum())["n"]
        .to_numpy()
        for e in counted
    )

    assert crs.values.tolist() == expected.tolist()
    assert crs.virtual.split(" ")[1:3] == ["of", "20"]


def test_icans_of_any_grade_is_counted_as_such_in_virtual_patients(pooled, evaluations):
    """Publications that state one grade mention no other; virtual patients have all."""
    icans = next(o for o in pooled.outcomes if o.name == "ICANS of any grade")
    counted = [e for e in evaluations if e.study.name in icans.studies]
    every = [
        e.outcomes.group_by("cohort", maintain_order=True)
        .agg(n=pl.col("icans_is_grade_1_or_more").sum())["n"]
        .to_numpy()
        for e in counted
    ]

    assert (icans.reported.k, icans.reported.n) == (3, 20)
    assert icans.values.tolist() == sum(every).tolist()


def test_recalled_claims_are_not_pooled(evaluations):
    changed = []
    for e in evaluations:
        rows = tuple(
            replace(r, certainty="recalled") if r.quantity == "icans_any" else r
            for r in e.comparison.outcomes
        )
        changed.append(replace(e, comparison=replace(e.comparison, outcomes=rows)))
    icans = next(o for o in pool(changed).outcomes if o.name == "ICANS of any grade")

    assert "aha-leukemia-2025" not in icans.studies


def test_runs_of_different_size_are_not_pooled(evaluations):
    first, second, *_ = evaluations

    with pytest.raises(ModelError, match="different numbers of cohorts"):
        pool([first, replace(second, cohorts=3)])


@pytest.mark.parametrize("entry", ["reset-nejm-2024", "reset-nejm-2024: 6", "x: many"])
def test_an_overlap_that_cannot_be_read_is_refused(entry):
    study = open_study("sle-natmed-2022")
    study = replace(study, provenance={**study.provenance, "overlap_with": entry})

    with pytest.raises(DataError, match=r"overlap_with.*expected STUDY: PATIENTS"):
        declared_overlaps(study)


def test_some_patients_of_a_mixed_study_cannot_be_told_apart(evaluations):
    castle = next(e for e in evaluations if e.study.name == "castle-2025")
    series = next(e for e in evaluations if e.study.name == SERIES)
    mixed = {**series.study.provenance, "overlap_with": "castle-2025: 2"}
    changed = replace(series, study=replace(series.study, provenance=mixed))

    with pytest.raises(ModelError, match="repeats 2 of its patients from castle-2025"):
        pool([castle, changed])


def test_a_number_of_virtual_patients_is_there_for_each_outcome(pooled):
    assert len(pooled.outcomes) >= 6
    for outcome in pooled.outcomes:
        assert len(outcome.values) == 25
        assert 0 <= outcome.reported.k <= outcome.reported.n
        told = outcome.values[~np.isnan(outcome.values)]
        assert (told <= outcome.reported.n).all(), outcome.name
