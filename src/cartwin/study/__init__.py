"""The record: what is known about the patients of a study."""

from cartwin.study.protocol import Arm, Deviation, Protocol
from cartwin.study.regimen import DRUGS, Condition, Dose, Drug, Regimen, parse_regimen
from cartwin.study.schema import SCHEMA, Col, Column, Kind, Table, empty_table
from cartwin.study.study import Origin, Study


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
    "empty_table",
    "parse_regimen",
]
