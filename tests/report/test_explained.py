"""Explanations are held against the published course by one printed criterion."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from cartwin.report import write_report
from cartwin.report.explained import (
    CRITERION,
    explain,
    list_courses,
    published_rise,
    summarise,
)
from cartwin.study import Col, Origin, Study


DAYS = np.arange(-6.0, 541.0)
RESCUE = 270.0


def explanations(plateau, *, week=220.0, later=250.0, lost_from=None):
    """A study with explanation A alone: plateau, rise and what comes after."""
    counts = np.where(DAYS < 30, 8.0, plateau)
    counts = np.where(DAYS > RESCUE, week, counts)
    counts = np.where(DAYS > RESCUE + 7, later, counts)
    if lost_from is not None:
        counts = np.where(lost_from <= DAYS, 40.0, counts)
    n = len(DAYS)
    observations = pl.DataFrame(
        {
            Col.PATIENT: ["A"] * 2 * n,
            Col.DAY: [*DAYS, *DAYS],
            Col.ANALYTE: ["PLAT"] * n + ["GPAB"] * n,
            Col.VALUE: [*counts, *np.where(DAYS < 60, 1.5, 1.0)],
            Col.CENSORING: ["none"] * n + ["none" if d < 60 else "below" for d in DAYS],
        }
    )
    treatments = pl.DataFrame(
        {
            Col.PATIENT: ["A"] * 2,
            Col.DAY: [RESCUE, RESCUE + 7],
            Col.DRUG: ["daratumumab"] * 2,
            Col.PURPOSE: ["rescue"] * 2,
        }
    )
    tables = {
        "patients": pl.DataFrame({Col.PATIENT: ["A"]}),
        "observations": observations,
        "treatments": treatments,
    }
    return Study(name="e", title="E", origin=Origin.VIRTUAL, disease="itp", tables=tables)


@pytest.mark.parametrize(
    ("course", "verdict", "words"),
    [
        (explanations(20.0), "close", "close to the end"),
        (explanations(45.0), "close", "close to the end"),
        (explanations(19.0), "fails", "fails: plateau too low"),
        (explanations(46.0), "fails", "fails: plateau too high"),
        (explanations(30.0, week=150.0), "fails", "fails: rise too slow"),
        (explanations(30.0, week=151.0), "close", "close to the end"),
        (explanations(30.0, lost_from=400.0), "for a time", "close until day 400"),
        (explanations(30.0, lost_from=480.0), "for a time", "close until day 480"),
        (explanations(30.0, lost_from=481.0), "close", "close to the end"),
    ],
)
def test_boundaries_of_the_criterion(course, verdict, words):
    (only,) = list_courses(course, rise=200.0)

    assert (only.verdict, only.short) == (verdict, words)


def test_the_numbers_of_the_table_are_readings_of_the_course():
    (only,) = list_courses(explanations(30.0, week=190.0, later=240.0), rise=200.0)

    assert only.plateau == (30.0, 30.0, 30.0)
    assert only.plateau_days == (90.0, 180.0, 269.0)
    assert only.rise == (190.0, 240.0)
    assert only.above == 8.0
    assert only.negative_from == 60.0
    assert np.isnan(only.antibody[DAYS >= 60]).all()


def test_without_a_rescue_there_is_nothing_to_explain():
    study = explanations(30.0).with_tables(treatments=pl.DataFrame({Col.PATIENT: []}))

    assert list_courses(study, rise=200.0) == ()


def test_what_fails_is_said_in_the_figure_and_the_table(evaluation, page):
    for course in explain(evaluation):
        assert page.count(course.short) >= 2
    assert CRITERION in page


def of_course(evaluation, course):
    return replace(evaluation, explanations=course)


@pytest.mark.parametrize(
    ("course", "passing", "close"),
    [
        (
            explanations(30.0, week=190.0),
            "None of the 1 explanations passes",
            "1 comes",
        ),
        (explanations(30.0, week=201.0), "1 of the 1 explanations passes", "1 comes"),
        (explanations(30.0, week=100.0), "None of the 1 explanations passes", "none come"),
    ],
)
def test_what_passes_the_published_count_is_told_first(evaluation, course, passing, close):
    said = summarise(of_course(evaluation, course))

    assert said.startswith(passing)
    assert f"{close} close to the end" in said


def test_the_published_count_is_that_of_the_claim(evaluation):
    outcomes = tuple(
        replace(r, bound=(180.0, np.inf))
        if r.quantity == "platelets_after_daratumumab"
        else r
        for r in evaluation.comparison.outcomes
    )
    comparison = replace(evaluation.comparison, outcomes=outcomes)
    course = of_course(evaluation, explanations(30.0, week=190.0))

    assert published_rise(comparison) == 180.0
    assert summarise(replace(course, comparison=comparison)).startswith("1 of the 1")


@pytest.mark.parametrize("lost", ["platelets_3_months", "platelets_after_daratumumab"])
def test_a_study_that_reports_no_such_course_has_no_such_section(evaluation, lost):
    outcomes = tuple(r for r in evaluation.comparison.outcomes if r.quantity != lost)
    comparison = replace(evaluation.comparison, outcomes=outcomes)
    page = write_report(replace(evaluation, comparison=comparison), versions={})

    assert 'id="patient-1"' not in page
    assert 'id="explanations"' not in page
    assert "why a plateau" not in page


def test_a_looser_criterion_earns_no_tick(page):
    assert "✓" not in page
    assert "fits to the end" not in page
