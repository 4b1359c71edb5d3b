"""Treatments side by side: dots of virtual patients, diamonds of publications."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cartwin.report.drawing import WIDTH, Drawing, axes_at, draw
from cartwin.report.marks import color, mark_margin, mark_text
from cartwin.report.treatments_panels import CHANGES, RESPONSE, Panel
from cartwin.report.wording import number
from cartwin.trial import (
    UNTREATED,
    Fact,
    Treatment,
    TreatmentComparison,
    treatment_measure,
)


if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


__all__ = ["TreatmentsFigure", "draw_changes", "draw_treatments"]

LEFT, GAP, TOP, HEAD, ROW, FOOT, KEY = 118.0, 17.0, 8.0, 40.0, 42.0, 34.0, 24.0
RIGHT = 10.0
ABOVE, LOWEST = 0.2, 0.42  # of a row: virtual dots above its middle, published ones below
BETWEEN = 0.17  # published numbers lie at most so far apart

PUBLISHED = (
    "Diamonds: publications, with 95 % intervals where they are known; empty ones are "
    "recalled, not read. They are of other patients, by other definitions: see the list "
    "below."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentsFigure:
    """What the dots are painted from.

    Attributes
    ----------
    found
        The comparison.
    shown
        Treatments, from above.
    panels
        From the left.
    """

    found: TreatmentComparison
    shown: tuple[Treatment, ...]
    panels: tuple[Panel, ...]

    @property
    def height(self) -> float:
        """Height of the figure."""
        return TOP + KEY + HEAD + ROW * len(self.shown) + FOOT

    def paint(self, figure: "Figure") -> None:
        """Draw all panels."""
        h = self.height
        _paint_key(axes_at(figure, (0.0, h - TOP - KEY, WIDTH, KEY), h))
        count = len(self.panels)
        wide = (WIDTH - LEFT - RIGHT - GAP * (count - 1)) / count
        for i, panel in enumerate(self.panels):
            left = LEFT + i * (wide + GAP)
            ax = axes_at(figure, (left, FOOT, wide, ROW * len(self.shown)), h)
            _set_panel(ax, panel, len(self.shown))
            if self.panels is CHANGES:
                _mark_before(ax, self.found, panel.measure)
            for place, treatment in enumerate(self.shown):
                y = len(self.shown) - 1.0 - place
                _paint_row(ax, self.found, treatment.name, panel.measure, y)
                if not i:
                    words, last = treatment.title, treatment is self.shown[-1]
                    at = (0.0, (y + 0.5) / len(self.shown))
                    mark_margin(
                        ax, at, words, shift=(-10, 0), align=("right", "center"),
                        ink="ink", bold=last,
                    )  # fmt: skip


def draw_treatments(found: TreatmentComparison) -> tuple[Drawing, TreatmentsFigure]:
    """Return the figure of the response as part of a page, and what paints it elsewhere."""
    shown = TreatmentsFigure(found=found, shown=found.treatments, panels=RESPONSE)
    drawing = Drawing(
        name="treatments",
        title="Response, onset and duration",
        caption=(
            f"Dots: virtual patients, with the interval in which {_cohorts(found)} lie. "
            f"{PUBLISHED} A mark with an arrow at the right edge of the last panel: in "
            "more than half of those who had reached 50 the effect was not lost by the end."
        ),
        alt="; ".join(f"{t.title}: {_said(found, t.name)}" for t in found.treatments),
        svg=draw("treatments", shown.height, shown.paint),
    )
    return drawing, shown


def draw_changes(found: TreatmentComparison) -> tuple[Drawing, TreatmentsFigure]:
    """Return the figure of before and after, as `draw_treatments`."""
    shown = TreatmentsFigure(found=found, shown=found.treatments, panels=CHANGES)
    drawing = Drawing(
        name="changes",
        title="Before and after: counts, bleeding, infections, steroids, immunoglobulin",
        caption=(
            "First row and vertical lines: the same patients without treatment. Dots: with "
            f"it, with the interval in which {_cohorts(found)} lie. {PUBLISHED} Bleeds, "
            "days below 30, steroids and the lowest IgG are of the whole time, also after "
            "the drug."
        ),
        alt="; ".join(f"{t.title}: {_bleeds(found, t.name)}" for t in found.treatments),
        svg=draw("changes", shown.height, shown.paint),
    )
    return drawing, shown


def _cohorts(found: TreatmentComparison) -> str:
    return f"90 % of cohorts of {found.cohort_size}"


def _said(found: TreatmentComparison, name: str) -> str:
    share = found.row(name, "response")["estimate"]
    return f"{100 * share:.0f} % with R or CR"


def _bleeds(found: TreatmentComparison, name: str) -> str:
    return f"{found.row(name, 'bleeds')['estimate']:.1f} bleeds per year"


def _set_panel(ax: "Axes", panel: Panel, rows: int) -> None:
    ax.set_ylim(-0.5, rows - 0.5)
    ax.set_yticks([])
    for side in ("left", "right", "top"):
        ax.spines[side].set_visible(False)
    if panel.log:
        ax.set_xscale("log")
    ax.set_xlim(*panel.ends)
    times = 1.0 if treatment_measure(panel.measure).unit else 100.0
    ax.set_xticks(panel.ticks, [number(times * t) for t in panel.ticks])
    ax.minorticks_off()
    ax.grid(visible=True, axis="x")
    for y in range(rows - 1):
        ax.axhline(y + 0.5, color=color("rule"), lw=0.6, zorder=0.5)
    for shift, words, bold in ((22, panel.title[0], True), (6, panel.title[1], False)):
        mark_margin(
            ax, (0, 1), words, shift=(0, shift), align=("left", "bottom"), size=10.5,
            ink="ink" if bold else "ink-3", bold=bold,
        )  # fmt: skip


def _mark_before(ax: "Axes", found: TreatmentComparison, measure: str) -> None:
    row = found.row(UNTREATED.name, measure)
    if row["n"]:
        ink = color("ink-3")
        ax.axvline(row["estimate"], color=ink, lw=1, ls=(0, (3, 2)), zorder=0.8)


def _paint_row(
    ax: "Axes", found: TreatmentComparison, treatment: str, measure: str, y: float
) -> None:
    row = found.row(treatment, measure)
    facts = found.reported(treatment, measure)
    above = ABOVE if facts else 0.0
    if row["n"]:
        _paint_virtual(ax, row["estimate"], row["low"], row["high"], y + above)
    step = min(BETWEEN, LOWEST / max(len(facts) - 1, 1))
    for place, fact in enumerate(facts):
        _paint_fact(ax, fact, y - 0.03 - step * place)


def _paint_virtual(ax: "Axes", middle: float, low: float, high: float, y: float) -> None:
    ink, (first, edge) = color("virtual"), ax.get_xlim()
    ends = [min(max(x, first), edge) for x in (low, middle, high)]
    if math.isnan(low):
        ends[0] = ends[2] = ends[1]
    ax.plot([ends[0], ends[2]], [y, y], color=ink, lw=2, zorder=2)
    shape = ">" if math.isinf(middle) else "o"
    ax.plot([ends[1]], [y], shape, color=ink, ms=7, mew=0, zorder=3, clip_on=False)


def _paint_fact(ax: "Axes", fact: Fact, y: float) -> None:
    ink = color("published")
    face = color("surface") if fact.certainty == "recalled" else ink
    if fact.low is not None and fact.high is not None:
        ax.plot([fact.low, fact.high], [y, y], color=ink, lw=1.2, zorder=2)
    ax.plot([fact.value], [y], "D", mfc=face, mec=ink, mew=1.4, ms=5.5, zorder=3)


def _paint_key(ax: "Axes") -> None:
    ax.set(xlim=(0, WIDTH), ylim=(0, KEY))
    ax.set_axis_off()
    y, ink = KEY / 2, color("published")
    _key_dot(ax, y)
    marks: Sequence[tuple[float, str, str]] = (
        (LEFT + 200, ink, "published"),
        (LEFT + 304, color("surface"), "published, recalled"),
    )
    for x, face, words in marks:
        ax.plot([x], [y], "D", mfc=face, mec=ink, mew=1.4, ms=5.5)
        mark_text(ax, (x + 12, y), words, ink="ink-2")


def _key_dot(ax: "Axes", y: float) -> None:
    ax.plot([LEFT, LEFT + 24], [y, y], color=color("virtual"), lw=2)
    ax.plot([LEFT + 12], [y], "o", color=color("virtual"), ms=7, mew=0)
    mark_text(ax, (LEFT + 34, y), "virtual, 90 % of cohorts", ink="ink-2")
