"""The scenarios of a disease: one column each, one row per readout, the same axes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cartwin.report.drawing import Drawing, axes_at, draw
from cartwin.report.marks import color, mark_margin, set_linear, set_log, set_time
from cartwin.report.plate import write_figure
from cartwin.report.scenario_outcomes import RULES, Outcome, outcome_of
from cartwin.report.scenario_panels import Panel, panel_of, with_every_score
from cartwin.report.scenario_rows import BLEEDS, Row, rows_of
from cartwin.report.scenario_strip import STRIP, first_days, given_days, paint_strip
from cartwin.report.style import TimeAxis
from cartwin.twin import FOLLOW_UP, Staged


if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_scenarios", "write_scenarios"]

WIDTH, GUTTER, EDGE, MARGIN, GAP = 1080.0, 146.0, 12.0, 14.0, 13.0
TITLE, ROW, BETWEEN, DAYS, FOOT = 34.0, 84.0, 14.0, 24.0, 38.0
AXIS = TimeAxis((-10.0, 42.0, FOLLOW_UP + 3), (0.0, 0.36, 1.0), (0, 28, 90, 180, 270, 360))
SMALL, LINE, CALL = 10.5, 14.0, 44.0  # type, and how far down calls stand


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where columns and rows stand, in pixels from the upper left."""

    columns: int
    rows: int
    drugs: int
    calls: int

    @property
    def wide(self) -> float:
        return (WIDTH - GUTTER - MARGIN - GAP * (self.columns - 1)) / self.columns

    @property
    def top(self) -> float:
        return TITLE + STRIP * self.drugs + 10

    @property
    def height(self) -> float:
        return self.top + self.rows * (ROW + BETWEEN) + DAYS + FOOT + LINE * self.calls

    def axes(self, figure: "Figure", column: int, top: float, tall: float) -> "Axes":
        """Return new axes in a column, `tall` pixels from `top` downwards."""
        left = GUTTER + column * (self.wide + GAP)
        place = (left, self.height - top - tall, self.wide, tall)
        return axes_at(figure, place, self.height, WIDTH)


def draw_scenarios(disease: str, staged: Sequence[Staged]) -> Drawing:
    """Return the figure of the scenarios of a disease for a page."""
    scenes = _Scenes.of(disease, staged)
    svg = draw("scenarios", scenes.grid.height, scenes.paint, width=WIDTH)
    return Drawing(
        name="scenarios",
        title="Six courses of the disease",
        caption=_caption(disease, staged),
        alt=" ".join(
            f"{s.scenario.title}: {_sentence(o)}"
            for s, o in zip(staged, scenes.outcomes, strict=True)
        ),
        svg=svg,
    )


def write_scenarios(
    disease: str, staged: Sequence[Staged], path: Path
) -> tuple[Path, Path]:
    """Write the figure of the scenarios; return its PNG and SVG file.

    Parameters
    ----------
    path
        Without ending.
    """
    scenes = _Scenes.of(disease, staged)
    return write_figure(path, height=scenes.grid.height, paint=scenes.paint, width=WIDTH)


@dataclass(frozen=True, slots=True)
class _Scenes:
    """What is painted: panels by column and row, and outcomes by column."""

    staged: tuple[Staged, ...]
    rows: tuple[Row, ...]
    panels: tuple[tuple[Panel, ...], ...]
    outcomes: tuple[Outcome | None, ...]
    grid: _Grid

    @classmethod
    def of(cls, disease: str, staged: Sequence[Staged]) -> "_Scenes":
        rows = rows_of(disease)
        scored = [
            Staged(
                scenario=s.scenario,
                typical=with_every_score(s.typical),
                adults=with_every_score(s.adults),
            )
            for s in staged
        ]
        outcomes = tuple(map(outcome_of, staged))
        drugs = max(len(given_days(s.scenario.regimen)) for s in staged)
        calls = max(len(o.counts) for o in outcomes if o is not None)
        return cls(
            staged=tuple(staged),
            rows=rows,
            panels=tuple(tuple(panel_of(s, row) for row in rows) for s in scored),
            outcomes=outcomes,
            grid=_Grid(len(staged), len(rows), drugs, calls),
        )

    def paint(self, figure: "Figure") -> None:
        """Draw all columns."""
        for column in range(len(self.staged)):
            self._column(figure, column)

    def _column(self, figure: "Figure", column: int) -> None:
        scenario, grid = self.staged[column].scenario, self.grid
        head = grid.axes(figure, column, TITLE, STRIP * grid.drugs)
        paint_strip(head, scenario.regimen, AXIS, grid.drugs)
        mark_margin(head, (0, 1), scenario.title, shift=(0, 6), align=("left", "bottom"),
                    ink="ink", size=13, bold=True)  # fmt: skip
        starts = first_days(scenario.regimen)
        if column == 0:
            _gutter(head, 0.0, "Given", "")
        for number, row in enumerate(self.rows):
            ax = grid.axes(figure, column, grid.top + number * (ROW + BETWEEN), ROW)
            _paint_panel(ax, row, self.panels[column][number], starts)
            ax.tick_params(labelleft=column == 0, labelsize=SMALL)
            if column == 0:
                _gutter(ax, -0.5 * ROW, row.title, row.unit)
            if number == len(self.rows) - 1:
                _days(ax)
                _paint_outcome(ax, self.outcomes[column])
            if number == len(self.rows) - 1 and column == 0:
                self._foot(ax)

    def _foot(self, ax: "Axes") -> None:
        """Name what stands beneath the columns."""
        rule = RULES[self.staged[0].adults.disease].name
        adults = self.staged[0].adults.patients.height
        _gutter(ax, -ROW - 11, "Day", "")
        _gutter(ax, -ROW - CALL, rule, f"of {adults} adults")


