"""Dose-limiting toxicity by the trial CASTLE.

CRS or ICANS of grade 3 or more, relevant neutropenia or thrombopenia for more than four
weeks, organ toxicity of grade 3 or more within four weeks. Each arm is true, false or
unknown; one that is true decides, and without one the call is open as long as an arm is
unknown. In immune thrombocytopenia platelets do not count.
"""

from enum import StrEnum

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import Criterion, load_criterion
from cartwin.rules.grade import evidence, names_of, names_unknown
from cartwin.rules.toxicity.columns import ToxCol
from cartwin.study import Col


__all__ = ["DltCol", "call_castle_dlt"]


class DltCol(StrEnum):
    """What the call looks at, one column each; null: not known."""

    CRS = "crs"
    ICANS = "icans"
    NEUTROPENIA_DAYS = "neutropenia_days"
    THROMBOPENIA_DAYS = "thrombopenia_days"
    LATE_ICAHT = "late_icaht"
    ORGAN_GRADE = "organ_grade"
    ORGAN_DAY = "organ_day"
    ITP = "itp"


def call_castle_dlt(patients: pl.DataFrame) -> pl.DataFrame:
    """Return whether each patient had a dose-limiting toxicity.

    Parameters
    ----------
    patients
        patient and the columns of `DltCol`: highest grade of CRS and of ICANS, days of
        relevant neutropenia and thrombopenia, grade of late ICAHT, highest grade of organ
        toxicity and its day, whether the disease is immune thrombocytopenia.

    Returns
    -------
    DataFrame
        patient, scale, version, `call` (true, false, null: what is unknown decides), why,
        evidence.
    """
    criterion = load_criterion("castle-dlt")
    arms = _arms(criterion)
    call = pl.any_horizontal(arms.values())
    why = (
        pl.when(call)
        .then(names_of(arms))
        .when(~call)
        .then(pl.lit("no dose-limiting toxicity"))
        .otherwise(pl.format("cannot call: not known: {}", names_unknown(arms)))
    )
    return patients.select(
        Col.PATIENT,
        *criterion.labels,
        call.alias(ToxCol.CALL),
        why.alias(RuleCol.WHY),
        evidence(patients, DltCol),
    ).sort(Col.PATIENT)


def _arms(criterion: Criterion) -> dict[str, pl.Expr]:
    grade, days = criterion["grade"], criterion["weeks"]
    late = pl.col(DltCol.LATE_ICAHT) >= criterion["late_icaht"]
    long = pl.col(DltCol.NEUTROPENIA_DAYS) > days
    soon = (pl.col(DltCol.ORGAN_DAY) <= days).fill_null(value=True)
    platelets = pl.col(DltCol.THROMBOPENIA_DAYS) > days
    is_itp = pl.col(DltCol.ITP).fill_null(value=False)
    return {
        f"CRS of grade {grade} or more": pl.col(DltCol.CRS) >= grade,
        f"ICANS of grade {grade} or more": pl.col(DltCol.ICANS) >= grade,
        f"neutropenia for more than {days} d": long | late.fill_null(value=False),
        f"thrombopenia for more than {days} d": pl.when(~is_itp)
        .then(platelets)
        .otherwise(pl.lit(False)),
        f"organ toxicity of grade {grade} or more": (pl.col(DltCol.ORGAN_GRADE) >= grade)
        & soon,
    }
