"""One lane of the figure of the courses: bands, readings, reported numbers, a strip."""

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from cartwin.report.claims import claim_day
from cartwin.report.course_shown import Shown
from cartwin.report.courses import Band
from cartwin.report.lanes import DATED_CLAIMS
from cartwin.report.marks import (
    color,
    mark_band,
    mark_margin,
    mark_number,
    mark_text,
    mark_threshold,
    set_linear,
    set_log,
    set_time,
)
from cartwin.report.style import MARKS, TimeAxis
from cartwin.report.wording import number, share, spaced, tidy
from cartwin.study import Col, Study
from cartwin.trial import ClaimResult, Evaluation


if TYPE_CHECKING:
    from matplotlib.axes import Axes


__all__ = [
    "GUTTER",
    "mark_gutter",
    "paint_dated",
    "paint_lane",
    "paint_readings",
    "paint_strip",
]

GUTTER = 158.0  # left of the lanes


def paint_lane(ax: "Axes", axis: TimeAxis, item: Shown, *, is_first: bool) -> None:
    """Paint bands, thresholds and names; the first lane says what the bands are."""
    lane = item.lane
    set_time(ax, axis, labels=False)
    ax.set_xticks(axis.ticks, [])
    if lane.is_log:
        set_log(ax, *lane.span, [t for t in lane.ticks if t > item.limit])
    else:
        set_linear(ax, *lane.span, lane.ticks)
    ax.axvline(0, color=color("treat"), lw=1.2, zorder=0.8)
    ax.spines["bottom"].set_visible(not item.has_limit)
    for part in item.parts:
        mark_band(ax, part, floor=item.floor)
    for value, words in lane.thresholds:
        mark_threshold(ax, value, words, at=axis.days[-1])
    mark_gutter(ax, 1.0, lane.title, bold=True, shift=-8)
    mark_gutter(ax, 1.0, lane.unit, shift=-24)
    if is_first:
        _label_bands(ax, item.band)
    if item.cut is not None:
        _label_cut(ax, item, item.cut)


def _label_bands(ax: "Axes", band: Band) -> None:
    """Name the bands once, where they are wide."""
    named = ((0, 1, "90 %"), (1, 2, "50 %"), (2, 2, "median"))
    visits = np.flatnonzero((band.days >= 120) & (band.days <= 240))
    if not len(visits):
        return
    visit = visits[len(visits) // 2]
    for upper, lower, words in named:
        edges = band.quantiles[[lower, upper], visit]
        if np.isfinite(edges).all() and (edges > 0).all():
            at = (band.days[visit], float(np.sqrt(edges.prod())))
            shift = (0, 9) if words == "median" else (0, 0)
            mark_text(ax, at, words, shift=shift, align=("center", "center"), halo=False)


def _label_cut(ax: "Axes", item: Shown, cut: float) -> None:
    """Say whom the band after the first rescue describes."""
    ax.axvline(cut, color=color("treat"), lw=1.2, ls=(0, (2, 2)), zorder=0.8)
    at = (cut, item.lane.span[0])
    words = f"patients rescued\n(n = {spaced(str(item.rescued))})"
    mark_text(ax, at, words, shift=(6, 20), ink="virtual", align=("left", "center"))


def paint_readings(ax: "Axes", item: Shown, study: Study) -> None:
    """Mark the readings of the study, as far back as the axis reaches."""
    first = ax.get_xlim()[0]
    readings = study.values(item.lane.analyte).filter(pl.col(Col.DAY) >= first)
    for row in readings.iter_rows(named=True):
        day, value, censoring = row[Col.DAY], row[Col.VALUE], row[Col.CENSORING]
        mark_number(ax, day, value, censoring=censoring, mark=MARKS[study.origin])
        if len(readings) <= 12:
            sign = {"below": "< ", "above": "> "}.get(censoring, "")
            words = f"{sign}{number(value)}"
            _label_number(ax, day, value, words)


def paint_dated(ax: "Axes", item: Shown, evaluation: Evaluation) -> None:
    """Mark reported numbers that are no readings but have a day."""
    for result in evaluation.comparison.outcomes:
        place = DATED_CLAIMS.get(result.quantity)
        if place is None or place.analyte != item.lane.analyte:
            continue
        day = _day(result, evaluation.study)
        height = result.observed if place.height is None else place.height
        if day is not None and height is not None:
            mark_number(ax, day, height)
            known = ", recalled" if result.is_recalled else ""
            words = f"{place.words} {tidy(result.reported)}{known}"
            _label_number(ax, day, height, words)


def _day(result: ClaimResult, study: Study) -> float | None:
    """Return the day that a claim reports, or on which it was observed."""
    if result.measure is not None and result.measure.unit == "d":
        return result.observed
    return claim_day(study, result.claim)


def _label_number(ax: "Axes", day: float, value: float, words: str) -> None:
    mark_text(ax, (day, value), words, shift=(10, 0), ink="published", bold=True)


def paint_strip(ax: "Axes", axis: TimeAxis, item: Shown) -> None:
    """Paint the share of readings below the limit; they have no place on the lane."""
    set_time(ax, axis, labels=False)
    ax.set_facecolor(color("below"))
    ax.grid(visible=False)
    ax.set_ylim(0, 1)
    ax.set_yticks([])
    for part in item.parts:
        ax.fill_between(part.days, 0, part.below, color=color("virtual-50"), lw=0, alpha=1)
    ax.axhline(1, color=color("rule-strong"), lw=1.2, ls=(0, (4, 3)))
    last = (axis.days[-1], 0.5)
    words = f"{share(item.last.below[-1])} of {item.last.n[-1]}"
    mark_text(ax, last, words, shift=(-4, 0), align=("right", "center"), halo=False)
    words = f"below {number(item.limit)}"
    mark_margin(ax, (0, 0.5), words, shift=(-8, 0), align=("right", "center"))


def mark_gutter(
    ax: "Axes", height: float, words: str, *, bold: bool = False, shift: float = 0.0
) -> None:
    """Write words in the gutter; `height` is a fraction of the axes."""
    at, ink, size = (-GUTTER + 2, shift), "ink" if bold else "ink-2", 12 if bold else 11.5
    mark_margin(ax, (0, height), words, shift=at, ink=ink, size=size, bold=bold)
