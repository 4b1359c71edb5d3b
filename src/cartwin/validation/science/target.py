"""What a published number is, and how near the twin comes to it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


__all__ = ["Finding", "Nearness", "Target"]


class Nearness(StrEnum):
    """How a value stands to a target."""

    OK = "ok"
    NEAR = "near"
    MISS = "miss"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A published number, and how the twin is asked for it.

    Attributes
    ----------
    name
        What is compared, unique among the targets.
    low, high
        Range in which the number of the twin is right.
    slack
        How far beyond the range it is still near.
    unit
        Of all these.
    source
        Where the number comes from.
    used
        Whether a parameter was moved with it in view: agreement is a fit then.
    find
        Gives the number of the twin.
    weak
        Why it is missed, where that is known and written among the limits; else empty.
    """

    name: str
    low: float
    high: float
    slack: float
    unit: str
    source: str
    used: bool
    find: Callable[[], float]
    weak: str = ""

    @property
    def expected(self) -> str:
        """The range in words."""
        return f"{_short(self.low)} to {_short(self.high)} {self.unit}".removesuffix(" 1")

    def judge(self, value: float) -> Nearness:
        """Return how a value stands to the range.

        >>> target = Target(name="half", low=40, high=60, slack=10, unit="%",
        ...     source="made up", used=False, find=lambda: 65.0)
        >>> [str(target.judge(x)) for x in (50, 65, 80, float("nan"))]
        ['ok', 'near', 'miss', 'miss']
        """
        beyond = max(self.low - value, value - self.high)
        if beyond <= 0:
            return Nearness.OK
        return Nearness.NEAR if beyond <= self.slack else Nearness.MISS


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What the twin gives for a target."""

    target: Target
    value: float

    @property
    def nearness(self) -> Nearness:
        """How it stands to the target."""
        return self.target.judge(self.value)

    @property
    def found(self) -> str:
        """The value in words."""
        return f"{self.value:.3g} {self.target.unit}".removesuffix(" 1")


def _short(number: float) -> str:
    return f"{number:g}"
