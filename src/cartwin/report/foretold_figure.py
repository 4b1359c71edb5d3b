"""What was foretold of published counts: intervals beside the report and the rival."""

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from cartwin.report.marks import color
from cartwin.trial import Foretold


if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


__all__ = ["draw_foretold", "foretold_height"]

WIDTH = 860.0
ROW, HEAD, TOP, FOOT = 22.0, 30.0, 56.0, 34.0
LEFT, RIGHT = 330.0, 120.0
CAPITALS = frozenset(
    {"crs", "icans", "doris", "lldas", "b", "acr", "eular", "sledai", "viii"}
)
KEY = (("virtual-50", 9.0, "foretold, 90 %"), ("rule-strong", 1.4, "pooled beta-binomial"))


def foretold_height(foretold: Sequence[Foretold]) -> float:
    """Return the height of the figure."""
    counts = _counts(foretold)
    return TOP + ROW * len(counts) + HEAD * len({f.study for f in counts}) + FOOT


def draw_foretold(figure: "Figure", foretold: Sequence[Foretold]) -> None:
    """Draw every count: its foretold interval, the rival's, and what was reported."""
    height = foretold_height(foretold)
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, WIDTH), ylim=(height, 0))
    ax.set_axis_off()
    _paint_scale(ax, height)
    y = TOP
    for study, rows in groupby(_counts(foretold), lambda f: f.study):
        y += HEAD
        ax.text(16, y - 9, study, fontweight="bold", fontsize=12)
        for one in rows:
            _paint_row(ax, y + ROW / 2, one)
            y += ROW
    _paint_key(ax)


def _counts(foretold: Sequence[Foretold]) -> list[Foretold]:
    return [f for f in foretold if f.rival is not None]


def _place(share: float) -> float:
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _paint_scale(ax: "Axes", height: float) -> None:
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = [_place(share)] * 2
        ax.plot(x, [TOP + 4, height - FOOT + 3], lw=0.8, color=color("rule"), zorder=0)
        ax.text(x[0], height - FOOT + 19, f"{100 * share:.0f} %", ha="center", fontsize=11,
                color=color("ink-2"))  # fmt: skip


def _paint_row(ax: "Axes", y: float, one: Foretold) -> None:
    n = one.result.looked_at[1]
    low, middle, high = (
        _place(x / n) for x in (one.result.low, one.result.median, one.result.high)
    )
    rival = [_place(x / n) for x in one.rival or ()]
    ax.text(LEFT - 14, y, _label(one.result.quantity), ha="right", va="center", fontsize=11)
    ax.plot(rival, [y + 6.5] * 2, lw=1.4, color=color("rule-strong"), zorder=1,
            solid_capstyle="butt")  # fmt: skip
    ax.plot([low - 2, high + 2], [y] * 2, lw=9, color=color("virtual-50"), zorder=2,
            solid_capstyle="butt")  # fmt: skip
    ax.plot([middle] * 2, [y - 4.5, y + 4.5], lw=2, color=color("virtual"), zorder=3)
    edge = "published" if one.holds else "attention"
    told = one.result.proportion
    reported = told.k / told.n if told else 0.0
    ax.plot([_place(reported)], [y], marker="D", ms=6.5, mfc=color("surface"),
            mec=color(edge), mew=1.9, zorder=4)  # fmt: skip
    said = one.result.reported + ("" if one.holds else ", outside")
    ax.text(WIDTH - RIGHT + 14, y, said, va="center", fontsize=11,
            color=color("ink-2" if one.holds else "attention"))  # fmt: skip


def _label(quantity: str) -> str:
    """Return the name of a quantity as people write it."""
    words = quantity.replace("car_", "CAR-T_").replace("eustar", "EUSTAR").split("_")
    return " ".join(w.upper() if w in CAPITALS else w for w in words)


def _paint_key(ax: "Axes") -> None:
    x, y = LEFT, 24.0
    for name, width, words in KEY:
        ax.plot([x, x + 26], [y] * 2, lw=width, color=color(name), solid_capstyle="butt")
        ax.text(x + 34, y, words, va="center", fontsize=11)
        x += 160.0
    ax.plot([x + 8], [y], marker="D", ms=6.5, mfc=color("surface"), mec=color("published"),
            mew=1.9)  # fmt: skip
    ax.text(x + 24, y, "reported", va="center", fontsize=11)
