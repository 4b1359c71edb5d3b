"""Which parameters the spread of the outcomes of one disease comes from: ranked bars."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten, wrap
from typing import TYPE_CHECKING, Any

import polars as pl

from cartwin.report.marks import color
from cartwin.report.sensitivity_figure import (
    COLOURS,
    ORDER,
    WIDTH,
    WORDS,
    SensitivityFigure,
)
from cartwin.trial import Sensitivity


if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


__all__ = ["draw_parameters"]

TOP, FOOT = 68.0, 62.0
HEAD, ROW, GAP = 30.0, 33.0, 10.0
LEFT, RIGHT = 402.0, 128.0
MOST, LEAST = 5, 0.02  # parameters of an outcome, and the smallest total effect shown
LETTERS, LINES = 47, 2  # of a meaning
INK, QUIET, RULE, HATCHED = (
    color(name) for name in ("ink", "ink-2", "rule", "rule-strong")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ranked:
    """An outcome and its largest parameters, and where they stand, from above."""

    title: str
    top: float
    rows: list[dict[str, Any]]


def draw_parameters(
    found: Sensitivity, outcomes: Sequence[str] | None = None
) -> SensitivityFigure:
    """Return ranked bars: total and first-order effects of the largest parameters.

    Parameters
    ----------
    outcomes
        Names; all by default. Those without spread are left out.
    """
    ranked = list(_ranked(found, outcomes))
    last = ranked[-1] if ranked else _Ranked(title="", top=TOP, rows=[])
    bottom = last.top + HEAD + ROW * len(last.rows)
    shown = [r["certainty"] for one in ranked for r in one.rows]

    def paint(figure: "Figure") -> None:
        ax = figure.add_axes((0, 0, 1, 1))
        ax.set(xlim=(0, WIDTH), ylim=(bottom + FOOT, 0))
        ax.set_axis_off()
        _paint_key(ax, [c for c in ORDER if c in shown])
        _paint_scale(ax, ranked, bottom)
        for one in ranked:
            _paint_outcome(ax, one)

    return SensitivityFigure(width=WIDTH, height=bottom + FOOT, paint=paint)


def _ranked(found: Sensitivity, names: Sequence[str] | None) -> Iterator[_Ranked]:
    top = TOP
    for outcome in found.outcomes.iter_rows(named=True):
        if names is not None and outcome["outcome"] not in names:
            continue
        best = found.of(outcome["outcome"], "parameter").filter(pl.col("total") >= LEAST)
        if best.is_empty():
            continue
        unit = f" [{outcome['unit']}]" if outcome["unit"] else ""
        rows = best.head(MOST).to_dicts()
        yield _Ranked(title=outcome["title"] + unit, top=top, rows=rows)
        top += HEAD + ROW * len(rows) + GAP


def _paint_key(ax: "Axes", certainties: list[str]) -> None:
    x = 16.0
    for certainty in certainties:
        ax.barh(20, 12, 12, left=x, color=COLOURS[certainty])
        label = ax.text(x + 17, 20, WORDS.get(certainty, certainty), va="center",
                        fontsize=11.5)  # fmt: skip
        x += 17 + 7.1 * len(label.get_text()) + 16
    _paint_bar(ax, (44, 16, 30), {"first": 0.6, "total": 1.0, "low": 0.8, "high": 1.2})
    ax.text(62, 44, "first-order effect, interactions, 95 % interval of both together",
            va="center", fontsize=11.5)  # fmt: skip
    ax.text(WIDTH - 10, 44, "total", ha="right", va="center", fontsize=11,
            fontweight="bold")  # fmt: skip


def _paint_scale(ax: "Axes", ranked: list[_Ranked], bottom: float) -> None:
    scale = WIDTH - LEFT - RIGHT
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = LEFT + share * scale
        for one in ranked:
            ends = one.top + HEAD - 4, one.top + HEAD + ROW * len(one.rows)
            ax.plot([x, x], ends, lw=0.8, color=RULE, zorder=0)
        ax.text(x, bottom + 20, f"{100 * share:.0f} %", ha="center", fontsize=11,
                color=QUIET)  # fmt: skip
    ax.text(LEFT + scale / 2, bottom + 44, "share of the variance between patients",
            ha="center", fontsize=11.5, color=QUIET)  # fmt: skip


def _paint_outcome(ax: "Axes", one: _Ranked) -> None:
    ax.text(16, one.top + HEAD - 12, one.title, fontweight="bold", fontsize=12.5)
    ax.plot([16, WIDTH - 10], [one.top + HEAD - 5] * 2, lw=0.8, color=RULE)
    for place, row in enumerate(one.rows):
        _paint_parameter(ax, one.top + HEAD + ROW * (place + 0.5), row)


def _paint_parameter(ax: "Axes", y: float, row: dict[str, Any]) -> None:
    ax.text(16, y, row["group"], va="center", fontsize=10.5, family="monospace")
    words = shorten(row["meaning"], LETTERS * LINES - 8, placeholder=" …")
    ax.text(LEFT - 12, y, "\n".join(wrap(words, LETTERS)[:LINES]), ha="right",
            va="center", fontsize=10, color=QUIET, linespacing=1.15)  # fmt: skip
    kinds = {"first": "first", "total": "total", "low": "total_low", "high": "total_high"}
    shares = {k: min(max(row[name], 0.0), 1.0) for k, name in kinds.items()}
    _paint_bar(ax, (y, LEFT, WIDTH - LEFT - RIGHT), shares, COLOURS[row["certainty"]])
    ax.text(WIDTH - 10, y, _total(row), ha="right", va="center", fontsize=11)


def _paint_bar(
    ax: "Axes", place: tuple[float, float, float], shares: Mapping[str, float],
    colour: str = QUIET,
) -> None:  # fmt: skip
    """Paint an effect: what is first order solid, the rest of the total hatched.

    Parameters
    ----------
    place
        Middle, left end, and length of a share of 1.
    """
    y, left, scale = place
    high = ROW - 15
    ax.barh(y, shares["total"] * scale, high, left=left, color="none", hatch="////",
            edgecolor=HATCHED, lw=0)  # fmt: skip
    alone = min(shares["first"], shares["total"])
    ax.barh(y, alone * scale, high, left=left, color=colour, lw=0)
    ends = [left + shares[k] * scale for k in ("low", "high")]
    ax.plot(ends, [y, y], lw=1.2, color=INK)
    for end in ends:
        ax.plot([end, end], [y - 3, y + 3], lw=1.2, color=INK)


def _total(row: dict[str, Any]) -> str:
    low, total, high = (
        100 * min(row[k], 1.0) for k in ("total_low", "total", "total_high")
    )
    unsure = "" if row["verdict"] == "told" else " ?"
    return f"{total:.0f} % ({low:.0f}–{high:.0f}){unsure}"
