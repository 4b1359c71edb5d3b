"""Outcomes that every disease has: toxicity, CAR-T cells, B cells, neutrophils, IgG."""

import polars as pl

from cartwin.rules import Judgement, RuleCol, b_cell_reset
from cartwin.study import Col, Study
from cartwin.trial.outcome import Outcome, told_if


__all__ = [
    "ONE_MONTH",
    "b_cell_outcomes",
    "blood_outcomes",
    "early_return",
    "toxicity_outcomes",
]

TWO_MONTHS = 60.0  # the shortest follow-up reported [d]
ONE_MONTH = 45.0  # latest return of B cells that is called "at one month" [d]
LOW_THRESHOLD = 5.0  # B cells per uL, a lower bar for their return
MOSTLY = 50.0  # naive share above which returning B cells are called naive (assumed) [%]
NADIR_DAYS = (0.0, 28.0)  # in which the lowest neutrophil count is sought
GRADE_3 = {"NEUT": 1.0, "PLAT": 50.0}  # counts below are of grade 3 by CTCAE [10*9/L]


def toxicity_outcomes(judged: Judgement) -> pl.DataFrame:
    """Return whether the highest grades are those that papers count."""
    grade = pl.col(Col.GRADE)
    left = judged.crs_worst.select(
        Col.PATIENT,
        (grade >= 1).alias(Outcome.CRS_ANY),
        (grade == 1).alias(Outcome.CRS_1),
        (grade >= 2).alias(Outcome.CRS_2),
        (grade >= 3).alias(Outcome.CRS_3),
    )
    right = judged.icans_worst.select(
        Col.PATIENT,
        (grade >= 1).alias(Outcome.ICANS_ANY),
        (grade == 1).alias(Outcome.ICANS_1),
        (grade >= 3).alias(Outcome.ICANS_3),
    )
    return left.join(right, on=Col.PATIENT, how="full", coalesce=True)


def b_cell_outcomes(judged: Judgement) -> pl.DataFrame:
    """Return what became of B cells and CAR-T cells, by the rules."""
    recovery, last = pl.col(RuleCol.RECOVERY_DAY), pl.col(RuleCol.LAST_DAY)
    depleted = pl.col(RuleCol.DEPLETED_DAY).is_not_null()
    sampled = last.is_not_null()
    b_cells = judged.b_cells.select(
        Col.PATIENT,
        told_if(sampled, pl.col(RuleCol.ELIMINATED_DAY).is_not_null(), Outcome.ELIMINATED),
        told_if(sampled, depleted & recovery.is_null(), Outcome.APLASTIC),
        told_if(
            (last >= TWO_MONTHS) | (recovery <= TWO_MONTHS),
            depleted & (recovery.is_null() | (recovery > TWO_MONTHS)),
            Outcome.APLASTIC_60,
        ),
        _returned(Outcome.RETURNED),
        told_if(sampled, recovery.is_not_null(), Outcome.RETURN_SEEN),
        *_return_times(depleted),
        pl.col(RuleCol.NAIVE_SHARE_AT_RETURN).alias(Outcome.NAIVE_SHARE),
        (pl.col(RuleCol.NAIVE_SHARE_AT_RETURN) > MOSTLY).alias(Outcome.NAIVE_RETURN),
        pl.col(RuleCol.NAIVE_SHARE_AT_RETURN).is_not_null().alias(Outcome.SHARE_KNOWN),
    )
    kinetics = judged.kinetics.select(
        Col.PATIENT,
        pl.col(RuleCol.EXPANSION).alias(Outcome.EXPANSION),
        pl.col(RuleCol.TMAX).alias(Outcome.TMAX),
    )
    return b_cells.join(kinetics, on=Col.PATIENT, how="full", coalesce=True)


def _return_times(depleted: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Return the day of return and the days without: infinite if not seen to return."""
    never = pl.lit(float("inf"))
    day = pl.col(RuleCol.RECOVERY_DAY).fill_null(never)
    days = pl.col(RuleCol.APLASIA_DAYS).fill_null(never)
    return (
        told_if(depleted, day, Outcome.RETURN_DAY),
        told_if(depleted, days, Outcome.APLASIA_DAYS),
    )


def early_return(study: Study) -> pl.DataFrame:
    """Return whether B cells were back by one month, by the lower threshold."""
    course = b_cell_reset(study, threshold=LOW_THRESHOLD)
    return course.select(Col.PATIENT, _returned(Outcome.RETURNED_5))


def _returned(name: Outcome) -> pl.Expr:
    back = (pl.col(RuleCol.RECOVERY_DAY) <= ONE_MONTH).fill_null(value=False)
    return told_if((pl.col(RuleCol.LAST_DAY) >= ONE_MONTH) | back, back, name)


def blood_outcomes(study: Study) -> pl.DataFrame:
    """Return the first, lowest, highest or last values that papers name."""
    value, day = pl.col(Col.VALUE), pl.col(Col.DAY)
    after = day >= 0
    wanted = (
        ("BCELL", value.sort_by(day).first(), Outcome.FIRST_B_CELLS),
        ("CARCELL", value.filter(after).max(), Outcome.CELL_PEAK),
        (
            "NEUT",
            value.filter(day.is_between(*NADIR_DAYS)).min(),
            Outcome.NEUTROPHIL_NADIR,
        ),
        ("NEUT", _low("NEUT"), Outcome.NEUTROPENIA_3),
        ("PLAT", _low("PLAT"), Outcome.THROMBOCYTOPENIA_3),
        ("IGG", value.filter(after).min(), Outcome.IGG_NADIR),
        ("IGG", value.filter(after).sort_by(day.filter(after)).last(), Outcome.IGG_LAST),
    )
    table = study.patients.select(Col.PATIENT)
    for analyte, summary, name in wanted:
        part = study.values(analyte).group_by(Col.PATIENT).agg(summary.alias(name))
        table = table.join(part, on=Col.PATIENT, how="left", maintain_order="left")
    return table


def _low(analyte: str) -> pl.Expr:
    """Return whether a count after the infusion is of grade 3 or more."""
    counts = pl.col(Col.VALUE).filter(pl.col(Col.DAY) >= 0)
    return pl.when(counts.len() > 0).then((counts < GRADE_3[analyte]).any())
