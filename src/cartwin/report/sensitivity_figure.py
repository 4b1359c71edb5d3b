"""Where the spread of outcomes comes from: bars by certainty, a map by module."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from cartwin.parameters import Certainty
from cartwin.report.marks import color
from cartwin.trial import Sensitivity
from cartwin.twin import DISEASES, PERSON


if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


__all__ = ["SensitivityFigure", "draw_certainties", "draw_modules"]

WIDTH = 860.0
ROW, HEAD, TOP, FOOT = 25.0, 31.0, 44.0, 40.0
LEFT, RIGHT = 290.0, 76.0
BESIDE = 62.0  # for the name of the last module
HEADS = 112.0  # names of modules, turned
ASSUMED = str(Certainty.ASSUMED)
ORDER = (*(str(c) for c in reversed(Certainty)), PERSON)
COLOURS = {
    "assumed": color("attention"),
    "calibrated": color("virtual-50"),
    "recalled": color("virtual-90"),
    "secondary": color("rule-strong"),
    "read": color("treat"),
    PERSON: color("ink-2"),
}
WORDS = {PERSON: "age, sex and body"}
DARK = {"assumed", "secondary", "read", PERSON}
WRITTEN = 0.055  # shares that are also printed
SHOWN = 0.03  # modules with less everywhere are left out
INTERACTIONS = "interactions"
NAMED = {"car_t": "CAR-T", "ivig": "IVIG"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitivityFigure:
    """A figure: its size, and what paints it."""

    width: float
    height: float
    paint: "Callable[[Figure], None]"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """Rows of outcomes beneath the names of their diseases."""

    found: Sequence[Sensitivity]
    top: float

    @property
    def height(self) -> float:
        rows = sum(len(f.outcomes) for f in self.found)
        return self.top + rows * ROW + len(self.found) * HEAD + FOOT

    def rows(self) -> "list[tuple[float, Sensitivity, dict[str, Any]]]":
        """Return the middle of each row, from above, its analysis and its outcome."""
        placed, y = [], self.top
        for one in self.found:
            y += HEAD
            for outcome in one.outcomes.iter_rows(named=True):
                placed.append((y + ROW / 2, one, outcome))
                y += ROW
        return placed

    def heads(self) -> list[tuple[float, str]]:
        """Return where the name of each disease stands."""
        placed, y = [], self.top
        for one in self.found:
            placed.append((y + HEAD - 9, DISEASES[one.disease].name))
            y += HEAD + ROW * len(one.outcomes)
        return placed

    def axes(self, figure: "Figure", right: float) -> "Axes":
        """Return axes over the whole figure, in its own units, y downwards."""
        ax = figure.add_axes((0, 0, 1, 1))
        ax.set(xlim=(0, WIDTH), ylim=(self.height, 0))
        ax.set_axis_off()
        for y, name in self.heads():
            heading = name[0].upper() + name[1:]
            ax.text(16, y, heading, fontweight="bold", fontsize=12.5)
            ax.plot([16, WIDTH - right], [y + 6, y + 6], lw=0.8, color=color("rule"))
        for y, _, outcome in self.rows():
            ax.text(LEFT - 12, y, outcome["title"], ha="right", va="center", fontsize=11.5)
        return ax


def draw_certainties(found: Sequence[Sensitivity]) -> SensitivityFigure:
    """Return bars: first-order shares by certainty, and the total of what is assumed."""
    layout = _Layout(found=found, top=TOP)

    def paint(figure: "Figure") -> None:
        ax = layout.axes(figure, RIGHT - 26)
        scale = WIDTH - LEFT - RIGHT
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            x = LEFT + share * scale
            ax.plot([x, x], [TOP + HEAD - 3, layout.height - FOOT + 3], lw=0.8,
                    color=color("rule"), zorder=0)  # fmt: skip
            ax.text(x, layout.height - FOOT + 19, f"{100 * share:.0f} %", ha="center",
                    fontsize=11, color=color("ink-2"))  # fmt: skip
        for y, one, outcome in layout.rows():
            _paint_bar(ax, y, scale, one, outcome)
        _paint_key(ax)

    return SensitivityFigure(width=WIDTH, height=layout.height, paint=paint)


def _paint_bar(
    ax: "Axes", y: float, scale: float, found: Sensitivity, outcome: dict[str, Any]
) -> None:
    rows = {r["group"]: r for r in found.of(outcome["outcome"], "certainty").to_dicts()}
    told = {g: r for g, r in rows.items() if r["first"] == r["first"]}
    first = {g: r["first"] if r["first_low"] > 0 else 0.0 for g, r in told.items()}
    if not first:
        ax.text(LEFT, y, "the same in all patients", va="center", fontsize=11)
        return
    whole = max(sum(first.values()), 1.0)  # beyond 1 by chance
    left = LEFT
    for group in (g for g in ORDER if g in first):
        share = first[group] / whole
        ax.barh(y, share * scale, ROW - 8, left=left, color=COLOURS[group])
        if share >= WRITTEN:
            ink = color("surface" if group in DARK else "ink")
            ax.text(left + share * scale / 2, y, f"{100 * share:.0f}", ha="center",
                    va="center", fontsize=10.5, color=ink)  # fmt: skip
        left += share * scale
    ax.barh(y, LEFT + scale - left, ROW - 8, left=left, color="none", hatch="////",
            edgecolor=color("rule-strong"), lw=0)  # fmt: skip
    _paint_total(ax, y, scale, rows.get(ASSUMED))


def _paint_total(ax: "Axes", y: float, scale: float, row: dict[str, Any] | None) -> None:
    """Mark the total effect of what is assumed, with its interval."""
    total = 0.0 if row is None else row["total"]
    text = "–" if row is None else f"{100 * total:.0f} %"
    if row is not None and row["verdict"] in {"noise", "unclear"}:
        text += " ?"
    elif 0 < total < 0.005:
        text = "< 0.5 %"
    ax.text(WIDTH - 10, y, text, ha="right", va="center", fontsize=11.5,
            fontweight="bold", color=color("attention"))  # fmt: skip
    if row is None or total < WRITTEN:
        return
    low, high = (LEFT + min(row[k], 1.0) * scale for k in ("total_low", "total_high"))
    ax.plot([low, high], [y + ROW / 2 - 3] * 2, lw=1.6, color=color("attention"))
    ax.plot(LEFT + min(total, 1.0) * scale, y + ROW / 2 - 3, "^", ms=6,
            color=color("attention"), mec=color("surface"), mew=0.8)  # fmt: skip


def _paint_key(ax: "Axes") -> None:
    x = 16.0
    for group in ORDER:
        ax.barh(20, 12, 12, left=x, color=COLOURS[group])
        label = ax.text(x + 17, 20, WORDS.get(group, group), va="center", fontsize=11.5)
        x += 17 + 7.1 * len(label.get_text()) + 16
    ax.barh(20, 12, 12, left=x, color="none", hatch="////", lw=0,
            edgecolor=color("rule-strong"))  # fmt: skip
    ax.text(x + 17, 20, INTERACTIONS, va="center", fontsize=11.5)
    ax.text(WIDTH - 10, 30, "total of\nassumed ▲", ha="right", va="center", fontsize=11,
            fontweight="bold", color=color("attention"), linespacing=1.15)  # fmt: skip


def draw_modules(found: Sequence[Sensitivity]) -> SensitivityFigure:
    """Return a map: the total effect of each module on each outcome."""
    layout = _Layout(found=found, top=HEADS)
    modules = _modules(found)

    def paint(figure: "Figure") -> None:
        from matplotlib.colors import LinearSegmentedColormap

        ax = layout.axes(figure, BESIDE)
        names = ("surface", "virtual-90", "virtual-50", "virtual")
        colours = [color(n) for n in names]
        shade = LinearSegmentedColormap.from_list("share", colours)
        cell = (WIDTH - LEFT - BESIDE) / len(modules)
        for column, module in enumerate(modules):
            x = LEFT + (column + 0.5) * cell
            ax.text(x - 3, HEADS + 16, _words(module), fontsize=11, rotation=48,
                    ha="left", va="bottom", rotation_mode="anchor")  # fmt: skip
        for y, one, outcome in layout.rows():
            totals = dict(
                one.of(outcome["outcome"], "module").select("group", "total").iter_rows()
            )
            for column, module in enumerate(modules):
                _paint_cell(ax, (LEFT + column * cell, y, cell), totals.get(module), shade)
        ax.text(16, layout.height - 15, "Total effect of each module in % of the variance; "
                "blank: below 1 %, –: no parameter that varies. Rows add up to more than "
                "100 % where modules interact.", fontsize=10.5,
                color=color("ink-2"))  # fmt: skip

    return SensitivityFigure(width=WIDTH, height=layout.height, paint=paint)


def _modules(found: Sequence[Sensitivity]) -> list[str]:
    """Return the modules that matter for anything: of the body first, then of organs."""
    rows = pl.concat(
        f.indices.filter(pl.col("by") == "module").with_columns(disease=pl.lit(f.disease))
        for f in found
    )
    most = rows.group_by("group", maintain_order=True).agg(
        pl.col("total").fill_nan(0.0).max(), pl.col("disease").n_unique().alias("diseases")
    )
    kept = most.filter(pl.col("total") >= SHOWN)
    ordered = kept.sort("diseases", descending=True, maintain_order=True)
    return ordered["group"].to_list() or most["group"].to_list()[:1]


def _words(module: str) -> str:
    """Return the name of a module as it is written.

    >>> _words("car_t"), _words("factor_viii"), _words("host_t_cells")
    ('CAR-T', 'factor VIII', 'host T cells')
    """
    if module in NAMED:
        return NAMED[module]
    written = {"t": "T", "b": "B", "viii": "VIII"}
    return " ".join(written.get(word, word) for word in module.split("_"))


def _paint_cell(
    ax: "Axes", place: tuple[float, float, float], total: float | None, shade: Any
) -> None:
    x, y, wide = place
    known = total is not None and not np.isnan(total)
    share = min(float(total or 0.0), 1.0) if known else 0.0
    ax.barh(y, wide - 2, ROW - 2, left=x + 1, color=shade(share) if known else "none",
            edgecolor=color("rule"), lw=0.6)  # fmt: skip
    text = "–" if not known else f"{100 * share:.0f}" if share >= 0.01 else ""
    ink = color("surface" if share > 0.7 else "ink")
    ax.text(x + wide / 2, y, text, ha="center", va="center", fontsize=10.5, color=ink)
