"""Expansion and persistence of CAR-T cells, read off their courses.

Names as in Mueller KT et al., Clin Cancer Res 2018;24:6175-6184. Area by the linear
trapezoidal rule from the infusion, where the level is zero unless it was measured.
"""

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.rules.nca.columns import NcaCol
from cartwin.rules.nca.observed import peaks
from cartwin.rules.nca.partial import area_between
from cartwin.rules.nca.profile import Embedded, Route, profiles
from cartwin.study import Col


__all__ = ["EARLY_MAXIMUM", "FEW_SAMPLES", "LATE_START", "expansion", "month_area"]

LATE_START = "first sample after day 7"
FEW_SAMPLES = "fewer than 3 quantifiable samples"
EARLY_MAXIMUM = "maximum within a day of the infusion"


def expansion(samples: pl.DataFrame, *, embedded: Embedded = Embedded.ZERO) -> pl.DataFrame:
    """Return the kinetics of every patient, one row each.

    Parameters
    ----------
    samples
        patient, day, value, censoring. A value above the range of the assay counts as
        that limit.
    embedded
        What a value below the limit between two quantifiable ones counts as.

    Returns
    -------
    DataFrame
        patient, cmax, tmax, auc_0_28, auc_truncated, clast, tlast, expansion (whether any
        sample from the infusion on was quantifiable; null without samples), flags. Without
        expansion all numbers are null.
    """
    limit = pl.col(Col.CENSORING).replace("above", "none")
    rows = profiles(samples.with_columns(limit), embedded=embedded)
    table = samples.select(Col.PATIENT).unique()
    for part in (month_area(rows), peaks(rows, Route.BOLUS), _firsts(rows)):
        table = table.join(part, on=Col.PATIENT, how="left")
    grew = pl.col(NcaCol.QUANTIFIABLE) > 0
    numbers = (RuleCol.AUC_0_28, RuleCol.AUC_TRUNCATED, RuleCol.CLAST, RuleCol.TLAST)
    return table.select(
        *(Col.PATIENT, RuleCol.CMAX, RuleCol.TMAX, *numbers),
        grew.alias(RuleCol.EXPANSION),
        _flags(grew).alias(RuleCol.FLAGS),
    ).sort(Col.PATIENT)


def month_area(rows: pl.DataFrame) -> pl.DataFrame:
    """Return patient, auc_0_28 and auc_truncated of profiles."""
    until = load_criterion("cellular-kinetics")["auc_until"]
    area = area_between(rows, 0.0, until).drop("aumc")
    return area.rename({"auc": RuleCol.AUC_0_28, "truncated": RuleCol.AUC_TRUNCATED})


def _firsts(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.group_by(Col.PATIENT).agg(pl.col(Col.DAY).min().alias("first"))


def _flags(grew: pl.Expr) -> pl.Expr:
    criterion = load_criterion("cellular-kinetics")
    few = pl.col(NcaCol.QUANTIFIABLE) < criterion["fewest_samples"]
    flags = {
        LATE_START: pl.col("first") > criterion["latest_first_sample"],
        FEW_SAMPLES: few,
        EARLY_MAXIMUM: pl.col(RuleCol.TMAX) <= criterion["carry_over_until"],
    }
    parts = [pl.when(grew & holds).then(pl.lit(text)) for text, holds in flags.items()]
    return pl.concat_str(parts, separator="; ", ignore_nulls=True)
