"""Whole columns of dates: the same answers as one by one, for a million rows."""

from collections.abc import Callable
from functools import cache

import polars as pl

from cartwin.study.time.entered import FORM, Precision, date_problem
from cartwin.study.time.zones import check_zone, zone_problem


__all__ = ["bounds_of_dates", "date_problems", "days_of_dates", "zone_problems"]

_SECONDS = 86_400
_LENGTHS = (4, 7, 10)  # of the text of a year, a month, a day


def date_problems(dates: pl.Series) -> pl.Series:
    """Return what is wrong with each date, as `date_problem`; null where it is right.

    >>> date_problems(pl.Series(["2024-05", None, "2024-5-7"])).to_list()
    [None, None, "date '2024-5-7' lacks zeros; write 2024-05-07"]
    """
    if dates.null_count() == len(dates):
        return _nothing("problem", pl.String, len(dates))
    is_wrong = _parsed(dates)["first"].is_null() & dates.is_not_null()
    return _told(dates, is_wrong, date_problem)


def zone_problems(dates: pl.Series, zone: str | None = None) -> pl.Series:
    """Return why a date cannot be set to the time of the site; null where it can.

    Raises
    ------
    ValueError
        A name that is no time zone.
    """
    check_zone(zone)
    parsed = _parsed(dates)
    is_wrong = parsed["first"].is_not_null() & parsed["offset"].is_not_null()
    return _told(dates, is_wrong & (zone is None), lambda text: zone_problem(text, zone))


def days_of_dates(
    dates: pl.Series, infusions: pl.Series, zone: str | None = None
) -> pl.Series:
    """Return the day of each date, as `day_of_date`; null where that is not known.

    Parameters
    ----------
    dates, infusions
        As entered, shape (rows,); in each row the infusion of that row's patient.
    zone
        Time zone of the site, e.g. `Europe/Berlin`.

    Notes
    -----
    Null where date or infusion is empty, partial or wrong (`date_problems`), or has a
    time zone where `zone` is None (`zone_problems`).

    >>> dates, infusions = pl.Series(["2024-03-01", "2024-04"]), pl.Series(["2024-03-06"])
    >>> days_of_dates(dates, infusions.new_from_index(0, 2)).to_list()
    [-5.0, None]

    Raises
    ------
    ValueError
        A name that is no time zone.
    """
    if len(dates) in (dates.null_count(), infusions.null_count()):
        check_zone(zone)
        return _nothing("day", pl.Float64, len(dates))
    bounds = bounds_of_dates(dates, infusions, zone)
    is_exact = bounds["day_low"] == bounds["day_high"]
    return bounds.select(pl.when(is_exact).then("day_low").alias("day")).to_series()


def bounds_of_dates(
    dates: pl.Series, infusions: pl.Series, zone: str | None = None
) -> pl.DataFrame:
    """Return the first and the last day each date may mean, as `day_bounds`.

    Returns
    -------
    Columns day_low and day_high [d] and precision (of the date), one row per date; null
    where nothing is known, as in `days_of_dates`.

    Raises
    ------
    ValueError
        A name that is no time zone.
    """
    check_zone(zone)
    date = _on_site(_parsed(dates), zone)
    zero = _on_site(_parsed(infusions), zone).select(pl.all().name.prefix("zero_"))
    time = (pl.col("seconds") - pl.col("zero_seconds").fill_null(0)).fill_null(0)

    first, last, earliest, latest = map(
        pl.col, ("first", "last", "zero_first", "zero_last")
    )
    found = date.hstack(zero).select(
        ((first - latest) * _SECONDS + time).alias("day_low"),
        ((last - earliest) * _SECONDS + time).alias("day_high"),
        _precision(),
    )
    return found.with_columns(_in_days(found["day_low"]), _in_days(found["day_high"]))


def _in_days(seconds: pl.Series) -> pl.Series:
    """Return days, rounded once; Polars multiplies by a reciprocal that is rounded, too."""
    days = seconds.cast(pl.Float64).to_numpy() / _SECONDS
    return pl.Series(seconds.name, days, nan_to_null=True)


