"""Patient 1 under each explanation: small multiples with the same axes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from cartwin.report.claims import claim_day, claim_on
from cartwin.report.courses import first_rescue_day, rescue_drugs
from cartwin.report.drawing import WIDTH, Drawing, axes_at, draw
from cartwin.report.explained import CRITERION, STABLE, Course, explain
from cartwin.report.marks import (
    color,
    mark_margin,
    mark_number,
    mark_text,
    mark_threshold,
    set_log,
    set_time,
)
from cartwin.report.style import TimeAxis
from cartwin.report.wording import join_words, number
from cartwin.study import Col
from cartwin.trial import Evaluation


if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


__all__ = ["draw_explanations"]

PLATELETS, ANTIBODY, TITLE, FOOT, COLUMN = 150.0, 44.0, 46.0, 34.0, 22.0
PANEL = TITLE + PLATELETS + ANTIBODY + FOOT
LEFT = 46.0
ANTIBODY_SPAN = (0.7, 4.0)  # multiples of the detection limit
LIMIT = 1.0
INKS = {"close": "ink-2", "for a time": "ink-2", "fails": "attention"}
SIGNS = {"close": "≈", "for a time": "◐", "fails": "✗"}


@dataclass(frozen=True, slots=True)
class _Grid:
    """Panels in rows of `across`, each with a lane of platelets and one of antibody."""

    across: int
    height: float

    def lanes(self, figure: "Figure", panel: int) -> tuple["Axes", "Axes"]:
        """Return the two lanes of a panel."""
        wide = (WIDTH - LEFT - COLUMN * self.across) / self.across
        left = LEFT + panel % self.across * (wide + COLUMN)
        top = self.height - panel // self.across * PANEL - TITLE - PLATELETS
        upper, lower = (
            axes_at(figure, (left, y, wide, h), self.height)
            for y, h in ((top, PLATELETS - 6), (top - ANTIBODY, ANTIBODY))
        )
        return upper, lower


def draw_explanations(evaluation: Evaluation) -> Drawing | None:
    """Return the figure of the explanations; None if none was simulated."""
    courses, explanations = explain(evaluation), evaluation.explanations
    rescue = None if explanations is None else first_rescue_day(explanations)
    if not courses or explanations is None or rescue is None:
        return None
    across = len(courses) if len(courses) <= 3 else 2 if len(courses) == 4 else 3
    height = math.ceil(len(courses) / across) * PANEL
    axis, grid = _axis(courses, rescue), _Grid(across, height)

    def paint(figure: "Figure") -> None:
        for panel, course in enumerate(courses):
            upper, lower = grid.lanes(figure, panel)
            _paint_platelets(upper, axis, course, courses)
            _paint_published(upper, evaluation, axis)
            _paint_antibody(lower, axis, course)
            for ax in (upper, lower):
                ax.tick_params(labelleft=panel % across == 0)
        if len(courses) % across:
            ax, unused = grid.lanes(figure, len(courses))
            unused.set_axis_off()
            _paint_key(ax, axis)

    return Drawing(
        name="explanations",
        title="Patient 1 under each competing explanation",
        caption=_caption(rescue_drugs(explanations)),
        alt=" ".join(_alt(c) for c in courses),
        svg=draw("explanations", height, paint),
    )


def _caption(rescues: Sequence[str]) -> str:
    return (
        "Virtual: one patient per panel (blue), without noise; the other panels' courses "
        "in grey. Diamonds: reported counts, in words beneath the table; an arrow means "
        "that the truth lies beyond, a dashed line that no further rise was reported. Days "
        f"around the first dose of {join_words(rescues)} are stretched between the dotted "
        "lines. Lower lane: autoantibody as a multiple of the detection limit; below it "
        f"nothing is drawn. {CRITERION}"
    )


def _axis(courses: Sequence[Course], rescue: float) -> TimeAxis:
    days = (-8.0, rescue - 12, rescue + 32, max(float(courses[0].days[-1]), rescue + 60))
    ticks = (0.0, 90.0, 180.0, rescue, rescue + 30, 480.0)
    axis = TimeAxis(days, (0.0, 0.42, 0.72, 1.0), ())
    return TimeAxis(days, axis.places, tuple(axis.shown(ticks)))


def _paint_key(ax: "Axes", axis: TimeAxis) -> None:
    """Explain the marks in the place that the panels leave free."""
    ax.set(xlim=(0, PLATELETS), ylim=(PLATELETS, 0))
    ax.set_axis_off()
    ax.plot([4, 30], [14, 14], color=color("virtual"), lw=2.2)
    ax.plot([4, 30], [38, 38], color=color("rule-strong"), lw=0.9)
    ax.plot([4, 30], [62, 62], color=color("published"), lw=1.3, ls=(0, (3, 2)))
    mark_number(ax, 17, 62, size=7)
    ax.plot([17, 17], [77, 95], color=color("treat"), lw=1.2, ls=(0, (2, 2)))
    ax.plot([17, 17], [101, 119], color=color("rule-strong"), lw=1, ls=(0, (1, 2.5)))
    words = (
        "platelets, this explanation",
        "the other explanations",
        "reported; dashed: no rise",
        "first dose of the rescue",
        f"{number(axis.days[2] - axis.days[1])} days between are stretched",
    )
    for row, line in enumerate(words):
        mark_text(ax, (40, 14 + 24 * row), line, ink="ink-2")


def _paint_platelets(
    ax: "Axes", axis: TimeAxis, course: Course, courses: Sequence[Course]
) -> None:
    set_time(ax, axis, labels=False)
    ax.set_xticks(axis.ticks, [])
    set_log(ax, 4, 600, (10, 30, 100, 300))
    ax.axvline(axis.ticks[3], color=color("treat"), lw=1.2, ls=(0, (2, 2)), zorder=0.7)
    for other in courses:
        if other.code != course.code:
            ax.plot(other.days, other.counts, color=color("rule-strong"), lw=0.8, alpha=0.5)
    ax.plot(course.days, course.counts, color=color("virtual"), lw=2.2, zorder=3)
    verdict = f"{SIGNS[course.verdict]} {course.short}"
    title = f"{course.code}  {course.name}"
    above, ink = ("left", "bottom"), INKS[course.verdict]
    mark_margin(ax, (0, 1), title, shift=(0, 22), align=above, ink="ink", bold=True)
    mark_margin(ax, (0, 1), verdict, shift=(0, 6), align=above, ink=ink)


def _paint_published(ax: "Axes", evaluation: Evaluation, axis: TimeAxis) -> None:
    """Mark what is published about the patient's platelets, and until when it held."""
    rows = evaluation.study.values("PLAT").filter(pl.col(Col.DAY) >= axis.days[0])
    stable = claim_on(evaluation.comparison, STABLE)
    if stable is not None:
        end = claim_day(evaluation.study, stable.claim)
        since = rows.filter((pl.col(Col.DAY) > 0) & (pl.col(Col.DAY) < end))
        for row in since.iter_rows(named=True):
            held = [row[Col.VALUE]] * 2
            dashes = (0, (3, 2))
            ax.plot([row[Col.DAY], end], held, color=color("published"), lw=1.3, ls=dashes)
    for row in rows.iter_rows(named=True):
        place = row[Col.DAY], row[Col.VALUE]
        mark_number(ax, *place, censoring=row[Col.CENSORING], size=7)


def _paint_antibody(ax: "Axes", axis: TimeAxis, course: Course) -> None:
    set_time(ax, axis)
    set_log(ax, *ANTIBODY_SPAN, (LIMIT,))
    ax.axhspan(ANTIBODY_SPAN[0], LIMIT, color=color("below"), lw=0, zorder=0.5)
    ax.plot(course.days, course.antibody, color=color("virtual"), lw=2, zorder=3)
    mark_threshold(ax, LIMIT, "", at=axis.days[-1])
    since = course.negative_from
    words = (
        "detectable" if since is None else f"antibody below limit from day {number(since)}"
    )
    mark_text(
        ax,
        (axis.days[-1], 2.2),
        words,
        shift=(-2, 0),
        align=("right", "center"),
        ink="ink-2",
    )


def _alt(course: Course) -> str:
    return (
        f"{course.code}, {course.name}: {course.plateau_text} on the plateau, "
        f"{number(course.rise[0])} a week after rescue, {number(course.held)} on day "
        f"480; {course.short}."
    )
