"""The record: what is known about the patients of a study."""

from cartwin.study.check import check_study
from cartwin.study.columns import Col, Column, Kind, Table
from cartwin.study.folder import read_study, write_study
from cartwin.study.observations import read_observations
from cartwin.study.protocol import Arm, Deviation, Protocol
from cartwin.study.regimen import DRUGS, Condition, Dose, Drug, Regimen, parse_regimen
from cartwin.study.schema import SCHEMA, empty_table
from cartwin.study.shipped import open_study, published_studies
from cartwin.study.study import Origin, Study
from cartwin.study.time import date_of_day, day_of_date, from_cdisc_day, to_cdisc_day


__all__ = [
    "DRUGS",
    "SCHEMA",
    "Arm",
    "Col",
    "Column",
    "Condition",
    "Deviation",
    "Dose",
    "Drug",
    "Kind",
    "Origin",
    "Protocol",
    "Regimen",
    "Study",
    "Table",
    "check_study",
    "date_of_day",
    "day_of_date",
    "empty_table",
    "from_cdisc_day",
    "open_study",
    "parse_regimen",
    "published_studies",
    "read_observations",
    "read_study",
    "to_cdisc_day",
    "write_study",
]
