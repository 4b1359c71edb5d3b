"""The courses of the virtual patients, one lane per analyte over a common time axis."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from cartwin.report.course_lane import (
    GUTTER,
    mark_gutter,
    paint_dated,
    paint_lane,
    paint_readings,
    paint_strip,
)
from cartwin.report.course_shown import CLOSEST, Shown, axis_of, lanes_shown
from cartwin.report.courses import rescue_drugs
from cartwin.report.drawing import WIDTH, Drawing, axes_at, draw
from cartwin.report.marks import color, mark_text, set_time
from cartwin.report.style import TimeAxis
from cartwin.report.wording import MISSING, join_words, number, spaced
from cartwin.study import DRUGS, Dose, Protocol, Study
from cartwin.trial import Evaluation


if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


__all__ = ["draw_courses"]

MARGIN = 16.0  # right of the lanes
HEADER, STRIP, GAP, ROW = 70.0, 18.0, 20.0, 17.0
COUNTED = (-6.0, 14.0, 28.0, 90.0, 180.0, 270.0, 365.0)  # where n is printed


def draw_courses(evaluation: Evaluation) -> Drawing | None:
    """Return the figure of the courses; None if no analyte of the disease was read."""
    shown = lanes_shown(evaluation.virtual)
    if not shown:
        return None
    tall = sum(s.lane.height + (STRIP if s.has_limit else 0) + GAP for s in shown)
    height = HEADER + tall + (len(shown) + 1.6) * ROW + 8
    return Drawing(
        name="courses",
        title="Courses of the virtual patients, with what was reported",
        caption=_caption(evaluation, shown),
        alt=_alt(shown),
        svg=draw("courses", height, lambda f: _paint(f, evaluation, shown, height)),
    )


def _paint(
    figure: "Figure", evaluation: Evaluation, shown: Sequence[Shown], height: float
) -> None:
    axis = axis_of(shown)
    top = height - HEADER
    _paint_header(_axes(figure, top, 26.0, height), axis, evaluation.study.protocol)
    for position, item in enumerate(shown):
        top -= item.lane.height
        ax = _axes(figure, top, item.lane.height, height)
        paint_lane(ax, axis, item, is_first=position == 0)
        paint_readings(ax, item, evaluation.study)
        paint_dated(ax, item, evaluation)
        if item.has_limit:
            top -= STRIP
            paint_strip(_axes(figure, top, STRIP, height), axis, item)
        top -= GAP
    _paint_counts(_axes(figure, 8, (len(shown) + 1.6) * ROW - 8, height), axis, shown)


def _axes(figure: "Figure", bottom: float, tall: float, height: float) -> "Axes":
    return axes_at(figure, (GUTTER, bottom, WIDTH - GUTTER - MARGIN, tall), height)


def _paint_header(ax: "Axes", axis: TimeAxis, protocol: Protocol | None) -> None:
    """Paint days above the lanes, and what was given."""
    set_time(ax, axis)
    ax.xaxis.tick_top()
    ax.tick_params(axis="x", length=3, pad=2)
    ax.grid(visible=False)
    ax.set_ylim(0, 1)
    ax.set_yticks([])
    ax.spines[["left", "bottom"]].set_visible(False)
    mark_gutter(ax, 1.0, "days since infusion", shift=13)
    seam = axis.seams[0]
    for words, where, dx in (("days stretched", "right", -6), ("even scale", "left", 6)):
        mark_text(
            ax, (seam, 1), words, shift=(dx, 32), ink="ink-3", align=(where, "center")
        )
    mark_gutter(ax, 0.5, "Treatment", bold=True)
    if protocol is not None:
        _paint_treatment(ax, protocol)


def _paint_treatment(ax: "Axes", protocol: Protocol) -> None:
    preparation = [d for dose in protocol.lymphodepletion for d in dose.days]
    for day in sorted(set(preparation)):
        ax.plot([day, day], [0.2, 0.8], color=color("treat"), lw=5, solid_capstyle="butt")
    infusions = {d for arm in protocol.arms for dose in arm.regimen for d in dose.days}
    for day in infusions:
        ax.plot([day], [0.5], "v", color=color("treat"), ms=11, mew=0)
    short = "/".join(dict.fromkeys(_short(d.drug) for d in protocol.lymphodepletion))
    words = f"CAR-T on day {number(min(infusions, default=0.0))} after {short}"
    mark_text(ax, (max(infusions, default=0.0), 0.5), words, shift=(12, 0), ink="treat")
    for dose in protocol.reactive:
        if dose.condition is not None and not dose.is_reactive:
            _paint_reactive(ax, dose)


def _short(drug: str) -> str:
    return next(iter(DRUGS[drug].aliases), drug)


def _paint_reactive(ax: "Axes", dose: Dose) -> None:
    for day in dose.days:
        ax.plot([day, day], [0.2, 0.8], color=color("treat"), lw=2, solid_capstyle="butt")
    words = f"{dose.drug} {str(dose.condition).partition(' at ')[0]}"
    align = ("right", "center")
    mark_text(ax, (dose.days[0], 0.5), words, shift=(-6, 0), ink="treat", align=align)


def _paint_counts(ax: "Axes", axis: TimeAxis, shown: Sequence[Shown]) -> None:
    """Paint how many readings each lane rests on."""
    set_time(ax, axis, labels=False)
    ax.grid(visible=False)
    ax.set_yticks([])
    ax.set_ylim(len(shown) + 1.0, 0)
    ax.spines[["left", "bottom"]].set_visible(False)
    mark_gutter(ax, 1.0, "Virtual patients read", bold=True, shift=-8)
    days = axis.spaced(COUNTED, apart=2 * CLOSEST)
    for day in days:
        mark_text(ax, (day, 0.5), number(day), ink="ink-3", align=("center", "center"))
    for row, item in enumerate(shown, 1):
        mark_gutter(ax, 1 - (row + 0.5) / (len(shown) + 1.0), item.lane.title)
        for day in days:
            n = spaced(str(item.followed(day) or MISSING))
            mark_text(ax, (day, row + 0.5), n, ink="ink-2", align=("center", "center"))


def _caption(evaluation: Evaluation, shown: Sequence[Shown]) -> str:
    study = evaluation.virtual
    parts = [
        f"Virtual: {spaced(str(study.patients.height))} patients, noise of the assays "
        "included. Line: median; bands: the middle 50 and 90 % of patients at each visit "
        "(dots), joined by straight lines. Fewer patients are followed later; no median is "
        "drawn below 5 readings and no band below 20.",
        "Diamonds: reported for one patient, or for the series; an arrow means that the "
        "truth lies beyond.",
    ]
    if any(s.has_limit for s in shown):
        parts.append(
            "Readings below the limit of an assay have no height: the bands stop at the "
            "limit, and the strip beneath fills with the share of patients below it "
            "(printed for the last visit)."
        )
    parts += [_caption_of_cut(study, s) for s in shown if s.cut is not None]
    return " ".join(parts)


def _caption_of_cut(study: Study, item: Shown) -> str:
    drugs = join_words(rescue_drugs(study))
    return (
        f"{item.lane.title}: from the first dose of {drugs} on (dashed line) only the "
        f"{spaced(str(item.rescued))} patients who were given it are drawn and counted, "
        "each from the own first dose; the others have no band after that day. Counts "
        "after steroids for toxicity are included. The other lanes exclude nobody."
    )


def _alt(shown: Sequence[Shown]) -> str:
    said = []
    for item in shown:
        ends = [d for d in (item.band.days[0], 28.0, 90.0) if d in item.band.days]
        values = item.band.quantiles[2][np.isin(item.band.days, ends)]
        told = [
            f"{number(v) if np.isfinite(v) else 'below the limit'} on day {number(d)}"
            for v, d in zip(values, ends, strict=False)
        ]
        said.append(f"{item.lane.title}: virtual median {join_words(told)}.")
    return " ".join(said)
