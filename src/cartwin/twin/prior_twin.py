"""Patients at given points of the priors, for methods that choose them themselves.

Elsewhere patients are drawn at random. Here every number of a patient comes from a share
between 0 and 1, one for each factor: the value that this share of patients does not
exceed. There are no reading errors and no conditions on readings before treatment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from cartwin.engine import Kernel, Solution
from cartwin.parameters import Certainty, Parameter
from cartwin.study import Regimen
from cartwin.twin.adults import AGES, draw_adults, plan_adults, share_of_women
from cartwin.twin.body import draw_bodies
from cartwin.twin.disease import modules_of, parameters_of
from cartwin.twin.following import assemble, follow, parameters_needed
from cartwin.twin.population import (
    AGE,
    ENGRAFTING,
    ENGRAFTING_CEILING,
    WEIGHT,
    VirtualPatients,
)
from cartwin.twin.readings import Readings
from cartwin.twin.toxicity import PRODUCT_SPREAD


__all__ = ["PERSON", "Factor", "PriorTwin"]

Array = npt.NDArray[np.float64]
PERSON = "person"  # what is known of a patient, and so neither sure nor unsure
PRODUCT = "product quality"
BODY = ("age", "sex", "height", "weight for height")
LEAST = 2.0**-40  # shares are kept this far from 0 and 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One thing in which patients differ.

    Attributes
    ----------
    name
        Of the parameter, or what it is.
    certainty
        Of the parameter; `PERSON` for age, sex and body.
    module
        Of the biology that declares it.
    meaning
        In words.
    """

    name: str
    certainty: str
    module: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """The shares of one thing after the other, as normal numbers."""

    shares: list[Array]

    def normal(self) -> Array:
        from scipy.special import ndtri

        return np.asarray(ndtri(self.shares.pop(0)), float)

    def random(self) -> Array:
        return self.shares.pop(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorTwin:
    """The twin of a disease under a regimen, ready to solve patients by their shares.

    Attributes
    ----------
    factors
        In which patients differ, as far as the observables depend on them.
    priors
        Parameters that vary and matter.
    fixed
        Parameter -> its value in every patient.
    times
        Days wanted, the start before any treatment first.
    """

    disease: str
    regimen: Regimen
    observables: tuple[str, ...]
    factors: tuple[Factor, ...]
    priors: tuple[Parameter, ...]
    fixed: Mapping[str, float]
    times: tuple[float, ...]
    rtol: float
    kernel: Kernel

    @classmethod
    def of(
        cls,
        disease: str,
        regimen: Regimen,
        *,
        observables: Sequence[str],
        days: Sequence[float],
        rtol: float = 1e-4,
        changes: Mapping[str, Parameter] | None = None,
    ) -> Self:
        """Return the twin, compiled for these observables.

        Parameters
        ----------
        days
            Ascending; the last ends the follow-up.
        changes
            Name -> parameter in place of the declared one.

        Raises
        ------
        ModelError
            If there is no twin of the disease, or it does not know a drug.
        """
        plan = plan_adults(disease, regimen, 1, days[-1])
        declared = [(changes or {}).get(p.name, p) for p in parameters_of(disease)]
        fixed = {p.name: p.value for p in declared if not p.varies}
        kernel = assemble(disease, plan, observables, fixed)
        needed = parameters_needed(kernel, plan)
        told = {WEIGHT, AGE}
        priors = [p for p in declared if p.varies and p.name in needed - told]
        return cls(
            disease=disease,
            regimen=regimen,
            observables=tuple(observables),
            factors=_factors(disease, priors),
            priors=tuple(priors),
            fixed=fixed,
            times=(plan.start, *days),
            rtol=rtol,
            kernel=kernel,
        )

    def patients(self, shares: Array) -> VirtualPatients:
        """Return the patients at these shares (patient, factor)."""
        place = {f.name: i for i, f in enumerate(self.factors)}
        kept = np.clip(shares, LEAST, 1 - LEAST)
        age, sex, height, index = (kept[:, place[name]] for name in BODY)
        who = replace(
            draw_adults(0, len(shares), seed=0, disease=self.disease),
            ages=np.round(AGES[0] + (AGES[1] - AGES[0]) * age, 1),
            female=sex < share_of_women(self.disease),
        )
        bodies = draw_bodies(who.ages, who.female, _Column(shares=[height, index]))
        values = {
            p.name: p.spread.quantile(p.value, kept[:, place[p.name]]) for p in self.priors
        }
        values |= {WEIGHT: np.asarray(bodies.weight), AGE: who.ages}
        if PRODUCT in place:
            quality = np.exp(
                PRODUCT_SPREAD * _Column(shares=[kept[:, place[PRODUCT]]]).normal()
            )
            values[ENGRAFTING] = np.minimum(
                values[ENGRAFTING] * quality, ENGRAFTING_CEILING
            )
        return VirtualPatients(
            disease=self.disease,
            candidates=who,
            bodies=bodies,
            parameters=values,
            fixed={n: x for n, x in self.fixed.items() if n not in values},
        )

    def solve(self, shares: Array, *, threads: int | None = 1) -> Solution:
        """Return the courses of the patients at these shares (patient, factor)."""
        patients = self.patients(shares)
        return follow(
            self.kernel,
            patients,
            plan_adults(self.disease, self.regimen, len(shares), self.times[-1]),
            Readings.of(patients.candidates, seed=0, noise=False),
            self.times,
            observables=self.observables,
            rtol=self.rtol,
            threads=threads,
        ).solution


def _factors(disease: str, priors: Sequence[Parameter]) -> tuple[Factor, ...]:
    """Return what varies: the parameters, the product, age and body."""
    home = {
        p.name: m.__name__.rpartition(".")[2]
        for m in modules_of(disease)
        for p in m.PARAMETERS
    }
    found = [
        Factor(
            name=p.name,
            certainty=str(p.certainty),
            module=home[p.name],
            meaning=p.meaning,
        )
        for p in priors
    ]
    if any(p.name == ENGRAFTING for p in priors):
        found.append(
            Factor(
                name=PRODUCT,
                certainty=str(Certainty.ASSUMED),
                module=home[ENGRAFTING],
                meaning="how well the cells of a product engraft, beside the patient",
            )
        )
    return (
        *found,
        *(Factor(name=n, certainty=PERSON, module="body_size", meaning=n) for n in BODY),
    )
