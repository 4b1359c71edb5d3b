"""Draw patients again until the readings before treatment meet their conditions.

Of the biology, only what those readings depend on is drawn and evaluated here; the rest
follows from the attempt that was accepted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cartwin.engine import evaluate
from cartwin.errors import ModelError
from cartwin.twin.assay import ASSAYS
from cartwin.twin.candidates import EITHER, Candidates
from cartwin.twin.first_readings import before_treatment
from cartwin.twin.random import Bits, mix


__all__ = [
    "MOST_ATTEMPTS",
    "Conditions",
    "ImpossiblePatientError",
    "attempts_of",
    "keys_of_attempts",
]

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Draw = Callable[[str, Bits, Integers], Array]  # parameter, keys of attempts, patients
MOST_ATTEMPTS = 2000
TOGETHER = 2048  # draws tried at once when few patients are left
AT_LEAST = 3  # attempts at once after the first: another round costs more than they do
PLATELETS = ("P1", "P2", "P3", "P4")
ANTIBODY = "AA"
READ = (*PLATELETS, ANTIBODY)


class ImpossiblePatientError(ModelError):
    """Nobody among many draws meets the conditions of a patient.

    Attributes
    ----------
    populations
        In which it was so.
    """

    def __init__(self, message: str, *, populations: frozenset[int]) -> None:
        super().__init__(message)
        self.populations = populations


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What patients must be like before treatment.

    Attributes
    ----------
    candidates
        With the conditions of each.
    errors
        Analyte -> error of its first reading (patient): of PLAT, GPAB, and whatever else
        is wanted.
    """

    candidates: Candidates
    errors: Mapping[str, Array]

    def met(self, known: Mapping[str, Any], patients: Integers) -> npt.NDArray[np.bool_]:
        """Return whether the first readings of these patients meet their conditions.

        Parameters
        ----------
        known
            Parameters and states before treatment of the patients named.
        """
        who = self.candidates
        true_count = sum(known[p] for p in PLATELETS)  # with an intact spleen
        count = ASSAYS["PLAT"].read(true_count, self.errors["PLAT"][patients])
        titre = ASSAYS["GPAB"].read(known[ANTIBODY], self.errors["GPAB"][patients])
        wanted, positive = who.positive[patients], titre > ASSAYS["GPAB"].limit
        fits = (wanted == EITHER) | (wanted == positive)
        too_low, too_high = count < who.lowest[patients], count > who.highest[patients]
        within = np.isfinite(count) & ~too_low & ~too_high  # NaN bounds are no bounds
        for analyte, (lowest, highest) in who.wanted.items():
            value = ASSAYS[analyte].read(known[analyte], self.errors[analyte][patients])
            within &= ~(value < lowest[patients]) & ~(value > highest[patients])
        return np.asarray(within & fits)


def keys_of_attempts(keys: Bits, attempts: Integers) -> Bits:
    """Return the keys of attempts to draw patients with these keys."""
    return mix(keys + attempts.astype(np.uint64))


def attempts_of(
    disease: str,
    conditions: Conditions,
    draw: Draw,
    fixed: Mapping[str, float],
) -> tuple[Integers, dict[str, Array]]:
    """Return the first attempt that meets the conditions, and the values drawn by then.

    Parameters
    ----------
    fixed
        Parameter -> its value in all; of what `draw` gives only the others are asked for.

    Raises
    ------
    ImpossiblePatientError
        If the conditions of a patient are not met within 2,000 draws.
    """
    wanted = frozenset(conditions.candidates.wanted)
    equations, needed = before_treatment(disease, frozenset(READ), wanted)
    keys = conditions.candidates.keys
    same = {n: fixed[n] for n in needed if n in fixed}
    names = [n for n in needed if n not in fixed]
    values = {n: np.zeros(len(keys)) for n in names}
    attempts = np.zeros(len(keys), np.int64)
    waiting, tried = np.arange(len(keys)), 0
    while len(waiting) and tried < MOST_ATTEMPTS:
        more = _how_many(len(waiting), tried)
        patients = np.tile(waiting, more)
        attempt = np.repeat(np.arange(tried, tried + more) + 1, len(waiting))
        some = keys_of_attempts(keys[patients], attempt)
        drawn = {n: draw(n, some, patients) for n in names}
        known = same | drawn
        met = conditions.met(known | evaluate(equations, known), patients)
        rows, left = _first_met(met.reshape(more, len(waiting)))
        attempts[patients[rows]] = attempt[rows]
        for n in names:
            values[n][patients[rows]] = drawn[n][rows]
        waiting, tried = waiting[left], tried + more
    if len(waiting):
        who = conditions.candidates
        raise ImpossiblePatientError(
            _hopeless(who, int(waiting[0])),
            populations=frozenset(who.populations[waiting].tolist()),
        )
    return attempts, values


def _how_many(waiting: int, tried: int) -> int:
    """Return how many attempts to make at once: several for the few who are left."""
    several = max(AT_LEAST, min(tried, TOGETHER // waiting)) if tried else 1
    return min(several, MOST_ATTEMPTS - tried)


def _first_met(met: npt.NDArray[np.bool_]) -> tuple[Integers, npt.NDArray[np.bool_]]:
    """Return the row of the first success of each patient who has one; who has none.

    >>> rows, left = _first_met(np.array([[False, True, False], [True, True, False]]))
    >>> rows.tolist(), left.tolist()
    ([3, 1], [False, False, True])
    """
    success = np.asarray(met.any(axis=0))
    some = np.flatnonzero(success)
    return met.argmax(axis=0)[some] * met.shape[1] + some, ~success


def _hopeless(who: Candidates, patient: int) -> str:
    asked = {a: (low[patient], high[patient]) for a, (low, high) in who.wanted.items()}
    told = [
        f"{a} of {low:g} to {high:g}"
        for a, (low, high) in asked.items()
        if not np.isnan(low)
    ]
    if told:
        return (
            f"virtual patient {who.names[patient]}: no draw in {MOST_ATTEMPTS} has a first "
            f"reading of {', '.join(told)}; widen the conditions"
        )
    low, high = who.lowest[patient], who.highest[patient]
    positive = {1: True, 0: False}.get(int(who.positive[patient]))
    return (
        f"virtual patient {who.names[patient]}: no draw in {MOST_ATTEMPTS} has a baseline "
        f"platelet count of {low:g} to {high:g} and antibody positive = {positive}; widen "
        "the conditions"
    )
