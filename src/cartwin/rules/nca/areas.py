"""Areas under a curve and under its first moment, interval by interval.

Linear: the trapezoid. Logarithmic: exact where the level falls or rises exponentially;
an interval that touches zero, or is flat, is linear.
"""

from enum import StrEnum

import polars as pl

from cartwin.rules.nca.profile import LEVEL
from cartwin.study import Col


__all__ = ["AreaRule", "intervals", "level_at"]

_T1, _T2, _C1, _C2 = (pl.col(name) for name in ("t1", "t2", "c1", "c2"))


class AreaRule(StrEnum):
    """How the area between two samples is computed."""

    LINEAR = "linear"
    LINEAR_UP_LOG_DOWN = "linear up, log down"
    LOG = "log"

    def is_log(self) -> pl.Expr:
        """Return whether the interval from c1 to c2 is logarithmic."""
        possible = (_C1 > 0) & (_C2 > 0) & (_C1 != _C2)
        match self:
            case AreaRule.LINEAR:
                return pl.lit(value=False)
            case AreaRule.LINEAR_UP_LOG_DOWN:
                return possible & (_C2 < _C1)
            case AreaRule.LOG:
                return possible


def intervals(rows: pl.DataFrame, rule: AreaRule) -> pl.DataFrame:
    """Return one row per pair of neighbouring samples, with its areas.

    The samples must be ordered by patient and day. Columns: patient, t1, t2, c1, c2,
    is_log, auc, aumc.
    """
    patient = pl.col(Col.PATIENT)
    pairs = rows.select(
        patient,
        pl.col(Col.DAY).alias("t1"),
        pl.col(LEVEL).alias("c1"),
        pl.col(Col.DAY).shift(-1).alias("t2"),
        pl.col(LEVEL).shift(-1).alias("c2"),
        (patient == patient.shift(-1)).alias("same"),
    )
    pairs = pairs.filter("same").drop("same")
    return areas(pairs, rule)


def areas(pairs: pl.DataFrame, rule: AreaRule) -> pl.DataFrame:
    """Return the pairs with their areas."""
    width, is_log = _T2 - _T1, pl.col("is_log")
    slope = (_C1 / _C2).log() / width
    auc = pl.when(is_log).then((_C1 - _C2) / slope).otherwise(width * (_C1 + _C2) / 2)
    linear = width * (_T1 * _C1 + _T2 * _C2) / 2
    moment = (_T1 * _C1 - _T2 * _C2) / slope + (_C1 - _C2) / slope**2
    aumc = pl.when(is_log).then(moment).otherwise(linear)
    return pairs.with_columns(rule.is_log().alias("is_log")).with_columns(
        auc.alias("auc"), aumc.alias("aumc")
    )


def level_at(day: pl.Expr) -> pl.Expr:
    """Return the level inside an interval, by the rule of the interval."""
    share = (day - _T1) / (_T2 - _T1)
    line = _C1 + share * (_C2 - _C1)
    return pl.when(pl.col("is_log")).then(_C1 * (_C2 / _C1).pow(share)).otherwise(line)
