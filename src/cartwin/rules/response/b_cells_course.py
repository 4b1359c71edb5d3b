"""Depletion and return of B cells for many patients at once.

Samples of one patient follow one another. A *low* sample lies below the threshold. An
episode begins with a low sample and ends with the return: the first of enough samples in
a row that are not low. The episode that counts is the last one that begins within the
settling time, else the first.
"""

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.study import Col


__all__ = ["b_cell_courses"]

_DAY, _PATIENT = pl.col(Col.DAY), pl.col(Col.PATIENT)
_LOW = pl.col("low")


def b_cell_courses(samples: pl.DataFrame, *, threshold: float) -> pl.DataFrame:
    """Return what the B cells of every patient with samples after infusion did.

    Parameters
    ----------
    samples
        patient, day, value and censoring. A sample below a limit above the threshold says
        nothing and is left out.
    threshold
        Value below which a sample is low.

    Returns
    -------
    DataFrame
        patient and the columns of `BCellCourse`.
    """
    after = samples.filter(_DAY >= 0).sort(Col.PATIENT, Col.DAY)
    value, below = pl.col(Col.VALUE), pl.col(Col.CENSORING) == "below"
    clear = after.filter(~(below & (value > threshold)))
    low = (value < threshold) | below
    rows = clear.select(Col.PATIENT, Col.DAY, low.alias("low"))
    everyone = after.group_by(Col.PATIENT, maintain_order=True).agg(
        _DAY.filter(below | (value == 0)).first().alias(RuleCol.ELIMINATED_DAY),
        _DAY.last().alias(RuleCol.LAST_DAY),
    )
    last = rows.group_by(Col.PATIENT).agg(_LOW.last().alias("last_low"))
    joined = everyone.join(_episode(rows), on=Col.PATIENT, how="left").join(
        last, on=Col.PATIENT, how="left"
    )
    depleted, back = pl.col(RuleCol.DEPLETED_DAY), pl.col(RuleCol.RECOVERY_DAY)
    return joined.select(
        Col.PATIENT,
        depleted,
        RuleCol.ELIMINATED_DAY,
        back,
        (back - depleted).alias(RuleCol.APLASIA_DAYS),
        pl.when(depleted.is_not_null())
        .then(pl.col("last_low"))
        .alias(RuleCol.APLASTIC_AT_LAST),
        RuleCol.LAST_DAY,
    ).sort(Col.PATIENT)


def _episode(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the day of depletion and of return of the episode that lasts."""
    settling = load_criterion("b-cells")["settling"]
    runs = _runs(rows)
    returns = runs.filter(~_LOW & pl.col("long"))
    lows = runs.filter(_LOW)
    number = returns.select(Col.PATIENT, "run", pl.col("from").alias("back"))
    begins = lows.filter(pl.col("begins"))
    within = pl.col("from") <= settling
    chosen = (
        begins.with_columns(pl.when(within).then(pl.col("from")).alias("settled"))
        .group_by(Col.PATIENT)
        .agg(
            pl.coalesce(pl.col("settled").max(), pl.col("from").min()).alias(
                RuleCol.DEPLETED_DAY
            )
        )
    )
    later = chosen.join(number, on=Col.PATIENT).filter(
        pl.col("back") > pl.col(RuleCol.DEPLETED_DAY)
    )
    back = later.group_by(Col.PATIENT).agg(pl.col("back").min().alias(RuleCol.RECOVERY_DAY))
    return chosen.join(back, on=Col.PATIENT, how="left")


def _runs(rows: pl.DataFrame) -> pl.DataFrame:
    """Return one row per run of samples that are all low, or all not.

    `long`: enough samples for a return; `begins`: a low run that is not parted from the
    one before by too short a run only.
    """
    wanted = load_criterion("b-cells")["confirmations"]
    changed = (_LOW.shift(1) != _LOW) | (_PATIENT.shift(1) != _PATIENT)
    numbered = rows.with_columns(changed.fill_null(value=True).cum_sum().alias("run"))
    runs = numbered.group_by(Col.PATIENT, "run", "low", maintain_order=True).agg(
        _DAY.first().alias("from"), (pl.len() >= wanted).alias("long")
    )
    first = (_PATIENT.shift(1) != _PATIENT).fill_null(value=True)
    parted = (first | pl.col("long")).shift(1, fill_value=True)
    return runs.with_columns((_LOW & (first | parted)).alias("begins"))
