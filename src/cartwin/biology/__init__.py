"""Equations and parameters: one lineage, organ or drug per file, plain arithmetic.

Each module declares `PARAMETERS`, `STATES` and `RATES` (equations of change) and, where
there are any, `BALANCE` (equations of the untreated steady state), `READOUTS` (what can
be observed), `ACTS` (what it does to others, see `actions`) and, for a drug, `DOSES`.
"""

from types import ModuleType

from cartwin.biology import (
    antibody,
    autoreactive_b,
    b_lineage,
    body_size,
    car_t,
    coagulation_assays,
    cytokines,
    factor_viii,
    host_t_cells,
    infection,
    inhibitor_clone,
    lupus,
    lupus_kidney,
    myositis,
    neurotoxicity,
    neutrophils,
    organ_activity,
    plasma_cells,
    platelet_antibody,
    platelet_bleeding,
    platelet_clearance,
    readouts,
    scleroderma,
    thrombopoiesis,
)
from cartwin.biology.actions import ACTIONS, Action, Combination, acts_of
from cartwin.biology.drugs import DRUG_MODULES
from cartwin.biology.notation import Factor
from cartwin.parameters import Parameter


__all__ = [
    "ACTIONS",
    "CORE",
    "DRUG_MODULES",
    "MODULES",
    "ORGANS",
    "PARAMETERS",
    "Action",
    "Combination",
    "Factor",
    "acts_of",
    "antibody",
    "autoreactive_b",
    "b_lineage",
    "body_size",
    "car_t",
    "coagulation_assays",
    "cytokines",
    "factor_viii",
    "host_t_cells",
    "infection",
    "inhibitor_clone",
    "lupus",
    "lupus_kidney",
    "myositis",
    "neurotoxicity",
    "neutrophils",
    "organ_activity",
    "plasma_cells",
    "platelet_antibody",
    "platelet_bleeding",
    "platelet_clearance",
    "readouts",
    "scleroderma",
    "thrombopoiesis",
]

CORE: tuple[ModuleType, ...] = (
    body_size,
    host_t_cells,
    car_t,
    b_lineage,
    autoreactive_b,
    plasma_cells,
    antibody,
    thrombopoiesis,
    platelet_clearance,
    neutrophils,
    cytokines,
    neurotoxicity,
    infection,
    readouts,
)
"""What the twins of all diseases share, drugs apart."""
ORGANS: tuple[ModuleType, ...] = (
    platelet_antibody,
    platelet_bleeding,
    factor_viii,
    inhibitor_clone,
    coagulation_assays,
    organ_activity,
    lupus,
    lupus_kidney,
    scleroderma,
    myositis,
)
"""What single diseases strike."""
MODULES: tuple[ModuleType, ...] = (*CORE, *ORGANS, *DRUG_MODULES)
PARAMETERS: tuple[Parameter, ...] = tuple(p for m in MODULES for p in m.PARAMETERS)
