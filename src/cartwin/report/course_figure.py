"""The courses of the virtual patients, one lane per analyte over a common time axis."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from cartwin.report.claims import claim_day
from cartwin.report.courses import (
    Band,
    Part,
    count_rescued,
    course,
    first_rescue_day,
    rescue_drugs,
    with_sledai,
)
from cartwin.report.drawing import WIDTH, Drawing, draw
from cartwin.report.lanes import DATED_CLAIMS, Lane, lanes_of
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
from cartwin.report.style import COURSE_KNOTS, MARKS, TimeAxis
from cartwin.report.wording import MISSING, join_words, number, share, spaced, tidy
from cartwin.study import DRUGS, Col, Dose, Protocol, Study
from cartwin.trial import ClaimResult, Evaluation


if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


__all__ = ["draw_courses"]

GUTTER, MARGIN = 158.0, 16.0  # left of and right of the lanes
HEADER, STRIP, GAP, ROW = 70.0, 18.0, 20.0, 17.0
TICKS = (
    -5.0,
    0.0,
    7.0,
    14.0,
    21.0,
    28.0,
    60.0,
    90.0,
    120.0,
    180.0,
    240.0,
    300.0,
    365.0,
    545.0,
    730.0,
)
CLOSEST = 0.03  # ticks, as a share of the width
COUNTED = (-6.0, 14.0, 28.0, 90.0, 180.0, 270.0, 365.0)  # where n is printed


@dataclass(frozen=True, slots=True)
class _Shown:
    """A lane with its band, and that of the rescued alone from the first rescue on."""

    lane: Lane
    band: Band
    cut: float | None = None
    after: Band | None = None
    rescued: int = 0

    @property
    def floor(self) -> float:
        low = self.lane.span[0]
        return max(low, self.limit) if self.lane.is_log else low

    @property
    def limit(self) -> float:
        return max(p.limit for p in self.parts)

    @property
    def has_limit(self) -> bool:
        return any(bool(p.below.any()) for p in self.parts)

    @property
    def parts(self) -> list[Band]:
        """The bands before and after the cut; they describe other patients."""
        return [self.band] if self.after is None else [self.band, self.after]

    @property
    def last(self) -> Band:
        return self.parts[-1]

    def followed(self, day: float) -> int:
        """Return the number of readings, after the cut those of the rescued."""
        is_late = self.cut is not None and day > self.cut
        return (self.last if is_late else self.band).followed(day)


def draw_courses(evaluation: Evaluation) -> Drawing | None:
    """Return the figure of the courses; None if no analyte of the disease was read."""
    shown = _shown(evaluation.virtual)
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


def _shown(virtual: Study) -> list[_Shown]:
    scored = with_sledai(virtual)
    lanes = [_lane(scored, lane) for lane in lanes_of(virtual.disease)]
    return [shown for shown in lanes if len(shown.band.days)]


def _lane(virtual: Study, lane: Lane) -> _Shown:
    cut = first_rescue_day(virtual) if lane.is_rescued else None
    if cut is None:
        return _Shown(lane, course(virtual, lane.analyte))
    before = course(virtual, lane.analyte, part=Part.BEFORE_RESCUE).between(-np.inf, cut)
    after = course(virtual, lane.analyte, part=Part.AFTER_RESCUE)
    if not len(after.days):
        return _Shown(lane, before, cut)
    return _Shown(lane, before, cut, after, count_rescued(virtual))


def _axis(shown: Sequence[_Shown]) -> TimeAxis:
    last = max(float(s.last.days[-1]) for s in shown)
    days, places = COURSE_KNOTS
    end = max(last, days[-1] + 30) + 4
    axis = TimeAxis((*days, end), (*places, 1.0), ())
    ticks = axis.spaced([*TICKS, float(round(last))], apart=CLOSEST)
    return TimeAxis(axis.days, axis.places, tuple(ticks))


def _paint(
    figure: "Figure", evaluation: Evaluation, shown: Sequence[_Shown], height: float
) -> None:
    axis = _axis(shown)
    top = height - HEADER
    _paint_header(_axes(figure, top, 26.0, height), axis, evaluation.study.protocol)
    for position, item in enumerate(shown):
        top -= item.lane.height
        ax = _axes(figure, top, item.lane.height, height)
        _paint_lane(ax, axis, item, is_first=position == 0)
        _paint_readings(ax, item, evaluation.study)
        _paint_dated(ax, item, evaluation)
        if item.has_limit:
            top -= STRIP
            _paint_strip(_axes(figure, top, STRIP, height), axis, item)
        top -= GAP
    _paint_counts(_axes(figure, 8, (len(shown) + 1.6) * ROW - 8, height), axis, shown)


def _axes(figure: "Figure", bottom: float, tall: float, height: float) -> "Axes":
    width = WIDTH - GUTTER - MARGIN
    box = (GUTTER / WIDTH, bottom / height, width / WIDTH, tall / height)
    return figure.add_axes(box)


def _paint_header(ax: "Axes", axis: TimeAxis, protocol: Protocol | None) -> None:
    """Paint days above the lanes, and what was given."""
    set_time(ax, axis)
    ax.xaxis.tick_top()
    ax.tick_params(axis="x", length=3, pad=2)
    ax.grid(visible=False)
    ax.set_ylim(0, 1)
    ax.set_yticks([])
    ax.spines[["left", "bottom"]].set_visible(False)
    _left(ax, 1.0, "days since infusion", shift=13)
    seam = axis.seams[0]
    for words, where, dx in (("days stretched", "right", -6), ("even scale", "left", 6)):
        mark_text(
            ax, (seam, 1), words, shift=(dx, 32), ink="ink-3", align=(where, "center")
        )
    _left(ax, 0.5, "Treatment", bold=True)
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


def _paint_lane(ax: "Axes", axis: TimeAxis, item: _Shown, *, is_first: bool) -> None:
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
    _left(ax, 1.0, lane.title, bold=True, shift=-8)
    _left(ax, 1.0, lane.unit, shift=-24)
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


def _label_cut(ax: "Axes", item: _Shown, cut: float) -> None:
    """Say whom the band after the first rescue describes."""
    ax.axvline(cut, color=color("treat"), lw=1.2, ls=(0, (2, 2)), zorder=0.8)
    at = (cut, item.lane.span[0])
    words = f"patients rescued\n(n = {spaced(str(item.rescued))})"
    mark_text(ax, at, words, shift=(6, 20), ink="virtual", align=("left", "center"))


def _paint_readings(ax: "Axes", item: _Shown, study: Study) -> None:
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


def _paint_dated(ax: "Axes", item: _Shown, evaluation: Evaluation) -> None:
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


def _paint_strip(ax: "Axes", axis: TimeAxis, item: _Shown) -> None:
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


def _paint_counts(ax: "Axes", axis: TimeAxis, shown: Sequence[_Shown]) -> None:
    """Paint how many readings each lane rests on."""
    set_time(ax, axis, labels=False)
    ax.grid(visible=False)
    ax.set_yticks([])
    ax.set_ylim(len(shown) + 1.0, 0)
    ax.spines[["left", "bottom"]].set_visible(False)
    _left(ax, 1.0, "Virtual patients read", bold=True, shift=-8)
    days = axis.spaced(COUNTED, apart=2 * CLOSEST)
    for day in days:
        mark_text(ax, (day, 0.5), number(day), ink="ink-3", align=("center", "center"))
    for row, item in enumerate(shown, 1):
        _left(ax, 1 - (row + 0.5) / (len(shown) + 1.0), item.lane.title)
        for day in days:
            n = spaced(str(item.followed(day) or MISSING))
            mark_text(ax, (day, row + 0.5), n, ink="ink-2", align=("center", "center"))


def _left(
    ax: "Axes", height: float, words: str, *, bold: bool = False, shift: float = 0.0
) -> None:
    """Write words in the gutter; `height` is a fraction of the axes."""
    at, ink, size = (-GUTTER + 2, shift), "ink" if bold else "ink-2", 12 if bold else 11.5
    mark_margin(ax, (0, height), words, shift=at, ink=ink, size=size, bold=bold)


def _caption(evaluation: Evaluation, shown: Sequence[_Shown]) -> str:
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


def _caption_of_cut(study: Study, item: _Shown) -> str:
    drugs = join_words(rescue_drugs(study))
    return (
        f"{item.lane.title}: from the first dose of {drugs} on (dashed line) only the "
        f"{spaced(str(item.rescued))} patients who were given it are drawn and counted, "
        "each from the own first dose; the others have no band after that day. Counts "
        "after steroids for toxicity are included. The other lanes exclude nobody."
    )


def _alt(shown: Sequence[_Shown]) -> str:
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
