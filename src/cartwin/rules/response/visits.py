"""Visits put together from what was assessed and what was measured on the same day."""

from collections.abc import Collection, Mapping

import polars as pl

from cartwin.rules.anchors import with_start
from cartwin.rules.findings import Span, findings
from cartwin.study import Col, Study


__all__ = ["at_visits", "measured", "with_baseline", "worst_within"]

_KEY = [Col.PATIENT, Col.DAY]


def measured(
    study: Study, analytes: Mapping[str, str], *, at: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Return one row per patient and day, one column per analyte (column -> code).

    `at` limits them to its patients and days.

    A value beyond a limit of quantification counts as the limit. Of several values of one
    day the highest is taken.
    """
    code, value = pl.col(Col.ANALYTE), pl.col(Col.VALUE)
    dated = pl.col(Col.DAY).is_not_null()
    of_it = code.is_in(list(analytes.values())) & dated
    chosen = study.observations.lazy().filter(of_it).select(*_KEY, code, value)
    if at is not None:
        chosen = chosen.join(at.lazy().select(_KEY), on=_KEY, how="semi")
    columns = [value.filter(code == c).max().alias(name) for name, c in analytes.items()]
    return chosen.group_by(_KEY).agg(columns).sort(_KEY).collect()


def at_visits(
    study: Study,
    instrument: str,
    numbers: Mapping[str, Span],
    analytes: Mapping[str, str] | None = None,
    *,
    both: bool = False,
) -> pl.DataFrame:
    """Return the assessed visits with what was measured on the same day.

    Parameters
    ----------
    study, instrument, numbers
        See `findings`.
    analytes
        Column -> code of the analyte. A column that is an item too takes the item, and
        the measurement where the item was not recorded.
    both
        Whether days with measurements alone are visits too.
    """
    dated = study.assessments.filter(
        (pl.col(Col.INSTRUMENT) == instrument) & pl.col(Col.DAY).is_not_null()
    )
    visits = findings(dated, instrument, numbers=numbers)
    if not analytes:
        return visits
    values = measured(study, analytes, at=None if both else visits)
    values = values.rename({a: f"{a}_measured" for a in analytes})
    joined = visits.join(values, on=_KEY, how="full" if both else "left", coalesce=True)
    merged = [
        pl.coalesce([c for c in (a, f"{a}_measured") if c in joined.columns]).alias(a)
        for a in analytes
    ]
    return joined.with_columns(merged).drop([f"{a}_measured" for a in analytes])


def worst_within(
    visits: pl.DataFrame,
    study: Study,
    analytes: Mapping[str, str],
    window: float,
    *,
    low: Collection[str],
) -> pl.DataFrame:
    """Return the visits with the most abnormal value of the days before each.

    Parameters
    ----------
    analytes
        Column -> code of the analyte; of the columns in `low` the lowest value is taken,
        of the others the highest.
    window
        Days before the visit, which itself counts too.
    """
    code, value = pl.col(Col.ANALYTE), pl.col(Col.VALUE)
    values = study.observations.filter(code.is_in(list(analytes.values())))
    near = visits.select(_KEY).join(
        values.select(Col.PATIENT, pl.col(Col.DAY).alias("on"), code, value), on=Col.PATIENT
    )
    inside = (pl.col(Col.DAY) - pl.col("on")).is_between(0, window)
    own = {name: value.filter(code == c) for name, c in analytes.items()}
    worst = [(v.min() if n in low else v.max()).alias(n) for n, v in own.items()]
    found = near.filter(inside).group_by(_KEY).agg(worst)
    return visits.drop(list(analytes)).join(found, on=_KEY, how="left")


def with_baseline(
    visits: pl.DataFrame, study: Study, columns: Mapping[str, str]
) -> pl.DataFrame:
    """Return the visits after baseline, with the values at baseline beside them.

    Baseline is the last value recorded up to the start of therapy, column by column
    (column -> name of its baseline).
    """
    dated = with_start(visits, study).sort(_KEY)
    before = pl.col(Col.DAY) <= pl.col("start")
    last = [
        pl.col(c).filter(before).drop_nulls().last().alias(b) for c, b in columns.items()
    ]
    base = dated.group_by(Col.PATIENT).agg(last)
    after = dated.filter(~before).drop("start")
    return after.join(base, on=Col.PATIENT, how="left").sort(_KEY)
