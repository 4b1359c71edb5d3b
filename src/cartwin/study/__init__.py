"""The record: what is known about the patients of a study."""

from cartwin.study.check import check_study
from cartwin.study.columns import Col, Column, Kind, Table
from cartwin.study.diseases import DISEASES, Disease
from cartwin.study.folder import read_study, write_study
from cartwin.study.observations import read_observations
from cartwin.study.overview import Need, Overview, Question, look_over, questions_of
from cartwin.study.protocol import Arm, Deviation, Protocol
from cartwin.study.regimen import DRUGS, Condition, Dose, Drug, Regimen, parse_regimen
from cartwin.study.schema import SCHEMA, empty_table
from cartwin.study.shipped import open_study, published_studies
from cartwin.study.starter import new_study
from cartwin.study.study import Origin, Study
from cartwin.study.time import (
    DayCol,
    Precision,
    bounds,
    bounds_of_dates,
    date_of_day,
    date_problem,
    date_problems,
    day_bounds,
    day_bounds_of,
    day_of_date,
    day_ranges,
    days_of_dates,
    days_since_infusion,
    from_cdisc_day,
    precision,
    to_cdisc_day,
    zone_problem,
    zone_problems,
)


__all__ = [
    "DISEASES",
    "DRUGS",
    "SCHEMA",
    "Arm",
    "Col",
    "Column",
    "Condition",
    "DayCol",
    "Deviation",
    "Disease",
    "Dose",
    "Drug",
    "Kind",
    "Need",
    "Origin",
    "Overview",
    "Precision",
    "Protocol",
    "Question",
    "Regimen",
    "Study",
    "Table",
    "bounds",
    "bounds_of_dates",
    "check_study",
    "date_of_day",
    "date_problem",
    "date_problems",
    "day_bounds",
    "day_bounds_of",
    "day_of_date",
    "day_ranges",
    "days_of_dates",
    "days_since_infusion",
    "empty_table",
    "from_cdisc_day",
    "look_over",
    "new_study",
    "open_study",
    "parse_regimen",
    "precision",
    "published_studies",
    "questions_of",
    "read_observations",
    "read_study",
    "to_cdisc_day",
    "write_study",
    "zone_problem",
    "zone_problems",
]
