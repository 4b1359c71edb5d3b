"""Variants side by side: a panel each, the reference's median behind every one."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from cartwin.report.courses import Band, course, of_arm, with_sledai
from cartwin.report.drawing import WIDTH, Drawing, axes_at, draw
from cartwin.report.lanes import Lane, lanes_of
from cartwin.report.marks import (
    color,
    mark_margin,
    mark_text,
    set_linear,
    set_log,
    set_time,
)
from cartwin.report.style import TimeAxis
from cartwin.report.wording import join_words, number, share, spaced
from cartwin.study import Study
from cartwin.trial import SideBySide
from cartwin.twin import Variant


if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


__all__ = ["VariantsFigure", "draw_variants"]

TITLE, FIRST, OTHER, GAP, FOOT = 72.0, 112.0, 52.0, 21.0, 42.0
LEFT, COLUMN, TOP = 52.0, 24.0, 30.0
KEY = 22.0
KNOTS = ((-8.0, 35.0), (0.0, 0.36))  # the first five weeks get 36 % of the width
TICKS = (0.0, 14.0, 28.0, 90.0, 180.0, 270.0, 365.0, 545.0, 730.0)
CLOSEST = 0.115  # ticks, as a share of the width of a panel
LAST_FIRST = ("CARCOPY", "BCELL")  # the disease's own analytes come before these
PREPARATION = frozenset({"fludarabine", "cyclophosphamide"})


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantsFigure:
    """Panels in rows, and what they are painted from.

    Attributes
    ----------
    lanes
        Analytes, from above.
    bands
        Arm -> quantiles of each lane.
    titles
        Arm -> what the variant is called.
    said
        Arm -> one line: its main outcome, beside the reference.
    given
        Drug -> days, after the preparation.
    """

    lanes: tuple[Lane, ...]
    bands: Mapping[str, tuple[Band, ...]]
    titles: Mapping[str, str]
    said: Mapping[str, str]
    given: Mapping[str, tuple[float, ...]]

    @property
    def across(self) -> int:
        """Panels in a row."""
        n = len(self.bands)
        return n if n <= 3 else 2 if n == 4 else 3

    @property
    def panel(self) -> float:
        """Height of a panel."""
        lanes = FIRST + (len(self.lanes) - 1) * (OTHER + GAP)
        return TITLE + lanes + FOOT

    @property
    def height(self) -> float:
        """Height of the figure."""
        return TOP + math.ceil(len(self.bands) / self.across) * self.panel

    def axis(self) -> TimeAxis:
        """Return the time axis that all panels share."""
        last = max(float(b.days[-1]) for some in self.bands.values() for b in some)
        ticks = [t for t in TICKS if t <= last]
        return TimeAxis.stretched(KNOTS, last, ticks, apart=CLOSEST)

    def paint(self, figure: "Figure") -> None:
        """Draw all panels."""
        h, axis = self.height, self.axis()
        _paint_key(axes_at(figure, (0.0, h - KEY, WIDTH, KEY), h))
        for place, arm in enumerate(self.bands):
            row, column = divmod(place, self.across)
            bottom = h - TOP - row * self.panel - TITLE
            for i, lane in enumerate(self.lanes):
                tall = OTHER if i else FIRST
                bottom -= tall + (GAP if i else 0)
                wide = (WIDTH - LEFT - COLUMN * self.across) / self.across
                left = LEFT + column * (wide + COLUMN)
                ax = axes_at(figure, (left, bottom, wide, tall), h)
                _paint_lane(ax, axis, lane, self._bands_of(arm, i))
                _paint_given(ax, self.given)
                is_last = i == len(self.lanes) - 1
                ax.tick_params(labelleft=column == 0, labelbottom=is_last)
                if not i:
                    _paint_title(ax, arm, self.titles[arm], self.said.get(arm, ""))
                if is_last and not column:
                    mark_margin(
                        ax, (0, 0), "day", shift=(-8, -11), align=("right", "center")
                    )

    def _bands_of(self, arm: str, lane: int) -> tuple[Band, Band | None]:
        """Return the band of a lane, and that of the reference unless this is it."""
        first = next(iter(self.bands))
        reference = None if arm == first else self.bands[first][lane]
        return self.bands[arm][lane], reference


def draw_variants(
    found: SideBySide, variants: Sequence[Variant]
) -> tuple[Drawing, VariantsFigure]:
    """Return the figure as part of a page, and what paints it elsewhere."""
    shown = _shown(found, variants)
    drawing = Drawing(
        name="variants",
        title="Courses under each variant",
        caption=_caption(found, shown),
        alt=" ".join(f"{arm}: {shown.said.get(arm, '')}." for arm in shown.bands),
        svg=draw("variants", shown.height, shown.paint),
    )
    return drawing, shown


def _shown(found: SideBySide, variants: Sequence[Variant]) -> VariantsFigure:
    study = with_sledai(found.study)
    lanes = sorted(lanes_of(study.disease), key=lambda x: x.analyte in LAST_FIRST)
    parts = {arm: of_arm(study, arm) for arm in found.arms}
    bands = {a: tuple(course(p, x.analyte) for x in lanes) for a, p in parts.items()}
    seen = [i for i in range(len(lanes)) if all(len(b[i].days) for b in bands.values())]
    return VariantsFigure(
        lanes=tuple(lanes[i] for i in seen),
        bands={arm: tuple(some[i] for i in seen) for arm, some in bands.items()},
        titles={v.name: v.title for v in variants},
        said=_said(found),
        given=_given(study),
    )


def _said(found: SideBySide) -> dict[str, str]:
    """Return the first outcome of every arm in words."""
    first = found.outcomes.filter(pl.col("outcome") == found.outcomes["outcome"][0])
    said = {}
    for row in first.iter_rows(named=True):
        if row["unit"]:
            said[row["variant"]] = f"{number(row['estimate'])} {row['unit']}"
        else:
            said[row["variant"]] = share(row["estimate"])
    what = first["wording"][0].partition(",")[0]
    return {arm: f"{what}: {words}" for arm, words in said.items()}


def _given(study: Study) -> dict[str, tuple[float, ...]]:
    """Return what was given to anybody as planned, after the preparation."""
    doses = (
        [d for arm in study.protocol.arms for d in arm.regimen] if study.protocol else []
    )
    return {d.drug: d.days for d in doses if not (d.is_reactive or d.drug in PREPARATION)}


def _caption(found: SideBySide, shown: VariantsFigure) -> str:
    n = len(found.study.patients) // len(found.arms)
    given = [
        f"{drug.replace('car_t', 'CAR-T')} from day {number(min(days))}"
        for drug, days in shown.given.items()
    ]
    return (
        f"Virtual: the same {spaced(str(n))} patients in every panel, with the same random "
        "numbers and reading errors. Line: median; band: the middle 90 % of patients. "
        f"Dashed: the median of the reference; where it is hidden, both are the same. "
        "Readings below the limit of an assay have no height: line and band stop there. "
        f"Green lines: {join_words(given)}. The first five weeks are stretched, up to the "
        "dotted seam. Units: "
        + "; ".join(f"{x.title}, {x.unit}" for x in shown.lanes)
        + "."
    )


def _paint_key(ax: "Axes") -> None:
    ax.set(xlim=(0, WIDTH), ylim=(0, KEY))
    ax.set_axis_off()
    y = KEY / 2
    ax.fill_between([LEFT, LEFT + 26], y - 5, y + 5, color=color("virtual-90"), lw=0)
    ax.plot([LEFT, LEFT + 26], [y, y], color=color("virtual"), lw=2)
    mark_text(ax, (LEFT + 34, y), "median and 90 % of virtual patients", ink="ink-2")
    at = LEFT + 300
    ax.plot([at, at + 26], [y, y], color=color("ink-2"), lw=1.3, ls=(0, (3, 2)))
    mark_text(ax, (at + 34, y), "median of the reference", ink="ink-2")
    at += 210
    ax.plot([at, at], [y - 7, y + 7], color=color("treat"), lw=1.3)
    mark_text(ax, (at + 8, y), "first dose of a drug", ink="ink-2")


def _paint_title(ax: "Axes", arm: str, title: str, said: str) -> None:
    above = ("left", "bottom")
    mark_margin(ax, (0, 1), arm, shift=(0, 53), align=above, ink="ink", bold=True)
    mark_margin(ax, (0, 1), title, shift=(0, 37), align=above, size=11)
    mark_margin(ax, (0, 1), said, shift=(0, 21), align=above, ink="virtual", size=11)


def _paint_lane(
    ax: "Axes", axis: TimeAxis, lane: Lane, bands: tuple[Band, Band | None]
) -> None:
    band, reference = bands
    limit = max(b.limit for b in bands if b is not None)
    set_time(ax, axis)
    if lane.is_log:
        set_log(ax, *lane.span, [t for t in lane.ticks if t >= limit][-4:])
    else:
        set_linear(ax, *lane.span, lane.ticks)
    floor = max(lane.span[0], limit) if lane.is_log else lane.span[0]
    low, middle, high = (band.quantiles[i] for i in (0, 2, 4))
    seen = np.isfinite(high) & (high > floor)
    low, high = (np.where(seen, np.maximum(x, floor), np.nan) for x in (low, high))
    ax.fill_between(band.days, low, high, color=color("virtual-90"), lw=0, zorder=1)
    if reference is not None:
        usual = _line(reference.quantiles[2], floor)
        ax.plot(
            reference.days, usual, color=color("ink-2"), lw=1.4, ls=(0, (3, 2)), zorder=1.9
        )
    ax.plot(band.days, _line(middle, floor), color=color("virtual"), lw=2, zorder=2)
    for value, _ in lane.thresholds:
        ax.axhline(value, color=color("rule-strong"), lw=0.8, ls=(0, (4, 3)), zorder=0.9)
    above = ("left", "bottom")
    mark_margin(ax, (0, 1), lane.title, shift=(0, 4), align=above, ink="ink-3", size=10.5)


def _line(values: np.ndarray, floor: float) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        return np.where(np.isfinite(values) & (values >= floor), values, np.nan)


def _paint_given(ax: "Axes", given: Mapping[str, tuple[float, ...]]) -> None:
    for day in sorted({min(days) for days in given.values()}):
        ax.axvline(day, color=color("treat"), lw=1.0, zorder=0.8)
