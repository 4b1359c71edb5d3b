"""What may become of a disease: one regimen under one hypothesis, side by side."""

from dataclasses import dataclass, replace

import numpy as np

from cartwin.study import Study, parse_regimen
from cartwin.twin.adults import draw_adults, plan_adults
from cartwin.twin.body import Body
from cartwin.twin.candidates import Candidate, Candidates
from cartwin.twin.disease import parameters_of
from cartwin.twin.population import AGE, WEIGHT, VirtualPatients, draw_patients
from cartwin.twin.simulate import simulate
from cartwin.twin.variant import Variant, changes_of


__all__ = [
    "FOLLOW_UP",
    "TYPICAL",
    "Scenario",
    "Staged",
    "simulate_scenario",
    "simulate_typical",
]

FOLLOW_UP = 364.0  # days after the infusion; a visit of the clinic
TYPICAL = "typical"  # name of the typical patient
HEIGHT = 170.0  # of the typical patient [cm] (assumed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One course that patients with a disease may take.

    Attributes
    ----------
    name
        Short name, the same in every disease.
    title
        For the head of a column.
    meaning
        What is done, or believed, in one sentence.
    regimen
        What is given, in the text form of regimens; empty: nothing.
    variant
        What is believed of the parameters.
    sick
        Whether the patients have the disease.
    source
        Where amounts and days come from.
    """

    name: str
    title: str
    meaning: str
    regimen: str
    variant: Variant
    sick: bool = True
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """A scenario and what became of it.

    Attributes
    ----------
    scenario
        What was done, and believed.
    typical
        The typical patient, read without error.
    adults
        Virtual adults, read and scored as patients are.
    """

    scenario: Scenario
    typical: Study
    adults: Study


def simulate_scenario(
    disease: str, scenario: Scenario, *, n: int, seed: int, days: float = FOLLOW_UP
) -> Study:
    """Return `n` virtual adults in a scenario, as they are read and scored.

    The same seed gives the same people in every scenario of a disease.

    Raises
    ------
    ModelError
        If there is no twin of the disease.
    """
    who = draw_adults(0, n, seed=seed, disease=disease)
    if not scenario.sick:
        anything = np.full(n, np.nan)
        who = replace(who, lowest=anything, highest=anything)
    changes = changes_of(scenario.variant, disease)
    return simulate(
        draw_patients(disease, who, seed=seed, changes=changes),
        plan_adults(disease, parse_regimen(scenario.regimen), n, days),
        seed=seed,
        name=f"{disease}-{scenario.name}",
        title=scenario.title,
    )


def simulate_typical(disease: str, scenario: Scenario, *, days: float = FOLLOW_UP) -> Study:
    """Return the typical patient in a scenario: typical parameters, read without error.

    >>> from cartwin.twin import scenarios_of
    >>> healthy = simulate_typical("itp", scenarios_of("itp")[0], days=7.0)
    >>> 150 < healthy.values("PLAT")["value"].min() < 400
    True
    """
    values = {p.name: p.value for p in parameters_of(disease)}
    values |= {n: p.value for n, p in changes_of(scenario.variant, disease).items()}
    who = Candidate(
        patient=TYPICAL, cohort=TYPICAL, age=values[AGE], sex="female", baseline=None
    )
    patient = VirtualPatients(
        disease=disease,
        candidates=Candidates.of([who]),
        bodies=Body(np.array([values[WEIGHT]]), np.array([HEIGHT])),
        parameters={name: np.array([value]) for name, value in values.items()},
    )
    return simulate(
        patient,
        plan_adults(disease, parse_regimen(scenario.regimen), 1, days),
        seed=0,
        name=f"{disease}-{scenario.name}-typical",
        title=scenario.title,
        noise=False,
    )
