"""The data of a spaghetti plot: one line per patient, and what lies behind it."""

from dataclasses import dataclass

import polars as pl

from cartwin.rules.response.itp_rescue import rescue_lengths, rescue_windows, takeovers
from cartwin.rules.statistics.columns import StatCol
from cartwin.study import Col, Study


__all__ = ["Spaghetti", "spaghetti"]

_DAY = pl.col(Col.DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spaghetti:
    """What a spaghetti plot shows.

    Attributes
    ----------
    points
        patient, day, value, censoring, in_rescue_window, after_new_therapy (draw dotted).
    windows
        patient, start, end: the days under a rescue, to be shaded.
    """

    points: pl.DataFrame
    windows: pl.DataFrame


def spaghetti(study: Study, analyte: str = "PLAT") -> Spaghetti:
    """Return the course of one analyte in every patient."""
    names = {"first": StatCol.START, "last": StatCol.END}
    windows = rescue_windows(study, rescue_lengths(study)).rename(names)
    windows = windows.sort(Col.PATIENT, StatCol.START, StatCol.END)
    points = study.values(analyte).filter(_DAY.is_not_null())
    points = points.select(Col.PATIENT, Col.DAY, Col.VALUE, Col.CENSORING)
    inside = points.join(windows, on=Col.PATIENT).filter(
        _DAY.is_between(StatCol.START, StatCol.END)
    )
    covered = inside.select(
        Col.PATIENT, Col.DAY, pl.lit(value=True).alias(StatCol.IN_RESCUE_WINDOW)
    ).unique()
    flagged = points.join(covered, on=[Col.PATIENT, Col.DAY], how="left").join(
        takeovers(study), on=Col.PATIENT, how="left"
    )
    taken_over = (pl.col("end") <= _DAY).fill_null(value=False)
    return Spaghetti(
        points=flagged.select(
            *(Col.PATIENT, Col.DAY, Col.VALUE, Col.CENSORING),
            pl.col(StatCol.IN_RESCUE_WINDOW).fill_null(value=False),
            taken_over.alias(StatCol.AFTER_NEW_THERAPY),
        ).sort(Col.PATIENT, Col.DAY),
        windows=windows,
    )