def _paint_panel(ax: "Axes", row: Row, panel: Panel, starts: Sequence[float]) -> None:
    set_time(ax, AXIS, labels=False)
    (set_log if row.is_log else set_linear)(ax, *row.span, row.ticks)
    _shade_normal(ax, row)
    for level in row.levels:
        ax.axhline(level, color=color("rule-strong"), lw=1, ls=(0, (4, 3)), zorder=0.8)
    for day in starts:
        ax.axvline(day, color=color("treat"), lw=1.1, ls=(0, (2, 2)), zorder=0.9)
    low, first, third, high = np.clip(panel.quantiles, *row.span)
    ax.fill_between(panel.days, low, high, color=color("virtual-90"), lw=0, zorder=1)
    ax.fill_between(panel.days, first, third, color=color("virtual-50"), lw=0, zorder=1.1)
    line = np.clip(panel.line, *row.span)
    ax.plot(panel.line_days, line, color=color("virtual"), lw=1.9, zorder=2)
    ax.plot(panel.line_days, panel.below, color=color("virtual"), lw=1.5, zorder=2,
            ls=(0, (1, 1.6)))  # fmt: skip


def _shade_normal(ax: "Axes", row: Row) -> None:
    low, high = row.range
    if low is None and high is None:
        return
    bottom = row.span[0] if low is None else low
    top = row.span[1] if high is None else min(high, row.span[1])
    ax.axhspan(bottom, top, color=color("normal"), lw=0, zorder=0.4)


def _gutter(ax: "Axes", down: float, words: str, smaller: str) -> None:
    """Write beside the first column, `down` pixels beneath the top of the axes."""
    for text, shift, size, ink in (
        (words, 8.0 if smaller else 0.0, 11.5, "ink"),
        (smaller, -8.0, SMALL, "ink-2"),
    ):
        mark_margin(ax, (0, 1), text, shift=(EDGE - GUTTER, down + shift), ink=ink,
                    size=size, bold=ink == "ink")  # fmt: skip


def _days(ax: "Axes") -> None:
    ax.set_xticks(AXIS.ticks, [f"{tick:g}" for tick in AXIS.ticks])
    ax.tick_params(axis="x", labelsize=SMALL, length=3, pad=2)


def _paint_outcome(ax: "Axes", outcome: Outcome | None) -> None:
    """Print beneath a column what the rule says of it."""
    if outcome is None:
        mark_margin(ax, (0, 0), "no disease to judge", shift=(0, 8 - CALL), ink="ink-3",
                    size=SMALL)  # fmt: skip
        return
    ink = "treat" if outcome.is_good else "attention"
    sign = "●" if outcome.is_good else "○"
    mark_margin(ax, (0, 0), f"{sign} {outcome.typical}", shift=(0, 8 - CALL), ink=ink,
                size=11.5, bold=True)  # fmt: skip
    for number, (words, n) in enumerate(outcome.counts.items()):
        mark_margin(ax, (0, 0), f"{n} {words}",
                    shift=(0, -8 - CALL - LINE * number), size=SMALL)  # fmt: skip


def _sentence(outcome: Outcome | None) -> str:
    if outcome is None:
        return "no disease."
    counts = ", ".join(f"{n} {words}" for words, n in outcome.counts.items())
    return f"typical patient {outcome.typical}; of {outcome.adults} adults {counts}."


def _caption(disease: str, staged: Sequence[Staged]) -> str:
    adults = staged[0].adults.patients.height
    rule = RULES[disease].name
    bleeds = any(row.analyte == BLEEDS for row in rows_of(disease))
    return (
        "Virtual: the typical patient, read without error (line), and the middle 50 and "
        f"90 % of {adults} virtual adults as a laboratory would read them (bands). "
        + ("Of bleeds the line is the mean of the adults. " if bleeds else "")
        + "Green: normal range. Dashed across: values that the rule asks for. Dotted "
        "upright: first day of a therapy; the grey dotted seam is where the scale of days "
        "changes. A dotted line: below the limit of the assay. At the foot what "
        f"{rule} says on day {FOLLOW_UP:.0f}, of the typical patient (bold) and of the "
        "adults."
    )
