"""Time: day 0 is the CAR-T infusion; dates stay as entered, also partial ones.

A day is a number that may have a fraction (the time of day). The study day of CDISC has
no zero, the infusion is its day 1; it is made for exports and nowhere else.
"""

from cartwin.study.time.cdisc import from_cdisc_day, to_cdisc_day
from cartwin.study.time.columns import (
    bounds_of_dates,
    date_problems,
    days_of_dates,
    zone_problems,
)
from cartwin.study.time.days import date_of_day, day_bounds, day_of_date
from cartwin.study.time.entered import Precision, bounds, date_problem, precision
from cartwin.study.time.infusions import (
    INFUSION_DATE,
    infusion_dates,
    with_infusion_date,
)
from cartwin.study.time.of_study import DayCol, day_bounds_of, days_since_infusion
from cartwin.study.time.ranges import day_ranges
from cartwin.study.time.zones import zone_problem


__all__ = [
    "INFUSION_DATE",
    "DayCol",
    "Precision",
    "bounds",
    "bounds_of_dates",
    "date_of_day",
    "date_problem",
    "date_problems",
    "day_bounds",
    "day_bounds_of",
    "day_of_date",
    "day_ranges",
    "days_of_dates",
    "days_since_infusion",
    "from_cdisc_day",
    "infusion_dates",
    "precision",
    "to_cdisc_day",
    "with_infusion_date",
    "zone_problem",
    "zone_problems",
]
