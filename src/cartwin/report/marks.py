"""Marks on figures: bands of virtual patients, reported numbers, thresholds, days."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from cartwin.report.courses import Band
from cartwin.report.drawing import HALO
from cartwin.report.style import MARKS, TOKENS, Mark, TimeAxis
from cartwin.report.wording import number
from cartwin.study import Origin


if TYPE_CHECKING:
    from matplotlib.axes import Axes


__all__ = [
    "color",
    "mark_band",
    "mark_margin",
    "mark_number",
    "mark_text",
    "mark_threshold",
    "set_linear",
    "set_log",
    "set_time",
]

PUBLISHED = MARKS[Origin.PUBLISHED]


def color(name: str) -> str:
    """Return a colour by its name in the tokens."""
    return TOKENS[name][0]


def set_time(ax: "Axes", axis: TimeAxis, *, labels: bool = True) -> None:
    """Give the axes a time axis, with dotted seams where its scale changes."""
    ax.set_xscale("function", functions=(axis.place, axis.day))
    ax.set_xlim(axis.days[0], axis.days[-1])
    ax.set_xticks(axis.ticks, [number(t) for t in axis.ticks] if labels else [])
    ax.tick_params(axis="x", length=4 if labels else 0)
    ax.minorticks_off()
    for seam in axis.seams:
        ax.axvline(seam, color=color("rule-strong"), lw=1, ls=(0, (1, 2.5)), zorder=0.6)


def set_log(ax: "Axes", low: float, high: float, ticks: Sequence[float]) -> None:
    """Give the axes a logarithmic value axis with plain numbers."""
    ax.set_yscale("log")
    ax.set_ylim(low, high)
    ax.minorticks_off()
    ax.set_yticks(ticks, [number(t, 6) for t in ticks])


def set_linear(ax: "Axes", low: float, high: float, ticks: Sequence[float]) -> None:
    """Give the axes an even value axis with plain numbers."""
    ax.set_ylim(low, high)
    ax.minorticks_off()
    ax.set_yticks(ticks, [number(t, 6) for t in ticks])


def mark_band(ax: "Axes", band: Band, *, floor: float) -> None:
    """Draw median, 50 % and 90 % bands; nothing is drawn beneath the floor."""
    low, first, middle, third, high = np.where(
        np.isnan(band.quantiles), np.nan, np.maximum(band.quantiles, floor)
    )
    ax.fill_between(band.days, low, high, color=color("virtual-90"), lw=0, zorder=1)
    ax.fill_between(band.days, first, third, color=color("virtual-50"), lw=0, zorder=1.1)
    seen = np.isfinite(band.quantiles[2]) & (band.quantiles[2] >= floor)
    line = np.where(seen, middle, np.nan)
    ax.plot(band.days, line, color=color("virtual"), lw=2, zorder=2)
    ax.plot(band.days, line, "o", color=color("virtual"), ms=3, zorder=2, mew=0)


def mark_number(
    ax: "Axes",
    day: float,
    value: float,
    *,
    censoring: str = "none",
    mark: Mark = PUBLISHED,
    size: float = 8.0,
) -> None:
    """Draw one number; an arrow says that the truth lies beyond it."""
    reach = {"above": 22, "below": -22}.get(censoring, 0)
    if reach:
        line = {
            "arrowstyle": "<-",
            "color": mark.edge,
            "lw": 1.8,
            "shrinkA": 0,
            "shrinkB": 4,
        }
        ax.annotate(
            "",
            xy=(day, value),
            xytext=(0, reach),
            textcoords="offset points",
            arrowprops=line,
            annotation_clip=False,
            zorder=5,
        )
    style: dict[str, Any] = {"mfc": mark.face, "mec": mark.edge, "mew": 1.8, "ls": "none"}
    points = size if mark.shape == "D" else 0.6 * size
    ax.plot([day], [value], mark.shape, ms=points, zorder=6, clip_on=False, **style)


def mark_text(
    ax: "Axes",
    at: tuple[float, float],
    words: str,
    *,
    shift: tuple[float, float] = (0.0, 0.0),
    ink: str = "ink",
    align: tuple[str, str] = ("left", "center"),
    bold: bool = False,
    halo: bool = True,
) -> None:
    """Write words beside a place; `shift` is in pixels, the halo keeps them legible."""
    text = ax.annotate(
        words,
        xy=at,
        xytext=shift,
        textcoords="offset points",
        color=color(ink),
        ha=align[0],
        va=align[1],
        fontsize=11.5,
        fontweight="bold" if bold else "normal",
        annotation_clip=False,
        zorder=7,
    )
    if halo:
        text.set_gid(HALO)


def mark_margin(
    ax: "Axes",
    at: tuple[float, float],
    words: str,
    *,
    shift: tuple[float, float],
    ink: str = "ink-2",
    align: tuple[str, str] = ("left", "center"),
    size: float = 11.5,
    bold: bool = False,
) -> None:
    """Write words beside the axes, of which `at` is a fraction; `shift` is in pixels."""
    ax.annotate(
        words,
        at,
        xycoords="axes fraction",
        xytext=shift,
        textcoords="offset points",
        color=color(ink),
        ha=align[0],
        va=align[1],
        fontsize=size,
        fontweight="bold" if bold else "normal",
    )


def mark_threshold(ax: "Axes", value: float, words: str, *, at: float) -> None:
    """Draw a dashed threshold with its meaning at day `at`."""
    ax.axhline(value, color=color("rule-strong"), lw=1.2, ls=(0, (4, 3)), zorder=1.5)
    align = ("right", "bottom")
    mark_text(ax, (at, value), words, shift=(-2, 1), ink="ink-2", align=align)
