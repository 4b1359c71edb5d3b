"""One row per patient: what the rules say, in the terms in which papers report.

The terms are those of a series in ITP with rescue by daratumumab. Nothing here knows
whether the patients are real.
"""

from enum import StrEnum

import polars as pl

from cartwin.rules import Judgement, RuleCol, b_cell_reset
from cartwin.study import Col, Study


__all__ = ["ONE_MONTH", "Outcome", "tabulate_outcomes"]

THREE_MONTHS, NINE_MONTHS = 90.0, 270.0  # [d]
WINDOW = 7.0  # a count within a week of the day asked for stands for it
TWO_MONTHS = 60.0  # the shortest follow-up reported [d]
ONE_MONTH = 45.0  # latest return of B cells that is called "at one month" [d]
RESCUE = "daratumumab"
RISEN = 200.0  # platelets [10*9/L]
PLATEAU = (20.0, 45.0)  # a count at three months that is like patient 1's about 30
LOW_THRESHOLD = 5.0  # B cells per uL, a lower bar for their return


class Outcome(StrEnum):
    """Columns of the table of outcomes."""

    CRS_1 = "crs_is_grade_1"
    CRS_2 = "crs_is_grade_2_or_more"
    ICANS_3 = "icans_is_grade_3_or_more"
    EXPANSION = "expansion"
    TMAX = "tmax"
    ELIMINATED = "b_cells_eliminated"
    APLASTIC = "b_cell_aplasia_persists"
    APLASTIC_60 = "b_cell_aplasia_at_day_60"
    RETURNED = "b_cells_returned_by_one_month"
    RETURNED_5 = "b_cells_returned_by_one_month_at_5"
    RESPONSE = "response"
    NO_RESPONSE = "no_response"
    CR_3_MONTHS = "cr_at_3_months"
    FOLLOWED_3_MONTHS = "followed_for_3_months"
    ANTIBODY_NEGATIVE = "antibody_turned_negative"
    PLATELETS_3_MONTHS = "platelets_at_3_months"
    RISE = "rise_to_9_months"
    PLATEAU_PEAK = "highest_count_in_week_after_rescue_from_plateau"
    PLATEAU_DAYS = "days_from_rescue_to_risen_from_plateau"
    RESCUE_PEAK = "highest_count_in_week_after_rescue"
    SECOND_DAYS = "days_from_second_rescue_to_risen_from_plateau"
    BASELINE = "baseline_platelets"
    POSITIVE = "antibody_positive_at_baseline"


def tabulate_outcomes(study: Study, judged: Judgement) -> pl.DataFrame:
    """Return the outcomes of every patient; null where a rule could not decide.

    Columns are those of `Outcome`, and patient, cohort, sex, age, disease duration and
    prior therapies of the record.
    """
    kept = (
        Col.PATIENT,
        Col.COHORT,
        Col.SEX,
        Col.AGE,
        Col.DISEASE_DURATION,
        Col.PRIOR_THERAPIES,
    )
    table = study.patients.select(kept)
    for part in (
        _toxicity(judged),
        _cells(judged),
        _early_return(study),
        _response(study, judged),
        _antibody(judged),
        _platelets(study),
        _rescue(study),
    ):
        table = table.join(part, on=Col.PATIENT, how="left", maintain_order="left")
    return _from_plateau(table)


def _toxicity(judged: Judgement) -> pl.DataFrame:
    grade = pl.col(Col.GRADE)
    left = judged.crs_worst.select(
        Col.PATIENT, (grade == 1).alias(Outcome.CRS_1), (grade >= 2).alias(Outcome.CRS_2)
    )
    right = judged.icans_worst.select(Col.PATIENT, (grade >= 3).alias(Outcome.ICANS_3))
    return left.join(right, on=Col.PATIENT, how="full", coalesce=True)


def _cells(judged: Judgement) -> pl.DataFrame:
    recovery, last = pl.col(RuleCol.RECOVERY_DAY), pl.col(RuleCol.LAST_DAY)
    depleted = pl.col(RuleCol.DEPLETED_DAY).is_not_null()
    sampled = last.is_not_null()
    b_cells = judged.b_cells.select(
        Col.PATIENT,
        _if(sampled, pl.col(RuleCol.ELIMINATED_DAY).is_not_null(), Outcome.ELIMINATED),
        _if(sampled, depleted & recovery.is_null(), Outcome.APLASTIC),
        _if(
            (last >= TWO_MONTHS) | (recovery <= TWO_MONTHS),
            depleted & (recovery.is_null() | (recovery > TWO_MONTHS)),
            Outcome.APLASTIC_60,
        ),
        _returned(Outcome.RETURNED),
    )
    kinetics = judged.kinetics.select(
        Col.PATIENT,
        pl.col(RuleCol.EXPANSION).alias(Outcome.EXPANSION),
        pl.col(RuleCol.TMAX).alias(Outcome.TMAX),
    )
    return b_cells.join(kinetics, on=Col.PATIENT, how="full", coalesce=True)


