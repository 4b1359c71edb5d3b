"""What is given in a scenario, above its column: a bar or ticks per drug."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from cartwin.report.marks import color
from cartwin.report.style import TimeAxis
from cartwin.study import parse_regimen


if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["STRIP", "first_days", "given_days", "paint_strip"]

STRIP = 19.0  # height of the line of one drug
SHORT = 5.0  # days; what is shorter is a mark, not a bar
CLOSE = 7.0  # days between doses that are drawn as one bar
LATE = 120.0  # from this first day on a name ends above its bar
DEPLETION = "Flu/Cy"
NAMES = {
    "fludarabine": DEPLETION,
    "cyclophosphamide": DEPLETION,
    "car_t": "CD19 CAR-T",
    "car_t_bcma": "BCMA CAR-T",
    "ivig": "IVIG",
}


def given_days(regimen: str) -> dict[str, list[float]]:
    """Return the days of each drug, by the name that is printed, in order of first use.

    >>> given_days("flu 30 mg/m2 d-5,-4; cy 300 mg/m2 d-5; cart 1e6/kg d0")
    {'Flu/Cy': [-5.0, -4.0], 'CD19 CAR-T': [0.0]}
    """
    days: dict[str, set[float]] = {}
    for dose in parse_regimen(regimen):
        name = NAMES.get(dose.drug, dose.drug)
        days.setdefault(name, set()).update(dose.days)
    return dict(sorted(((n, sorted(d)) for n, d in days.items()), key=lambda x: x[1][0]))


def first_days(regimen: str) -> list[float]:
    """Return the days on which therapies start, lymphodepletion apart, without repeats.

    >>> first_days("flu 30 mg/m2 d-5; cart 1e6/kg d0; dara 800 mg d182,189")
    [0.0, 182.0]
    """
    given = given_days(regimen)
    return sorted({days[0] for name, days in given.items() if name != DEPLETION})


def paint_strip(ax: "Axes", regimen: str, axis: TimeAxis, lines: int) -> None:
    """Draw what is given on axes that have room for `lines` drugs."""
    ax.set_xscale("function", functions=(axis.place, axis.day))
    ax.set(xlim=(axis.days[0], axis.days[-1]), ylim=(lines, 0))
    ax.axis("off")
    given = given_days(regimen)
    if not given:
        ax.annotate("nothing given", (0, 1), xycoords="axes fraction", fontsize=10.5,
                    xytext=(0, -8), textcoords="offset points", color=color("ink-3"),
                    va="center")  # fmt: skip
    for line, (name, days) in enumerate(given.items()):
        _paint_drug(ax, line, name, days)


def _paint_drug(ax: "Axes", line: int, name: str, days: Sequence[float]) -> None:
    late = days[0] > LATE
    ax.annotate(
        name, (days[-1] if late else days[0], line + 0.82), xytext=(0, 3),
        textcoords="offset points", fontsize=10, color=color("treat"), va="bottom",
        ha="right" if late else "left", annotation_clip=False,
    )  # fmt: skip
    for first, last in _stretches(days):
        if last - first < SHORT:
            ax.plot([first], [line + 0.87], "v", color=color("treat"), ms=5, mew=0)
        else:
            ax.plot([first, last + 1], [line + 0.88] * 2, color=color("treat"), lw=3,
                    solid_capstyle="butt")  # fmt: skip


def _stretches(days: Sequence[float]) -> list[tuple[float, float]]:
    """Return first and last day of runs of doses that stand close.

    >>> _stretches([0.0, 1.0, 2.0, 30.0])
    [(0.0, 2.0), (30.0, 30.0)]
    """
    breaks = [i for i, (a, b) in enumerate(pairwise(days), 1) if b - a > CLOSE]
    ends = [0, *breaks, len(days)]
    return [(days[a], days[b - 1]) for a, b in pairwise(ends)]
