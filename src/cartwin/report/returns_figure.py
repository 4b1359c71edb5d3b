"""The return of B cells: a curve for the virtual patients, marks for the reported ones."""

from typing import TYPE_CHECKING

import numpy as np

from cartwin.report.claims import claim_day, claim_on
from cartwin.report.drawing import Drawing, draw
from cartwin.report.marks import color, mark_margin, mark_number, mark_text
from cartwin.report.returns import Group, tabulate_returns
from cartwin.report.wording import number, spaced, tidy
from cartwin.trial import ClaimResult, Evaluation


if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


__all__ = ["draw_returns"]

LEFT, WIDE = 0.115, 0.865
TICKS = (0.0, 30.0, 60.0, 90.0, 120.0, 150.0, 180.0, 240.0, 300.0, 365.0, 425.0, 485.0)
EARLY, PERSISTENT = "b_cell_return_one_month", "b_cell_aplasia_persistent"
TIMED = ("b_cell_aplasia_days", "b_cell_return_day")


def draw_returns(evaluation: Evaluation) -> Drawing | None:
    """Return the figure of the return of B cells; None if nobody was depleted."""
    everyone = tabulate_returns(evaluation)[-1]
    if not everyone.depleted:
        return None
    early, late = (claim_on(evaluation.comparison, q) for q in (EARLY, PERSISTENT))
    timed = [] if early else [c for q in TIMED if (c := claim_on(evaluation.comparison, q))]
    early_day = None if early is None else claim_day(evaluation.study, early.claim)
    protocol = evaluation.study.protocol
    last = float(everyone.last.max())
    follow_up = None if protocol is None else protocol.follow_up
    end = max(last, *(follow_up or (0.0,))) + 6

    tall = 0.6 if early or late or timed else 0.8

    def paint(figure: "Figure") -> None:
        above = figure.add_axes((LEFT, 0.8, WIDE, 0.19))
        _paint_frame(above, end)
        if early is not None and early_day is not None:
            _paint_early(above, early, early_day)
        if late is not None and follow_up is not None:
            _paint_late(above, late, follow_up)
        for claim in timed:
            _paint_average(above, claim)
        _paint_curve(figure.add_axes((LEFT, 0.17, WIDE, tall)), everyone, end)

    return Drawing(
        name="returns",
        title="How many are back, and when",
        caption=_caption(everyone),
        alt=f"Virtual: half back by {everyone.half}, {everyone.early} by day 45; naive "
        f"share at return {everyone.naive}.",
        svg=draw("returns", 320, paint),
    )


def _caption(group: Group) -> str:
    kept = spaced(f"{group.patients - group.depleted} of {group.patients}")
    return (
        f"Virtual: share of {spaced(str(group.depleted))} depleted patients whose B cells "
        "are back (10/µL or more, confirmed by a second reading): one minus the "
        f"product-limit estimate, as follow-up may end before return. {kept} virtual "
        "patients were never depleted and are left out. Return is seen at a visit, so up "
        "to one interval late. Beneath: patients followed and not yet back. Diamonds, "
        "if any: what the study reports; its patients are counted, not turned into a curve."
    )


def _paint_curve(ax: "Axes", group: Group, end: float) -> None:
    last = end if group.curve.at(end) == 1 else float(group.last.max())
    days = np.concatenate([[0.0], group.curve.days, [last]])
    values = np.concatenate([[0.0], group.curve.returned, group.curve.returned[-1:]])
    if len(days) == len(values):
        ax.plot(days, values, color=color("virtual"), drawstyle="steps-post", lw=2.2)
    ax.set_xlim(0, end)
    ax.set_ylim(0, 1.04)
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100 %"])
    ticks = [d for d in TICKS if d < end]
    left = [spaced(str(np.sum(group.last >= d))) for d in ticks]
    words = [f"{number(d)}\n{n}" for d, n in zip(ticks, left, strict=True)]
    ax.set_xticks(ticks, words, linespacing=1.35)
    for row, label in enumerate(("day", "not back")):
        shift = (-26, -7 - 16 * row)
        mark_margin(ax, (0, 0), label, shift=shift, align=("right", "top"), ink="ink-3")
    half = group.curve.reaches(0.5)
    if half is not None:
        said = f"virtual: half are back by day {number(half)}"
        mark_text(ax, (half, 0.5), said, shift=(10, 0), ink="virtual", bold=True)


def _paint_frame(ax: "Axes", end: float) -> None:
    ax.set_xlim(0, end)
    ax.set_ylim(0, 2)
    ax.set_axis_off()


def _paint_early(ax: "Axes", claim: ClaimResult, day: float) -> None:
    """Mark who returned, on the day reported."""
    words = f"reported: {tidy(claim.reported)} back about day {number(day)}"
    mark_number(ax, day, 1.5)
    mark_text(ax, (day, 1.5), words, shift=(12, 0), ink="published", bold=True)


def _paint_average(ax: "Axes", claim: ClaimResult) -> None:
    """Mark the day on which B cells were back, as far as it is one number."""
    if claim.observed is None:
        return
    words = f"reported: {tidy(claim.reported)}{', recalled' if claim.is_recalled else ''}"
    mark_number(ax, claim.observed, 1.0)
    at = (claim.observed, 1.0)
    mark_text(ax, at, words, shift=(12, 0), ink="published", bold=True)


def _paint_late(ax: "Axes", claim: ClaimResult, follow_up: tuple[float, float]) -> None:
    """Mark between which days the others were last seen without."""
    ax.plot(follow_up, [0.5, 0.5], color=color("published"), lw=1.5, ls=(0, (3, 2)))
    for day in follow_up:
        mark_number(ax, day, 0.5)
    at = (sum(follow_up) / 2, 0.5)
    reported = tidy(claim.reported)
    words = f"reported: {reported} still without at a last follow-up in this span"
    mark_text(ax, at, words, ink="published", bold=True, align=("center", "center"))