@cache
def _precision() -> pl.Expr:
    length = pl.col("text").str.len_bytes()
    reached = [length > longest for longest in _LENGTHS]
    number = pl.sum_horizontal(reached).cast(pl.UInt8)
    names = {number: str(precision) for number, precision in enumerate(Precision)}
    name = number.replace_strict(names, default=None, return_dtype=pl.String)
    return pl.when(pl.col("first").is_not_null()).then(name).alias("precision")


def _parsed(dates: pl.Series) -> pl.DataFrame:
    """Return first and last day [since 1970], second of the day, and offset [s].

    Null where the date is empty or wrong; second and offset also where it has none.
    """
    text, length = pl.col("text"), pl.col("text").str.len_bytes()
    is_date = text.str.contains(f"^{FORM}$") & (text.str.slice(0, 4) != "0000")
    first = pl.concat_str(text, pl.lit("-01-01").str.slice(length - 4, None)).str.slice(
        0, 10
    )
    frame = dates.cast(pl.String).alias("text").to_frame()
    frame = frame.with_columns(
        pl.when(is_date).then(first).str.to_date(strict=False).alias("first")
    )
    is_timed = pl.col("first").is_not_null() & (length > _LENGTHS[2])
    year_end = pl.date(pl.col("first").dt.year(), 12, 31)
    last = pl.when(length == 4).then(year_end).when(length == 7)
    return frame.with_columns(
        last.then(pl.col("first").dt.month_end()).otherwise("first").alias("last"),
        pl.when(is_timed).then(_second()).alias("seconds"),
        pl.when(is_timed).then(_offset()).alias("offset"),
    ).with_columns(pl.col("first", "last").to_physical().cast(pl.Int64))


@cache
def _second() -> pl.Expr:
    """Return the second of the day that a time is."""
    hour, minute, second = (
        _two_digits(pl.col("text").str.slice(at, 2)) for at in (11, 14, 17)
    )
    has_second = pl.col("text").str.slice(16, 1) == ":"
    return hour * 3600 + minute * 60 + pl.when(has_second).then(second).otherwise(0)


@cache
def _offset() -> pl.Expr:
    """Return by how many seconds a time with a zone is ahead of UTC."""
    zone = pl.col("text").str.extract(r"(Z|[+-][0-9]{2}:[0-9]{2})$")
    seconds = (
        _two_digits(zone.str.slice(1, 2)) * 3600 + _two_digits(zone.str.slice(4, 2)) * 60
    )
    return (
        pl.when(zone == "Z")
        .then(0)
        .when(zone.str.starts_with("-"))
        .then(-seconds)
        .otherwise(seconds)
    )


def _two_digits(text: pl.Expr) -> pl.Expr:
    return text.cast(pl.Int64, strict=False)


def _on_site(parsed: pl.DataFrame, zone: str | None) -> pl.DataFrame:
    """Return times with a zone as the site's clock showed them; null without its zone."""
    is_zoned = pl.col("offset").is_not_null()
    if zone is None:
        unknown = pl.when(~is_zoned).then(pl.col("first", "last", "seconds"))
        return parsed.with_columns(unknown)
    moment = pl.col("first") * _SECONDS + pl.col("seconds") - pl.col("offset")
    local = pl.from_epoch(moment).dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
    day = local.dt.date().to_physical().cast(pl.Int64)
    hour, minute, second = local.dt.hour(), local.dt.minute(), local.dt.second()
    time = hour.cast(pl.Int64) * 3600 + minute.cast(pl.Int64) * 60 + second
    local_time = {"first": day, "last": day, "seconds": time}
    return parsed.with_columns(
        pl.when(is_zoned).then(found).otherwise(name).alias(name)
        for name, found in local_time.items()
    )


def _nothing(name: str, dtype: type[pl.DataType], rows: int) -> pl.Series:
    return pl.Series(name, [None], dtype=dtype).new_from_index(0, rows)


def _told(
    dates: pl.Series, is_wrong: pl.Series, tell: Callable[[str], str | None]
) -> pl.Series:
    """Return the sentence for each wrong date; each text is told about once."""
    wrong = dates.filter(is_wrong).unique()
    told = pl.Series([tell(text) for text in wrong], dtype=pl.String)
    found = dates.replace_strict(wrong, told, default=None, return_dtype=pl.String)
    return found.alias("problem")
