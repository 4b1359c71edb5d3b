"""Where the parts of the mechanism stand, what they are called, how lines run.

Boxes stand in four columns and four rows; lines that would cross a box run through the
lanes between them.
"""

from collections.abc import Mapping
from types import MappingProxyType

from cartwin.twin import Influence, Kind, Structure


__all__ = ["HALF", "Place", "name_of", "places_of", "route_of"]

Place = tuple[float, float]
HALF = (1.4, 0.78)  # half of the width and height of a box
X, Y = (1.4, 5.2, 9.2, 13.4), (8.9, 6.5, 4.1, 1.7)
PLACES: Mapping[str, Place] = MappingProxyType(
    {
        "host_t_cells": (X[0], Y[0]),
        "b_lineage": (X[0], Y[1]),
        "plasma_cells": (X[0], Y[2]),
        "antibody": (X[0], Y[3]),
        "car_t": (X[1], Y[0]),
        "autoreactive_b": (X[1], Y[1]),
        "cytokines": (X[2], Y[0]),
        "thrombopoiesis": (X[2], Y[2]),
        "platelet_clearance": (X[2], Y[3]),
        "neurotoxicity": (X[3], Y[0]),
        "neutrophils": (X[3], Y[1]),
        "infection": (X[3], Y[2]),
    }
)
ORGANS = ((X[1], Y[2]), (X[2], Y[1]), (X[1], Y[3]))  # the first organ, the second, ...
SPARE = (X[3], Y[3])
_LEFT, _RIGHT, _TOP, _FOOT = 3.0, 15.1, 10.05, 0.55  # lanes
_KILLED = 7.7  # height of the lane in which what is killed feeds cytokines
ROUTES: Mapping[tuple[str, str], tuple[Place, ...]] = MappingProxyType(
    {
        ("b_lineage", "cytokines"): (
            (2.8, 6.8), (_LEFT, 6.8), (_LEFT, _KILLED), (8.4, _KILLED), (8.4, 8.12),
        ),
        ("plasma_cells", "cytokines"): (
            (2.8, 4.4), (_LEFT, 4.4), (_LEFT, _KILLED), (8.4, _KILLED), (8.4, 8.12),
        ),
        ("autoreactive_b", "cytokines"): (
            (6.2, 7.28), (6.2, _KILLED), (8.4, _KILLED), (8.4, 8.12),
        ),
        ("plasma_cells", "car_t"): ((2.8, 4.1), (3.3, 4.1), (3.3, 8.5), (3.8, 8.5)),
        ("car_t", "plasma_cells"): ((3.8, 8.28), (3.55, 8.28), (3.55, 3.75), (2.86, 3.75)),
        ("cytokines", "factor_viii"): (
            (8.1, 8.12), (8.1, 7.95), (7.2, 7.95), (7.2, 4.1), (6.6, 4.1),
        ),
        ("cytokines", "thrombopoiesis"): (
            (10.2, 8.12), (10.2, 7.7), (10.85, 7.7), (10.85, 4.1), (10.6, 4.1),
        ),
        ("cytokines", "neutrophils"): ((10.6, 8.6), (11.7, 8.6), (11.7, 6.5), (12.0, 6.5)),
        ("cytokines", "infection"): ((10.6, 8.4), (11.4, 8.4), (11.4, 4.1), (12.0, 4.1)),
        ("platelet_clearance", "neurotoxicity"): (
            (10.6, 1.7), (11.1, 1.7), (11.1, 9.3), (12.0, 9.3),
        ),
        ("host_t_cells", "infection"): (
            (1.4, 9.68), (1.4, _TOP), (_RIGHT, _TOP), (_RIGHT, 4.4), (14.8, 4.4),
        ),
        ("antibody", "infection"): (
            (1.4, 0.92), (1.4, _FOOT), (13.4, _FOOT), (13.4, 3.32),
        ),
        ("antibody", "platelet_clearance"): (
            (1.9, 0.92), (1.9, 0.74), (9.2, 0.74), (9.2, 0.92),
        ),
    }
)  # fmt: skip
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "host_t_cells": "the patient's T cells",
        "car_t": "CAR-T cells",
        "b_lineage": "B lineage",
        "autoreactive_b": "autoreactive B cells",
        "antibody": "IgG and autoantibody",
        "thrombopoiesis": "platelet production",
        "platelet_bleeding": "bleeding",
        "factor_viii": "factor VIII, bleeding",
        "inhibitor_clone": "loss of the clone",
        "organ_activity": "activity",
        "lupus": "complement, damage",
        "lupus_kidney": "kidneys",
        "scleroderma": "skin and lungs",
        "myositis": "muscles",
        "bcma_car_t": "BCMA CAR-T",
        "ivig": "IVIG",
    }
)


def name_of(part: str) -> str:
    """Return what a part is called.

    >>> name_of("lupus_kidney"), name_of("plasma_cells")
    ('kidneys', 'plasma cells')
    """
    return _NAMES.get(part, part.replace("_", " "))


def places_of(structure: Structure) -> dict[str, Place]:
    """Return where each part of the body and each organ stands.

    >>> from cartwin.twin import structure_of
    >>> places = places_of(structure_of("sle"))
    >>> places["plasma_cells"][0] < places["lupus"][0] < places["infection"][0]
    True
    """
    organs = [p.name for p in structure.parts if p.kind is Kind.ORGAN]
    places = dict(zip(organs, (*ORGANS, *[SPARE] * len(organs)), strict=False))
    for part in structure.parts:
        if part.kind is Kind.BODY:
            places[part.name] = PLACES.get(part.name, SPARE)
    return places


def route_of(influence: Influence) -> tuple[Place, ...]:
    """Return the corners of a line that cannot be straight; none if it can."""
    return ROUTES.get((influence.source, influence.target), ())
