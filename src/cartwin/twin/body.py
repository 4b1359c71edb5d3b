"""Weight and height of virtual patients, by age and sex.

Median height and body-mass index for age: WHO growth reference 2007 (5 to 19 years), at
the ages below; recalled, not copied from the tables. Adults keep the last height.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cartwin.parameters import Random


__all__ = ["Body", "draw_bodies"]

Array = npt.NDArray[np.float64]
AGES = (5.0, 8.0, 10.0, 12.0, 14.0, 16.0, 18.0, 30.0)  # [a]
HEIGHT = {  # [cm]
    "female": (109.4, 126.6, 138.6, 151.2, 159.8, 162.5, 163.1, 163.2),
    "male": (110.0, 127.3, 137.8, 149.1, 163.2, 172.9, 176.1, 176.5),
}
BODY_MASS_INDEX = {  # [kg/m2]
    "female": (15.2, 15.7, 16.6, 18.0, 19.6, 20.7, 21.3, 23.0),
    "male": (15.3, 15.7, 16.4, 17.5, 19.0, 20.5, 21.7, 24.0),
}
HEIGHT_SPREAD = 0.045  # standard deviation, log scale
INDEX_SPREAD = 0.13


@dataclass(frozen=True, slots=True)
class Body:
    """Weight [kg] and height [cm] that doses are scaled by: of one patient, or of many."""

    weight: float | Array
    height: float | Array

    def __getitem__(self, which: int | npt.NDArray[np.int64]) -> "Body":
        """Return the body of one of many patients, or of some."""
        weight, height = (np.asarray(x)[which] for x in (self.weight, self.height))
        one = np.ndim(weight) == 0
        return Body(float(weight), float(height)) if one else Body(weight, height)

    @property
    def surface(self) -> float | Array:
        """Body surface area [m2], Mosteller (N Engl J Med 1987;317:1098).

        >>> round(Body(weight=75, height=170).surface, 3)
        1.882
        """
        return (self.height * self.weight / 3600.0) ** 0.5


def draw_bodies(ages: Array, female: npt.NDArray[np.bool_], random: Random) -> Body:
    """Return weights and heights of virtual patients of these ages and sexes.

    >>> body = draw_bodies(np.array([8.0]), np.array([True]), np.random.default_rng(1))
    >>> bool(110 < body.height[0] < 145), bool(18 < body.weight[0] < 40)
    (True, True)
    """

    def typical(table: Mapping[str, tuple[float, ...]]) -> Array:
        women, men = (np.interp(ages, AGES, table[sex]) for sex in ("female", "male"))
        return np.where(female, women, men)

    height = typical(HEIGHT) * np.exp(HEIGHT_SPREAD * random.normal())
    index = typical(BODY_MASS_INDEX) * np.exp(INDEX_SPREAD * random.normal())
    weight = index * (height / 100.0) ** 2
    return Body(weight=np.round(weight, 1), height=np.round(height, 1))
