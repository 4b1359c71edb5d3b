"""Return of B cells: how many patients, when, and with how many naive cells.

Follow-up ends before return in some patients, so the share returned is one minus the
product-limit estimate (Kaplan and Meier, J Am Stat Assoc 1958;53:457).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.report.wording import number, share, tidy
from cartwin.rules import RuleCol
from cartwin.study import Col
from cartwin.trial import ONE_MONTH, Evaluation


__all__ = ["Curve", "Group", "product_limit", "tabulate_returns"]

Array = npt.NDArray[np.float64]
ALL = "all"


@dataclass(frozen=True, slots=True)
class Curve:
    """A step curve: the share returned from each day on.

    Attributes
    ----------
    days, returned
        Days on which someone returned, and the share from then on (step).
    """

    days: Array
    returned: Array

    def at(self, day: float) -> float:
        """Return the share returned by a day."""
        earlier = np.flatnonzero(self.days <= day)
        return float(self.returned[earlier[-1]]) if len(earlier) else 0.0

    def reaches(self, wanted: float) -> float | None:
        """Return the first day on which the share is reached; None if it is not."""
        reached = np.flatnonzero(self.returned >= wanted)
        return float(self.days[reached[0]]) if len(reached) else None


def product_limit(days: Array, returned: npt.NDArray[np.bool_]) -> Curve:
    """Return the share returned over time.

    Parameters
    ----------
    days
        Of return, or of the last reading (patient).
    returned
        Whether it is the day of return (patient).

    Examples
    --------
    >>> curve = product_limit(np.array([30.0, 60.0, 90.0]), np.array([True, False, True]))
    >>> [round(float(x), 3) for x in curve.returned]
    [0.333, 1.0]
    """
    times = np.unique(days[returned])
    at_risk = np.array([np.sum(days >= t) for t in times], float)
    events = np.array([np.sum((days == t) & returned) for t in times], float)
    return Curve(times, 1.0 - np.cumprod(1.0 - events / at_risk))


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Patients of one arm, or all: how B cells return.

    Attributes
    ----------
    arm
        Name of the arm; `all` for everybody.
    patients, depleted, returned
        How many.
    early
        Share returned by day 45.
    half
        Day by which half have returned.
    naive
        Median and 5 % to 95 % of the naive share at return.
    curve, last
        Of the depleted; and the day of return or of the last reading (patient).
    """

    arm: str
    patients: int
    depleted: int
    returned: int
    early: str
    half: str
    naive: str
    curve: Curve
    last: Array


def tabulate_returns(evaluation: Evaluation) -> tuple[Group, ...]:
    """Return the arms in alphabetical order, and all patients last."""
    patients = evaluation.virtual.patients.select(Col.PATIENT, Col.ARM)
    table = patients.join(evaluation.virtual_judged.b_cells, on=Col.PATIENT, how="left")
    arms = sorted(table[Col.ARM].drop_nulls().unique())
    groups = [_group(tidy(a), table.filter(pl.col(Col.ARM) == a)) for a in arms]
    return (*groups, _group(ALL, table))


def _group(arm: str, table: pl.DataFrame) -> Group:
    depleted = table.filter(pl.col(RuleCol.DEPLETED_DAY).is_not_null())
    recovery = pl.col(RuleCol.RECOVERY_DAY)
    days = depleted.select(pl.coalesce(recovery, pl.col(RuleCol.LAST_DAY))).to_series()
    is_back = depleted[RuleCol.RECOVERY_DAY].is_not_null().to_numpy()
    last = days.to_numpy().astype(float)
    curve = product_limit(last, is_back)
    half = curve.reaches(0.5)
    return Group(
        arm=arm,
        patients=table.height,
        depleted=depleted.height,
        returned=int(is_back.sum()),
        early=share(curve.at(ONE_MONTH)),
        half="not reached" if half is None else f"day {number(half)}",
        naive=_naive(depleted[RuleCol.NAIVE_SHARE_AT_RETURN]),
        curve=curve,
        last=last,
    )


def _naive(shares: pl.Series) -> str:
    told = shares.drop_nulls()
    if len(told) < 5:
        return "–"
    low, middle, high = (told.quantile(q, "nearest") or 0.0 for q in (0.05, 0.5, 0.95))
    return f"{middle:.1f} % ({low:.1f} to {high:.1f})"
