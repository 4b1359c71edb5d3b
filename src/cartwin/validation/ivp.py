"""The suite `ivp`: stiff problems, solved to the digits that the tolerance asks for."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from cartwin.engine import Events, Solution, Status, compile, solve
from cartwin.errors import DataError
from cartwin.validation.compare import deviations, failure
from cartwin.validation.reference import reference_file, reference_json
from cartwin.validation.stiff_problems import PROBLEMS
from cartwin.validation.suite import Check, Verdict


__all__ = ["correct_digits", "ivp"]

FILE = "ivp_testset_reference.json"
HOLDS = "an object of problems, each with t (start and end), y0 and ref (the end values)"
METHODS = ("rodas5p", "rodas4")
TOLERANCES = (1e-4, 1e-6, 1e-8, 1e-10)
ALLOWED_LOSS = 1.0  # digits that the global error may lose against the tolerance of a step
ALL_DIGITS = 1e-16


def ivp(data: Path) -> Verdict:
    """Return how the stiff methods do on the problems of the IVP test set.

    A check passes if the end values have at least `-log10(rtol) - 1` correct digits, the
    measure of Mazzia F, Magherini C, Test Set for Initial Value Problem Solvers 2008.
    A problem whose equations are known but that the file lacks is a failure.

    Parameters
    ----------
    data
        The folder `ode` with `ivp_testset_reference.json`, or the one above.

    Raises
    ------
    DataError
        If the file is missing or cannot be read.
    """
    path = reference_file(data, "ode", FILE, holds=HOLDS)
    problems = reference_json(path)
    if faults := [fault for name in problems for fault in _faults(name, problems[name])]:
        raise DataError(str(path), faults)
    checks = [c for name, given in problems.items() for c in _judge(name, given)]
    lost = [name for name in PROBLEMS if problems and name not in problems]
    checks += [failure(name, "a reference", f"there is none in {FILE}") for name in lost]
    return Verdict(suite="ivp", checks=tuple(checks))


def correct_digits(expected: Any, found: Any) -> float:
    """Return -log10 of the largest relative error among the components; at most 16.

    >>> round(correct_digits([1.0, 2.0], [1.0, 2.002]), 9)
    3.0
    """
    worst = float(np.max(deviations(expected, found)))
    return float(-np.log10(max(worst, ALL_DIGITS)))


def _faults(name: str, given: Any) -> Iterator[str]:
    """Yield what is wrong with a problem of the file."""
    values = given if isinstance(given, dict) else {}
    wrong = [key for key in ("t", "y0", "ref") if not _are_numbers(values.get(key))]
    if wrong:
        yield f"problem {name}: no list of numbers under {', '.join(wrong)}"
        return
    t, y0, ref = (values[key] for key in ("t", "y0", "ref"))
    if len(t) < 2 or not t[0] < t[-1]:
        yield f"problem {name}: t is {t}; expected the start and a later end"
    size = len(PROBLEMS[name][0].states) if name in PROBLEMS else len(ref)
    if (len(y0), len(ref)) != (size, size):
        found = f"{len(y0)} values in y0, {len(ref)} in ref"
        yield f"problem {name}: {found}; expected {size} in each"


def _are_numbers(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(v, (int, float)) for v in values)


def _judge(name: str, given: Mapping[str, Any]) -> Iterator[Check]:
    if name not in PROBLEMS:
        why = f"no equations for {name}; known: {', '.join(PROBLEMS)}"
        yield failure(name, "equations", why)
        return
    for method in METHODS:
        for rtol in TOLERANCES:
            label = f"{name} {method} rtol {rtol:.0e}"
            yield _check(label, given["ref"], _solved(name, given, method, rtol), rtol)


def _solved(name: str, given: Mapping[str, Any], method: str, rtol: float) -> Solution:
    system, values = PROBLEMS[name]
    times = np.array([given["t"][0], given["t"][-1]], float)
    start = np.array(given["y0"], float)[:, None]
    return solve(
        compile(system, method=method), values, Events.none(1), times,
        start=start, rtol=rtol, fallback=False,
    )  # fmt: skip


def _check(label: str, expected: list[float], solution: Solution, rtol: float) -> Check:
    wanted = float(-np.log10(rtol) - ALLOWED_LOSS)
    status = Status(int(solution.status[0]))
    if status is not Status.OK:
        return failure(label, wanted, f"{status.sentence}, at {solution.reached[0]:g}")
    found = solution.states[:, 0]
    digits = correct_digits(expected, found)
    return Check(
        name=label,
        expected=wanted,
        found=digits,
        passed=digits >= wanted,
        deviation=float(np.max(deviations(expected, found))),
        detail=f"correct digits; {solution.steps[0]} steps",
    )
