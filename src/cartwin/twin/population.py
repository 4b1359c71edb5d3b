"""Virtual patients: who they are, and what their biology is like."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from cartwin.errors import ModelError, did_you_mean
from cartwin.parameters import Parameter
from cartwin.twin.assay import draw_noise
from cartwin.twin.body import Body, draw_bodies
from cartwin.twin.candidates import Candidate, Candidates
from cartwin.twin.disease import parameters_of, strikes_platelets
from cartwin.twin.populations import is_uncertain, moved
from cartwin.twin.random import Bits, Numbers, key_of
from cartwin.twin.rejection import Conditions, attempts_of, keys_of_attempts
from cartwin.twin.toxicity import PRODUCT_SPREAD


__all__ = ["VirtualPatients", "draw_patients"]

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
BASELINE_DAY = -6.0  # before lymphodepletion on day -5
WEIGHT, AGE = "WT", "AGE"  # the parameters that are the patient's own
ENGRAFTING = "f_eng"  # the parameter that carries the quality of the product
ENGRAFTING_CEILING = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualPatients:
    """Virtual patients with their biology.

    Attributes
    ----------
    disease
        Code of the disease.
    candidates
        Who they are, in the order of the arrays.
    bodies
        Weights and heights.
    parameters
        Primary parameter -> one value per patient.
    fixed
        Parameter -> its value in every patient of this kind, also in those who are not
        among these.
    attempts
        Draws needed until the patient met its conditions (patient).
    """

    disease: str
    candidates: Candidates
    bodies: Body
    parameters: dict[str, Array]
    fixed: Mapping[str, float] = field(default_factory=dict)
    attempts: Integers = field(default_factory=lambda: np.zeros(0, np.int64))

    def __len__(self) -> int:
        return len(self.candidates)

    def of(self, position: int) -> dict[str, float]:
        """Return the parameters of one patient."""
        return {n: float(v[position]) for n, v in self.parameters.items()}


def draw_patients(
    disease: str,
    candidates: Candidates | Sequence[Candidate],
    *,
    seed: int,
    baseline_days: Mapping[str, float] | None = None,
    only: Collection[str] | None = None,
    changes: Mapping[str, Parameter] | None = None,
) -> VirtualPatients:
    """Return virtual patients who meet the conditions of their candidates.

    Each patient is drawn again from the priors until the readings of the baseline day
    meet the conditions (rejection sampling): on platelets in the disease of platelets, on
    whatever the candidates want in any.

    Parameters
    ----------
    baseline_days
        Analyte -> day before any treatment whose reading the conditions are about; day -6
        by default.
    only
        Names of the parameters wanted; all by default. No value depends on it.
    changes
        Name -> prior in place of the declared one. Every other parameter keeps its value,
        except those on which a condition depends in a patient who no longer meets it:
        they are drawn again, together, until it is met.

    Raises
    ------
    ModelError
        If the conditions of a patient are not met within 2,000 draws, or what is changed
        is no parameter of the disease.
    """
    who = candidates if isinstance(candidates, Candidates) else Candidates.of(candidates)
    declared = {p.name: p for p in parameters_of(disease)}
    priors = {**declared, **_known(changes or {}, declared)}
    keys = who.keys
    attempts, early = _first_met(disease, who, priors, seed, baseline_days or {})
    usual = attempts
    if changes:
        usual, _ = _first_met(disease, who, declared, seed, baseline_days or {})
    accepted = keys_of_attempts(keys, usual)
    values = {
        n: early[n] if n in early else _draw(p, accepted, who.populations, seed)
        for n, p in priors.items()
        if only is None or n in only
    }
    bodies = draw_bodies(who.ages, who.female, Numbers(keys, key_of(seed, "body")))
    told = {WEIGHT: np.asarray(bodies.weight), AGE: who.ages}
    values |= {name: value for name, value in told.items() if name in values}
    if ENGRAFTING in values:
        better = values[ENGRAFTING] * _product(seed, who.cohort_keys)
        values[ENGRAFTING] = np.minimum(better, ENGRAFTING_CEILING)
    return VirtualPatients(
        disease=disease,
        candidates=who,
        bodies=bodies,
        parameters=values,
        fixed={
            n: p.value
            for n, p in priors.items()
            if not _differs(p, who) and n != ENGRAFTING
        },
        attempts=attempts,
    )


def _draw(prior: Parameter, keys: Bits, populations: Integers, seed: int) -> Array:
    numbers = Numbers(keys, key_of(seed, "biology", prior.name))
    drawn = np.broadcast_to(prior.spread.draw(prior.value, numbers), keys.shape)
    return moved(prior, drawn, populations)


def _differs(prior: Parameter, who: Candidates) -> bool:
    """Return whether these patients, or their populations, differ in a parameter."""
    return prior.varies or (bool(who.populations.any()) and is_uncertain(prior))


def _first_met(
    disease: str,
    who: Candidates,
    priors: Mapping[str, Parameter],
    seed: int,
    days: Mapping[str, float],
) -> tuple[Integers, dict[str, Array]]:
    """Return the attempt that meets the conditions, and what was drawn to see that."""
    if not (strikes_platelets(disease) or who.wanted):
        return np.ones(len(who), np.int64), {}
    errors = {
        a: draw_noise(seed, who.keys, a, [days.get(a, BASELINE_DAY)])[0]
        for a in ("PLAT", "GPAB", *who.wanted)
    }
    conditions = Conditions(candidates=who, errors=errors)
    return attempts_of(
        disease,
        conditions,
        lambda n, keys, some: _draw(priors[n], keys, who.populations[some], seed),
        {n: p.value for n, p in priors.items() if not _differs(p, who)},
    )


def _known(
    changes: Mapping[str, Parameter], declared: Mapping[str, Parameter]
) -> Mapping[str, Parameter]:
    for name in changes:
        if name not in declared:
            msg = f"no parameter {name!r} ({did_you_mean(name, declared)})"
            raise ModelError(msg)
    return changes


def _product(seed: int, cohorts: Bits) -> Array:
    """Return by what the engrafting fraction of these cohorts differs (patient)."""
    numbers = Numbers(cohorts, key_of(seed, "product", "quality"))
    return np.asarray(np.exp(PRODUCT_SPREAD * numbers.normal()))
