"""Virtual patients x plan -> study."""

from collections.abc import Iterable
from dataclasses import replace

from cartwin.study import Origin, Protocol, Study
from cartwin.twin.assay import ASSAYS
from cartwin.twin.assessing import instruments_of
from cartwin.twin.disease import observables_of
from cartwin.twin.fingerprint import model_hash
from cartwin.twin.following import Progress, assemble, follow
from cartwin.twin.observing import Observing, observables_needed, tables_of
from cartwin.twin.plan import Plan
from cartwin.twin.population import VirtualPatients
from cartwin.twin.readings import GRADED, Readings, observable_of


__all__ = ["simulate", "unread"]


def simulate(
    patients: VirtualPatients,
    plan: Plan,
    *,
    seed: int,
    name: str,
    title: str,
    protocol: Protocol | None = None,
    noise: bool = True,
    rtol: float = 1e-6,
    on_progress: Progress | None = None,
) -> Study:
    """Return the virtual study of `patients` treated by `plan`.

    Parameters
    ----------
    noise
        False: assays read the truth, and toxicity has no patient effect.
    rtol
        Relative tolerance of a step of the integration.
    on_progress
        Called with the fraction finished.

    Returns
    -------
    Study
        Failed patients have their status in the table `patients` and no readings after
        the failure.

    Raises
    ------
    ModelError
        If a regimen has a drug or a condition that the twin does not know.

    Notes
    -----
    Visits for what the twin of the disease cannot read are left out; see `unread`.
    """
    left_out = unread(patients.disease, plan.visits)
    kept = {q: days for q, days in plan.visits.items() if q not in left_out}
    plan = replace(plan, visits=kept)
    readings = Readings.of(patients.candidates, seed=seed, noise=noise)
    observables = observables_needed(patients.disease, plan)
    followed = follow(
        assemble(patients.disease, plan, observables, patients.fixed),
        patients,
        plan,
        readings,
        _times(plan),
        observables=observables,
        rtol=rtol,
        on_progress=on_progress,
    )
    observing = Observing(
        patients=patients, plan=plan, readings=readings, solution=followed.solution
    )
    return Study(
        name=name,
        title=title,
        origin=Origin.VIRTUAL,
        disease=patients.disease,
        protocol=protocol,
        provenance={"seed": str(seed), "model": model_hash(), "rtol": f"{rtol:g}"},
        tables=tables_of(observing, followed.schedule),
    )


def unread(disease: str, quantities: Iterable[str]) -> tuple[str, ...]:
    """Return which analytes and instruments the twin of a disease cannot read.

    >>> unread("sle", ["PLAT", "GPAB", "BCELL", "CRS"])
    ('GPAB',)
    """
    observables = {*observables_of(disease)}
    known = {a for a in ASSAYS if observable_of(a) in observables}
    known |= {q.upper() for q in GRADED} | instruments_of(disease).keys()
    return tuple(q for q in quantities if q not in known)


def _times(plan: Plan) -> list[float]:
    """Return the days to be computed: of visits, from the start to the end."""
    days = {float(d) for visits in plan.visits.values() for d in visits}
    return sorted({plan.start, plan.end} | {d for d in days if d <= plan.end})
