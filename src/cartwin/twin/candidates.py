"""Whom to draw: what is known of virtual patients before they have a biology."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from cartwin.twin.random import Bits, keys_of


__all__ = ["EITHER", "Candidate", "Candidates"]

Array = npt.NDArray[np.float64]
EITHER = -1  # of positive and negative


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What is known of one virtual patient before it has a biology.

    Attributes
    ----------
    patient, cohort
        Names; patients of one cohort share product and centre.
    age, sex
        Age in years; `female` or `male`.
    baseline
        Range in which the observed platelet count must lie at baseline [10*9/L]; None:
        any, or the disease has no platelets.
    antibody_positive
        Whether the antibody reading at baseline must lie above the detection limit;
        None: either.
    disease_duration
        Years since diagnosis, None if not matched.
    prior_therapies
        Number of earlier therapies, None if not matched.
    wanted
        Analyte -> range in which the first reading must lie.
    population
        Number of the population they come from; 0 has the declared typical values.
    """

    patient: str
    cohort: str
    age: float
    sex: str
    baseline: tuple[float, float] | None = (2.0, 30.0)
    antibody_positive: bool | None = None
    disease_duration: float | None = None
    prior_therapies: int | None = None
    wanted: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    population: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Many candidates in columns: one entry per patient.

    Attributes
    ----------
    patients, cohorts
        Names, as text or as bytes in UTF-8.
    ages, female
        Age in years; whether a woman.
    lowest, highest
        Range of the observed platelet count at baseline [10*9/L]; NaN: any.
    positive
        Antibody reading at baseline above the detection limit: 1, 0, or -1 for either.
    disease_durations, prior_therapies
        NaN if not matched.
    wanted
        Analyte -> lowest and highest first reading; NaN: any.
    populations
        Number of the population of each; empty: all of the declared one.
    """

    patients: npt.NDArray[Any]
    cohorts: npt.NDArray[Any]
    ages: Array
    female: npt.NDArray[np.bool_]
    lowest: Array
    highest: Array
    positive: npt.NDArray[np.int8]
    disease_durations: Array
    prior_therapies: Array
    wanted: Mapping[str, tuple[Array, Array]] = field(default_factory=dict)
    populations: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, int))

    def __post_init__(self) -> None:
        if not len(self.populations):
            object.__setattr__(self, "populations", np.zeros(len(self.patients), np.int64))

    @classmethod
    def of(cls, candidates: Sequence[Candidate]) -> Self:
        """Return the candidates in columns.

        >>> Candidates.of([Candidate(patient="P1", cohort="C1", age=9, sex="male")]).female
        array([False])
        """
        who = list(candidates)
        return cls(
            patients=np.array([c.patient for c in who], str),
            cohorts=np.array([c.cohort for c in who], str),
            ages=np.array([c.age for c in who], float),
            female=np.array([c.sex == "female" for c in who], bool),
            lowest=_numbers(c.baseline[0] if c.baseline else None for c in who),
            highest=_numbers(c.baseline[1] if c.baseline else None for c in who),
            positive=np.array([_sign(c.antibody_positive) for c in who], np.int8),
            disease_durations=_numbers(c.disease_duration for c in who),
            prior_therapies=_numbers(c.prior_therapies for c in who),
            wanted={
                a: (_ends(who, a, 0), _ends(who, a, 1))
                for a in dict.fromkeys(a for c in who for a in c.wanted)
            },
            populations=np.array([c.population for c in who], np.int64),
        )

    def __len__(self) -> int:
        return len(self.patients)

    @property
    def names(self) -> list[str]:
        """Names of the patients as text."""
        return _texts(self.patients)

    @property
    def cohort_names(self) -> list[str]:
        """Cohort of each patient as text."""
        return _texts(self.cohorts)

    @property
    def keys(self) -> Bits:
        """Random numbers of a patient are keyed by these."""
        return keys_of(self.patients)

    @property
    def cohort_keys(self) -> Bits:
        """Random numbers that patients of one cohort share are keyed by these."""
        return keys_of(self.cohorts)


def _texts(names: npt.NDArray[Any]) -> list[str]:
    text = names if names.dtype.kind == "U" else np.strings.decode(names, "utf-8")
    return [str(name) for name in text]


def _sign(positive: bool | None) -> int:
    return EITHER if positive is None else int(positive)


def _ends(who: Sequence[Candidate], analyte: str, side: int) -> Array:
    return _numbers(c.wanted[analyte][side] if analyte in c.wanted else None for c in who)


def _numbers(values: Iterator[float | None]) -> Array:
    return np.array([np.nan if v is None else v for v in values], float)
