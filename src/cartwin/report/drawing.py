"""A figure of the report, from matplotlib's canvas to markup that the page can hold.

Figures are drawn with the object interface only: nothing global is left behind, and the
same numbers give the same bytes.
"""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from cartwin.report.style import FIGURE, TOKENS


if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


__all__ = ["HALO", "WIDTH", "Drawing", "axes_at", "blank", "draw"]

WIDTH = 800.0  # of most figures, in pixels of the page
HALO = "halo"  # group id of text that the style sheet gives a paper-coloured edge
_COLOURS = {TOKENS[name][0]: name for name in reversed(list(TOKENS))}
_COLOUR = re.compile("|".join(_COLOURS))
_LEAKING = re.compile(r"<defs>\s*<style[^>]*>.*?</style>\s*</defs>\s*", re.DOTALL)
_PATH, _LONG = re.compile(r' d="[^"]*"'), re.compile(r"\d+\.\d{3,}")
_ID = re.compile(r'(\bid="|xlink:href="#|url\(#)')
_FONT = re.compile(r"'DejaVu Sans'(?:, sans-serif)?")
_SIZE = re.compile(r'<svg [^>]*?height="[^"]*pt" [^>]*?viewBox="([^"]*)"[^>]*>', re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One figure.

    Attributes
    ----------
    name
        Anchor of the figure on the page.
    title, caption
        What is shown; what the marks mean, how many patients, what was left out.
    alt
        What a reader who cannot see it must know.
    svg
        Markup; colours follow the theme of the page.
    """

    name: str
    title: str
    caption: str
    alt: str
    svg: str


@contextmanager
def blank(
    width: float,
    height: float,
    *,
    paper: str = "none",
    layout: Literal["constrained"] | None = None,
) -> "Iterator[Figure]":
    """Yield an empty figure in the style of the report, to be saved within the block.

    Parameters
    ----------
    width, height
        In pixels.
    paper
        Colour behind it.
    layout
        What moves things apart; None: whoever paints says where everything lies.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context():
        mpl.rcdefaults()  # whatever the reader's own settings are
        settings: Any = {**FIGURE, "figure.facecolor": paper}
        mpl.rcParams.update(settings)
        yield Figure(figsize=(width / 72, height / 72), layout=layout)


def draw(
    name: str, height: float, paint: "Callable[[Figure], None]", *, width: float = WIDTH
) -> str:
    """Return the markup of a figure that `paint` draws.

    Parameters
    ----------
    name
        Made part of every id, so that figures on one page do not clash.
    height, width
        In pixels of the page.
    paint
        Draws on the figure given to it.
    """
    out = io.StringIO()
    with blank(width, height) as figure:
        paint(figure)
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(out, format="svg", metadata=nothing)
    return _embedded(out.getvalue(), name)


def axes_at(
    figure: "Figure",
    place: tuple[float, float, float, float],
    height: float,
    width: float = WIDTH,
) -> "Axes":
    """Return new axes in a figure so high and wide, all in pixels.

    Parameters
    ----------
    place
        Left and lower edge, width and height of the axes.
    """
    left, bottom, wide, tall = place
    return figure.add_axes((left / width, bottom / height, wide / width, tall / height))


def _embedded(svg: str, name: str) -> str:
    """Return the drawing as part of a page: its own ids, the page's font and colours."""
    body = _LEAKING.sub("", svg[svg.index("<svg") :])
    body = re.sub(r"<metadata>.*?</metadata>\s*", "", body, flags=re.DOTALL)
    body = _SIZE.sub(
        r'<svg xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="\1" aria-hidden="true">',
        body,
        count=1,
    )
    body = body.replace(f'<g id="{HALO}">', f'<g class="{HALO}">')
    body = _ID.sub(rf"\1{name}-", body)
    body = _PATH.sub(lambda m: _LONG.sub(lambda x: f"{float(x[0]):.2f}", m[0]), body)
    body = _FONT.sub("var(--font)", body)
    return _COLOUR.sub(lambda m: f"var(--{_COLOURS[m[0]]}, {m[0]})", body)
