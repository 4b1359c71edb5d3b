"""Worked cases of statistics and kinetics: rates, summaries, survival, half-lives."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from cartwin.rules import (
    call_kinetics,
    copies_per_cell,
    exact_interval,
    statistics as st,
    terminal_half_life,
)
from cartwin.study import Col


__all__ = ["KINDS"]

BELOW = "BLQ"
POLICIES = {"zero": False, "0": False, "half": True, "lloq/2": True, "half_lloq": True}


def _orr(
    responders: int, n: int, level: float = 0.95, method: str = "exact"
) -> dict[str, Any]:
    found = exact_interval(responders, n, level)
    low, high = found.low, found.high
    if method == "wilson":
        low, high = map(float, st.wilson_limits(responders, n, level))
    share = None if found.estimate is None else 100 * found.estimate
    return {"pct": share, "lo": 100 * low, "hi": 100 * high, "n": n, "k": responders}


def _summary(x: Iterable[float | None]) -> dict[str, Any]:
    values = pl.Series(Col.VALUE, [*x], pl.Float64, strict=False)
    if not len(values):
        return dict.fromkeys(("median", "min", "max", "mean", "sd"), None) | {"n": 0}
    (row,) = st.describe(values.to_frame()).rows(named=True)
    row.pop(Col.GROUP)
    return {"min": row.pop(Col.LOW), "max": row.pop(Col.HIGH), **row}


def _km(
    times: Sequence[float], events: Sequence[int], level: float = 0.95
) -> dict[str, Any]:
    curve = st.kaplan_meier(st.times_to_event([*times], [*events]), level=level)
    steps = curve.filter(pl.col(st.StatCol.N_EVENT) > 0)
    found = st.median_survival(curve)
    reached = found[st.StatCol.MEDIAN].to_list()
    survival = steps[st.StatCol.SURVIVAL].to_list()
    return {
        "median": reached[0] if reached else None,
        "lo": found[Col.LOW].to_list()[0] if reached else None,
        "hi": found[Col.HIGH].to_list()[0] if reached else None,
        "survival": survival,
        "surv": survival,
        "s": survival,
        "n_risk": steps[st.StatCol.N_RISK].to_list(),
        "n": len(times),
    }


def _kinetics(
    samples: Sequence[Sequence[Any]],
    lloq: float,
    embedded: str | float = "zero",
    blq: str | float | None = None,
) -> dict[str, Any]:
    half = POLICIES[str(embedded if blq is None else blq).lower()]
    rows = [_sample(day, value, lloq) for day, value in samples if value is not None]
    found = call_kinetics(sorted(rows), half_limit=half)
    return {
        "cmax": found.cmax,
        "tmax": found.tmax,
        "clast": found.clast,
        "tlast": found.tlast,
        "persistence": found.tlast,
        "auc": found.auc_0_28,
        "auc_truncated": found.auc_truncated,
        "auc_truncated_at_tlast": found.auc_truncated,
        "expansion": found.expansion,
        "tmax_unreliable": bool(found.flags),
        "flags": list(found.flags),
    }


def _sample(day: float, value: Any, lloq: float) -> tuple[float, float, str]:
    """Return a sample as the record keeps it; a value on the limit is quantifiable."""
    if value == BELOW or value < lloq:
        return day, lloq, "below"
    return day, value, "none"


def _half_life(pts: Iterable[Sequence[Any]]) -> float | None:
    known = [(day, value) for day, value in pts if not isinstance(value, str | None)]
    return terminal_half_life(known).value


KINDS: Mapping[str, Callable[..., object]] = {
    "orr": _orr,
    "summary": _summary,
    "km": _km,
    "kinetics": _kinetics,
    "half_life": _half_life,
    "copies_per_cell": copies_per_cell,
}
