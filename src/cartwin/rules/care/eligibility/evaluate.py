"""Every clause for every patient, and the decision they come to."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from cartwin.rules.care.columns import CareCol, Verdict
from cartwin.rules.care.eligibility.clauses import Clause, clauses_of
from cartwin.rules.care.eligibility.inputs import LIMIT, LIMITED
from cartwin.rules.care.eligibility.verdicts import is_met
from cartwin.rules.care.eligibility.waiting import SINCE, first_day
from cartwin.rules.columns import RuleCol
from cartwin.rules.grade import names_missing, shown
from cartwin.study import Col


__all__ = ["decide", "evaluate_clauses"]

_COLUMNS = (
    *(Col.PATIENT, CareCol.CRITERION, CareCol.KIND, CareCol.VERDICT, CareCol.REASON),
    *(CareCol.EXPECTED, RuleCol.EVIDENCE, RuleCol.WHY, CareCol.FIRST_DAY),
    Col.CERTAINTY,
)
_MET = pl.col("_met")
_FAILED = pl.col(CareCol.VERDICT) == Verdict.FAILED
_UNKNOWN = pl.col(CareCol.VERDICT) == Verdict.UNKNOWN


def evaluate_clauses(frame: pl.DataFrame, criterion: str) -> pl.DataFrame:
    """Return one row per patient and clause, in the order of the criteria.

    Parameters
    ----------
    frame
        Patient, and one column of numbers per input that is known (null: of this patient
        it is not). Optional: `INPUT_limit` (`below` or `above`, where the value is one);
        `on` (a date) and `INPUT_since` (the date from which an input counts), with which
        waiting times follow the calendar.
    criterion
        Name of the eligibility criteria.

    Returns
    -------
    DataFrame
        patient, criterion, kind, verdict (met, failed, unknown), reason (of the failed),
        expected, evidence, why, first_day (days to wait; null if time alone will not do),
        certainty.
    """
    clauses = clauses_of(criterion)
    wide = frame.sort(Col.PATIENT).with_columns(_unknown(clauses, frame.columns))
    rows = pl.concat([_rows(wide, clause, frame.columns) for clause in clauses])
    by_clause = np.arange(rows.height).reshape(len(clauses), wide.height)
    asked = _asked(clauses)[np.tile(np.arange(len(clauses)), wide.height)]
    answered = rows[by_clause.T.ravel()].hstack(asked)
    failed = pl.when(~_MET).then(pl.col(CareCol.REASON)).alias(CareCol.REASON)
    return answered.with_columns(_verdict().alias(CareCol.VERDICT), failed).select(_COLUMNS)


def decide(rows: pl.DataFrame) -> pl.DataFrame:
    """Return one row per patient from the rows of the clauses.

    Returns
    -------
    DataFrame
        patient, verdict (failed if any clause is, else unknown if any is, else met),
        reason (all that failed, joined by semicolons), why (inputs that are missing),
        first_day (on which all that failed will pass; null if time alone will not do).
    """
    overall = (
        pl.when(_FAILED.any())
        .then(pl.lit(Verdict.FAILED))
        .when(_UNKNOWN.any())
        .then(pl.lit(Verdict.UNKNOWN))
        .otherwise(pl.lit(Verdict.MET))
    )
    waits = pl.col(CareCol.FIRST_DAY).filter(_FAILED)
    unknown = pl.col(CareCol.CRITERION).filter(_UNKNOWN).str.join(", ")
    return rows.group_by(Col.PATIENT, maintain_order=True).agg(
        overall.alias(CareCol.VERDICT),
        pl.col(CareCol.REASON).filter(_FAILED).str.join("; ").alias(CareCol.REASON),
        unknown.alias(RuleCol.WHY),
        pl.when(waits.is_null().any()).then(None).otherwise(waits.max())
        .alias(CareCol.FIRST_DAY),
    )  # fmt: skip


def _unknown(clauses: Sequence[Clause], columns: list[str]) -> list[pl.Expr]:
    wanted = {i for clause in clauses for i in clause.inputs}
    limits = {i + LIMIT for i in wanted & LIMITED} - {*columns}
    numbers = [pl.lit(None, pl.Float64).alias(i) for i in sorted(wanted - {*columns})]
    return numbers + [pl.lit(None, pl.String).alias(i) for i in sorted(limits)]


def _asked(clauses: Sequence[Clause]) -> pl.DataFrame:
    """Return what does not depend on the patient, one row per clause."""
    return pl.DataFrame(
        {
            CareCol.CRITERION: [c.name for c in clauses],
            CareCol.KIND: [c.kind for c in clauses],
            CareCol.REASON: [c.reason for c in clauses],
            CareCol.EXPECTED: [str(c) for c in clauses],
            Col.CERTAINTY: [str(c.certainty) for c in clauses],
        }
    )


def _rows(wide: pl.DataFrame, clause: Clause, known: list[str]) -> pl.DataFrame:
    """Return what does, one row per patient."""
    missing = pl.concat_str(pl.lit("not recorded: "), names_missing(clause.inputs))
    dated = [c for c in known if c == "on" or c.endswith(SINCE)]
    return wide.with_columns(is_met(clause).alias("_met")).select(
        Col.PATIENT,
        _MET,
        _evidence(clause, known).alias(RuleCol.EVIDENCE),
        pl.when(_MET.is_null()).then(missing).alias(RuleCol.WHY),
        pl.when(~_MET).then(first_day(clause, dated)).alias(CareCol.FIRST_DAY),
    )


def _verdict() -> pl.Expr:
    """Return the verdict: *unknown is not failed*."""
    known = pl.when(_MET).then(pl.lit(Verdict.MET)).otherwise(pl.lit(Verdict.FAILED))
    return pl.when(_MET.is_null()).then(pl.lit(Verdict.UNKNOWN)).otherwise(known)


def _evidence(clause: Clause, known: list[str]) -> pl.Expr:
    seen = [i for i in clause.inputs if i in known]
    if not seen:
        return pl.lit("")
    parts = [pl.format(f"{i}={{}}{{}}", _sign(i), shown(pl.col(i))) for i in seen]
    return pl.concat_str(parts, separator="; ", ignore_nulls=True)


def _sign(name: str) -> pl.Expr:
    if name not in LIMITED:
        return pl.lit("")
    signs = {"below": "<", "above": ">"}
    return pl.col(name + LIMIT).replace_strict(signs, default="").fill_null("")
