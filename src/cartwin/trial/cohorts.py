"""Virtual cohorts of a published study: the same size, the same covariates.

Covariates come from the study's own `reported` claims, the plan from its protocol.
Product and centre effects are drawn once per cohort. The first patient of every cohort
stands for the publication's patient 1.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.errors import ModelError
from cartwin.study import Col, Protocol, Regimen, Study
from cartwin.twin import Candidate, Plan, draw_patients, simulate, stream


__all__ = [
    "INDEX",
    "draw_candidates",
    "plan_cohorts",
    "protocol_of",
    "simulate_cohorts",
]

Array = npt.NDArray[np.float64]
INDEX = "P1"  # the patient that single-patient claims are about
MOST_DRAWS = 1000
INDEX_FOLLOW_UP = 300.0  # patient 1 was followed beyond a rescue at nine months [d]


@dataclass(frozen=True, slots=True)
class Claims:
    """The `reported` claims of a study, by quantity."""

    rows: dict[str, dict[str, object]]

    @classmethod
    def of(cls, study: Study) -> "Claims":
        """Return the claims of a study."""
        rows = study.reported.iter_rows(named=True)
        return cls({str(r[Col.QUANTITY]): r for r in rows})

    def number(self, quantity: str, column: Col) -> float:
        """Return one number of one claim.

        Raises
        ------
        ModelError
            If the study does not report it.
        """
        value = self.rows.get(quantity, {}).get(column)
        if not isinstance(value, int | float):
            msg = f"virtual cohorts need the reported {column} of {quantity!r}"
            raise ModelError(msg)
        return float(value)

    def index_baseline(self, *, otherwise: float) -> float:
        """Return the highest baseline count of patient 1 (counts are integers)."""
        if "baseline_platelets_p1" not in self.rows:
            return otherwise
        return self.number("baseline_platelets_p1", Col.HIGH) - 1.0

    def spread(self, quantity: str) -> tuple[float, float, float]:
        """Return lowest, median and highest of a claim."""
        low, middle, high = (
            self.number(quantity, c) for c in (Col.LOW, Col.VALUE, Col.HIGH)
        )
        return low, middle, high


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


def draw_candidates(study: Study, *, cohorts: int, seed: int) -> list[Candidate]:
    """Return whom to draw: `cohorts` times the study's patients, covariates matched.

    Raises
    ------
    ModelError
        If fewer than one cohort is asked for, a covariate is not reported, or the claims
        and the protocol name different numbers of patients.
    """
    if cohorts < 1:
        msg = f"cohorts = {cohorts}; at least one is needed"
        raise ModelError(msg)
    claims = Claims.of(study)
    claimed = int(claims.number("age", Col.DENOMINATOR))
    if study.protocol is not None and study.protocol.patients != claimed:
        msg = (
            f"the protocol of {study.name} has {study.protocol.patients} patients, its "
            f"claim on age {claimed}; make them agree"
        )
        raise ModelError(msg)
    names = [f"C{c + 1:03d}" for c in range(cohorts)]
    return [x for name in names for x in _cohort(claims, name, seed)]


def _cohort(claims: Claims, cohort: str, seed: int) -> list[Candidate]:
    random = stream(seed, cohort, "covariates")
    n = int(claims.number("age", Col.DENOMINATOR))
    women = int(claims.number("female", Col.N))
    sexes = ["female"] * women + ["male"] * (n - women)
    positive = int(claims.number("antibody_positive", Col.N))
    low, _, high = claims.spread("baseline_platelets")
    below = claims.index_baseline(otherwise=high)
    ages, durations = _ages_and_durations(claims, n, random)
    therapies = _alike(*claims.spread("prior_therapies"), n, random)
    sexes[1:] = random.permutation(sexes[1:]).tolist()  # patient 1 is a woman, if any is
    seropositive = random.permutation(np.arange(n) < positive)
    return [
        Candidate(
            patient=f"{cohort}-P{i + 1}",
            cohort=cohort,
            age=float(ages[i]),
            sex=sexes[i],
            baseline=(low, below if i == 0 else high),
            antibody_positive=bool(seropositive[i]),
            disease_duration=float(durations[i]),
            prior_therapies=round(float(therapies[i])),
        )
        for i in range(n)
    ]


def _alike(
    low: float,
    median: float,
    high: float,
    n: int,
    random: np.random.Generator,
) -> Array:
    """Return n values with exactly this lowest, median and highest value, shuffled.

    >>> x = _alike(8, 12.5, 25, 4, np.random.default_rng(1))
    >>> float(x.min()), float(np.median(x)), float(x.max())
    (8.0, 12.5, 25.0)
    """
    if n < 3:
        return random.permutation(np.array([low, high] if n == 2 else [median]))
    reach = min(median - low, high - median)
    middle = [median] if n % 2 else [median - (d := random.uniform(0, reach)), median + d]
    pairs = (n - 2 - len(middle)) // 2
    outer = [
        *random.uniform(low, middle[0], pairs),
        *random.uniform(middle[-1], high, pairs),
    ]
    return random.permutation(np.array([low, high, *middle, *outer]))


def _ages_and_durations(
    claims: Claims, n: int, random: np.random.Generator
) -> tuple[Array, Array]:
    """Return ages and durations of disease in which nobody is ill longer than alive.

    Raises
    ------
    ModelError
        If the reported spreads do not allow it.
    """
    for _ in range(MOST_DRAWS):
        ages = np.round(_alike(*claims.spread("age"), n, random), 1)
        durations = np.round(_alike(*claims.spread("disease_duration"), n, random), 1)
        if (np.sort(durations) < np.sort(ages)).all():
            return ages, _in_possible_order(durations, ages, random)
    msg = "the reported disease durations do not fit the reported ages"
    raise ModelError(msg)


def _in_possible_order(durations: Array, ages: Array, random: np.random.Generator) -> Array:
    """Return the durations shuffled so that each is shorter than its age."""
    for _ in range(MOST_DRAWS):
        if (durations < ages).all():
            return durations
        durations = random.permutation(durations)
    return np.asarray(np.sort(durations)[np.argsort(np.argsort(ages))])


def plan_cohorts(protocol: Protocol, candidates: Sequence[Candidate], *, seed: int) -> Plan:
    """Return what is done to the virtual cohorts.

    The arm is drawn per patient, the deviating patient and the follow-up per cohort.
    """
    if not protocol.arms:
        msg = "the protocol has no arms; give at least one with the CAR-T dose"
        raise ModelError(msg)
    arms = [
        protocol.arms[stream(seed, c.patient, "arm").integers(len(protocol.arms))]
        for c in candidates
    ]
    preparations = _lymphodepletions(protocol, candidates, seed)
    regimens = (
        before + arm.regimen + protocol.reactive
        for before, arm in zip(preparations, arms, strict=True)
    )
    return Plan(
        regimens=tuple(regimens),
        arms=tuple(a.name for a in arms),
        visits=protocol.visits,
        follow_up=_follow_up(protocol, candidates, seed),
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
    low, high = protocol.follow_up
    days = np.zeros(len(candidates))
    for cohort, members in _members(candidates).items():
        random = stream(seed, cohort, "follow-up")
        others = random.uniform(low, high, len(members) - 1)
        others[:2] = (low, high)[: len(others)]
        index = random.uniform(min(max(low, INDEX_FOLLOW_UP), high), high)
        days[members] = np.round([index, *random.permutation(others)])
    return days


def _members(candidates: Sequence[Candidate]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for i, candidate in enumerate(candidates):
        groups.setdefault(candidate.cohort, []).append(i)
    return groups


def _first_visit(protocol: Protocol, analyte: str) -> float:
    days = protocol.visits.get(analyte, ())
    if not days:
        msg = f"the protocol has no visit for {analyte}, which the covariates need"
        raise ModelError(msg)
    return min(days)


def simulate_cohorts(
    study: Study,
    *,
    cohorts: int,
    seed: int,
    on_progress: Callable[[float], None] | None = None,
) -> Study:
    """Return the study's protocol, run on virtual cohorts of the study's size.

    Raises
    ------
    ModelError
        If the study has no protocol, or does not report the covariates needed.
    """
    protocol = protocol_of(study)
    candidates = draw_candidates(study, cohorts=cohorts, seed=seed)
    plan = plan_cohorts(protocol, candidates, seed=seed)
    first = {a: _first_visit(protocol, a) for a in ("PLAT", "GPAB")}
    patients = draw_patients(study.disease, candidates, seed=seed, baseline_days=first)
    virtual = simulate(
        patients,
        plan,
        seed=seed,
        name=f"{study.name}-virtual",
        title=f"{cohorts} virtual cohorts of {study.title}",
        protocol=protocol,
        on_progress=on_progress,
    )
    return virtual.with_tables(reported=pl.DataFrame())
