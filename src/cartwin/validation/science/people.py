"""The virtual patients whom the targets are about."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np

from cartwin.twin import (
    Body,
    Candidate,
    Candidates,
    VirtualPatients,
    draw_patients,
    parameters_of,
)


__all__ = ["changed", "of_trials", "refractory", "typical"]

MANY = 400
SEED = 77
ADULT = Body(weight=70.0, height=170.0)
MILDER = 0.7  # severity in trials over that in refractory ITP: counts of 16-18 at baseline


@cache
def typical(disease: str = "itp") -> VirtualPatients:
    """Return one adult of 70 kg with every parameter at its typical value."""
    values = {p.name: np.array([p.value]) for p in parameters_of(disease)}
    return VirtualPatients(
        disease=disease,
        candidates=Candidates.of([_adult("typical", disease)]),
        bodies=Body(np.array([ADULT.weight]), np.array([ADULT.height])),
        parameters=values | {"WT": np.array([float(ADULT.weight)])},
    )


@cache
def refractory(disease: str = "itp") -> VirtualPatients:
    """Return adults with the priors of the disease; in ITP with counts of 2 to 30."""
    who = [_adult(f"P{i:04d}", disease) for i in range(MANY)]
    return draw_patients(disease, who, seed=SEED)


@cache
def of_trials() -> VirtualPatients:
    """Return patients with ITP as in drug trials: milder, no autoreactive CD8 cells."""
    patients = refractory()
    milder = patients.parameters["sev"] * MILDER
    return replace(
        patients,
        parameters={**patients.parameters, "sev": milder, "sevT": np.zeros(len(patients))},
    )


def changed(patients: VirtualPatients, values: Mapping[str, float]) -> VirtualPatients:
    """Return the same patients with one value of some parameters.

    >>> changed(typical(), {"sev": 0.0}).parameters["sev"].tolist()
    [0.0]
    """
    n = len(patients)
    new = {name: np.full(n, float(value)) for name, value in values.items()}
    kept = {n: v for n, v in patients.fixed.items() if n not in new}
    return replace(patients, parameters={**patients.parameters, **new}, fixed=kept)


def _adult(name: str, disease: str) -> Candidate:
    return Candidate(
        patient=name,
        cohort=name,
        age=40.0,
        sex="female",
        baseline=(2.0, 30.0) if disease == "itp" and name != "typical" else None,
    )
