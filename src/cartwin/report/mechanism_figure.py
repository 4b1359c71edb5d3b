"""The mechanism as a picture: parts of the twin, and what acts on what.

Boxes, lines and drugs are read off the equations (`twin.structure_of`); only where they
stand is chosen, in `mechanism_layout`. A drug is named in the boxes that it acts on.
"""

from collections.abc import Mapping
from pathlib import Path
from textwrap import wrap
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from cartwin.report.drawing import blank
from cartwin.report.marks import color
from cartwin.report.mechanism_layout import HALF, Place, name_of, places_of, route_of
from cartwin.twin import Influence, Kind, Part, Structure, structure_of


if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import FancyBboxPatch

__all__ = ["draw_mechanism"]

SIZE = (11.6 * 72, 7.7 * 72)
COLOURS: Mapping[Kind, str] = MappingProxyType(
    {Kind.BODY: "virtual", Kind.ORGAN: "published", Kind.DRUG: "treat"}
)
ARROW, BAR = "-|>,head_width=3,head_length=5", "|-|,widthA=0,widthB=4"
MOST_STATES = 8  # named in a box
LETTERS = 37  # of a line of drugs
NAME, STATES, DRUGS = 9.0, 6.0, 6.6  # size of type


def draw_mechanism(disease: str, path: str | Path) -> Path:
    """Write the mechanism of a disease as SVG or PNG, by the ending of `path`.

    >>> from tempfile import mkdtemp
    >>> draw_mechanism("itp", Path(mkdtemp()) / "itp.svg").stat().st_size > 10_000
    True
    """
    structure = structure_of(disease)
    places = places_of(structure)
    with blank(*SIZE, paper=color("surface")) as figure:
        ax = figure.add_axes((0.005, 0.005, 0.99, 0.99))
        ax.set(xlim=(-0.15, 15.3), ylim=(-0.1, 10.25))
        ax.axis("off")
        boxes = {
            part.name: _box(ax, part, places[part.name], _drugs(structure, part))
            for part in structure.parts
            if part.name in places
        }
        pairs = {(i.source, i.target) for i in structure.influences}
        for influence in structure.influences:
            if influence.source in boxes and influence.target in boxes:
                returned = (influence.target, influence.source) in pairs
                _line(ax, influence, boxes, returned=returned)
        _legend(ax)
        target = Path(path)
        figure.savefig(target, metadata=_undated(target), dpi=150)
    return target


def _drugs(structure: Structure, part: Part) -> list[str]:
    """Return the lines of a box that name the drugs that act on it."""
    drugs = {p.name for p in structure.parts if p.kind is Kind.DRUG}
    acting = [i for i in structure.influences if i.target == part.name]
    lines: list[str] = []
    for sign, lowers in (("⊣ ", True), ("→ ", False)):
        names = sorted(
            name_of(i.source) for i in acting if i.source in drugs and i.lowers is lowers
        )
        if names:
            lines += wrap(sign + ", ".join(names), LETTERS, break_on_hyphens=False)
    return lines


def _line(
    ax: "Axes",
    influence: Influence,
    boxes: Mapping[str, tuple["FancyBboxPatch", Place]],
    *,
    returned: bool,
) -> None:
    from matplotlib.patches import FancyArrowPatch
    from matplotlib.path import Path as Corners

    (first, start), (last, end) = boxes[influence.source], boxes[influence.target]
    corners = route_of(influence)
    bend = f"arc3,rad={0.12 if returned else 0.0}"
    course: dict[str, Any] = (
        {"path": Corners(corners)}
        if corners
        else dict(posA=start, posB=end, patchA=first, patchB=last, connectionstyle=bend)
    )
    ax.add_patch(
        FancyArrowPatch(
            **course,
            arrowstyle=BAR if influence.lowers else ARROW,
            shrinkA=1,
            shrinkB=2,
            linewidth=1.3,
            joinstyle="round",
            color=color("virtual"),
            zorder=1.5,
        )
    )


def _box(
    ax: "Axes", part: Part, at: Place, drugs: list[str]
) -> tuple["FancyBboxPatch", Place]:
    from matplotlib.patches import FancyBboxPatch

    x, y = at
    wide, tall = HALF
    box = FancyBboxPatch(
        (x - wide, y - tall),
        2 * wide,
        2 * tall,
        boxstyle="round,pad=0,rounding_size=0.12",
        facecolor=color("surface"),
        edgecolor=color(COLOURS[part.kind]),
        linewidth=1.3,
        zorder=2,
    )
    ax.add_patch(box)
    more = ", …" if len(part.states) > MOST_STATES else ""
    states = ", ".join(part.states[:MOST_STATES]) + more
    lines = [
        (name_of(part.name), NAME, "ink", 0.33),
        *([(states, STATES, "ink-3", 0.26)] if states else []),
        *((words, DRUGS, "treat", 0.22) for words in drugs),
    ]
    level = y + sum(step for *_, step in lines) / 2
    for words, size, ink, step in lines:
        level -= step
        weight = "bold" if ink == "ink" else "normal"
        ax.text(x, level + step / 2, words, ha="center", va="center", fontsize=size,
                color=color(ink), fontweight=weight, zorder=3)  # fmt: skip
    return box, at


def _legend(ax: "Axes") -> None:
    words = (
        "arrow: acts on · bar: kills, blocks or removes · small letters: states · green: "
        "drugs that kill or block (⊣) or act otherwise (→) · orange: organ of the disease"
    )
    ax.text(7.6, 0.1, words, ha="center", fontsize=7.2, color=color("ink-3"))


def _undated(path: Path) -> dict[str, None]:
    return {"Date": None} if path.suffix == ".svg" else {}
