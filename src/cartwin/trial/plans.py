"""What is done to virtual cohorts: the protocol of their study, allotted by chance."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cartwin.errors import ModelError
from cartwin.study import Protocol, Regimen, Study
from cartwin.twin import Candidate, Plan, stream


__all__ = ["plan_cohorts", "protocol_of"]

Array = npt.NDArray[np.float64]
INDEX_FOLLOW_UP = 300.0  # patient 1 was followed beyond a rescue at nine months [d]


def protocol_of(study: Study) -> Protocol:
    """Return what a study did to its patients.

    Raises
    ------
    ModelError
        If it does not say.
    """
    if study.protocol is None:
        msg = f"study {study.name} has no protocol; there is nothing to run"
        raise ModelError(msg)
    return study.protocol


def plan_cohorts(
    protocol: Protocol,
    candidates: Sequence[Candidate],
    *,
    seed: int,
    follow_up: Array | None = None,
    at_least: Sequence[float] | None = None,
) -> Plan:
    """Return what is done to the virtual cohorts.

    The arm is drawn per patient, the deviating patient and the follow-up per cohort.

    Parameters
    ----------
    follow_up
        Last day of each candidate, where it is known of each (patient).
    at_least
        Day until which each candidate is followed in any case (patient): of the days of
        a cohort, those that are too short for a patient go to others.
    """
    if not protocol.arms:
        msg = "the protocol has no arms; give at least one with the CAR-T dose"
        raise ModelError(msg)
    arms = [
        protocol.arms[stream(seed, c.patient, "arm").integers(len(protocol.arms))]
        for c in candidates
    ]
    days = follow_up
    if days is None:
        drawn = _follow_up(protocol, candidates, seed)
        days = _given_out(drawn, candidates, at_least or [0.0] * len(candidates))
    preparations = _lymphodepletions(protocol, candidates, seed)
    regimens = (
        before + arm.regimen + protocol.reactive
        for before, arm in zip(preparations, arms, strict=True)
    )
    return Plan(
        regimens=tuple(regimens),
        arms=tuple(a.name for a in arms),
        visits=protocol.visits,
        follow_up=days,
    )


def _lymphodepletions(
    protocol: Protocol, candidates: Sequence[Candidate], seed: int
) -> list[Regimen]:
    planned = [protocol.lymphodepletion] * len(candidates)
    if protocol.deviation is None:
        return planned
    for cohort, members in _members(candidates).items():
        random = stream(seed, cohort, "deviation")
        choices = protocol.deviation.alternatives
        for i in random.permutation(members)[: protocol.deviation.patients]:
            planned[int(i)] = choices[random.integers(len(choices))]
    return planned


def _follow_up(protocol: Protocol, candidates: Sequence[Candidate], seed: int) -> Array:
    """Return the last day of each patient: range as reported, patient 1 past a rescue."""
    days = np.zeros(len(candidates))
    for cohort, members in _members(candidates).items():
        random = stream(seed, cohort, "follow-up")
        days[members] = np.round(_last_days(protocol, len(members), random))
    return days


def _last_days(protocol: Protocol, n: int, random: np.random.Generator) -> list[float]:
    low, high = protocol.follow_up
    rescued = any(not dose.is_reactive for dose in protocol.reactive)
    others = random.uniform(low, high, n - 1 if rescued else n)
    if len(others) > 1 or rescued:
        others[:2] = (low, high)[: len(others)]
    if not rescued:
        return [float(x) for x in random.permutation(others)]
    index = random.uniform(min(max(low, INDEX_FOLLOW_UP), high), high)
    return [index, *random.permutation(others)]


def _given_out(
    days: Array, candidates: Sequence[Candidate], at_least: Sequence[float]
) -> Array:
    """Return the days of each cohort, exchanged so that nobody's are too few."""
    given, least = days.copy(), np.asarray(at_least)
    for members in _members(candidates).values():
        for i in members:
            spare = [j for j in members if given[j] >= least[i] and given[i] >= least[j]]
            if given[i] < least[i] and spare:
                given[[i, spare[0]]] = given[[spare[0], i]]
    return given


def _members(candidates: Sequence[Candidate]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for i, candidate in enumerate(candidates):
        groups.setdefault(candidate.cohort, []).append(i)
    return groups
