"""What a column of the record is: its name, kind, unit, meaning and allowed values."""

from dataclasses import dataclass
from enum import StrEnum

import polars as pl


__all__ = ["Col", "Column", "Kind", "Table"]


class Kind(StrEnum):
    """What a column holds, and how it is stored."""

    TEXT = "text"
    NUMBER = "number"
    COUNT = "count"
    FLAG = "flag"
    DATE = "date"  # ISO 8601: 2024, 2024-05, 2024-05-17, 2024-05-17T08:30

    @property
    def dtype(self) -> type[pl.DataType]:
        """Polars type of the column."""
        return {
            Kind.TEXT: pl.String,
            Kind.NUMBER: pl.Float64,
            Kind.COUNT: pl.Int64,
            Kind.FLAG: pl.Boolean,
            Kind.DATE: pl.String,
        }[self]


class Col(StrEnum):
    """Names of columns, one constant each."""

    PATIENT = "patient"
    COHORT = "cohort"
    SITE = "site"
    ARM = "arm"
    SEX = "sex"
    BIRTH = "birth"
    AGE = "age"
    WEIGHT = "weight"
    HEIGHT = "height"
    DIAGNOSIS = "diagnosis"
    DISEASE_DURATION = "disease_duration"
    PRIOR_THERAPIES = "prior_therapies"
    DEVELOPMENTAL_DELAY = "developmental_delay"
    FOLLOW_UP = "follow_up"
    STATUS = "status"
    DAY = "day"
    DATE = "date"
    DRUG = "drug"
    AMOUNT = "amount"
    TOTAL = "total"
    UNIT = "unit"
    ROUTE = "route"
    DURATION = "duration"
    PURPOSE = "purpose"
    NOTE = "note"
    ANALYTE = "analyte"
    VALUE = "value"
    CENSORING = "censoring"
    LOWER_NORMAL = "lower_normal"
    UPPER_NORMAL = "upper_normal"
    METHOD = "method"
    VALUE_ENTERED = "value_entered"
    UNIT_ENTERED = "unit_entered"
    TERM = "term"
    GRADE = "grade"
    SCALE = "scale"
    VERSION = "version"
    END_DAY = "end_day"
    END_DATE = "end_date"
    SERIOUS = "serious"
    INSTRUMENT = "instrument"
    ITEM = "item"
    TEXT = "text"
    MILESTONE = "milestone"
    CLAIM = "claim"
    GROUP = "group"
    QUANTITY = "quantity"
    STATISTIC = "statistic"
    INTERVAL = "interval"
    LOW = "low"
    HIGH = "high"
    SPREAD = "spread"
    N = "n"
    DENOMINATOR = "denominator"
    ROLE = "role"
    CALIBRATION = "calibration"
    WORDING = "wording"
    SOURCE = "source"
    CERTAINTY = "certainty"
    OVERLAPS_WITH = "overlaps_with"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of one table.

    Attributes
    ----------
    name, kind, meaning
        As declared; `meaning` is one sentence for the documentation.
    unit
        UCUM, or empty where there is none.
    required
        An empty cell is an error.
    allowed
        The only values accepted, if not empty.
    """

    name: Col
    kind: Kind
    meaning: str
    unit: str = ""
    required: bool = False
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of the record.

    Attributes
    ----------
    key
        Columns that identify a row.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[Col, ...]

    def __getitem__(self, name: str) -> Column:
        """Return the column called `name`."""
        return next(c for c in self.columns if c.name == name)

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns in which no cell may be empty."""
        return tuple(str(c.name) for c in self.columns if c.required)

    @property
    def dtypes(self) -> dict[str, type[pl.DataType]]:
        """Column name -> Polars type, in the order of the file."""
        return {str(c.name): c.kind.dtype for c in self.columns}
