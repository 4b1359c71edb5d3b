"""Grades of a table of values of one or many terms."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from cartwin.rules.criterion import load_criterion
from cartwin.rules.ctcae.arms import Arm, either, grade_by, switch
from cartwin.rules.ctcae.assumptions import Assumptions
from cartwin.rules.ctcae.columns import CtcaeCol
from cartwin.rules.ctcae.terms import Term, list_terms
from cartwin.rules.ctcae.wording import PLACE, worded
from cartwin.rules.grade import ten_digits
from cartwin.study import Col


__all__ = ["COLUMNS", "grade_terms"]

COLUMNS: dict[str, type[pl.DataType]] = {
    Col.PATIENT: pl.String,
    Col.DAY: pl.Float64,
    Col.VALUE: pl.Float64,
    Col.CENSORING: pl.String,
    Col.LOWER_NORMAL: pl.Float64,
    Col.UPPER_NORMAL: pl.Float64,
    Col.UNIT_ENTERED: pl.String,
    CtcaeCol.VALUE_BEFORE: pl.Float64,
    CtcaeCol.ABNORMAL_BEFORE: pl.Boolean,
    CtcaeCol.WORSE_IF: pl.Boolean,
    CtcaeCol.ANTICOAGULATED: pl.Boolean,
}
"""What a row of values can say; what is not a column is unknown for all."""

_NUMBERS = [name for name, dtype in COLUMNS.items() if dtype == pl.Float64]


def grade_terms(
    rows: dict[str, pl.DataFrame], version: str, assumed: Assumptions
) -> pl.DataFrame:
    """Return the grade of every row.

    Parameters
    ----------
    rows
        Name of the term -> its values, with (some of) `COLUMNS`, in canonical units.
    assumed
        What to do where something beside the value is unknown.

    Returns
    -------
    DataFrame
        patient, day, scale, version, grade, why, evidence, term, lowest, highest; in the
        order of the rows, or by patient, day and term where the rows know their `PLACE`.
    """
    known = list_terms(version)
    graded = [_graded(frame, known[name], assumed) for name, frame in rows.items()]
    criterion = load_criterion(f"ctcae-{version}")
    every = graded or [_graded(pl.DataFrame(), next(iter(known.values())), assumed)]
    return _by_place(every).with_columns(*criterion.labels)


def _by_place(graded: list[pl.DataFrame]) -> pl.DataFrame:
    """Return the rows of all terms in one frame, by patient and day where known."""
    if not all(PLACE in frame.columns for frame in graded):
        return pl.concat(graded)
    by_name = sorted(graded, key=lambda frame: frame[Col.TERM].first() or "")
    every = pl.concat(by_name)
    return every[np.argsort(every[PLACE].to_numpy(), kind="stable")].drop(PLACE)


def _graded(rows: pl.DataFrame, term: Term, assumed: Assumptions) -> pl.DataFrame:
    known = set(rows.columns)
    missing = [pl.lit(None, t).alias(c) for c, t in COLUMNS.items() if c not in known]
    given = [c for c in _NUMBERS if c in known]
    full = rows.with_columns(*missing, *(pl.col(c).fill_nan(None) for c in given))
    if "rounded" not in known:
        full = full.with_columns(ten_digits(pl.col(Col.VALUE)).alias("rounded"))
    arm = _overall(full, term, assumed)
    ends = full.lazy().with_columns(  # lazy: what both ends rest on is worked out once
        arm.low.alias(CtcaeCol.LOWEST), arm.high.alias(CtcaeCol.HIGHEST)
    )
    return worded(ends.collect(), term)


def _overall(rows: pl.DataFrame, term: Term, assumed: Assumptions) -> Arm:
    """Return the grades by all conditions of the term."""
    censored = bool((rows[Col.CENSORING] != "none").any())
    arm = _by_unit(rows, term, censored=censored)
    for step in (_by_baseline, _by_treatment, _by_question):
        arm = step(arm, term, assumed, censored)
    for more in _further(term, assumed, censored=censored):
        arm = either(arm, more)
    return arm


def _by_unit(rows: pl.DataFrame, term: Term, *, censored: bool) -> Arm:
    """Return the grades by the conditions printed in the unit of the value."""
    arm = grade_by(term.grades[""], censored=censored)
    entered = set(rows[Col.UNIT_ENTERED].unique())
    for unit in term.grades.keys() & entered:
        other = grade_by(term.grades[unit], censored=censored)
        is_other = (pl.col(Col.UNIT_ENTERED) == unit).fill_null(value=False)
        arm = switch(is_other, other, arm)
    return arm


def _by_baseline(arm: Arm, term: Term, assumed: Assumptions, censored: bool) -> Arm:
    if not term.abnormal_baseline:
        return arm
    limit = Col.UPPER_NORMAL if term.high else Col.LOWER_NORMAL
    abnormal = grade_by(term.abnormal_baseline, limit=limit, censored=censored)
    if not term.high and assumed.fibrinogen == "worse":
        fallen = pl.col("rounded") < ten_digits(pl.col(limit))
        both = (_before_known() & fallen).fill_null(value=False)
        return either(arm, switch(both, abnormal, _NONE))
    return switch(_beyond(limit, assumed), abnormal, arm)


def _by_treatment(arm: Arm, term: Term, assumed: Assumptions, censored: bool) -> Arm:
    if not term.on_anticoagulants:
        return arm
    treated = pl.col(CtcaeCol.ANTICOAGULATED).fill_null(pl.lit(assumed.anticoagulated))
    on_them = grade_by(term.on_anticoagulants, censored=censored)
    return switch(treated, on_them, arm, worst=assumed.worst)


def _by_question(arm: Arm, term: Term, assumed: Assumptions, censored: bool) -> Arm:
    if not term.worse_if:
        return arm
    worse = grade_by(term.worse_if, censored=censored)
    return switch(pl.col(CtcaeCol.WORSE_IF), worse, arm, worst=assumed.worst)


def _further(term: Term, assumed: Assumptions, *, censored: bool) -> Iterator[Arm]:
    """Yield the grades by conditions that hold beside the others."""
    if term.in_any_case:
        yield grade_by(term.in_any_case, censored=censored)
    against = grade_by((*term.any_baseline, *term.low_baseline), censored=censored)
    if term.any_baseline:
        known = _before_known() if assumed.normal_baseline else pl.lit(value=True)
        yield switch(known, against, _NONE)
    if term.low_baseline:
        state = _beyond(Col.LOWER_NORMAL, assumed)
        yield switch(state, against, _NONE)


def _before_known() -> pl.Expr:
    return pl.col(CtcaeCol.VALUE_BEFORE).is_not_null()


def _beyond(limit: str, assumed: Assumptions) -> pl.Expr:
    """Return whether the baseline lay beyond this limit of normal; null if unknown."""
    before, edge = ten_digits(pl.col(CtcaeCol.VALUE_BEFORE)), ten_digits(pl.col(limit))
    here = before > edge if limit == Col.UPPER_NORMAL else before < edge
    state = pl.coalesce(CtcaeCol.ABNORMAL_BEFORE, here)
    if not assumed.normal_baseline:
        return state
    return pl.when(_before_known()).then(state).otherwise(pl.lit(value=False))


_NONE = grade_by(())
