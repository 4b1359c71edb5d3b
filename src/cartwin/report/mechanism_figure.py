"""The mechanism as a picture: parts of the twin, and what acts on what.

Boxes and arrows are read off the equations (`twin.structure_of`); only where the boxes of
the body stand is chosen here.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from cartwin.report.style import FIGURE, TOKENS
from cartwin.twin import Influence, Kind, Part, Structure, structure_of


if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import FancyBboxPatch

__all__ = ["draw_mechanism", "places_of"]

Place = tuple[float, float]
PLACES: Mapping[str, Place] = MappingProxyType(
    {
        "host_t_cells": (3.0, 9.6),
        "car_t": (5.0, 8.4),
        "b_lineage": (2.9, 7.0),
        "autoreactive_b": (5.0, 6.4),
        "plasma_cells": (3.4, 5.0),
        "antibody": (3.4, 3.1),
        "cytokines": (7.2, 8.6),
        "neurotoxicity": (8.6, 9.7),
        "neutrophils": (8.6, 7.2),
        "infection": (8.6, 5.6),
        "thrombopoiesis": (7.0, 3.7),
        "platelet_clearance": (6.6, 1.9),
    }
)
ORGANS_AT, ORGAN_GAP, SPARE_AT = (3.2, 1.1), 2.1, (8.6, 0.6)
LEFT, RIGHT, MIDDLE, TOP, BOTTOM = 0.2, 11.4, 5.6, 9.8, 0.6
SIZE = (11.0, 8.2)  # inches
WIDTH, HEIGHT = 0.86, 0.36  # half of a box
COLOURS: Mapping[Kind, str] = MappingProxyType(
    {Kind.BODY: "virtual", Kind.ORGAN: "published", Kind.DRUG: "treat"}
)
ARROW, BAR = "-|>,head_width=3,head_length=5", "|-|,widthA=0,widthB=4"
SPELLINGS = {
    "bcma": "BCMA",
    "car t": "CAR-T",
    "b lineage": "B lineage",
    "e b": "e B",
    " t ": " T ",
    "ivig": "IVIG",
    "factor viii": "factor VIII",
}
MOST_STATES = 6  # named in a box


def draw_mechanism(disease: str, path: str | Path) -> Path:
    """Write the mechanism of a disease as SVG or PNG, by the ending of `path`.

    >>> from tempfile import mkdtemp
    >>> draw_mechanism("itp", Path(mkdtemp()) / "itp.svg").stat().st_size > 10_000
    True
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    structure = structure_of(disease)
    acting = _acting(structure)
    places = places_of(structure)
    rc: dict[Any, Any] = {**FIGURE, "svg.hashsalt": "cartwin"}
    with rc_context(rc):
        figure = Figure(figsize=SIZE, layout="constrained", facecolor=TOKENS["surface"][0])
        ax = figure.add_subplot()
        ax.set(xlim=(-0.9, 12.5), ylim=(-0.1, 10.4))
        ax.axis("off")
        boxes = {
            part.name: _box(ax, part, places[part.name])
            for part in structure.parts
            if part.name in acting and part.name in places
        }
        drugs = {p.name for p in structure.parts if p.kind is Kind.DRUG}
        for influence in structure.influences:
            if influence.target not in drugs and influence.source in boxes:
                _arrow(ax, influence, boxes, of_drug=influence.source in drugs)
        _legend(ax)
        target = Path(path)
        figure.savefig(target, metadata=_undated(target), dpi=150)
    return target


def places_of(structure: Structure) -> dict[str, Place]:
    """Return where each part stands: drugs beside what they act on.

    >>> places = places_of(structure_of("itp"))
    >>> places["rituximab"][0] < places["car_t"][0] < places["tocilizumab"][0]
    True
    """
    places: dict[str, Place] = {}
    organs = [p.name for p in structure.parts if p.kind is Kind.ORGAN]
    for i, name in enumerate(organs):
        places[name] = (
            ORGANS_AT[0] + ORGAN_GAP * (i - (len(organs) - 1) / 2),
            ORGANS_AT[1],
        )
    for part in structure.parts:
        if part.kind is Kind.BODY:
            places[part.name] = PLACES.get(part.name, SPARE_AT)
    return places | _beside(structure, places)


