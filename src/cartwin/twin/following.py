"""Follow patients through their plan: assemble the twin, schedule the doses, solve."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
import numpy.typing as npt

from cartwin.engine import Kernel, Solution, compile, solve
from cartwin.errors import ModelError
from cartwin.twin.disease import balance_of, observables_of, parameters_of, system_of
from cartwin.twin.dosing import dosed_states, dosing_parameters
from cartwin.twin.plan import Plan
from cartwin.twin.population import VirtualPatients
from cartwin.twin.readings import Readings, observable_of
from cartwin.twin.schedule import Schedule, schedule_of


__all__ = ["Followed", "Progress", "assemble", "follow", "parameters_needed"]

Array = npt.NDArray[np.float64]
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What became of the patients.

    Attributes
    ----------
    schedule
        Doses given or not, decisions.
    solution
        The true course, and which decisions said yes.
    """

    schedule: Schedule
    solution: Solution


def assemble(
    disease: str, plan: Plan, observables: Sequence[str], fixed: Mapping[str, float]
) -> Kernel:
    """Return the twin of a disease, reduced to what a plan needs.

    States that no drug of the plan and no observable concerns are left out, and what is
    the same number in every patient is folded into the code. This is decided by the plan
    and by the kind of patients, never by those at hand.

    Parameters
    ----------
    observables
        Those wanted; the plan's conditions add theirs.
    fixed
        Parameter -> its value in every patient.

    Raises
    ------
    ModelError
        If a drug or a condition needs an organ of which the disease has no module.
    """
    conditions = [d.condition for d in plan.doses if d.condition is not None]
    looked_at = {observable_of(c.quantity) for c in conditions}
    if problems := _beyond(disease, plan, looked_at):
        raise ModelError(problems[0])
    return compile(
        system_of(disease),
        observables=tuple(dict.fromkeys([*observables, *sorted(looked_at)])),
        constants=dict(fixed),
        dosed=sorted({s for d in plan.doses for s in dosed_states(d.drug)}),
    )


def _beyond(disease: str, plan: Plan, looked_at: Collection[str]) -> list[str]:
    """Return which drugs and conditions concern what the twin of a disease lacks."""
    states = {s.name for s in system_of(disease).states}
    drugs = [d.drug for d in plan.doses if not states.issuperset(dosed_states(d.drug))]
    unseen = sorted(set(looked_at).difference(observables_of(disease)))
    what = [*drugs, *(f"a condition on {o}" for o in unseen)]
    return [
        f"{x} needs what the twin of {disease} has no module for; leave it out"
        for x in what
    ]


def parameters_needed(kernel: Kernel, plan: Plan) -> frozenset[str]:
    """Return the primary parameters that the course of a patient depends on."""
    wanted = frozenset(kernel.parameters) | frozenset(kernel.states)
    _, names = balance_of(kernel.system.name, wanted)
    return frozenset(names).union(*(dosing_parameters(d.drug) for d in plan.doses))


def follow(
    kernel: Kernel,
    patients: VirtualPatients,
    plan: Plan,
    readings: Readings,
    times: Sequence[float] | Array,
    *,
    observables: Sequence[str],
    rtol: float,
    threads: int | None = None,
    on_progress: Progress | None = None,
) -> Followed:
    """Return the courses of the patients.

    Parameters
    ----------
    times
        Days wanted, the first before anything happens, the last after everything.

    Raises
    ------
    ModelError
        If the plan cannot be followed, or parameters that matter were not drawn.
    """
    schedule = schedule_of(
        patients,
        plan,
        readings,
        states=[s.name for s in kernel.system.states],
        observables=kernel.observables,
    )
    solution = solve(
        kernel,
        _primary(kernel, patients, plan),
        schedule.events,
        times,
        decisions=schedule.decisions,
        observables=observables,
        rtol=rtol,
        single=True,
        threads=threads,
        on_progress=None if on_progress is None else _fractions(on_progress, len(patients)),
    )
    return Followed(schedule=schedule, solution=solution)


def _primary(
    kernel: Kernel, patients: VirtualPatients, plan: Plan
) -> dict[str, Array | float]:
    """Return every primary parameter; the typical value where it makes no difference."""
    known: dict[str, Array | float] = {**patients.fixed, **patients.parameters}
    if missing := sorted(parameters_needed(kernel, plan) - known.keys()):
        msg = f"the patients were drawn without {', '.join(missing)}; draw these as well"
        raise ModelError(msg)
    return {p.name: known.get(p.name, p.value) for p in parameters_of(patients.disease)}


def _fractions(tell: Progress, patients: int) -> Callable[[int], None]:
    """Return what is told how many more are finished, and tells the fraction."""
    lock, finished = Lock(), [0]

    def count(more: int) -> None:
        with lock:
            finished[0] += more
            tell(finished[0] / patients)

    return count
