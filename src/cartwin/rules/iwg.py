"""Response in primary immune thrombocytopenia (ITP), one patient at a time.

Criteria of the International Working Group: Rodeghiero F et al., Blood
2009;113:2386-2393, table 2. Counts are in 10^9/L, times in days since CAR-T infusion.

Notes
-----
The criteria ask for two occasions and are silent about what lies between them. A failing
count or a bleed in between breaks the confirmation. Loss of a response, too, needs two
failing counts in a row, or one bleed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.grade import parts_of
from cartwin.rules.response.itp_iwg import iwg_responses
from cartwin.study import Col


__all__ = ["Count", "ItpResponse", "call_iwg"]

_NAME = "patient"
_PATIENT: dict[str, type[pl.DataType]] = {
    Col.PATIENT: pl.String,
    "baseline": pl.Float64,
    "end": pl.Float64,
}
_BLEEDS: dict[str, type[pl.DataType]] = {Col.PATIENT: pl.String, Col.DAY: pl.Float64}
_COUNTS: dict[str, type[pl.DataType]] = _BLEEDS | {
    Col.VALUE: pl.Float64,
    Col.CENSORING: pl.String,
}
_WINDOWS: dict[str, type[pl.DataType]] = {
    Col.PATIENT: pl.String,
    "first": pl.Float64,
    "last": pl.Float64,
}


@dataclass(frozen=True, slots=True)
class Count:
    """One platelet count.

    Attributes
    ----------
    day
        Days since CAR-T infusion.
    value
        Count [10^9/L]; if censored, the limit itself.
    censoring
        `none`, `below` or `above`.
    """

    day: float
    value: float
    censoring: str = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItpResponse:
    """The response of one patient and what it rests on.

    Attributes
    ----------
    best
        `CR`, `R` or `NR`; None: cannot call.
    first_r_day, first_cr_day
        First day of a confirmed response or better, of a confirmed complete response.
    loss_day
        Day on which the best response was lost; None if it was not.
    why
        The reason in words.
    evidence
        Counts the call rests on, as `day 14: 60`.
    counts_excluded
        Counts after infusion that do not speak for the therapy.
    """

    best: str | None
    first_r_day: float | None = None
    first_cr_day: float | None = None
    loss_day: float | None = None
    why: str
    evidence: tuple[str, ...] = ()
    counts_excluded: int = 0


def call_iwg(
    counts: Iterable[Count],
    *,
    baseline: float | None,
    bleeding_days: Sequence[float] = (),
    windows: Sequence[tuple[float, float]] = (),
    censored_at: float | None = None,
    rescued_fails: bool = False,
) -> ItpResponse:
    """Return the best confirmed response of one patient, its dates and its evidence.

    Parameters
    ----------
    counts
        Platelet counts, in any order; those after infusion count.
    baseline
        Count when the therapy started [10^9/L].
    bleeding_days
        Days on which the patient was bleeding.
    windows
        First and last day of each time in which a rescue acts; counts inside are left out.
    censored_at
        Day from which another therapy takes over.
    rescued_fails
        Whether a count under a rescue is an occasion of no response (composite estimand);
        else it says nothing, and without other counts nothing can be called.

    Examples
    --------
    >>> call = call_iwg([Count(14, 60), Count(21, 120), Count(28, 130)], baseline=9)
    >>> call.best, call.first_r_day, call.first_cr_day
    ('CR', 14.0, 21.0)
    """
    patients = pl.DataFrame([(_NAME, baseline, censored_at)], schema=_PATIENT, orient="row")
    listed = [(_NAME, c.day, c.value, c.censoring) for c in counts]
    bleeds = [(_NAME, day) for day in bleeding_days]
    acting = [(_NAME, first, last) for first, last in windows]
    found = iwg_responses(
        patients,
        pl.DataFrame(listed, schema=_COUNTS, orient="row"),
        pl.DataFrame(bleeds, schema=_BLEEDS, orient="row"),
        pl.DataFrame(acting, schema=_WINDOWS, orient="row"),
        rescued_fails=rescued_fails,
    ).row(0, named=True)
    return ItpResponse(
        best=found[RuleCol.BEST],
        first_r_day=found[RuleCol.FIRST_R_DAY],
        first_cr_day=found[RuleCol.FIRST_CR_DAY],
        loss_day=found[RuleCol.LOSS_DAY],
        why=found[RuleCol.WHY],
        evidence=parts_of(found[RuleCol.EVIDENCE]),
        counts_excluded=found[RuleCol.COUNTS_EXCLUDED],
    )
