"""The data of a spaghetti plot: one line per patient, and what lies behind it."""

from dataclasses import dataclass

import polars as pl

from cartwin.rules.criterion import load_criterion
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
    windows, new = _windows(study), _new_therapies(study)
    points = study.values(analyte).filter(_DAY.is_not_null())
    points = points.select(Col.PATIENT, Col.DAY, Col.VALUE, Col.CENSORING)
    inside = points.join(windows, on=Col.PATIENT).filter(
        _DAY.is_between(StatCol.START, StatCol.END)
    )
    covered = inside.select(
        Col.PATIENT, Col.DAY, pl.lit(value=True).alias(StatCol.IN_RESCUE_WINDOW)
    ).unique()
    flagged = points.join(covered, on=[Col.PATIENT, Col.DAY], how="left").join(
        new, on=Col.PATIENT, how="left"
    )
    started = pl.col(StatCol.START)
    return Spaghetti(
        points=flagged.select(
            *(Col.PATIENT, Col.DAY, Col.VALUE, Col.CENSORING),
            pl.col(StatCol.IN_RESCUE_WINDOW).fill_null(value=False),
            (started <= _DAY).fill_null(value=False).alias(StatCol.AFTER_NEW_THERAPY),
        ).sort(Col.PATIENT, Col.DAY),
        windows=windows,
    )


def _windows(study: Study) -> pl.DataFrame:
    rules = load_criterion("rescue-windows")
    planned = {} if study.protocol is None else study.protocol.rescue_windows
    lengths = {**rules["windows"], **planned}
    drug, purpose = pl.col(Col.DRUG), pl.col(Col.PURPOSE)
    opens = drug.is_in(rules["transient"]) | purpose.is_in(rules["purposes"])
    days = drug.replace_strict(lengths, default=None, return_dtype=pl.Float64)
    return (
        study.treatments.filter(opens & _DAY.is_not_null())
        .select(Col.PATIENT, _DAY.alias(StatCol.START), (_DAY + days).alias(StatCol.END))
        .drop_nulls()
        .sort(Col.PATIENT, StatCol.START, StatCol.END)
    )


def _new_therapies(study: Study) -> pl.DataFrame:
    """First day of a new therapy that takes over, by patient."""
    rules = load_criterion("rescue-windows")
    new = pl.col(Col.PURPOSE).is_in(rules["censoring"]) & (_DAY >= 0)
    lasting = study.treatments.filter(new & ~pl.col(Col.DRUG).is_in(rules["transient"]))
    return lasting.group_by(Col.PATIENT).agg(_DAY.min().alias(StatCol.START))
