"""What a panel of the scenarios shows: a band of adults, the typical patient."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.report.courses import course, with_scores, with_sledai
from cartwin.report.scenario_rows import BLEEDS, TIS, Row
from cartwin.report.scenario_strip import first_days
from cartwin.rules import response
from cartwin.study import Col, Study
from cartwin.twin import Staged


__all__ = ["Panel", "panel_of", "with_every_score"]

Array = npt.NDArray[np.float64]
DENSE, STEP = 42.0, 7.0  # days: every visit so long, weekly ones after


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One readout in one scenario.

    Attributes
    ----------
    days
        Of the band (visit).
    quantiles
        At 5, 25, 75 and 95 % of the adults (quantile, visit), those below the limit of
        the assay at the limit; NaN where nine in ten are below it.
    line_days, line
        The typical patient; of bleeds the mean of the adults. NaN is below the limit.
    below
        The limit, where the typical patient is below it, else NaN.
    """

    days: Array
    quantiles: Array
    line_days: Array
    line: Array
    below: Array


def with_every_score(study: Study) -> Study:
    """Return the study with SLEDAI-2K and improvement scores among its readings."""
    study = with_sledai(study)
    if study.disease != "iim":
        return study
    return with_scores(study, response.tis_visits(study), TIS)


def panel_of(staged: Staged, row: Row) -> Panel:
    """Return what is drawn of one readout in one scenario."""
    if row.analyte == BLEEDS:
        return _bleeds(staged.adults)
    starts = first_days(staged.scenario.regimen)
    band = course(_thinned(staged.adults, starts), row.analyte)
    limited = np.where(np.isneginf(band.quantiles), band.limit or np.nan, band.quantiles)
    above = ~np.isneginf(band.quantiles[-1])
    quantiles = np.where(above, limited, np.nan)[[0, 1, 3, 4]]
    own = _thinned(staged.typical, starts).values(row.analyte).sort(Col.DAY)
    read = own[Col.VALUE].to_numpy().astype(float)
    seen = own[Col.CENSORING].to_numpy() != "below"
    return Panel(
        days=band.days,
        quantiles=quantiles,
        line_days=own[Col.DAY].to_numpy().astype(float),
        line=np.where(seen, read, np.nan),
        below=np.where(seen, np.nan, read),
    )


def _thinned(study: Study, starts: Sequence[float]) -> Study:
    """Return the study with weekly visits once the weeks after a start are over."""
    day = pl.col(Col.DAY)
    kept = (day <= DENSE) | (day % STEP == 0.0)
    for start in starts:
        kept |= day.is_between(start, start + DENSE)
    return study.with_tables(observations=study.observations.filter(kept))


def _bleeds(study: Study) -> Panel:
    """Return how many bleeds the adults have had by each day."""
    days = np.sort(study.observations[Col.DAY].unique().to_numpy())
    days = days[(days <= DENSE) | (days % STEP == 0.0)]
    events = study.adverse_events.filter(pl.col(Col.TERM) == "bleeding")
    counts = np.zeros((study.patients.height, len(days)))
    names = {name: i for i, name in enumerate(study.patients[Col.PATIENT])}
    for name, day in events.select(Col.PATIENT, Col.DAY).iter_rows():
        counts[names[name]] += days >= day
    return Panel(
        days=days,
        quantiles=np.quantile(counts, (0.05, 0.25, 0.75, 0.95), axis=0),
        line_days=days,
        line=counts.mean(axis=0),
        below=np.full(len(days), np.nan),
    )
