"""The benchmark: speed at a stated and verified accuracy, beside other solvers."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import numpy as np

from cartwin.validation.bench.accuracy import reference_of
from cartwin.validation.bench.cohort import draw_cohort
from cartwin.validation.bench.comparison import Comparison
from cartwin.validation.bench.contender import Contender, enter
from cartwin.validation.bench.legs import legs_of
from cartwin.validation.bench.listing import listing_of
from cartwin.validation.bench.machine import machine_of
from cartwin.validation.bench.ours import Ours, ours_for
from cartwin.validation.bench.peak import Share, operations_per_step, peak_rate
from cartwin.validation.bench.peer import Missing, Peer
from cartwin.validation.bench.processes import (
    Memory,
    Starting,
    measure_memory,
    measure_starting,
)
from cartwin.validation.bench.registry import chosen_peers
from cartwin.validation.bench.rounds import AT_LEAST, Course, compare
from cartwin.validation.bench.scaling import Scaling, measure_scaling
from cartwin.validation.bench.timing import measured, one_core


__all__ = ["Benchmark", "Load", "Setting", "benchmark"]

Progress = Callable[[str, float], None]
SAMPLE = 128  # patients whose courses are compared with the reference
SECONDS = 5.0  # of the processor that a peer gets per round


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much is measured.

    Attributes
    ----------
    patients
        Different virtual patients.
    rounds
        How often each pair is measured.
    rtols
        Relative tolerances that are asked for.
    sizes
        Numbers of patients over which growth is measured; none leaves this out.
    processes
        Whether start, compilation and memory are measured in processes of their own.
    """

    patients: int = 2048
    rounds: int = 5
    rtols: tuple[float, ...] = (1e-4, 1e-6)
    sizes: tuple[int, ...] = (1_000, 10_000, 100_000)
    processes: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Our engine alone.

    Attributes
    ----------
    states, parameters
        That the compiled code has.
    steps
        Mean per patient, rejected ones included.
    patients_per_s
        Per second of the processor, on one core.
    """

    ours: str
    rtol: float
    states: int
    parameters: int
    error: float
    failed: int
    steps: float
    patients_per_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """What the benchmark found.

    Attributes
    ----------
    machine
        Processor, cores, instructions, versions.
    problem
        What was solved.
    settings
        Our engine alone.
    peers
        Our engine beside each peer.
    missing
        Peers that could not be measured, and why.
    starting
        A fresh process: `cold` without stored code, `cached` with it.
    memory
        Of processes that solved a few and many patients.
    share
        Of the measured peak of operations.
    scaling
        Over patients and threads.
    """

    machine: dict[str, str | int]
    problem: dict[str, str | float]
    settings: tuple[Setting, ...]
    peers: tuple[Comparison, ...]
    missing: tuple[Missing, ...]
    starting: dict[str, Starting]
    memory: tuple[Memory, ...]
    share: Share
    scaling: Scaling | None

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values for JSON; what is not finite is None."""
        plain: dict[str, Any] = _finite(asdict(self))
        plain["share"]["share"] = self.share.share
        return plain


def _finite(value: Any) -> Any:
    match value:
        case dict():
            return {k: _finite(v) for k, v in value.items()}
        case list() | tuple():
            return [_finite(v) for v in value]
        case float() if not np.isfinite(value):
            return None
    return value


