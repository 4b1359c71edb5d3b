"""The study day of CDISC, which has no zero: made for exports and nowhere else."""

import math


__all__ = ["from_cdisc_day", "to_cdisc_day"]


def to_cdisc_day(day: float) -> int:
    """Return the CDISC study day of `day`: the infusion is 1, the day before it -1.

    >>> [to_cdisc_day(d) for d in (-1, -0.5, 0, 0.9, 1)]
    [-1, -1, 1, 1, 2]
    """
    whole = math.floor(day)
    return whole + 1 if whole >= 0 else whole


def from_cdisc_day(study_day: int) -> float:
    """Return the day that a CDISC study day stands for.

    >>> from_cdisc_day(1), from_cdisc_day(-1)
    (0.0, -1.0)

    Raises
    ------
    ValueError
        Study day 0, which does not exist.
    """
    if study_day == 0:
        msg = "study day 0 does not exist in CDISC; the infusion is 1, the day before it -1"
        raise ValueError(msg)
    return float(study_day - 1 if study_day > 0 else study_day)
