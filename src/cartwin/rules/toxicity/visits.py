"""Findings of one visit beside the laboratory values of the last days."""

from collections.abc import Mapping

import polars as pl

from cartwin.rules.anchors import up_to_start
from cartwin.study import Col, Study


__all__ = ["baseline_values", "with_latest"]

_KEY = [Col.PATIENT, Col.DAY]


def with_latest(
    visits: pl.DataFrame, study: Study, analytes: Mapping[str, str], within: float
) -> pl.DataFrame:
    """Return the visits with the latest value of each analyte up to that day.

    Parameters
    ----------
    visits
        patient and day, one row each.
    analytes
        Name of a new column -> code of the analyte. Beside it come its limits of normal,
        as `<name>_lln` and `<name>_uln`.
    within
        Days before the visit from which a value still counts.
    """
    seen = "seen"
    codes = pl.col(Col.ANALYTE).is_in(list(analytes.values()))
    chosen = study.observations.filter(codes).rename({Col.DAY: seen})
    age = pl.col(Col.DAY).floor() - pl.col(seen).floor()
    recent = (
        visits.select(_KEY)
        .join(chosen, on=Col.PATIENT)
        .filter((age >= 0) & (age <= within))
        .sort(*_KEY, seen)
    )
    latest = recent.group_by(_KEY).agg(
        column for name, code in analytes.items() for column in _last(name, code)
    )
    return visits.join(latest, on=_KEY, how="left", maintain_order="left")


def _last(name: str, code: str) -> tuple[pl.Expr, ...]:
    theirs = pl.col(Col.ANALYTE) == code
    names = {
        Col.VALUE: name,
        Col.LOWER_NORMAL: f"{name}_lln",
        Col.UPPER_NORMAL: f"{name}_uln",
    }
    return tuple(pl.col(c).filter(theirs).last().alias(n) for c, n in names.items())


def baseline_values(
    study: Study, analytes: Mapping[str, str], *, patients: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Return patient and the last value of each analyte before the therapy started.

    Parameters
    ----------
    analytes
        Name of a new column -> code of the analyte.
    patients
        Frame that names the patients of interest; default: all with such a value.
    """
    codes = pl.col(Col.ANALYTE).is_in(list(analytes.values()))
    rows = study.observations.filter(codes)
    if patients is not None:
        rows = rows.join(patients.select(Col.PATIENT), on=Col.PATIENT, how="semi")
    return (
        up_to_start(rows, study)
        .sort(Col.DAY)
        .group_by(Col.PATIENT)
        .agg(
            pl.col(Col.VALUE).filter(pl.col(Col.ANALYTE) == code).last().alias(name)
            for name, code in analytes.items()
        )
    )
