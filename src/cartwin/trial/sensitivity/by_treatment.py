"""How much of what treatments of ITP come to rests on assumed parameters."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import add

import numpy as np
import polars as pl

from cartwin.engine import trace
from cartwin.parameters import Parameter
from cartwin.study import Col
from cartwin.trial.sensitivity.by_rule import LAST, RTOL, share_by
from cartwin.trial.sensitivity.doubt import doubted
from cartwin.trial.sensitivity.judged import Findings, rest_on_assumed
from cartwin.trial.sensitivity.share import AssumedShare
from cartwin.trial.treatments import TREATMENTS, UNTREATED, simulate_treatments
from cartwin.trial.treatments.findings import find_outcomes
from cartwin.trial.treatments.measures import TREATMENT_MEASURES
from cartwin.trial.treatments.populations import POPULATIONS
from cartwin.trial.treatments.treatment import Treatment
from cartwin.twin import PriorTwin, VirtualPatients, changes_of, system_of


__all__ = ["shares_by_treatment"]

DISEASE = "itp"
ARMS = (UNTREATED, *TREATMENTS)


def shares_by_treatment(
    population: str,
    *,
    n: int,
    seed: int,
    unsure: float,
    treatments: Sequence[Treatment] = ARMS,
) -> tuple[AssumedShare, ...]:
    """Return how much of each measure of each treatment rests on assumed parameters.

    Parameters
    ----------
    population
        Of `POPULATIONS`.
    n
        Virtual patients, the same under each treatment; a power of 2.
    unsure
        As of `doubted`.
    treatments
        All, and none, by default.

    Returns
    -------
    tuple
        Outcomes are called `TREATMENT: MEASURE`.
    """
    who = POPULATIONS[population]

    def findings(patients: VirtualPatients, errors: int) -> Findings:
        study = simulate_treatments(
            treatments,
            who,
            n=len(patients),
            days=LAST,
            seed=errors,
            rtol=RTOL,
            patients=patients,
        )
        return _columns(find_outcomes(study), treatments)

    own = changes_of(who, DISEASE)
    found = rest_on_assumed(_twin(own, treatments), findings, n=n, seed=seed)
    more = {**doubted(DISEASE, unsure), **own}
    unsure_too = rest_on_assumed(
        _twin(more, treatments), findings, n=n, seed=seed, luck=False
    )
    return tuple(share_by(found, unsure_too))


def _twin(changes: Mapping[str, Parameter], treatments: Sequence[Treatment]) -> PriorTwin:
    everything = reduce(add, (t.regimen for t in treatments))
    every = tuple(trace(system_of(DISEASE)).observables)
    return PriorTwin.of(
        DISEASE, everything, observables=every, days=(LAST,), changes=changes
    )


def _columns(table: pl.DataFrame, treatments: Sequence[Treatment]) -> Findings:
    """Return treatment and measure -> finding of each person, in the order of persons."""
    found = {}
    for arm in treatments:
        own = table.filter(pl.col(Col.ARM) == arm.name).sort("person")
        for m in TREATMENT_MEASURES:
            values = own[m.column].cast(pl.Float64).fill_null(np.nan).to_numpy()
            known = m.known(np.asarray(values, float))
            found[f"{arm.name}: {m.name}"] = np.where(np.isposinf(known), LAST, known)
    return found
