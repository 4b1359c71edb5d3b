"""What a peer is: a way to get from the equations to a function that solves patients."""

from collections.abc import Callable
from dataclasses import dataclass

from cartwin.validation.bench.legs import Array, Legs
from cartwin.validation.bench.listing import Listing


__all__ = ["Missing", "Peer", "Solve"]

Solve = Callable[[Legs, float], Array]
"""From patients and a relative tolerance to values (time, observable, patient)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Another solver.

    Attributes
    ----------
    name
        For tables and the option `--against`.
    package
        Distribution whose version is printed.
    what
        Which method, how it is called.
    prepare
        From the equations to a solver; imports the package, compiles.
    batch
        Patients that it solves at once: what it takes, whether they are asked for or not.
    """

    name: str
    package: str
    what: str
    prepare: Callable[[Listing], Solve]
    batch: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A peer that was asked for and could not be measured."""

    peer: str
    reason: str