def _beside(structure: Structure, places: Mapping[str, Place]) -> dict[str, Place]:
    """Return the places of the drugs: on the side of, and level with, their targets."""
    aims: dict[str, Place] = {}
    for part in structure.parts:
        hit = [places[i.target] for i in structure.influences
               if i.source == part.name and i.target in places]  # fmt: skip
        if part.kind is Kind.DRUG and hit:
            x, y = np.mean(hit, axis=0)
            aims[part.name] = (float(x), float(y))
    sides = {LEFT: [n for n in aims if aims[n][0] < MIDDLE]}
    sides[RIGHT] = [n for n in aims if n not in sides[LEFT]]
    found: dict[str, Place] = {}
    for x, names in sides.items():
        ordered = sorted(names, key=lambda n: -aims[n][1])
        levels = np.linspace(TOP, BOTTOM, max(len(ordered), 2))
        found |= {n: (x, float(y)) for n, y in zip(ordered, levels, strict=False)}
    return found


def _acting(structure: Structure) -> set[str]:
    return {n for i in structure.influences for n in (i.source, i.target)}


def _arrow(
    ax: "Axes",
    influence: Influence,
    boxes: Mapping[str, tuple["FancyBboxPatch", Place]],
    *,
    of_drug: bool,
) -> None:
    from matplotlib.patches import FancyArrowPatch

    (first, start), (last, end) = boxes[influence.source], boxes[influence.target]
    ax.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle=BAR if influence.lowers else ARROW,
            connectionstyle="arc3,rad=0.1",
            patchA=first,
            patchB=last,
            shrinkA=1,
            shrinkB=3,
            linewidth=0.8 if of_drug else 1.4,
            color=TOKENS[COLOURS[Kind.DRUG if of_drug else Kind.BODY]][0],
            alpha=0.7,
            zorder=4,
        )
    )


def _box(ax: "Axes", part: Part, at: Place) -> tuple["FancyBboxPatch", Place]:
    from matplotlib.patches import FancyBboxPatch

    x, y = at
    colour = TOKENS[COLOURS[part.kind]][0]
    half = HEIGHT * (0.62 if part.kind is Kind.DRUG else 1.0)
    box = FancyBboxPatch(
        (x - WIDTH, y - half),
        2 * WIDTH,
        2 * half,
        boxstyle="round,pad=0.02,rounding_size=0.1",
        facecolor=TOKENS["surface"][0],
        edgecolor=colour,
        linewidth=1.2,
        zorder=2,
    )
    ax.add_patch(box)
    words = part.name.replace("_", " ")
    for written, read in SPELLINGS.items():
        words = words.replace(written, read)
    drug = part.kind is Kind.DRUG
    ax.text(
        x, y + (0 if drug else 0.1), words,
        ha="center", va="center", fontsize=7.5, color=TOKENS["ink"][0], zorder=3,
    )  # fmt: skip
    if not drug and part.states:
        more = ", …" if len(part.states) > MOST_STATES else ""
        ax.text(
            x, y - 0.17, ", ".join(part.states[:MOST_STATES]) + more,
            ha="center", va="center", fontsize=5.2, color=TOKENS["ink-3"][0], zorder=3,
        )  # fmt: skip
    return box, at


def _legend(ax: "Axes") -> None:
    words = (
        "arrow: acts on · bar: kills, blocks or removes · small letters: states · what the "
        "body does to drugs is left out"
    )
    ax.text(5.6, 0.0, words, ha="center", fontsize=6.5, color=TOKENS["ink-3"][0])


def _undated(path: Path) -> dict[str, None]:
    return {"Date": None} if path.suffix == ".svg" else {}
