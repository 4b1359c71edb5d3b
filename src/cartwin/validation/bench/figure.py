"""The figure of the benchmark: error against speed, one mark per solver and tolerance."""

from pathlib import Path
from typing import Any

from cartwin.report import TOKENS, write_figure


__all__ = ["draw_bench"]

OURS, THEIRS = TOKENS["virtual"][0], TOKENS["published"][0]
HEIGHT = 420.0
SHAPES = "os^Dvph*X"


def draw_bench(found: dict[str, Any], path: Path) -> tuple[Path, Path]:
    """Write the figure as PNG and SVG; return the files.

    Parameters
    ----------
    found
        As `Benchmark.as_dict()` gives it.
    path
        Without ending.
    """

    def paint(figure: Any) -> None:
        axes = figure.add_subplot()
        for name, points in _points(found).items():
            _mark(axes, name, points)
        axes.set(xscale="log", yscale="log")
        axes.set_xlabel("patients per second of one core")
        axes.set_ylabel("error, 95 % of patients")
        axes.set_title("ITP twin, two years, own schedule for each patient")
        figure.legend(loc="outside right center", frameon=False)

    return write_figure(path, height=HEIGHT, paint=paint, layout="constrained")


def _points(found: dict[str, Any]) -> dict[str, list[tuple[float, float]]]:
    """Return for each solver the rates and errors measured."""
    points: dict[str, list[tuple[float, float]]] = {}
    for s in found["settings"]:
        name = f"cartwin, {s['ours']}"
        points.setdefault(name, []).append((s["patients_per_s"], s["error"]))
    for p in found["peers"]:
        point = (p["peer_patients_per_s"], p["peer_error"])
        known = points.setdefault(p["peer"], [])
        if None not in point and point not in known:
            known.append(point)
    return points


def _mark(axes: Any, name: str, points: list[tuple[float, float]]) -> None:
    rates, errors = zip(*sorted(points), strict=True) if points else ((), ())
    ours = name.startswith("cartwin")
    number = len(axes.lines) % len(SHAPES)
    axes.plot(
        rates,
        errors,
        SHAPES[number] + "-",
        color=OURS if ours else THEIRS,
        markerfacecolor=OURS if ours else TOKENS["surface"][0],
        linewidth=2 if ours else 1,
        label=name,
    )
