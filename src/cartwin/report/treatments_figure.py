"""Treatments side by side: dots of virtual patients, diamonds of publications."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cartwin.report.drawing import WIDTH, Drawing, draw
from cartwin.report.marks import color, mark_margin, mark_text
from cartwin.report.wording import number
from cartwin.trial import Fact, Treatment, TreatmentComparison, treatment_measure


if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


__all__ = ["TreatmentsFigure", "draw_treatments"]

LEFT, GAP, TOP, HEAD, ROW, FOOT, KEY = 118.0, 17.0, 8.0, 40.0, 35.0, 34.0, 24.0
RIGHT = 10.0
BELOW = 0.22  # of a row: published numbers lie this far beneath the virtual ones
BETWEEN = 0.17  # and so far apart where there are several
DAYS = (1.0, 365.0)
TICKS = (1, 7, 30, 180)


@dataclass(frozen=True, slots=True)
class Panel:
    """One measure; `title` in two lines."""

    measure: str
    title: tuple[str, str]


PANELS = (
    Panel("response", ("R or CR, IWG", "%")),
    Panel("complete", ("CR, IWG", "%")),
    Panel("durable", ("durable", "weeks 19–24, %")),
    Panel("at_end", ("50 at the end", "drug stopped, %")),
    Panel("onset", ("first 50", "median day")),
    Panel("duration", ("lasts off drug", "median days")),
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
    """

    found: TreatmentComparison
    shown: tuple[Treatment, ...]

    @property
    def height(self) -> float:
        """Height of the figure."""
        return TOP + KEY + HEAD + ROW * len(self.shown) + FOOT

    def paint(self, figure: "Figure") -> None:
        """Draw all panels."""
        _paint_key(self._box(figure, 0.0, self.height - TOP - KEY, WIDTH, KEY))
        wide = (WIDTH - LEFT - RIGHT - GAP * (len(PANELS) - 1)) / len(PANELS)
        for i, panel in enumerate(PANELS):
            left = LEFT + i * (wide + GAP)
            ax = self._box(figure, left, FOOT, wide, ROW * len(self.shown))
            _set_panel(ax, panel, len(self.shown))
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

    def _box(
        self, figure: "Figure", left: float, bottom: float, wide: float, tall: float
    ) -> "Axes":
        h = self.height
        return figure.add_axes((left / WIDTH, bottom / h, wide / WIDTH, tall / h))


def draw_treatments(found: TreatmentComparison) -> tuple[Drawing, TreatmentsFigure]:
    """Return the figure as part of a page, and what paints it elsewhere."""
    given = tuple(t for t in found.treatments if t.given)
    shown = TreatmentsFigure(found=found, shown=given)
    drawing = Drawing(
        name="treatments",
        title="Response, onset and duration",
        caption=(
            "Dots: virtual patients, with 95 % intervals (Wilson; bootstrap over "
            "patients). Diamonds: publications, with Wilson's interval where the number "
            "of patients is known; empty ones are recalled, not read. They come from "
            "other patients, mostly less ill, and their definitions differ: see the list "
            "below. A dot with an arrow at the right edge of the last panel: in more than "
            "half of those who had reached 50 the effect was not lost by the end."
        ),
        alt="; ".join(f"{t.title}: {_said(found, t.name)}" for t in given),
        svg=draw("treatments", shown.height, shown.paint),
    )
    return drawing, shown


def _said(found: TreatmentComparison, name: str) -> str:
    share = found.row(name, "response")["estimate"]
    return f"{100 * share:.0f} % with R or CR"


def _set_panel(ax: "Axes", panel: Panel, rows: int) -> None:
    ax.set_ylim(-0.5, rows - 0.5)
    ax.set_yticks([])
    for side in ("left", "right", "top"):
        ax.spines[side].set_visible(False)
    if treatment_measure(panel.measure).unit:
        ax.set_xscale("log")
        ax.set_xlim(DAYS[0] * 0.8, DAYS[1] * 1.4)
        ax.set_xticks(TICKS, [number(t) for t in TICKS])
        ax.minorticks_off()
    else:
        ax.set_xlim(-0.04, 1.04)
        ax.set_xticks([0, 0.5, 1], ["0", "50", "100"])
    ax.grid(visible=True, axis="x")
    for y in range(rows - 1):
        ax.axhline(y + 0.5, color=color("rule"), lw=0.6, zorder=0.5)
    for shift, words, bold in ((22, panel.title[0], True), (6, panel.title[1], False)):
        mark_margin(
            ax, (0, 1), words, shift=(0, shift), align=("left", "bottom"), size=10.5,
            ink="ink" if bold else "ink-3", bold=bold,
        )  # fmt: skip


def _paint_row(
    ax: "Axes", found: TreatmentComparison, treatment: str, measure: str, y: float
) -> None:
    row = found.row(treatment, measure)
    facts = found.reported(treatment, measure)
    above = BELOW / 2 if facts else 0.0
    if row["n"]:
        _paint_virtual(ax, row["estimate"], row["low"], row["high"], y + above)
    for place, fact in enumerate(facts):
        _paint_fact(ax, fact, y + above - BELOW - BETWEEN * place)


def _paint_virtual(ax: "Axes", middle: float, low: float, high: float, y: float) -> None:
    ink, edge = color("virtual"), ax.get_xlim()[1]
    ends = [min(x, edge) for x in (low, middle, high)]
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
        (LEFT + 186, ink, "published"),
        (LEFT + 290, color("surface"), "published, recalled"),
    )
    for x, face, words in marks:
        ax.plot([x], [y], "D", mfc=face, mec=ink, mew=1.4, ms=5.5)
        mark_text(ax, (x + 12, y), words, ink="ink-2")


def _key_dot(ax: "Axes", y: float) -> None:
    ax.plot([LEFT, LEFT + 24], [y, y], color=color("virtual"), lw=2)
    ax.plot([LEFT + 12], [y], "o", color=color("virtual"), ms=7, mew=0)
    mark_text(ax, (LEFT + 34, y), "virtual, 95 % interval", ink="ink-2")
