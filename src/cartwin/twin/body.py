"""Weight and height of virtual patients, by age and sex.

Median height and body-mass index for age: WHO growth reference 2007 (5 to 19 years), at
the ages below; recalled, not copied from the tables. Adults keep the last height.
"""

import numpy as np

from cartwin.twin.dosing import Body


__all__ = ["draw_body"]

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


def draw_body(age: float, sex: str, random: np.random.Generator) -> Body:
    """Return weight and height of one virtual patient.

    >>> body = draw_body(8.0, "female", np.random.default_rng(1))
    >>> 110 < body.height < 145, 18 < body.weight < 40
    (True, True)
    """
    z_height, z_index = random.normal(size=2)
    height = np.interp(age, AGES, HEIGHT[sex]) * np.exp(HEIGHT_SPREAD * z_height)
    index = np.interp(age, AGES, BODY_MASS_INDEX[sex]) * np.exp(INDEX_SPREAD * z_index)
    weight = index * (height / 100.0) ** 2
    return Body(weight=round(float(weight), 1), height=round(float(height), 1))
