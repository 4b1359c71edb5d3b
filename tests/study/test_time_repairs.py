"""What people write for a date: nothing of it is read, all of it is told how to write."""

import re
import time

import pytest
from hypothesis import given, strategies as st

from cartwin.study import date_problem, day_of_date


@pytest.mark.parametrize(
    "text",
    ["2024", "2024-05", "2024-05-17", "2024-02-29", "2024-05-17T08:30", "0001-01-01",
     "2024-05-17T23:59:59", "2024-05-17T08:30Z", "2024-05-17T08:30:00-03:30", "9999-12-31"],
)  # fmt: skip
def test_dates_may_be_partial_and_have_a_time(text):
    assert date_problem(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("17.05.2024", "has the day first; write 2024-05-17"),
        ("3.4.2024", "has the day first; write 2024-04-03"),
        ("05.17.2024", "has the month first; write 2024-05-17"),
        ("17/05/2024", "has the day first; write 2024-05-17"),
        ("05/17/2024", "has the month first; write 2024-05-17"),
        ("3/4/2024", "may mean two days; write 2024-03-04 or 2024-04-03"),
        ("4/4/2024", "has the day first; write 2024-04-04"),
        ("05/17/24", "has a year of two digits; write 2024-05-17"),
        ("17.05.84", "has a year of two digits; write 1984-05-17"),
        ("24-05-17", "has a year of two digits; write 2024-05-17 or 2017-05-24"),
        ("45429", "is a number of days, as in a spreadsheet's cell; write 2024-05-17"),
        ("45429.354", "is a number of days, as in a spreadsheet's cell; write 2024-05-17"),
        ("2024-5-7", "lacks zeros; write 2024-05-07"),
        ("2024-5", "lacks zeros; write 2024-05"),
        ("2024/05/17", "needs hyphens; write 2024-05-17"),
        ("20240517", "lacks hyphens; write 2024-05-17"),
        ("05/2024", "has the month first; write 2024-05"),
        ("17 May 2024", "has the month in words; write 2024-05-17"),
        ("May 17, 2024", "has the month in words; write 2024-05-17"),
        ("17MAY2024", "has the month in words; write 2024-05-17"),
        ("Dezember 2024", "has the month in words; write 2024-12"),
        ("3. März 2024", "has the month in words; write 2024-03-03"),
        ("2024-05-UN", "has parts that are not known; write 2024-05"),
        ("2024-UNK-UNK", "has parts that are not known; write 2024"),
        (" 2024-05-17", "has spaces around it; write 2024-05-17"),
        ("2024-05-17 08:30", "needs a T before the time; write 2024-05-17T08:30"),
        ("2024-05-17T8:30", "lacks zeros; write 2024-05-17T08:30"),
        ("2024-05-17T24:00", "ends at 24:00; write 2024-05-18T00:00"),
        ("2024-12-31T24:00:00", "ends at 24:00; write 2025-01-01T00:00:00"),
        ("17.05.2024 8.30 pm", "has the day first; write 2024-05-17T20:30"),
        ("2024-05-17T12:30 am", "has a clock of twelve hours; write 2024-05-17T00:30"),
        ("2024-05-17T08:30:00.123Z", "is finer than a second; write 2024-05-17T08:30:00Z"),
        ("2024-05-17T08:30+0200",
         "has an odd time or time zone; write 2024-05-17T08:30+02:00"),
        ("2024-05-17T08:30 CEST",
         "has an odd time or time zone; write 2024-05-17T08:30+02:00"),
        ("2024-05-17T08:30 EST",
         "has an unknown time zone; write its offset, e.g. T08:30+02:00"),
        ("2024-05-17T25:00",
         "has no time of the clock; hours go from 00 to 23, minutes to 59"),
        ("May 2024 08:30", "has a time but no day; write 2024-05"),
        ("2023-02-29", "is not in the calendar; 2023-02 has 28 days"),
        ("2024-13", "is not in the calendar; months go from 01 to 12"),
        ("2024-05-00", "is not in the calendar; leave out what is not known: 2024-05 or "
         "2024"),
        ("0000-01-01", "is not in the calendar; years go from 0001 to 9999"),
        *((text, "is not of the form 2024-05-17, 2024-05 or 2024; a time is written "
           "2024-05-17T08:30")
          for text in ("", "soon", "13.13.2024", "９９９９", "2024-05-17T", "99999999",
                       "9999-12-31T24:00", "32.13.24", "2024-05-17\n08", "Foo 2024")),
    ],
)  # fmt: skip
def test_what_is_no_date_is_told_with_its_repair(text, expected):
    assert date_problem(text) == f"date {text!r} {expected}"
    with pytest.raises(ValueError) as error:  # noqa: PT011 - pinned below
        day_of_date(text, infusion="2024-03-01")
    assert str(error.value) == f"date {text!r} {expected}"


@given(
    st.dates(),
    st.sampled_from(["%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%Y/%m/%d", "%Y%m%d", "%d %b %Y"]),
)
def test_what_is_proposed_can_be_written(day, form):
    text = day.strftime(form)
    problem = date_problem(f"{day.year:04}".join(text.rsplit(str(day.year), 1)))
    proposed = problem.partition("write ")[2].split(" or ")

    assert str(day) in proposed
    assert [date_problem(p) for p in proposed] == [None] * len(proposed)


@given(st.text(max_size=30) | st.from_regex(r"[-0-9./:T APMZ+]{1,25}"))
def test_every_proposal_is_a_date(text):
    problem = date_problem(text)
    proposed = re.findall(r"(?:write|or) ([0-9][-0-9T:+Z]+)$", problem or "")

    assert [date_problem(p) for p in proposed] == [None] * len(proposed)


@pytest.mark.parametrize(
    "text", [" " * 100_000, "1" * 100_000, "T" * 100_000, "1 " * 50_000]
)
def test_a_long_text_takes_no_time(text):
    start = time.perf_counter()
    problem = date_problem(text)

    assert time.perf_counter() - start < 1
    assert len(problem) < 200
