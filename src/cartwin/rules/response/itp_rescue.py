"""When a rescue acts on platelet counts, and when another therapy of ITP takes over."""

from collections.abc import Mapping

import polars as pl

from cartwin.rules.criterion import load_criterion
from cartwin.study import Col, Study


__all__ = ["rescue_lengths", "rescue_windows", "takeovers"]


def rescue_lengths(
    study: Study, windows: Mapping[str, float] | None = None
) -> dict[str, float]:
    """Return drug -> days after a dose in which counts are left out.

    `windows` go before those of the protocol, and these before our defaults.
    """
    planned = {} if study.protocol is None else study.protocol.rescue_windows
    lengths = {**load_criterion("rescue-windows")["windows"], **planned, **(windows or {})}
    return {drug: float(days) for drug, days in lengths.items()}


def rescue_windows(study: Study, lengths: Mapping[str, float]) -> pl.DataFrame:
    """Return patient, first and last day of the effect of each rescue."""
    rules = load_criterion("rescue-windows")
    drug, day = pl.col(Col.DRUG), pl.col(Col.DAY)
    opens = drug.is_in(rules["transient"]) | pl.col(Col.PURPOSE).is_in(rules["purposes"])
    given = study.treatments.filter(opens & drug.is_in(list(lengths)) & day.is_not_null())
    length = drug.replace_strict(lengths, return_dtype=pl.Float64)
    return given.select(Col.PATIENT, day.alias("first"), (day + length).alias("last"))


def takeovers(study: Study) -> pl.DataFrame:
    """Return patient and `end`, the day from which a new therapy for ITP takes over."""
    rules = load_criterion("rescue-windows")
    censors = pl.col(Col.PURPOSE).is_in(rules["censoring"])
    transient = pl.col(Col.DRUG).is_in(rules["transient"])
    new = study.treatments.filter(censors & ~transient & (pl.col(Col.DAY) >= 0))
    return new.group_by(Col.PATIENT).agg(pl.col(Col.DAY).min().alias("end"))
