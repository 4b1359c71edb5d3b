"""A figure that stands by itself: the same picture as PNG and SVG files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from cartwin.report.drawing import WIDTH, blank
from cartwin.report.style import TOKENS


__all__ = ["write_figure"]

SHARP = 2.0  # pixels of the PNG per unit of the drawing


def write_figure(
    path: Path,
    *,
    height: float,
    paint: Callable[[Any], None],
    width: float = WIDTH,
    layout: Literal["constrained"] | None = None,
) -> tuple[Path, Path]:
    """Write a figure in the style of the report; return its PNG and SVG file.

    Parameters
    ----------
    path
        Without ending.
    height, width
        In units of which type has 12.
    paint
        Draws on the `matplotlib.figure.Figure` given to it.
    layout
        What moves things apart; None: `paint` says where everything lies.
    """
    files = path.with_suffix(".png"), path.with_suffix(".svg")
    with blank(width, height, paper=TOKENS["surface"][0], layout=layout) as figure:
        paint(figure)
        figure.savefig(files[0], dpi=72 * SHARP, metadata={"Software": None})
        figure.savefig(files[1], metadata={"Date": None, "Creator": None})
    return files
