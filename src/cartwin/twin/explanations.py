"""Competing explanations of one patient: named sets of parameters.

Patient 1 of the ITP series kept about 30 x 10^9/L for nine months without detectable
autoantibody, and rose above 200 within a week of daratumumab. Each explanation is the
typical patient with a few parameters changed. The first two were fitted to the published
course, the others keep its plateau with another mechanism; none of them is validated.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cartwin.study import Regimen, Study
from cartwin.twin.disease import parameters_of
from cartwin.twin.dosing import Body
from cartwin.twin.population import Candidate, VirtualPatients
from cartwin.twin.simulate import Plan, simulate


__all__ = ["EXPLANATIONS", "Explanation", "simulate_explanations"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One explanation of patient 1.

    Attributes
    ----------
    code, name
        Short and long name.
    meaning
        What it claims, in one sentence.
    parameters
        Changed parameters of the typical patient.
    """

    code: str
    name: str
    meaning: str
    parameters: Mapping[str, float]


_BASE = {"A0": 1.8}
_LLPC = {**_BASE, "sev": 1.30, "Pn": 275.0, "fLLX": 0.46, "Iyield": 0.366}
_CD8 = {**_BASE, "sev": 0.99, "Pn": 271.0, "fLLX": 0.02, "Iyield": 0.394}
EXPLANATIONS = (
    Explanation(
        code="A",
        name="long-lived plasma cells",
        meaning="Plasma cells without CD19 keep the antibody just below detection.",
        parameters={**_LLPC, "f38": 0.959, "fLRX": 0.248},
    ),
    Explanation(
        code="B",
        name="cytotoxic T cells that return",
        meaning="CD8 cells clear platelets; daratumumab removes them for some months.",
        parameters={**_CD8, "f38": 0.6, "sevT": 0.438, "kT_r": 0.021, "kT_dara": 0.75},
    ),
)


def simulate_explanations(
    disease: str, regimen: Regimen, days: tuple[float, ...], *, body: Body
) -> Study:
    """Return the course of one patient under each explanation, without noise.

    The `patient` of the returned study is the code of the explanation.
    """
    typical = {p.name: p.value for p in parameters_of(disease)}
    values = {
        n: np.array([e.parameters.get(n, v) for e in EXPLANATIONS])
        for n, v in typical.items()
    }
    n = len(EXPLANATIONS)
    patients = VirtualPatients(
        disease=disease,
        candidates=tuple(
            Candidate(patient=e.code, cohort=e.code, age=18.0, sex="female")
            for e in EXPLANATIONS
        ),
        bodies=(body,) * n,
        parameters=values,
    )
    plan = Plan(
        regimens=(regimen,) * n,
        arms=tuple(e.name for e in EXPLANATIONS),
        visits=dict.fromkeys(("PLAT", "GPAB", "BCELL", "CARCOPY"), days),
        follow_up=np.full(n, days[-1]),
    )
    title = "Patient 1 under each explanation"
    return simulate(patients, plan, seed=0, name="explanations", title=title, noise=False)
