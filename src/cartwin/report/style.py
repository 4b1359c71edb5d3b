"""The one visual language: colours, type and the time axis, for page and figures.

Colour says where a number comes from (real, published, virtual), position says what it
is, and a printed word or digit repeats both. Everything that draws takes its colours from
here; the style sheet of the page is given the same tokens.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from cartwin.study import Origin


__all__ = [
    "FIGURE",
    "GRADES",
    "MARKS",
    "TOKENS",
    "Mark",
    "TimeAxis",
    "css_tokens",
]

Array = npt.NDArray[np.float64]
Knots = tuple[tuple[float, ...], tuple[float, ...]]  # days, and where they lie

# name -> light and dark; contrast of text on `surface` is at least 4.5 in both
TOKENS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "bg": ("#f5f4f0", "#0d1317"),
        "surface": ("#ffffff", "#151d23"),
        "ink": ("#17212a", "#e8eef2"),
        "ink-2": ("#43505b", "#b5c1ca"),
        "ink-3": ("#5f6b75", "#93a1ac"),
        "rule": ("#dddcd4", "#2a363f"),
        "rule-strong": ("#818b93", "#6a7882"),
        "real": ("#17212a", "#f1f5f8"),
        "published": ("#a84a00", "#f4a65c"),
        "published-soft": ("#f7e9dd", "#3a2a1a"),
        "virtual": ("#0a5ea6", "#6fb5f5"),
        "virtual-50": ("#8fbde3", "#2f5f8c"),
        "virtual-90": ("#cfe2f3", "#1f3c57"),
        "treat": ("#0b6a5c", "#53c6aa"),
        "attention": ("#a5141d", "#ff938a"),
        "attention-soft": ("#fae6e4", "#3b1a1b"),
        "below": ("#f1efe7", "#1b2329"),
        "normal": ("#e6f1e4", "#1a2b22"),
        "g0": ("#f0eff0", "#1d272e"),
        "g1": ("#ecc6df", "#5a2a4d"),
        "g2": ("#d68fbe", "#863a70"),
        "g3": ("#a8437f", "#b95c94"),
        "g4": ("#6f1650", "#e39ac6"),
        "g5": ("#2b0820", "#fbe0f1"),
        "g0-ink": ("#5f6b75", "#93a1ac"),
        "g1-ink": ("#3b1030", "#f6e6f0"),
        "g2-ink": ("#2c0a22", "#ffffff"),
        "g3-ink": ("#ffffff", "#140410"),
        "g4-ink": ("#ffffff", "#140410"),
        "g5-ink": ("#ffffff", "#140410"),
    }
)
GRADES = tuple(TOKENS[f"g{grade}"][0] for grade in range(6))


@dataclass(frozen=True, slots=True)
class Mark:
    """How a single number is drawn; `face` is the fill."""

    shape: str
    edge: str
    face: str


MARKS: Mapping[Origin, Mark] = MappingProxyType(
    {
        Origin.REAL: Mark("o", TOKENS["real"][0], TOKENS["real"][0]),
        Origin.PUBLISHED: Mark("D", TOKENS["published"][0], TOKENS["surface"][0]),
        Origin.VIRTUAL: Mark("o", TOKENS["virtual"][0], TOKENS["virtual"][0]),
    }
)

# Figures are drawn in units of one pixel. Text is measured in a font that comes with
# matplotlib and is wider than those the page asks for, so that it fits in any of them.
FIGURE: Mapping[str, Any] = MappingProxyType(
    {
        "font.family": ["DejaVu Sans"],
        "font.size": 12,
        "axes.titlesize": 12.5,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.titlepad": 8,
        "axes.labelsize": 12,
        "xtick.labelsize": 11.5,
        "ytick.labelsize": 11.5,
        "xtick.color": TOKENS["ink-2"][0],
        "ytick.color": TOKENS["ink-2"][0],
        "xtick.major.size": 4,
        "ytick.major.size": 4,
        "xtick.major.width": 1,
        "ytick.major.width": 1,
        "axes.linewidth": 1,
        "axes.edgecolor": TOKENS["rule-strong"][0],
        "axes.labelcolor": TOKENS["ink-2"][0],
        "axes.facecolor": "none",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.color": TOKENS["rule"][0],
        "grid.linewidth": 0.8,
        "text.color": TOKENS["ink"][0],
        "lines.linewidth": 2,
        "lines.solid_capstyle": "round",
        "figure.facecolor": "none",
        "figure.dpi": 72,
        "svg.fonttype": "none",
        "svg.hashsalt": "cartwin",
        "path.simplify": False,
    }
)


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """An axis of days that is even between knots, and stretched where much happens.

    Attributes
    ----------
    days
        Knots, rising; the first and the last are the ends of the axis.
    places
        Where they lie, as fractions of the width.
    ticks
        Days that are labelled.
    """

    days: tuple[float, ...]
    places: tuple[float, ...]
    ticks: tuple[float, ...]

    @classmethod
    def stretched(
        cls, knots: "Knots", last: float, ticks: Sequence[float], *, apart: float
    ) -> "TimeAxis":
        """Return an axis that goes on evenly after the knots, up to some days after `last`.

        Parameters
        ----------
        ticks, apart
            Those that are labelled, and their least distance, as a share of the width.
        """
        days, places = knots
        end = max(last, days[-1] + 30) + 4
        axis = cls((*days, end), (*places, 1.0), ())
        return cls(axis.days, axis.places, tuple(axis.spaced(ticks, apart=apart)))

    def place(self, day: Array) -> Array:
        """Return the fraction of the width at which a day lies.

        >>> axis = TimeAxis((0.0, 35.0, 365.0), (0.0, 0.5, 1.0), (0.0,))
        >>> axis.place(np.array([7.0, 200.0]))
        array([0.1 , 0.75])
        """
        return np.asarray(np.interp(day, self.days, self.places))

    def day(self, place: Array) -> Array:
        """Return the day that lies at a fraction of the width."""
        return np.asarray(np.interp(place, self.places, self.days))

    @property
    def seams(self) -> tuple[float, ...]:
        """Days at which the scale changes."""
        return self.days[1:-1]

    def shown(self, days: Sequence[float]) -> list[float]:
        """Return those of the days that lie on the axis."""
        return [d for d in days if self.days[0] <= d <= self.days[-1]]

    def spaced(self, days: Sequence[float], *, apart: float) -> list[float]:
        """Return those of the days on the axis that lie apart; the last one stays.

        Parameters
        ----------
        days
            Ascending.
        apart
            Least distance, as a share of the width.

        Examples
        --------
        >>> axis = TimeAxis((0.0, 100.0), (0.0, 1.0), ())
        >>> axis.spaced([0, 20, 96, 100], apart=0.1)
        [0, 20, 100]
        """
        kept: list[float] = []
        for day in reversed(self.shown(days)):
            if not kept or self._distance(day, kept[-1]) >= apart:
                kept.append(day)
        return kept[::-1]

    def _distance(self, first: float, last: float) -> float:
        return float(np.abs(np.diff(self.place(np.array([first, last])))[0]))


def css_tokens() -> str:
    """Return the colours as custom properties of a style sheet.

    >>> css_tokens().splitlines()[0]
    '--bg: light-dark(#f5f4f0, #0d1317);'
    """
    return "\n".join(f"--{n}: light-dark({a}, {b});" for n, (a, b) in TOKENS.items())
