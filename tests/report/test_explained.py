"""Explanations are held against the published course by one printed criterion."""

import numpy as np
import polars as pl
import pytest

from cartwin.report.explained import CRITERION, explain
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
        (explanations(20.0), "fits", "fits to the end"),
        (explanations(45.0), "fits", "fits to the end"),
        (explanations(19.0), "fails", "fails: plateau too low"),
        (explanations(46.0), "fails", "fails: plateau too high"),
        (explanations(30.0, week=150.0), "fails", "fails: rise too slow"),
        (explanations(30.0, week=151.0), "fits", "fits to the end"),
        (explanations(30.0, lost_from=400.0), "for a time", "fits until day 400"),
        (explanations(30.0, lost_from=480.0), "for a time", "fits until day 480"),
        (explanations(30.0, lost_from=481.0), "fits", "fits to the end"),
    ],
)
def test_boundaries_of_the_criterion(course, verdict, words):
    (only,) = explain(course)

    assert (only.verdict, only.short) == (verdict, words)


def test_the_numbers_of_the_table_are_readings_of_the_course():
    (only,) = explain(explanations(30.0, week=190.0, later=240.0))

    assert only.plateau == (30.0, 30.0, 30.0)
    assert only.plateau_days == (90.0, 180.0, 269.0)
    assert only.rise == (190.0, 240.0)
    assert only.above == 8.0
    assert only.negative_from == 60.0
    assert np.isnan(only.antibody[DAYS >= 60]).all()


def test_without_a_rescue_there_is_nothing_to_explain():
    study = explanations(30.0).with_tables(treatments=pl.DataFrame({Col.PATIENT: []}))

    assert explain(study) == ()


def test_what_fails_is_said_in_the_figure_and_the_table(evaluation, page):
    for course in explain(evaluation.explanations):
        assert page.count(course.short) >= 2
    assert CRITERION in page
