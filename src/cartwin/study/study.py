"""A study: what is known about its patients, wherever it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

import polars as pl

from cartwin.errors import DataError, did_you_mean
from cartwin.study.columns import Col
from cartwin.study.protocol import Protocol
from cartwin.study.schema import SCHEMA, empty_table


__all__ = ["Origin", "Study"]


class Origin(StrEnum):
    """Where the patients of a study came from; printed, never branched on."""

    REAL = "real"
    PUBLISHED = "published"
    VIRTUAL = "virtual"


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class Study:
    """The record of one study.

    Attributes
    ----------
    name
        Short name, also that of its folder.
    title
        One line for people.
    origin
        `real` (patient-level data of a site), `published` (what a publication states) or
        `virtual` (simulated).
    disease
        Code of the disease, e.g. `itp`.
    protocol
        What was planned; None if the study has none.
    provenance
        Facts about how the record was made (citation, seed, versions), text to text.
    tables
        Table name -> frame with exactly the columns of `SCHEMA`.
    """

    name: str
    title: str
    origin: Origin
    disease: str
    protocol: Protocol | None = None
    provenance: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, pl.DataFrame] = field(default_factory=dict)

    def __post_init__(self) -> None:
        complete = {name: self._conformed(name) for name in SCHEMA}
        unknown = [t for t in self.tables if t not in SCHEMA]
        if unknown:
            problems = [f"unknown table {t!r} ({did_you_mean(t, SCHEMA)})" for t in unknown]
            raise DataError(self.name, problems)
        object.__setattr__(self, "tables", MappingProxyType(complete))
        object.__setattr__(self, "provenance", MappingProxyType(dict(self.provenance)))

    def _conformed(self, name: str) -> pl.DataFrame:
        frame = self.tables.get(name)
        if frame is None:
            return empty_table(name)
        dtypes = SCHEMA[name].dtypes
        unknown = [c for c in frame.columns if c not in dtypes]
        if unknown:
            problems = [
                f"table {name}: unknown column {c!r} ({did_you_mean(c, dtypes)})"
                for c in unknown
            ]
            raise DataError(self.name, problems)
        missing = [pl.lit(None).alias(c) for c in dtypes if c not in frame.columns]
        try:
            return frame.with_columns(missing).select(
                pl.col(c).cast(t) for c, t in dtypes.items()
            )
        except pl.exceptions.PolarsError as error:
            reason = str(error).partition("\n")[0]
            raise DataError(self.name, [f"table {name}: {reason}"]) from None

    @property
    def patients(self) -> pl.DataFrame:
        """Who is in the study."""
        return self.tables["patients"]

    @property
    def treatments(self) -> pl.DataFrame:
        """What was given."""
        return self.tables["treatments"]

    @property
    def observations(self) -> pl.DataFrame:
        """Laboratory values and vital signs."""
        return self.tables["observations"]

    @property
    def adverse_events(self) -> pl.DataFrame:
        """Adverse events as recorded by the site."""
        return self.tables["adverse_events"]

    @property
    def assessments(self) -> pl.DataFrame:
        """Items assessed by a person at a visit."""
        return self.tables["assessments"]

    @property
    def milestones(self) -> pl.DataFrame:
        """Dated steps of the therapy."""
        return self.tables["milestones"]

    @property
    def reported(self) -> pl.DataFrame:
        """What publications state about the study."""
        return self.tables["reported"]

    def values(self, analyte: str) -> pl.DataFrame:
        """Return the observations of one analyte, by patient and day."""
        chosen = self.observations.filter(pl.col(Col.ANALYTE) == analyte)
        return chosen.sort(Col.PATIENT, Col.DAY)

    def with_tables(self, **tables: pl.DataFrame) -> "Study":
        """Return the same study with some tables replaced."""
        return replace(self, tables={**self.tables, **tables})

    def __repr__(self) -> str:
        rows = ", ".join(f"{len(t)} {n}" for n, t in self.tables.items() if len(t))
        return f"Study({self.name!r}, {self.origin}, {rows or 'empty'})"
