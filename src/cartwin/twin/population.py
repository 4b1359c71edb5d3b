"""Virtual patients: who they are, and what their biology is like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from cartwin.engine import balanced
from cartwin.errors import ModelError
from cartwin.parameters import Parameter
from cartwin.twin.assay import ASSAYS, draw_noise
from cartwin.twin.body import draw_body
from cartwin.twin.disease import parameters_of, system_of
from cartwin.twin.dosing import Body
from cartwin.twin.random import stream
from cartwin.twin.toxicity import PRODUCT_SPREAD


__all__ = ["Candidate", "VirtualPatients", "draw_patients"]

Array = npt.NDArray[np.float64]
MOST_ATTEMPTS = 2000
BASELINE_DAY = -6.0  # before lymphodepletion on day -5
ENGRAFTING = "f_eng"  # the parameter that carries the quality of the product
ENGRAFTING_CEILING = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Whom to draw: what is known of one virtual patient before it has a biology.

    Attributes
    ----------
    patient, cohort
        Names; patients of one cohort share product and centre.
    age, sex
        Age in years; `female` or `male`.
    baseline
        Range in which the observed platelet count must lie at baseline [10*9/L].
    antibody_positive
        Whether the antibody reading at baseline must lie above the detection limit;
        None: either.
    disease_duration
        Years since diagnosis, None if not matched.
    prior_therapies
        Number of earlier therapies, None if not matched.
    """

    patient: str
    cohort: str
    age: float
    sex: str
    baseline: tuple[float, float] = (2.0, 30.0)
    antibody_positive: bool | None = None
    disease_duration: float | None = None
    prior_therapies: int | None = None


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
        Weight and height.
    parameters
        Primary parameter -> one value per patient.
    attempts
        Draws needed until the patient met its conditions (patient).
    """

    disease: str
    candidates: tuple[Candidate, ...]
    bodies: tuple[Body, ...]
    parameters: dict[str, Array]
    attempts: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))

    @property
    def names(self) -> list[str]:
        """Names of the patients."""
        return [c.patient for c in self.candidates]

    @property
    def cohorts(self) -> list[str]:
        """Cohort of each patient."""
        return [c.cohort for c in self.candidates]

    def of(self, position: int) -> dict[str, float]:
        """Return the parameters of one patient."""
        return {n: float(v[position]) for n, v in self.parameters.items()}


def draw_patients(
    disease: str,
    candidates: Sequence[Candidate],
    *,
    seed: int,
    baseline_days: Mapping[str, float] | None = None,
) -> VirtualPatients:
    """Return virtual patients who meet the conditions of their candidates.

    Each patient is drawn again from the priors until the readings of the baseline day
    meet the conditions (rejection sampling), from a stream of random numbers of its own.

    Parameters
    ----------
    baseline_days
        Analyte (PLAT, GPAB) -> day before any treatment whose reading the conditions are
        about; day -6 by default.

    Raises
    ------
    ModelError
        If the conditions of a patient are not met within 2,000 draws.
    """
    declared = parameters_of(disease)
    streams = [stream(seed, c.patient, "biology") for c in candidates]
    values = np.zeros((len(declared), len(candidates)))
    attempts = np.zeros(len(candidates), np.int64)
    errors = _baseline_errors(candidates, seed, baseline_days or {})
    waiting = np.arange(len(candidates))
    while len(waiting):
        if attempts[waiting].max() >= MOST_ATTEMPTS:
            raise ModelError(_hopeless(candidates[int(waiting[0])]))
        attempts[waiting] += 1
        values[:, waiting] = _draw(declared, [streams[i] for i in waiting])
        met = _meets(disease, declared, values[:, waiting], candidates, waiting, errors)
        waiting = waiting[~met]
    parameters = {p.name: values[i] for i, p in enumerate(declared)}
    quality = np.array([_product(seed, c.cohort) for c in candidates])
    parameters[ENGRAFTING] = np.minimum(
        parameters[ENGRAFTING] * quality, ENGRAFTING_CEILING
    )
    return VirtualPatients(
        disease=disease,
        candidates=tuple(candidates),
        bodies=tuple(
            draw_body(c.age, c.sex, stream(seed, c.patient, "body")) for c in candidates
        ),
        parameters=parameters,
        attempts=attempts,
    )


def _draw(declared: Sequence[Parameter], streams: Sequence[np.random.Generator]) -> Array:
    drawn = np.empty((len(declared), len(streams)))
    for i, p in enumerate(declared):
        drawn[i] = [p.spread.draw(p.value, s) for s in streams] if p.varies else p.value
    return drawn


def _product(seed: int, cohort: str) -> float:
    return float(
        np.exp(PRODUCT_SPREAD * stream(seed, cohort, "product", "quality").normal())
    )


def _baseline_errors(
    candidates: Sequence[Candidate], seed: int, days: Mapping[str, float]
) -> dict[str, Array]:
    names = [c.patient for c in candidates]
    return {
        a: draw_noise(seed, names, a, [days.get(a, BASELINE_DAY)])[0]
        for a in ("PLAT", "GPAB")
    }


def _meets(  # noqa: PLR0917 - private, called once
    disease: str,
    declared: Sequence[Parameter],
    values: Array,
    candidates: Sequence[Candidate],
    who: npt.NDArray[np.int64],
    errors: dict[str, Array],
) -> npt.NDArray[np.bool_]:
    parameters = {p.name: values[i] for i, p in enumerate(declared)}
    system = system_of(disease)
    _, start = balanced(system, parameters)
    row = {s.name: i for i, s in enumerate(system.states)}
    true_count = parameters["f_circ"] * sum(start[row[f"P{k}"]] for k in (1, 2, 3, 4))
    count = ASSAYS["PLAT"].read(true_count, errors["PLAT"][who])
    titre = ASSAYS["GPAB"].read(start[row["AA"]], errors["GPAB"][who])
    low, high = np.array([candidates[i].baseline for i in who]).T
    positive = titre > ASSAYS["GPAB"].limit
    wanted = [candidates[i].antibody_positive for i in who]
    fits = np.array([w is None or w == p for w, p in zip(wanted, positive, strict=True)])
    return np.asarray((count >= low) & (count <= high) & fits)


def _hopeless(candidate: Candidate) -> str:
    low, high = candidate.baseline
    return (
        f"virtual patient {candidate.patient}: no draw in {MOST_ATTEMPTS} has a baseline "
        f"platelet count of {low:g} to {high:g} and antibody positive = "
        f"{candidate.antibody_positive}; widen the conditions"
    )
