"""Competing explanations of one patient: variants with one value of each parameter.

Patient 1 of the ITP series kept about 30 x 10^9/L for nine months without detectable
autoantibody, and rose above 200 within a week of daratumumab. Each explanation is the
typical patient with a few parameters changed, fitted by least squares on log counts to a
baseline of 7, a plateau of 30 on days 90, 150, 210 and 269, 205 and 240 one and two weeks
after daratumumab, and 240 on days 330, 400 and 480 (weights 10 to 35 %), with the priors of
the parameters. D was fitted without days 400 and 480, F without priors. E and F fail even
so; they are kept because they show which mechanisms the course excludes. None of them is
validated.
"""

import numpy as np

from cartwin.parameters import Certainty
from cartwin.study import Regimen, Study
from cartwin.twin.body import Body
from cartwin.twin.candidates import Candidate, Candidates
from cartwin.twin.disease import parameters_of
from cartwin.twin.plan import Plan
from cartwin.twin.population import VirtualPatients
from cartwin.twin.simulate import simulate
from cartwin.twin.variant import Variant, changes_of, fixed


__all__ = ["EXPLANATIONS", "simulate_explanations"]


def _explanation(name: str, title: str, meaning: str, **parameters: float) -> Variant:
    return Variant(
        name=name,
        title=title,
        meaning=meaning,
        diseases=frozenset({"itp"}),
        changes={n: fixed(value) for n, value in {**_ALL, **parameters}.items()},
        source="calibrated: to the course of patient 1 of the NCT06352281 series",
        certainty=Certainty.CALIBRATED,
    )


_ALL = {"A0": 1.8}  # antibody positive at baseline, by less than twice the limit
EXPLANATIONS = (
    _explanation(
        "A",
        "long-lived plasma cells",
        "Plasma cells without CD19 keep the antibody just below detection; CD38+ effector "
        "cells carry the clearance, and daratumumab removes both.",
        sev=1.30, Pn=275.0, fLLX=0.46, f38=0.959, fLRX=0.248, Iyield=0.366,
    ),
    _explanation(
        "B",
        "cytotoxic T cells, returning",
        "CD8 cells clear platelets without antibody; daratumumab removes them for months.",
        sev=0.99, Pn=271.0, fLLX=0.02, f38=0.6, sevT=0.438, kT_r=0.021, kT_dara=0.75,
        Iyield=0.394,
    ),
    _explanation(
        "B′",
        "cytotoxic T cells, not returning",
        "As B, but the CD8 clone hardly returns after daratumumab.",
        sev=0.7615, Pn=253.4, fLLX=0.02, f38=0.6, sevT=0.612, kT_r=0.001, kT_dara=0.8073,
        Iyield=0.394,
    ),
    _explanation(
        "C",
        "plasma cells and T cells",
        "Long-lived plasma cells and CD8 cells share the clearance.",
        sev=1.012, Pn=279.7, fLLX=0.37, f38=0.9, sevT=0.3126, kT_r=0.005, kT_dara=0.853,
    ),
    _explanation(
        "D",
        "effector block, plasma cells resist",
        "Daratumumab removes CD38+ effector cells for months; plasma cells lack CD38.",
        sev=1.447, Pn=280.8, fLLX=0.4153, f38=0.95, fLRX=0.98, Iyield=0.366,
    ),
    _explanation(
        "E",
        "plasma cells only, no effector block",
        "Daratumumab acts by killing plasma cells alone.",
        sev=2.347, Pn=305.5, fLLX=0.2018, f38=0.0, fLRX=0.25, kd_pc=0.3327, Iyield=0.366,
    ),
    _explanation(
        "F",
        "low production",
        "Antibody and clearance are gone; the marrow makes too few platelets.",
        sev=4.877, Pn=113.3, fLLX=0.02, f38=0.6,
    ),
)  # fmt: skip


def simulate_explanations(
    disease: str, regimen: Regimen, days: tuple[float, ...], *, body: Body
) -> Study:
    """Return the course of one patient under each explanation, without noise.

    The `patient` of the returned study is the name of the explanation.
    """
    typical: dict[str, float] = {p.name: p.value for p in parameters_of(disease)} | {
        "WT": float(body.weight)
    }
    own = [changes_of(e, disease) for e in EXPLANATIONS]
    values = [typical | {name: p.value for name, p in some.items()} for some in own]
    changed = {name for some in own for name in some}
    n = len(EXPLANATIONS)
    patients = VirtualPatients(
        disease=disease,
        candidates=Candidates.of(
            [
                Candidate(patient=e.name, cohort=e.name, age=18.0, sex="female")
                for e in EXPLANATIONS
            ]
        ),
        bodies=Body(np.full(n, body.weight), np.full(n, body.height)),
        parameters={name: np.array([one[name] for one in values]) for name in typical},
        fixed={name: v for name, v in typical.items() if name not in changed},
    )
    plan = Plan(
        regimens=(regimen,) * n,
        arms=tuple(e.title for e in EXPLANATIONS),
        visits=dict.fromkeys(("PLAT", "GPAB", "BCELL", "CARCOPY"), days),
        follow_up=np.full(n, days[-1]),
    )
    title = "Patient 1 under each explanation"
    return simulate(patients, plan, seed=0, name="explanations", title=title, noise=False)
