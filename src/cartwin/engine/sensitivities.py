"""How what is observed depends on parameters, computed along with it.

Every accepted step is differentiated exactly, with the linear systems already factorised:
the sensitivities are those of the numbers that `solve` gives, at the steps it took, not an
approximation to those of the equations with steps of its own (Hairer, Norsett & Wanner,
Solving Ordinary Differential Equations I, II.6; the internal differentiation of Bock).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cartwin.engine.decisions import Decisions
from cartwin.engine.events import Events
from cartwin.engine.kernel import Kernel
from cartwin.engine.solve import Solution, run_batch, solution_of
from cartwin.engine.status import Status
from cartwin.engine.system import balanced
from cartwin.engine.tableaus import Rosenbrock
from cartwin.engine.tables import SINGLE_FROM, batch_of
from cartwin.engine.tangents.parameter_slopes import parameter_slopes
from cartwin.engine.tangents.tangent_kernel import leaves_of, tangents_of
from cartwin.engine.tangents.tangent_tables import with_tangents
from cartwin.engine.triggers import Trigger
from cartwin.errors import SolveError, did_you_mean


__all__ = ["Sensitivities", "sensitivities"]

Array = npt.NDArray[np.float64]
TANGENTS_SINGLE_FROM = 1e-5  # tolerance from which tangents are in single precision


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivities:
    """Courses, and how they depend on parameters.

    Attributes
    ----------
    solution
        As `solve` gives it, to the last bit.
    wrt
        Names of the parameters.
    values
        Derivative of the observable with respect to the parameter, in the unit of the
        one per unit of the other (parameter, time, observable, patient).
    """

    solution: Solution
    wrt: tuple[str, ...]
    values: Array

    def __getitem__(self, names: tuple[str, str]) -> Array:
        """Return d observable / d parameter (time, patient)."""
        known = (self.solution.observables, self.wrt)
        kinds = ("observable", "parameter")
        for what, name, those in zip(kinds, names, known, strict=True):
            if name not in those:
                msg = f"{what} {name!r}: {did_you_mean(name, those)}"
                raise SolveError(msg)
        observable, parameter = (k.index(n) for k, n in zip(known, names, strict=True))
        return self.values[parameter, :, observable]


def sensitivities(
    kernel: Kernel,
    parameters: Mapping[str, Array | float],
    events: Events,
    times: Sequence[float] | Array,
    *,
    wrt: Sequence[str],
    decisions: Decisions | None = None,
    triggers: Sequence[Trigger] = (),
    observables: Sequence[str] | None = None,
    rtol: float = 1e-6,
    first_step: float = 0.1,
    max_steps: int = 100_000,
    threads: int | None = None,
    fallback: bool = True,
    single: bool = False,
) -> Sensitivities:
    """Return the course of every patient, and its derivatives with respect to parameters.

    The course begins at the untreated balance, which may depend on the parameters, too:
    its derivatives are exact, or central differences where it branches on a parameter.
    Code is compiled for what the parameters can move, once, in a second or two.
    Times and amounts of doses do not depend on them. What is decided at visits is held: a
    course that lies at a cut exactly has no derivative.

    Parameters
    ----------
    wrt
        Names of primary parameters that are not folded into the code.
    single
        As in `solve`, for the course itself. From a tolerance of 1e-5 the derivatives are
        computed in single precision in any case.

    Other parameters are those of `solve`. Amounts and times of events count as given: what
    a dose in steady state, a lag or a bioavailability owes to a parameter is left out.

    Returns
    -------
    Sensitivities
        Rows that a failed patient did not reach are NaN; so is everybody whom the
        reference solver had to solve.

    Raises
    ------
    SolveError
        As `solve` does; if the method is explicit, a parameter is unknown, given twice or
        folded into the code, or there are triggers: the time of their crossing depends
        on the parameters.

    Examples
    --------
    >>> from cartwin.engine import Events, System, compile
    >>> from cartwin.parameters import State
    >>> decay = System(
    ...     name="decay",
    ...     states=(State("P", "mg", "drug"),),
    ...     parameters=("k", "P0"),
    ...     balance=(lambda P0: dict(P=1.0 * P0),),
    ...     rates=(lambda P, k: dict(dP=-k * P),),
    ...     observables=(lambda P: dict(amount=1.0 * P),),
    ... )
    >>> found = sensitivities(
    ...     compile(decay), {"k": 0.5, "P0": 8.0}, Events.none(1), [0.0, 2.0],
    ...     wrt=["k", "P0"], rtol=1e-9,
    ... )
    >>> found["amount", "k"][:, 0].round(6)  # -t P0 exp(-k t)
    array([ 0.      , -5.886071])
    >>> found["amount", "P0"][:, 0].round(6)
    array([1.      , 0.367879])
    """
    _check(kernel, wrt, triggers)
    batch = batch_of(
        kernel, parameters, events, np.asarray(times, float),
        decisions=decisions, triggers=(), observables=observables, start=None,
        rtol=rtol, first_step=first_step, max_steps=max_steps, single=single,
    )  # fmt: skip
    patients = len(events.offsets) - 1
    full = balanced(kernel.system, {**kernel.constants, **parameters}, patients)[0]
    scales = np.array([_scale(full[n]) for n in wrt])
    slopes = parameter_slopes(kernel, leaves_of(kernel), wrt, full, scales)
    tangents = tangents_of(
        kernel,
        {leaf for leaf, _ in slopes.leaves},
        {state for state, _ in slopes.start},
        len(wrt),
        single=rtol >= TANGENTS_SINGLE_FROM,
    )
    batch = with_tangents(
        batch, tangents, slopes, len(wrt), single=single and rtol >= SINGLE_FROM
    )
    run_batch(batch, threads, None)
    values = batch.pages["tangents"]["values"].transpose(0, 2, 3, 1)
    if fallback:
        from cartwin.engine.reference import solve_again

        solve_again(batch)
        values[..., batch.answers["status"] == Status.REPLACED] = np.nan
    return Sensitivities(
        solution=solution_of(batch),
        wrt=tuple(wrt),
        values=values / scales[:, None, None, :],
    )


def _scale(values: Array) -> Array:
    """Return the size of a parameter: with it, tangents are as large as states."""
    return np.where(np.isfinite(values) & (values != 0.0), np.abs(values), 1.0)


def _check(kernel: Kernel, wrt: Sequence[str], triggers: Sequence[Trigger]) -> None:
    known, names = kernel.system.parameters, list(wrt)
    problems = [
        f"parameter {n!r}: {did_you_mean(n, known)}" for n in names if n not in known
    ]
    problems += [
        f"parameter {n!r} is folded into the code; leave it out of `constants`"
        for n in names
        if n in kernel.constants
    ]
    problems += [f"parameter {n!r} is given twice" for n in known if names.count(n) > 1]
    if not names:
        problems.append("no parameter to differentiate by; name one in `wrt`")
    if not isinstance(kernel.method, Rosenbrock):
        problems.append(
            f"{kernel.method.name} is explicit and has no tangents; compile with rodas5p"
        )
    if triggers:
        problems.append(
            "the time at which a trigger fires depends on the parameters, which is not "
            "followed; use decisions or events"
        )
    if problems:
        raise SolveError("; ".join(problems))
