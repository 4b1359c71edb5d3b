"""A profile as it is analysed: from time 0 on, ordered, with the policy for low values.

A value below the limit of quantification is zero before the first quantifiable value. One
between two quantifiable values is zero, or half the limit if asked for. After the last
quantifiable value it does not enter, except as zero into the area over all samples. A
value on the limit is quantifiable; a plain value of zero is not.
"""

from enum import StrEnum

import polars as pl

from cartwin.study import Col


__all__ = ["LEVEL", "SEEN", "Embedded", "Route", "check_samples", "profiles", "with_start"]

LEVEL, SEEN = "level", "seen"
_DAY, _VALUE, _SEEN = pl.col(Col.DAY), pl.col(Col.VALUE), pl.col(SEEN)


class Route(StrEnum):
    """How the dose was given."""

    EXTRAVASCULAR = "extravascular"
    BOLUS = "bolus"
    INFUSION = "infusion"


class Embedded(StrEnum):
    """What a value below the limit between two quantifiable ones counts as."""

    ZERO = "zero"
    HALF_LIMIT = "half limit"


def profiles(samples: pl.DataFrame, *, embedded: Embedded = Embedded.ZERO) -> pl.DataFrame:
    """Return the samples from the dose on, with the level that counts.

    Parameters
    ----------
    samples
        patient, day (time since the dose, in any unit), value, and censoring if there is:
        `below` marks a value under the limit that `value` names.
    embedded
        What such a value counts as between two quantifiable ones.

    Returns
    -------
    DataFrame
        patient, day, level, seen (quantifiable), ordered. Samples without day or value,
        with the truth above the range of the assay, or before the dose are left out. Of
        two samples at the same time the higher one counts.
    """
    if Col.CENSORING not in samples.columns:
        samples = samples.with_columns(pl.lit("none").alias(Col.CENSORING))
    censoring = pl.col(Col.CENSORING).fill_null("none")
    rows = samples.select(
        Col.PATIENT,
        _DAY.cast(pl.Float64).fill_nan(None),
        _VALUE.cast(pl.Float64).fill_nan(None),
        censoring.alias(Col.CENSORING),
    ).filter((_DAY >= 0) & _VALUE.is_not_null() & (censoring != "above"))
    rows = rows.sort(Col.PATIENT, Col.DAY, Col.VALUE, descending=[False, False, True])
    again = (_DAY.shift() == _DAY) & (pl.col(Col.PATIENT) == pl.col(Col.PATIENT).shift())
    rows = rows.filter(~again.fill_null(value=False))
    quantifiable = (pl.col(Col.CENSORING) != "below") & (_VALUE > 0)
    seen_days = pl.when(_SEEN).then(_DAY)
    share = 0.5 if embedded is Embedded.HALF_LIMIT else 0.0
    between = (seen_days.min().over(Col.PATIENT) < _DAY) & (
        seen_days.max().over(Col.PATIENT) > _DAY
    )
    low = pl.when(between).then(_VALUE * share).otherwise(0.0)
    return rows.with_columns(quantifiable.alias(SEEN)).select(
        *(Col.PATIENT, Col.DAY, SEEN),
        pl.when(_SEEN).then(_VALUE).otherwise(low).alias(LEVEL),
    )


def with_start(rows: pl.DataFrame, route: Route) -> pl.DataFrame:
    """Return the profiles with their level at time 0.

    Where time 0 was sampled that is the value, except for a zero before a bolus. Else it
    is 0; after a bolus the first two samples are extrapolated back on a logarithmic scale
    if they fall, and the first quantifiable value is taken if they do not.
    """
    if route is Route.BOLUS:
        rows = rows.filter((_DAY > 0) | _SEEN)
    first = rows.group_by(Col.PATIENT, maintain_order=True).agg(
        _DAY.head(2).alias("x"), pl.col(LEVEL).head(2).alias("y"), _seen_first()
    )
    start = _back() if route is Route.BOLUS else pl.lit(0.0)
    at_zero = first.filter(pl.col("x").list.first() > 0).select(
        Col.PATIENT,
        pl.lit(0.0).alias(Col.DAY),
        pl.lit(value=False).alias(SEEN),
        start.alias(LEVEL),
    )
    return pl.concat([rows, at_zero.drop_nulls()]).sort(Col.PATIENT, Col.DAY)


def _seen_first() -> pl.Expr:
    return pl.col(LEVEL).filter(_SEEN).first().alias("first")


def _back() -> pl.Expr:
    """Level after a bolus at time 0."""
    x, y = pl.col("x"), pl.col("y")
    x1, x2 = x.list.get(0), x.list.get(1, null_on_oob=True)
    y1, y2 = y.list.get(0), y.list.get(1, null_on_oob=True)
    line = y1 * (y1 / y2).pow(x1 / (x2 - x1))
    return pl.when((y1 > y2) & (y2 > 0)).then(line).otherwise(pl.col("first"))


def check_samples(rows: pl.DataFrame) -> None:
    """Refuse samples that cannot be a course.

    Raises
    ------
    ValueError
        If a value is negative or a patient has two samples at the same time.
    """
    negative = rows.filter(_VALUE < 0)
    twice = rows.filter(pl.struct(Col.PATIENT, Col.DAY).is_duplicated())
    problems = []
    if negative.height:
        patient, day, value = negative.select(Col.PATIENT, Col.DAY, Col.VALUE).row(0)
        problems.append(f"{patient}: value {value:g} at {day:g}; expected 0 or more")
    if twice.height:
        patient, day = twice.select(Col.PATIENT, Col.DAY).row(0)
        problems.append(f"{patient}: more than one sample at {day:g}; expected one")
    if problems:
        raise ValueError("; ".join(problems))
