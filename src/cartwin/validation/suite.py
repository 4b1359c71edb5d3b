"""What a suite finds: one check after another, and the verdict over all of them.

A suite is a function that takes the folder of the reference data and returns a verdict.
It stands in a module of its own name and is added by that name in `SUITES`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path

from cartwin.errors import CartwinError, DataError, did_you_mean


__all__ = [
    "COMPUTED",
    "MADE_UP",
    "SUITES",
    "Check",
    "Suite",
    "Verdict",
    "find_suite",
    "validate",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was compared.

    Attributes
    ----------
    name
        What was compared, unique within its suite.
    expected, found
        The reference, and what the product gives: numbers, or words where a number
        would say too little.
    passed
        Whether they agree within what the suite allows.
    deviation
        Relative deviation of the worst value, where there is one.
    detail
        What else a reader of a failure wants to know: where, how much is allowed, why.
    """

    name: str
    expected: float | str
    found: float | str
    passed: bool
    deviation: float | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The checks of one suite.

    Attributes
    ----------
    not_built
        Names of what the product cannot be asked; None if the suite has no such thing.
    summary
        What the checks say together, in sentences.
    told_whole
        Whether people want to see every check, not only those that failed.

    Examples
    --------
    >>> right = Check(name="2 + 2", expected=4, found=4, passed=True)
    >>> wrong = Check(name="2 x 3", expected=6, found=5, passed=False)
    >>> verdict = Verdict(suite="sums", checks=(right, wrong))
    >>> print(verdict)
    1 passed, 1 failed
    >>> [check.name for check in verdict.failures]
    ['2 x 3']
    """

    suite: str
    checks: tuple[Check, ...]
    not_built: tuple[str, ...] | None = None
    summary: tuple[str, ...] = ()
    told_whole: bool = False

    @property
    def passed(self) -> int:
        """How many checks passed."""
        return len(self.checks) - self.failed

    @property
    def failed(self) -> int:
        """How many checks failed."""
        return len(self.failures)

    @property
    def failures(self) -> tuple[Check, ...]:
        """The checks that failed, in the order of the suite."""
        return tuple(check for check in self.checks if not check.passed)

    def __str__(self) -> str:
        words = f"{self.passed} passed, {self.failed} failed"
        return (
            words if self.not_built is None else f"{words}, {len(self.not_built)} not built"
        )


Suite = Callable[..., Verdict]
MADE_UP = ("intake",)  # suites that need no data of others
COMPUTED = ("equations", "science")  # suites that have their references with them


def _run(name: str, data: Path | None, **options: object) -> Verdict:
    """Import a suite only now: all of them import this module."""
    judge: Suite = getattr(import_module(f"cartwin.validation.{name}"), name)
    return judge(data, **options)


_NAMES = ("ctcae", "icaht", "ivp", "kirouac", "nca", "nmtest", "rules", "stats", "survival")
SUITES: Mapping[str, Suite] = {n: partial(_run, n) for n in (*MADE_UP, *COMPUTED, *_NAMES)}


def find_suite(name: str) -> Suite:
    """Return the suite of that name.

    Raises
    ------
    DataError
        If there is none.

    Examples
    --------
    >>> find_suite("ipv")
    Traceback (most recent call last):
        ...
    cartwin.errors.DataError: suite ipv was not run:
      there is none of that name (did you mean ivp?)
    """
    if name not in SUITES:
        source = f"suite {name}"
        problem = f"there is none of that name ({did_you_mean(name, SUITES)})"
        raise DataError(source, [problem], failure="was not run")
    return SUITES[name]


def validate(suite: str, data: Path | None, **options: object) -> Verdict:
    """Return what a suite finds when it compares the product with reference data.

    Parameters
    ----------
    suite
        One of `SUITES`.
    data
        The folder with the files of the suite, or the folder above it. Of a suite that
        makes its data up: where it writes those that fail, or None.
    options
        Of such a suite, e.g. `files`.

    Raises
    ------
    DataError
        If there is no such suite, or its files are missing, unreadable or empty.
    CartwinError
        If the suite itself breaks: that is no verdict on the product.
    """
    verdict = _judged(suite, data, options)
    if not verdict.checks:
        problem = f"the files of the suite {suite} hold nothing to compare with"
        raise DataError(str(data), [problem])
    return verdict


def _judged(suite: str, data: Path | None, options: Mapping[str, object]) -> Verdict:
    judge = find_suite(suite)
    try:
        return judge(data, **options)
    except (CartwinError, OSError):
        raise
    except Exception as error:
        first = str(error).strip().partition("\n")[0]
        msg = f"suite {suite} could not be run on {data}: {type(error).__name__}: {first}"
        raise CartwinError(msg) from error
