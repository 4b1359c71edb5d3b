"""Platelets under each treatment: a small panel each, CAR-T's median behind every one."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cartwin.report.courses import Band, course, of_arm
from cartwin.report.drawing import WIDTH, Drawing, axes_at, draw
from cartwin.report.marks import color, mark_margin, mark_text, set_log, set_time
from cartwin.report.style import TimeAxis
from cartwin.report.wording import spaced
from cartwin.trial import Treatment, TreatmentComparison


if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


__all__ = ["CoursesFigure", "draw_treatment_courses"]

ACROSS = 4
LEFT, GAP, RIGHT, TOP, KEY = 44.0, 16.0, 14.0, 8.0, 24.0
HEAD, TALL, FOOT = 46.0, 118.0, 34.0
SPAN, COUNTS = (2.0, 500.0), (3, 10, 30, 100, 300)
KNOTS = ((-8.0, 35.0), (0.0, 0.32))  # the first five weeks get 32 % of the width
DAYS = (0.0, 28.0, 90.0, 180.0, 270.0, 365.0, 545.0, 730.0)
CLOSEST = 0.16  # ticks, as a share of the width of a panel
ENOUGH = 50.0  # 10*9/L
CONTINUOUS = 14.0  # days between doses that belong to one course, at most


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursesFigure:
    """Panels in rows of four, and what they are painted from.

    Attributes
    ----------
    treatments
        In the order of the panels.
    bands
        Treatment -> quantiles of platelets.
    said
        Treatment -> one line.
    reference
        The treatment whose median is behind every panel; empty if it was not given.
    """

    treatments: tuple[Treatment, ...]
    bands: Mapping[str, Band]
    said: Mapping[str, str]
    reference: str

    @property
    def height(self) -> float:
        """Height of the figure."""
        rows = math.ceil(len(self.treatments) / ACROSS)
        return TOP + KEY + rows * (HEAD + TALL + FOOT)

    def axis(self) -> TimeAxis:
        """Return the time axis that all panels share."""
        last = max(float(b.days[-1]) for b in self.bands.values())
        ticks = [t for t in DAYS if t <= last]
        return TimeAxis.stretched(KNOTS, last, ticks, apart=CLOSEST)

    def paint(self, figure: "Figure") -> None:
        """Draw all panels."""
        h, axis = self.height, self.axis()
        key = axes_at(figure, (0.0, h - TOP - KEY, WIDTH, KEY), h)
        _paint_key(key, self.reference)
        wide = (WIDTH - LEFT - RIGHT - GAP * (ACROSS - 1)) / ACROSS
        for place, treatment in enumerate(self.treatments):
            row, column = divmod(place, ACROSS)
            left = LEFT + column * (wide + GAP)
            low = h - TOP - KEY - (row + 1) * (HEAD + TALL + FOOT) + FOOT
            ax = axes_at(figure, (left, low, wide, TALL), h)
            self._paint_panel(ax, axis, treatment, first=column == 0)

    def _paint_panel(
        self, ax: "Axes", axis: TimeAxis, treatment: Treatment, *, first: bool
    ) -> None:
        set_time(ax, axis)
        set_log(ax, *SPAN, COUNTS)
        ax.tick_params(labelleft=first)
        if first:
            mark_margin(ax, (0, 0), "day", shift=(-8, -11), align=("right", "center"))
        _paint_given(ax, treatment)
        low, middle, high = (self.bands[treatment.name].quantiles[i] for i in (0, 2, 4))
        days = self.bands[treatment.name].days
        low, middle, high = (np.maximum(x, SPAN[0]) for x in (low, middle, high))
        ax.fill_between(days, low, high, color=color("virtual-90"), lw=0, zorder=1)
        if self.reference not in ("", treatment.name):
            usual = self.bands[self.reference]
            ax.plot(
                usual.days, usual.quantiles[2], color=color("ink-2"), lw=1.3,
                ls=(0, (3, 2)), zorder=1.9,
            )  # fmt: skip
        ax.plot(days, middle, color=color("virtual"), lw=2, zorder=2)
        ax.axhline(ENOUGH, color=color("rule-strong"), lw=0.8, ls=(0, (4, 3)), zorder=0.9)
        above = ("left", "bottom")
        title, said = treatment.title, self.said[treatment.name]
        mark_margin(ax, (0, 1), title, shift=(0, 21), align=above, ink="ink", bold=True)
        mark_margin(ax, (0, 1), said, shift=(0, 6), align=above, ink="virtual", size=10.5)


def draw_treatment_courses(found: TreatmentComparison) -> tuple[Drawing, CoursesFigure]:
    """Return the figure as part of a page, and what paints it elsewhere."""
    shown = _shown(found)
    people = found.patients
    drawing = Drawing(
        name="courses",
        title="Platelets under each treatment",
        caption=(
            f"Virtual: the same {spaced(str(people))} patients in every panel. Line: "
            "median; band: the middle 90 % of patients. Dashed: the median after CAR-T. "
            "Platelets in 10⁹/L, log scale, against days; thin line: 50. Green along the "
            "bottom: the time in which the drug is given. The first five weeks are "
            "stretched, up to the dotted seam."
        ),
        alt="; ".join(f"{t.title}: {shown.said[t.name]}" for t in shown.treatments),
        svg=draw("courses", shown.height, shown.paint),
    )
    return drawing, shown


def _shown(found: TreatmentComparison) -> CoursesFigure:
    given = tuple(t for t in found.treatments if t.given)
    cellular = [t.name for t in given if t.is_cellular]
    return CoursesFigure(
        treatments=given,
        bands={t.name: course(of_arm(found.study, t.name), "PLAT") for t in given},
        said={t.name: _said(found, t.name) for t in given},
        reference=cellular[0] if cellular else "",
    )


def _said(found: TreatmentComparison, name: str) -> str:
    ever, end = (found.row(name, m)["estimate"] for m in ("response", "at_end"))
    return f"R or CR {100 * ever:.0f} %, end {100 * end:.0f} %"


def _paint_given(ax: "Axes", treatment: Treatment) -> None:
    """Mark when the drug is given: courses as lines, single doses as ticks."""
    days = sorted({d for dose in treatment.regimen if dose.drug == treatment.drug
                   for d in dose.days if d >= 0 and dose.condition is None})  # fmt: skip
    style: dict[str, Any] = {"color": color("treat"), "clip_on": False, "zorder": 5}
    transform = ax.get_xaxis_transform()
    if len(days) > 2 and max(np.diff(days)) <= CONTINUOUS:
        ax.plot([days[0], days[-1]], [0.03, 0.03], lw=4, transform=transform, **style)
        return
    for day in days:
        ax.plot([day, day], [0.0, 0.09], lw=1.6, transform=transform, **style)


def _paint_key(ax: "Axes", reference: str) -> None:
    ax.set(xlim=(0, WIDTH), ylim=(0, KEY))
    ax.set_axis_off()
    y, at = KEY / 2, LEFT
    ax.fill_between([at, at + 26], y - 5, y + 5, color=color("virtual-90"), lw=0)
    ax.plot([at, at + 26], [y, y], color=color("virtual"), lw=2)
    mark_text(ax, (at + 34, y), "median and 90 % of virtual patients", ink="ink-2")
    at += 300
    if reference:
        ax.plot([at, at + 26], [y, y], color=color("ink-2"), lw=1.3, ls=(0, (3, 2)))
        mark_text(ax, (at + 34, y), "median after CAR-T", ink="ink-2")
    at += 210
    ax.plot([at, at + 26], [y, y], color=color("treat"), lw=4)
    mark_text(ax, (at + 34, y), "drug given", ink="ink-2")
