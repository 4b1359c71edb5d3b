"""How a parameter varies between patients."""

import math
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt


__all__ = [
    "Covariate",
    "Exponential",
    "Fixed",
    "LogNormal",
    "LogitNormal",
    "Mixture",
    "Random",
    "Spread",
]

Array = npt.NDArray[np.float64]
Values = float | Array
_HALVINGS, _TINY = 80, 1e-300


class Random(Protocol):
    """Where random numbers come from: one per patient at every call.

    A `numpy.random.Generator` is one for a single patient.
    """

    def normal(self) -> Any:
        """Return standard normal numbers."""

    def random(self) -> Any:
        """Return numbers between 0 and 1."""


@dataclass(frozen=True, slots=True)
class _Typical:
    """The typical value in every patient."""

    def draw(self, typical: float, random: Random) -> Values:
        """Return the typical value."""
        return typical

    def quantile(self, typical: float, share: Array) -> Array:
        """Return the typical value, whatever the share of patients below."""
        return np.full(np.shape(share), float(typical))


@dataclass(frozen=True, slots=True)
class Fixed(_Typical):
    """The same value in every patient."""


@dataclass(frozen=True, slots=True)
class Covariate(_Typical):
    """Told of each patient and not drawn; the typical value where it is not told."""


@dataclass(frozen=True, slots=True)
class LogNormal:
    """Log-normal between patients around the typical value (the median).

    Attributes
    ----------
    cv
        Coefficient of variation: 0.3 is 30 %.
    ceiling
        Values above it are set to it: a fraction cannot exceed one.
    """

    cv: float
    ceiling: float = math.inf

    @property
    def omega(self) -> float:
        """Standard deviation on the log scale.

        >>> round(LogNormal(cv=0.3).omega, 4)
        0.2936
        """
        return math.sqrt(math.log1p(self.cv**2))

    def draw(self, typical: float, random: Random) -> Values:
        """Return the value of each patient."""
        value: Values = typical * np.exp(self.omega * random.normal())
        return value if math.isinf(self.ceiling) else np.minimum(value, self.ceiling)

    def quantile(self, typical: float, share: Array) -> Array:
        """Return the value that a share of patients does not exceed.

        >>> LogNormal(cv=0.3, ceiling=1.2).quantile(1.0, np.array([0.5, 0.99]))
        array([1. , 1.2])
        """
        value = typical * np.exp(self.omega * _normal(share))
        return np.asarray(np.minimum(value, self.ceiling))


@dataclass(frozen=True, slots=True)
class LogitNormal:
    """Logit-normal between patients; the typical value is the median.

    Attributes
    ----------
    sd
        Standard deviation on the logit scale.
    """

    sd: float

    def draw(self, typical: float, random: Random) -> Values:
        """Return the value of each patient."""
        logit = math.log(typical / (1 - typical)) + self.sd * random.normal()
        value: Values = 1 / (1 + np.exp(-logit))
        return value

    def quantile(self, typical: float, share: Array) -> Array:
        """Return the value that a share of patients does not exceed."""
        logit = math.log(typical / (1 - typical)) + self.sd * _normal(share)
        return np.asarray(1 / (1 + np.exp(-logit)))


def _normal(share: Array) -> Array:
    """Return the quantile of the standard normal distribution."""
    from scipy.special import ndtri

    return np.asarray(ndtri(share), float)


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of a mixture: log-normal below a ceiling, or one value if `omega` is 0."""

    median: float
    omega: float
    ceiling: float

    @classmethod
    def of(cls, typical: float, spread: "Fixed | LogNormal") -> "_Part":
        if isinstance(spread, Fixed):
            return cls(typical, 0.0, math.inf)
        return cls(typical, spread.omega, spread.ceiling)

    @property
    def atoms(self) -> tuple[float, ...]:
        """Values that several patients share."""
        if not self.omega:
            return (min(self.median, self.ceiling),)
        return () if math.isinf(self.ceiling) else (self.ceiling,)

    def quantile(self, share: Array) -> Array:
        value = self.median * np.exp(self.omega * _normal(share))
        return np.asarray(np.minimum(value, self.ceiling))

    def below(self, value: Array) -> Array:
        """Return the share of this part at or below a value."""
        from scipy.special import ndtr

        if not self.omega:
            return np.asarray(value >= min(self.median, self.ceiling), float)
        share = ndtr(np.log(np.maximum(value, _TINY) / self.median) / self.omega)
        return np.where(value >= self.ceiling, 1.0, share)


@dataclass(frozen=True, slots=True)
class Mixture:
    """A subgroup with a log-normal value of its own; the typical value in the others.

    Attributes
    ----------
    share
        Fraction of patients in the subgroup.
    median, omega
        Of the subgroup; `omega` is the standard deviation on the log scale, and 0 gives
        every member of the subgroup the median.
    ceiling
        Values above it are set to it.
    otherwise
        How the other patients vary around the typical value.
    """

    share: float
    median: float
    omega: float = 0.0
    ceiling: float = math.inf
    otherwise: "Fixed | LogNormal" = Fixed()

    def draw(self, typical: float, random: Random) -> Values:
        """Return the value of each patient."""
        z, u = random.normal(), random.random()
        others = self.otherwise.draw(typical, random)
        member = np.minimum(self.median * np.exp(self.omega * z), self.ceiling)
        value: Values = np.where(u < self.share, member, others)[()]
        return value

    def quantile(self, typical: float, share: Array) -> Array:
        """Return the lowest value that at least a share of patients does not exceed.

        Found by halving between the quantiles of both parts; exact where patients share
        one value.

        >>> Mixture(share=0.2, median=0.4).quantile(1.0, np.array([0.1, 0.3]))
        array([0.4, 1. ])
        """
        member = _Part(self.median, self.omega, self.ceiling)
        others = _Part.of(typical, self.otherwise)
        ends = np.stack([part.quantile(share) for part in (member, others)])
        low, high = ends.min(axis=0), ends.max(axis=0)

        def below(value: Array) -> Array:
            parts = self.share * member.below(value), (1 - self.share) * others.below(value)
            return np.asarray(parts[0] + parts[1])

        for _ in range(_HALVINGS):
            middle = 0.5 * (low + high)
            enough = below(middle) >= share
            low, high = np.where(enough, low, middle), np.where(enough, middle, high)
        for atom in (*member.atoms, *others.atoms):
            before, upto = (below(np.array(x)) for x in (np.nextafter(atom, -1.0), atom))
            high = np.where((before < share) & (share <= upto), atom, high)
        return np.asarray(high)


@dataclass(frozen=True, slots=True)
class Exponential:
    """Exponential between patients; the typical value is the mean."""

    floor: float = 0.0

    def draw(self, typical: float, random: Random) -> Values:
        """Return the value of each patient."""
        value: Values = np.maximum(-typical * np.log1p(-random.random()), self.floor)
        return value

    def quantile(self, typical: float, share: Array) -> Array:
        """Return the value that a share of patients does not exceed."""
        return np.maximum(-typical * np.log1p(-share), self.floor)


Spread = Covariate | Fixed | LogNormal | LogitNormal | Mixture | Exponential
