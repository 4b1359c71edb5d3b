"""How much of each outcome by the published rules rests on assumed parameters."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.engine import trace
from cartwin.rules import judge
from cartwin.study import Arm, Col, Protocol, Regimen
from cartwin.trial.key_outcomes import tabulate_key_outcomes
from cartwin.trial.outcome import Outcome
from cartwin.trial.outcomes import tabulate_outcomes
from cartwin.trial.sensitivity.doubt import doubted
from cartwin.trial.sensitivity.judged import Findings, Rested, rest_on_assumed
from cartwin.trial.sensitivity.share import AssumedShare, usual_regimen
from cartwin.twin import PriorTwin, VirtualPatients, plan_adults, simulate, system_of


__all__ = ["share_by", "shares_by_rule"]

Array = npt.NDArray[np.float64]
LAST = 365.0
DENSE_UNTIL, STEP = 28.0, 7.0  # days: all visits until then, weekly ones after
RTOL = 1e-4
OF_COHORTS = frozenset({Outcome.MOST_UPCR})  # of nobody alone


def shares_by_rule(
    disease: str, *, n: int, seed: int, unsure: float
) -> tuple[AssumedShare, ...]:
    """Return how much of each outcome by the rules rests on assumed parameters.

    Parameters
    ----------
    n
        Virtual patients under the usual regimen of the disease, a power of 2.
    unsure
        As of `doubted`: what assumed numbers that are the same in all might be.

    Returns
    -------
    tuple
        Outcomes are columns of `tabulate_outcomes` and of `key_outcomes`; those that are
        known of too few patients are left out.
    """
    regimen = usual_regimen(disease)

    def findings(patients: VirtualPatients, errors: int) -> Findings:
        return _findings(patients, regimen, errors)

    plain, more = (
        PriorTwin.of(
            disease,
            regimen,
            observables=tuple(trace(system_of(disease)).observables),
            days=(LAST,),
            changes=changes,
        )
        for changes in ({}, doubted(disease, unsure))
    )
    found = rest_on_assumed(plain, findings, n=n, seed=seed)
    unsure_too = rest_on_assumed(more, findings, n=n, seed=seed, luck=False)
    return tuple(share_by(found, unsure_too))


def share_by(
    found: Mapping[str, Rested], doubted: Mapping[str, Rested]
) -> Iterator[AssumedShare]:
    """Yield the shares of findings; without those of which too little is known."""
    for name, rested in found.items():
        if rested.assumed is None:
            continue
        more = doubted[name].assumed if name in doubted else None
        yield AssumedShare.of(name, name, rested.assumed, more, rested.luck)


def _findings(patients: VirtualPatients, regimen: Regimen, errors: int) -> Findings:
    """Return what the rules say of each patient; a day that never comes is the last."""
    n = len(patients)
    plan = plan_adults(patients.disease, regimen, n, LAST)
    visits = {
        q: tuple(d for d in days if d <= DENSE_UNTIL or d % STEP == 0)
        for q, days in plan.visits.items()
    }
    protocol = Protocol(
        patients=n,
        lymphodepletion=regimen,
        arms=(Arm(name="all", regimen=Regimen()),),
        visits=visits,
        follow_up=(LAST, LAST),
    )
    study = simulate(
        patients,
        replace(plan, visits=visits),
        seed=errors,
        name="shares",
        title="",
        protocol=protocol,
        rtol=RTOL,
    )
    judged = judge(study)
    table = tabulate_outcomes(study, judged)
    key = tabulate_key_outcomes(study, judged)
    failed = (study.patients[Col.STATUS] != "ok").to_numpy()
    columns = {str(c): table[c] for c in Outcome if c not in OF_COHORTS}
    columns |= {c: key[c] for c in key.columns if c not in (Col.PATIENT, Col.COHORT)}
    return {name: _numbers(column, failed) for name, column in columns.items()}


def _numbers(column: pl.Series, failed: npt.NDArray[np.bool_]) -> Array:
    values = column.cast(pl.Float64).fill_null(np.nan).to_numpy().astype(float)
    return np.where(failed, np.nan, np.where(np.isposinf(values), LAST, values))