def benchmark(
    load: Load | None = None,
    *,
    against: Sequence[str | Peer] | None = None,
    on_progress: Progress = lambda what, fraction: None,
) -> Benchmark:
    """Return the speed of our engine on the ITP twin, beside other solvers.

    Everything runs in this process, in turn, on one core; what needs a process of its own
    gets one.

    Parameters
    ----------
    against
        Names of peers, or peers; all that come with the benchmark by default. One that
        cannot be run is listed as missing.
    on_progress
        Called with what is being done and the fraction finished.

    Raises
    ------
    DataError
        If a peer of that name does not exist.
    """
    peers = chosen_peers(against)
    load = load or Load()
    cohort = draw_cohort(load.patients)
    ours = ours_for(cohort)
    listing = listing_of(ours[0].kernel)
    legs = legs_of(cohort, listing)
    with one_core():
        entered = []
        for i, peer in enumerate(peers):
            on_progress("preparing peers", i / len(peers))
            entered.append(enter(peer, listing, legs, load.rtols[0]))
        on_progress("preparing peers", 1.0)
        course = Course(
            cohort=cohort,
            legs=legs,
            reference=reference_of(listing, legs.first(SAMPLE)),
            ours=ours,
            rounds=load.rounds,
            seconds=SECONDS,
        )
        ready = [c for c in entered if isinstance(c, Contender)]
        settings = tuple(_setting(course, o, r) for r in load.rtols for o in ours)
        compared = _compared(course, ready, load.rtols, on_progress)
        share = _share(ours[1], settings)
    return Benchmark(
        machine=machine_of(ours[0].kernel),
        problem=_problem(course),
        settings=settings,
        peers=compared,
        missing=tuple(m for m in entered if isinstance(m, Missing)),
        starting=_starting(ours[1]) if load.processes else {},
        memory=_memory(ours[1], load.patients) if load.processes else (),
        share=share,
        scaling=measure_scaling(ours[1], cohort, load.sizes) if load.sizes else None,
    )


def _compared(
    course: Course, ready: Sequence[Contender], rtols: Sequence[float], tell: Progress
) -> tuple[Comparison, ...]:
    total = len(rtols) * course.rounds * len(ready)
    rounds = iter(range(1, 1 + total))

    def on_round() -> None:
        tell("comparing", next(rounds) / total)

    return tuple(c for rtol in rtols for c in compare(course, ready, rtol, on_round))


def _setting(course: Course, ours: Ours, rtol: float) -> Setting:
    solution = ours.solution(course.cohort, rtol)
    known = course.reference.values.shape[2]
    accuracy = course.reference.accuracy(solution.values[:, :, :known])
    spent = measured(
        partial(ours.solution, course.cohort, rtol), len(course.cohort), at_least=AT_LEAST
    )
    return Setting(
        ours=ours.name,
        rtol=rtol,
        states=len(ours.kernel.states),
        parameters=len(ours.kernel.parameters),
        error=accuracy.error,
        failed=int(np.isnan(solution.values).any(axis=(0, 1)).sum()),
        steps=float(solution.steps.mean()),
        patients_per_s=spent.rate,
    )


def _problem(course: Course) -> dict[str, str | float]:
    cohort = course.cohort
    return {
        "twin": cohort.system.name,
        "patients": len(cohort),
        "states": len(cohort.system.states),
        "days": float(cohort.times[-1]),
        "times": len(cohort.times),
        "observables": course.reference.values.shape[1],
        "breakpoints": cohort.breakpoints,
        "rounds": course.rounds,
        "compared": course.reference.values.shape[2],
        "reference_doubt": course.reference.doubt,
    }


def _share(ours: Ours, settings: Sequence[Setting]) -> Share:
    """Return the share of the peak at the first tolerance."""
    here = next(s for s in settings if s.ours == ours.name)
    operations = operations_per_step(ours.kernel)
    return Share(
        ours=ours.name,
        rtol=here.rtol,
        per_step=operations,
        reached=here.patients_per_s * here.steps * operations,
        peak=peak_rate(ours.kernel),
    )


def _starting(ours: Ours) -> dict[str, Starting]:
    cold, cached = measure_starting(ours.kernel.observables)
    return {"cold": cold, "cached": cached}


def _memory(ours: Ours, patients: int) -> tuple[Memory, ...]:
    sizes = (patients, 8 * patients)
    return tuple(measure_memory(ours.kernel.observables, n) for n in sizes)
