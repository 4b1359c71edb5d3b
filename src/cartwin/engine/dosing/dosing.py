"""From dosing records to the events of `solve`: resets and steady states added.

Every record up to the next reset of its patient is followed; a reset (EVID 3 or 4, SS 1)
ends infusions and cancels what earlier records had still to give.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from cartwin.engine.dosing.dose_checks import check_doses, refuse
from cartwin.engine.dosing.dose_patterns import (
    Changes,
    Pattern,
    changes_of,
    pattern_of,
    single_doses,
)
from cartwin.engine.dosing.doses import Delivery, Doses
from cartwin.engine.dosing.steady_state import CYCLES, settle
from cartwin.engine.events import EVERY_STATE, Effect, Events
from cartwin.engine.kernel import Kernel
from cartwin.engine.system import balanced
from cartwin.engine.tables import kept_states
from cartwin.errors import SolveError


__all__ = ["dose_events"]

Array = npt.NDArray[np.float64]
MOST_DOSES = 2**20  # that one record stands for


def dose_events(
    doses: Doses,
    kernel: Kernel,
    parameters: Mapping[str, Array | float],
    times: Sequence[float] | Array,
    *,
    delivery: Mapping[str, Delivery] | None = None,
    rtol: float = 1e-9,
    cycles: int = CYCLES,
) -> Events:
    """Return the events that the dosing records stand for.

    Parameters
    ----------
    kernel, parameters, times
        As they will be given to `solve`. Nothing happens after the last of the times, and
        nothing may be recorded before the first.
    delivery
        Lag, bioavailability and modelled infusions, by name of compartment; what is not
        given is not delayed, arrives completely and is not modelled.
    rtol
        Relative tolerance with which steady states are sought.
    cycles
        After so many doses at most, and as many again that change nothing.

    Returns
    -------
    Events
        Amounts are added (bolus) or infused; a steady state is set (SS 1) or its excess
        over the untreated state added (SS 2). The kernel must allow for these effects.

    Raises
    ------
    SolveError
        With one line for every record that cannot be followed, and why; if there are no
        times.

    Examples
    --------
    >>> from cartwin.engine import System, compile
    >>> from cartwin.parameters import State
    >>> decay = System(
    ...     name="decay",
    ...     states=(State("C", "mg", "drug"),),
    ...     parameters=("k",),
    ...     balance=(),
    ...     rates=(lambda C, k: dict(dC=-k * C),),
    ...     observables=(lambda C: dict(seen=1.0 * C),),
    ... )
    >>> doses = Doses.from_columns(
    ...     1, ["C"], patient=0, time=1.0, amt=100.0, rate=50.0, ii=12.0, addl=1
    ... )
    >>> events = dose_events(doses, compile(decay), {"k": 0.1}, [0.0, 14.0])
    >>> [(float(t), Effect(e).name) for t, e in zip(events.times, events.effects)]
    [(1.0, 'START'), (3.0, 'STOP'), (13.0, 'START')]
    """
    states = [s.name for s in kernel.system.states]
    start, end = _span(times)
    chosen = {} if delivery is None else delivery
    check_doses(doses, chosen, states, start)
    pattern = pattern_of(doses, chosen, states, end)
    _check_number(doses, pattern)
    rows = pattern[pattern.steady > 0]
    reached = settle(kernel, parameters, rows, rtol=rtol, cycles=cycles)
    _check_settled(doses, rows, reached, cycles)
    steady = _steady_states(rows, reached, parameters, kernel)
    changes = Changes.joined([_resets(doses), steady, changes_of(pattern)])
    changes = changes[(changes.time <= end) & ~_cancelled(changes, doses)]
    return Events.from_columns(
        doses.patients, patient=changes.patient, time=changes.time, state=changes.state,
        amount=changes.amount, effect=changes.effect,
    )  # fmt: skip


def _span(times: Sequence[float] | Array) -> tuple[float, float]:
    if not len(times):
        msg = "times: none given; expected the times of the simulation, from start to end"
        raise SolveError(msg)
    return float(times[0]), float(times[-1])


def _check_number(doses: Doses, pattern: Pattern) -> None:
    number = single_doses(pattern)
    what = "doses by the end of the times, or under way in its steady state"
    repair = "give a longer II, a shorter infusion or lag, or infuse constantly"
    refuse(
        doses,
        [
            (
                int(pattern.record[i]),
                f"stands for {number[i]:.3g} {what}; expected at most "
                f"{MOST_DOSES}: {repair}",
            )
            for i in np.flatnonzero(~(number <= MOST_DOSES))
        ],
    )


def _reset_records(doses: Doses) -> npt.NDArray[np.intp]:
    resets = np.isin(doses.evid, (3, 4)) | ((doses.evid == 1) & (doses.ss == 1))
    return np.flatnonzero(resets)


def _resets(doses: Doses) -> Changes:
    at = _reset_records(doses)
    return Changes(
        record=at,
        patient=doses.patient[at],
        time=doses.time[at],
        state=np.full(len(at), EVERY_STATE),
        amount=np.zeros(len(at)),
        effect=np.full(len(at), np.int64(Effect.RESET)),
    )


def _cancelled(changes: Changes, doses: Doses) -> npt.NDArray[np.bool_]:
    """Tell which changes come later than the next reset of the same patient."""
    order = np.argsort(doses.patient, kind="stable")
    rank = np.argsort(order)
    resets = order[np.isin(order, _reset_records(doses))]
    following = np.searchsorted(rank[resets], rank, side="right")
    patient = np.append(doses.patient[resets], -1)[following]
    time = np.append(doses.time[resets], np.inf)[following]
    limit = np.where(patient == doses.patient, time, np.inf)
    late: npt.NDArray[np.bool_] = changes.time > limit[changes.record]
    return late


def _check_settled(doses: Doses, rows: Pattern, reached: Array, cycles: int) -> None:
    lost = rows.record[~np.isfinite(reached).all(axis=0)]
    why = (
        f"no steady state within {cycles} cycles; expected that everything that is given "
        "also leaves (or the integration failed on the way); what is only slow needs a "
        "larger argument `cycles`"
    )
    refuse(doses, [(int(record), why) for record in lost])


def _steady_states(
    rows: Pattern,
    reached: Array,
    parameters: Mapping[str, Array | float],
    kernel: Kernel,
) -> Changes:
    """Return how the states get to where the steady-state records say they are."""
    kept = kept_states(kernel)
    _, untreated = balanced(kernel.system, parameters)
    patient = rows.patient if untreated.shape[1] > 1 else 0 * rows.patient
    excess = reached - untreated[np.ix_(kept, patient)]
    alone = rows.steady == 1
    state, row = np.nonzero(alone | (excess != 0))
    effect = np.where(alone, np.int64(Effect.SET), np.int64(Effect.ADD))
    return Changes(
        record=rows.record[row],
        patient=rows.patient[row],
        time=rows.time[row],
        state=kept[state],
        amount=np.where(alone, reached, excess)[state, row],
        effect=effect[row],
    )
