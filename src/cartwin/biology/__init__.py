"""Equations and parameters: one lineage, organ or drug per file, plain arithmetic.

Each module declares `PARAMETERS`, `STATES`, `RATES` (equations of change) and, where the
untreated patient needs them, `BALANCE` (equations of the steady state).
"""

from cartwin.biology import (
    antibody,
    autoreactive_b,
    b_lineage,
    car_t,
    cytokines,
    daratumumab,
    efgartigimod,
    enough_platelets,
    few_platelets,
    fostamatinib,
    glucocorticoids,
    host_t_cells,
    ivig,
    lymphodepletion,
    neurotoxicity,
    neutrophils,
    plasma_cells,
    platelet_clearance,
    readouts,
    rituximab,
    thrombopoiesis,
    tocilizumab,
    tpo_agonists,
)
from cartwin.parameters import Parameter


__all__ = [
    "PARAMETERS",
    "antibody",
    "autoreactive_b",
    "b_lineage",
    "car_t",
    "cytokines",
    "daratumumab",
    "efgartigimod",
    "enough_platelets",
    "few_platelets",
    "fostamatinib",
    "glucocorticoids",
    "host_t_cells",
    "ivig",
    "lymphodepletion",
    "neurotoxicity",
    "neutrophils",
    "plasma_cells",
    "platelet_clearance",
    "readouts",
    "rituximab",
    "thrombopoiesis",
    "tocilizumab",
    "tpo_agonists",
]

PARAMETERS: tuple[Parameter, ...] = tuple(
    p for name in __all__ for p in getattr(globals().get(name), "PARAMETERS", ())
)