def _early_return(study: Study) -> pl.DataFrame:
    """Return whether B cells were back by one month, by the lower threshold."""
    course = b_cell_reset(study, threshold=LOW_THRESHOLD)
    return course.select(Col.PATIENT, _returned(Outcome.RETURNED_5))


def _returned(name: Outcome) -> pl.Expr:
    back = (pl.col(RuleCol.RECOVERY_DAY) <= ONE_MONTH).fill_null(value=False)
    return _if((pl.col(RuleCol.LAST_DAY) >= ONE_MONTH) | back, back, name)


def _if(known: pl.Expr, finding: pl.Expr, name: Outcome) -> pl.Expr:
    """Return the finding where it can be known, else null: missing is not no."""
    return pl.when(known).then(finding).alias(name)


def _response(study: Study, judged: Judgement) -> pl.DataFrame:
    best = pl.col(RuleCol.BEST)
    first, loss = pl.col(RuleCol.FIRST_CR_DAY), pl.col(RuleCol.LOSS_DAY)
    earliest = THREE_MONTHS - WINDOW
    in_cr = (first <= THREE_MONTHS + WINDOW) & (loss.is_null() | (loss > earliest))
    last = study.values("PLAT").group_by(Col.PATIENT).agg(pl.col(Col.DAY).max())
    followed = (pl.col(Col.DAY) >= earliest).fill_null(value=False)
    return judged.response.join(last, on=Col.PATIENT, how="left").select(
        Col.PATIENT,
        pl.col(RuleCol.BASELINE).alias(Outcome.BASELINE),
        best.is_in(["R", "CR"]).alias(Outcome.RESPONSE),
        (best == "NR").alias(Outcome.NO_RESPONSE),
        followed.alias(Outcome.FOLLOWED_3_MONTHS),
        _if(
            followed & best.is_not_null(),
            in_cr.fill_null(value=False),
            Outcome.CR_3_MONTHS,
        ),
    )


def _antibody(judged: Judgement) -> pl.DataFrame:
    return judged.antibody.select(
        Col.PATIENT,
        pl.col(RuleCol.POSITIVE_AT_BASELINE).alias(Outcome.POSITIVE),
        pl.col(RuleCol.NEGATIVE_AFTER).alias(Outcome.ANTIBODY_NEGATIVE),
    )


def _platelets(study: Study) -> pl.DataFrame:
    early = _near(study, THREE_MONTHS).rename({Col.VALUE: Outcome.PLATELETS_3_MONTHS})
    late = _near(study, NINE_MONTHS).rename({Col.VALUE: "late"})
    both = early.join(late, on=Col.PATIENT, how="left")
    rise = (pl.col("late") / pl.col(Outcome.PLATELETS_3_MONTHS)).alias(Outcome.RISE)
    return both.with_columns(rise).drop("late")


def _near(study: Study, day: float) -> pl.DataFrame:
    """Return each patient's platelet count closest to a day, within the window."""
    distance = (pl.col(Col.DAY) - day).abs()
    close = study.values("PLAT").filter(distance <= WINDOW)
    ordered = close.sort(Col.PATIENT, distance, Col.DAY)
    return (
        ordered.group_by(Col.PATIENT, maintain_order=True)
        .first()
        .select(Col.PATIENT, Col.VALUE)
    )


def _rescue(study: Study) -> pl.DataFrame:
    """Return how platelets moved after the first and second dose of the rescue drug."""
    given = study.treatments.filter(pl.col(Col.DRUG) == RESCUE).sort(Col.PATIENT, Col.DAY)
    doses = given.group_by(Col.PATIENT, maintain_order=True).agg(
        pl.col(Col.DAY).first().alias("first"),
        pl.col(Col.DAY).get(1, null_on_oob=True).alias("second"),
    )
    counts = study.values("PLAT").join(doses, on=Col.PATIENT)
    after = counts.filter(pl.col(Col.DAY) > pl.col("first"))
    risen = pl.col(Col.DAY).filter(pl.col(Col.VALUE) > RISEN).min()
    never = pl.lit(float("inf"))
    week = pl.col(Col.DAY) - pl.col("first") <= WINDOW
    return after.group_by(Col.PATIENT, maintain_order=True).agg(
        pl.col(Col.VALUE).filter(week).max().alias(Outcome.RESCUE_PEAK),
        (risen - pl.col("first").first()).fill_null(never).alias("days"),
        (risen - pl.col("second").first()).fill_null(never).alias("days_second"),
    )


def _from_plateau(table: pl.DataFrame) -> pl.DataFrame:
    """Return the outcomes with those of rescue, for patients rescued from a plateau."""
    plateau = pl.col(Outcome.PLATELETS_3_MONTHS).is_between(*PLATEAU)
    return table.with_columns(
        _if(plateau, pl.col(Outcome.RESCUE_PEAK), Outcome.PLATEAU_PEAK),
        _if(plateau, pl.col("days"), Outcome.PLATEAU_DAYS),
        _if(plateau, pl.col("days_second"), Outcome.SECOND_DAYS),
    ).drop("days", "days_second")
