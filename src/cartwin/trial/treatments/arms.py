"""The same virtual patients under each treatment, as one study with an arm for each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from cartwin.study import Arm, Col, Protocol, Regimen, Study
from cartwin.trial.joining import join_studies
from cartwin.trial.populations.kept import populations_for
from cartwin.trial.treatments.cohorts import in_cohorts
from cartwin.trial.treatments.steroids import with_steroids
from cartwin.trial.treatments.treatment import Treatment
from cartwin.twin import (
    Plan,
    Variant,
    VirtualPatients,
    changes_of,
    draw_adults,
    draw_patients,
    mark_patients,
    simulate,
)


__all__ = ["DISEASE", "simulate_treatments"]

DISEASE, NAME = "itp", "itp-treatments"
DAILY_UNTIL, WEEK = 28, 7  # counts are read daily at first, then weekly
AFTER_STOP = (161, 189)  # and daily again when drugs of 24 weeks have been stopped
BEDSIDE_DAYS = 30  # CRS and ICANS are assessed until then, after CAR-T cells
SAFETY = ("NEUT", "IGG")
BEDSIDE = ("TEMP", "CRS", "ICANS")
Progress = Callable[[float], None]


def simulate_treatments(
    treatments: Sequence[Treatment],
    population: Variant,
    *,
    n: int,
    days: float,
    seed: int,
    rtol: float = 1e-4,
    on_demand: bool = False,
    patients: VirtualPatients | None = None,
    on_progress: Progress | None = None,
) -> Study:
    """Return `n` virtual adults with ITP under each treatment.

    Every random number belongs to a patient and a purpose, never to a treatment, and the
    visits are the same in all arms. Patients come in cohorts, see `cohorts_of`; each has
    typical values of its own, from the populations that agree with published studies.

    Parameters
    ----------
    population
        What is believed of the patients' parameters.
    on_demand
        Whether they also get steroids on demand, see `with_steroids`; only the counts that
        these depend on are then read.
    patients
        Those to be treated, if they are not to be drawn.

    Notes
    -----
    The treatment that is studied is no rescue, whatever the drug: it is recorded as
    `concomitant`, and its own immunoglobulin closes no window.
    """
    if patients is None:
        adults = draw_adults(0, n, seed=seed, disease=DISEASE)
        who = in_cohorts(adults, populations_for(NAME))
        changes = changes_of(population, DISEASE)
        patients = draw_patients(DISEASE, who, seed=seed, changes=changes)
    how = {"seed": seed, "rtol": rtol}
    given = [with_steroids(t, days) if on_demand else t for t in treatments]
    parts = [
        _arm(
            t,
            patients,
            visits_of(t, days, few=on_demand),
            _part(on_progress, i, len(given)),
            how,
        )
        for i, t in enumerate(given)
    ]
    order = [name for part in parts for name in part.patients[Col.PATIENT]]
    return replace(
        join_studies(parts, order),
        disease=DISEASE,
        name=NAME,
        title=f"{n} virtual adults with ITP under each of {len(treatments)} treatments",
        protocol=_protocol(treatments, n, days),
    )


def _part(tell: Progress | None, done: int, total: int) -> Progress | None:
    return None if tell is None else lambda fraction: tell((done + fraction) / total)


def _arm(
    treatment: Treatment,
    patients: VirtualPatients,
    visits: Mapping[str, tuple[float, ...]],
    tell: Progress | None,
    how: Mapping[str, Any],
) -> Study:
    n, days = len(patients), visits["PLAT"][-1]
    plan = Plan(
        regimens=(_until(treatment.regimen, days),) * n,
        arms=(treatment.name,) * n,
        visits=visits,
        follow_up=np.full(n, days),
    )
    study = simulate(
        patients, plan, name=treatment.name, title=treatment.title, on_progress=tell, **how
    )  # fmt: skip
    recorded = study.with_tables(treatments=_recorded(study.treatments, treatment, days))
    return mark_patients(recorded, treatment.name)


def _until(regimen: Regimen, days: float) -> Regimen:
    """Return the doses that can still be decided on when follow-up ends."""
    asked = ((d, d.condition.day if d.condition else None) for d in regimen)
    return Regimen(tuple(d for d, day in asked if day is None or day <= days))


def visits_of(
    treatment: Treatment, days: float, *, few: bool = False
) -> dict[str, tuple[float, ...]]:
    """Return what is read on which days; all but CRS and ICANS is the same in all arms.

    Parameters
    ----------
    few
        Whether only the counts are read that doses may depend on.

    Examples
    --------
    >>> from cartwin.trial.treatments.catalogue import UNTREATED
    >>> visits_of(UNTREATED, 40.0)["PLAT"][-4:]
    (27.0, 28.0, 35.0, 40.0)
    >>> visits_of(UNTREATED, 20.0, few=True)
    {'PLAT': (-6.0, 0.0, 7.0, 14.0, 20.0)}
    """
    every = np.arange(-6.0, days + 0.5)
    kept = (every <= DAILY_UNTIL) | (every % WEEK == 0) | (every == days)
    first, last = AFTER_STOP
    visits = dict.fromkeys(SAFETY, tuple(every[kept].tolist()))
    visits["PLAT"] = tuple(every[kept | ((every >= first) & (every <= last))].tolist())
    if few:
        asked = (every == every[0]) | (every % WEEK == 0) | (every == days)
        visits = {"PLAT": tuple(every[asked].tolist())}
    if treatment.is_cellular:
        until = min(BEDSIDE_DAYS, days)
        visits |= dict.fromkeys(BEDSIDE, tuple(np.arange(0.0, until + 0.5).tolist()))
    return visits


def _recorded(given: pl.DataFrame, treatment: Treatment, days: float) -> pl.DataFrame:
    """Return what was given until the end: a row per day and drug, purpose as here."""
    purpose = pl.col(Col.PURPOSE)
    studied = purpose if treatment.is_cellular else pl.lit("concomitant")
    key = [Col.PATIENT, Col.DAY, Col.DRUG, Col.UNIT, Col.PURPOSE]
    return (
        given.filter(pl.col(Col.DAY) <= days)
        .with_columns(studied.alias(Col.PURPOSE))
        .group_by(key, maintain_order=True)
        .agg(pl.col(Col.AMOUNT).sum())
    )


def _protocol(treatments: Sequence[Treatment], n: int, days: float) -> Protocol:
    return Protocol(
        patients=n * len(treatments),
        lymphodepletion=Regimen(),
        arms=tuple(Arm(name=t.name, regimen=t.regimen) for t in treatments),
        visits=visits_of(treatments[-1], days),
        follow_up=(days, days),
        rescue_windows={"ivig": 0.0},
    )
