"""Scales and tests of function: what is scored in steps between two ends.

Unlike a concentration, a score errs by about as many points wherever it stands, comes in
steps, and cannot leave its scale. Errors of tests that are measured (spirometry) grow with
the value.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from cartwin.parameters import Certainty


__all__ = ["SCALES", "Scale"]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How one score is read; it stands wherever an `Assay` can.

    Attributes
    ----------
    sd
        Standard deviation of the reading error, in points.
    noise
        Standard deviation of the part of the error that grows with the value, on the log
        scale.
    step
        Between two neighbouring scores.
    lowest, highest
        Ends of the scale; scores beyond them are those.
    source, certainty
        Of the error.
    """

    sd: float = 0.0
    noise: float = 0.0
    step: float = 1.0
    lowest: float = 0.0
    highest: float
    source: str
    certainty: Certainty = Certainty.ASSUMED

    @property
    def limit(self) -> float:
        """The lower end: no score is below it, so none is censored."""
        return self.lowest

    @property
    def decimals(self) -> int:
        """Decimals that the steps need.

        >>> SCALES["MRSS"].decimals, SCALES["HAQDI"].decimals
        (0, 3)
        """
        return next(d for d in range(9) if math.isclose(self.step, round(self.step, d)))

    @property
    def normal(self) -> tuple[float | None, float | None]:
        """No limits of normal are printed beside a score."""
        return (None, None)

    def read(self, truth: Array, error: Array) -> Array:
        """Return the scores given; `error` is standard normal.

        >>> import numpy as np
        >>> SCALES["MRSS"].read(np.array([25.7, 1.0]), np.array([0.0, -2.0]))
        array([26.,  0.])
        """
        return self.released(truth * np.exp(self.noise * error) + self.sd * error)

    def released(self, raw: Array) -> Array:
        """Return the step of the scale that is nearest to a raw value."""
        steps = np.round(np.asarray(raw) / self.step) * self.step
        return np.asarray(np.clip(steps, self.lowest, self.highest))


_LINE = "assumed: marks on a line of 100 mm come back within a few millimetres"
SCALES: Mapping[str, Scale] = MappingProxyType(
    {
        "MRSS": Scale(
            sd=2.45,
            highest=51.0,
            source=(
                "Clements 1995, J Rheumatol 22:1281, abstract: 2.45 points within an "
                "observer; 4.6 between observers, so that one observer per patient is "
                "assumed"
            ),
            certainty=Certainty.READ,
        ),
        "MMT8": Scale(
            sd=3.0,
            highest=150.0,
            source="assumed: 3 points of 150, tested on both sides by one assessor",
        ),
        "PHGVAS": Scale(sd=5.0, highest=100.0, source=_LINE),
        "PTGVAS": Scale(sd=8.0, highest=100.0, source=_LINE),
        "HAQDI": Scale(
            sd=0.15,
            step=0.125,
            highest=3.0,
            source="assumed: about one step of the index",
        ),
        "FVC": Scale(
            noise=0.04,
            step=0.01,
            lowest=0.1,
            highest=12.0,
            source="assumed: repeated spirometry agrees within about 5 %",
        ),
        "FVCPP": Scale(
            noise=0.04,
            lowest=1.0,
            highest=250.0,
            source="assumed: repeated spirometry agrees within about 5 %",
        ),
        "DLCOPP": Scale(
            noise=0.06,
            lowest=1.0,
            highest=250.0,
            source="assumed: less repeatable than spirometry",
        ),
    }
)
"""Scores by the analytes of the record."""
