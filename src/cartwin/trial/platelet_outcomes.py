"""Outcomes of a disease of platelets: response, autoantibody, counts, rescue."""

import polars as pl

from cartwin.rules import Judgement, RuleCol
from cartwin.study import Col, Study
from cartwin.trial.outcome import WINDOW, Outcome, told_if, value_near


__all__ = [
    "antibody_outcomes",
    "from_plateau",
    "platelet_outcomes",
    "rescue_outcomes",
    "response_outcomes",
]

THREE_MONTHS, FIVE_MONTHS, SIX_MONTHS, NINE_MONTHS = 90.0, 150.0, 180.0, 270.0  # [d]
RESCUE = "daratumumab"
RISEN = 200.0  # platelets [10*9/L]
ENOUGH = 50.0  # platelets at which drugs are said to work [10*9/L]
LATE, OF_LATE, AT_LEAST = (127.0, 172.0), 6, 4  # weeks 19 to 24: four of six visits
NORMAL = 150.0  # lower limit of normal of platelets [10*9/L]
PLATEAU = (20.0, 45.0)  # a count at three months that is like patient 1's about 30


def response_outcomes(study: Study, judged: Judgement) -> pl.DataFrame:
    """Return the response by the rules, and complete response at three months."""
    best = pl.col(RuleCol.BEST)
    last = study.values("PLAT").group_by(Col.PATIENT).agg(pl.col(Col.DAY).max())
    followed = _followed(THREE_MONTHS)
    return judged.response.join(last, on=Col.PATIENT, how="left").select(
        Col.PATIENT,
        pl.col(RuleCol.BASELINE).alias(Outcome.BASELINE),
        best.is_in(["R", "CR"]).alias(Outcome.RESPONSE),
        (best == "NR").alias(Outcome.NO_RESPONSE),
        followed.alias(Outcome.FOLLOWED_3_MONTHS),
        (best == "CR").alias(Outcome.COMPLETE),
        _lasting(RuleCol.FIRST_CR_DAY, THREE_MONTHS, Outcome.CR_3_MONTHS),
        _lasting(RuleCol.FIRST_CR_DAY, SIX_MONTHS, Outcome.CR_6_MONTHS),
        _lasting(RuleCol.FIRST_R_DAY, SIX_MONTHS, Outcome.RESPONSE_6),
    )


def _followed(day: float) -> pl.Expr:
    return (pl.col(Col.DAY) >= day - WINDOW).fill_null(value=False)


def _lasting(since: RuleCol, day: float, name: Outcome) -> pl.Expr:
    """Return whether a response was reached by a day and not lost before it."""
    loss = pl.col(RuleCol.LOSS_DAY)
    there = (pl.col(since) <= day + WINDOW) & (loss.is_null() | (loss > day - WINDOW))
    known = _followed(day) & pl.col(RuleCol.BEST).is_not_null()
    return told_if(known, there.fill_null(value=False), name)


def antibody_outcomes(judged: Judgement) -> pl.DataFrame:
    """Return whether the autoantibody was there, and whether it went."""
    return judged.antibody.select(
        Col.PATIENT,
        pl.col(RuleCol.POSITIVE_AT_BASELINE).alias(Outcome.POSITIVE),
        pl.col(RuleCol.NEGATIVE_AFTER).alias(Outcome.ANTIBODY_NEGATIVE),
    )


def platelet_outcomes(study: Study) -> pl.DataFrame:
    """Return the counts that papers name, and whether they became normal."""
    early = value_near(study, THREE_MONTHS).rename({Col.VALUE: Outcome.PLATELETS_3_MONTHS})
    late = value_near(study, NINE_MONTHS).rename({Col.VALUE: "late"})
    early = early.join(_drug_effects(study), on=Col.PATIENT, how="full", coalesce=True)
    both = early.join(late, on=Col.PATIENT, how="left")
    rise = (pl.col("late") / pl.col(Outcome.PLATELETS_3_MONTHS)).alias(Outcome.RISE)
    named = both.with_columns(rise).drop("late")
    return _normal(study).join(named, on=Col.PATIENT, how="left", maintain_order="left")


def _normal(study: Study) -> pl.DataFrame:
    """Return whether counts before any rescue were normal: once, and at five months."""
    value, day = pl.col(Col.VALUE), pl.col(Col.DAY)
    rescues = study.treatments.filter(pl.col(Col.PURPOSE) == "rescue")
    first = rescues.group_by(Col.PATIENT).agg(day.min().alias("rescued"))
    counts = study.values("PLAT").join(first, on=Col.PATIENT, how="left")
    own = pl.col("rescued").is_null() | (day <= pl.col("rescued"))
    near = (day - FIVE_MONTHS).abs() <= WINDOW
    found = (
        counts.filter(day >= 0)
        .group_by(Col.PATIENT)
        .agg(
            (value.filter(own) >= NORMAL).any().alias(Outcome.NORMALISED),
            told_if(
                near.any(),
                (value.filter(near & own) >= NORMAL).any(),
                Outcome.NORMAL_5_MONTHS,
            ),
        )
    )
    patients = study.patients.select(Col.PATIENT)
    return patients.join(found, on=Col.PATIENT, how="left", maintain_order="left")


def _drug_effects(study: Study) -> pl.DataFrame:
    """Return what trials of drugs count: the first count of 50 or more, and late ones."""
    value, day = pl.col(Col.VALUE), pl.col(Col.DAY)
    counts = study.values("PLAT").filter(day >= 0).sort(Col.PATIENT, day)
    late = value.filter(day.is_between(*LATE)).tail(OF_LATE)
    return counts.group_by(Col.PATIENT).agg(
        day.filter(value >= ENOUGH).min().fill_null(float("inf")).alias(Outcome.ONSET),
        told_if(late.len() == OF_LATE, (late >= ENOUGH).sum() >= AT_LEAST, Outcome.DURABLE),
    )


def rescue_outcomes(study: Study) -> pl.DataFrame:
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


def from_plateau(table: pl.DataFrame) -> pl.DataFrame:
    """Return the outcomes with those of rescue, for patients rescued from a plateau."""
    plateau = pl.col(Outcome.PLATELETS_3_MONTHS).is_between(*PLATEAU)
    return table.with_columns(
        told_if(plateau, pl.col(Outcome.RESCUE_PEAK), Outcome.PLATEAU_PEAK),
        told_if(plateau, pl.col("days"), Outcome.PLATEAU_DAYS),
        told_if(plateau, pl.col("days_second"), Outcome.SECOND_DAYS),
    ).drop("days", "days_second")
