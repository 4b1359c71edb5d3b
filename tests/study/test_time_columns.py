"""Whole columns of dates give what single dates give."""

from datetime import datetime

import polars as pl
import pytest
from hypothesis import given, strategies as st

from cartwin.study import (
    bounds_of_dates,
    date_problem,
    date_problems,
    day_bounds,
    day_of_date,
    days_of_dates,
    precision,
    zone_problem,
    zone_problems,
)


moments = st.datetimes(datetime(1902, 1, 1), datetime(2037, 1, 1))
offsets = st.sampled_from(["", "", "Z", "+02:00", "-09:30", "+14:00", "-00:15"])
entered = st.builds(
    lambda moment, timespec, offset, known: (
        f"{moment.isoformat(timespec=timespec)}{offset}" if known is None
        else str(moment)[:known]
    ),
    moments,
    st.sampled_from(["minutes", "seconds"]),
    offsets,
    st.sampled_from([4, 7, 10, None]),
)  # fmt: skip
wrong = st.sampled_from(["", "2024-5-7", "2023-02-29", "17.05.2024", "0000", "2024\n"])
column = st.lists(st.none() | entered | wrong | st.text(max_size=12), max_size=8)
zones = st.sampled_from([None, "Europe/Berlin", "America/New_York", "Asia/Kolkata"])


def one_by_one(convert, dates, infusions, zone):
    found = []
    for text, infusion in zip(dates, infusions, strict=True):
        try:
            found.append(convert(text, infusion=infusion, zone=zone))
        except (ValueError, TypeError):
            found.append(None)
    return found


pairs = st.lists(st.tuples(st.none() | entered | wrong, st.none() | entered | wrong))


@given(pairs, zones)
def test_days_of_a_column_are_those_of_its_dates(rows, zone):
    dates, infusions = [r[0] for r in rows], [r[1] for r in rows]
    columns = pl.Series(dates, dtype=pl.String), pl.Series(infusions, dtype=pl.String)

    expected = one_by_one(day_of_date, dates, infusions, zone)

    assert days_of_dates(*columns, zone).to_list() == expected


@given(pairs, zones)
def test_bounds_of_a_column_are_those_of_its_dates(rows, zone):
    dates, infusions = [r[0] for r in rows], [r[1] for r in rows]
    columns = pl.Series(dates, dtype=pl.String), pl.Series(infusions, dtype=pl.String)

    found = bounds_of_dates(*columns, zone)
    expected = one_by_one(day_bounds, dates, infusions, zone)

    assert [
        None if low is None else (low, high)
        for low, high in found.select("day_low", "day_high").rows()
    ] == expected
    for text, known in zip(dates, found["precision"], strict=True):
        right = text is not None and not date_problem(text) and not zone_problem(text, zone)
        assert known == (precision(text) if right else None)


@given(column)
def test_problems_of_a_column_are_those_of_its_dates(texts):
    found = date_problems(pl.Series(texts, dtype=pl.String)).to_list()

    assert found == [None if text is None else date_problem(text) for text in texts]


@given(st.lists(st.none() | entered), zones)
def test_zones_of_a_column_are_those_of_its_dates(texts, zone):
    found = zone_problems(pl.Series(texts, dtype=pl.String), zone).to_list()

    assert found == [None if text is None else zone_problem(text, zone) for text in texts]


@pytest.mark.parametrize("convert", [days_of_dates, bounds_of_dates])
def test_an_unknown_zone_is_named_even_where_none_is_needed(convert):
    with pytest.raises(ValueError, match="unknown time zone 'Berlin'"):
        convert(pl.Series(["2024"]), pl.Series(["2024"]), "Berlin")


def test_a_column_of_nothing_has_neither_days_nor_problems():
    nothing = pl.Series([None, None])

    assert days_of_dates(nothing, nothing).to_list() == [None, None]
    assert date_problems(nothing).to_list() == [None, None]
    assert date_problems(nothing).dtype == pl.String
    assert days_of_dates(nothing, nothing).dtype == pl.Float64
