"""What every result says: scale, version, why and evidence.

Rules that grade or call put them in themselves. Here they are added to the frames of
rules that give a course, a time or a rate: `why` in words, and as `evidence` the numbers
of the row that it rests on.
"""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from types import MappingProxyType

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.rules.grade import evidence, shown
from cartwin.study import Col


__all__ = ["NOTHING_SAID", "not_said", "told"]

_EVIDENCE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "crs-episodes": ("onset_day", "max_day", "last_day"),
        "icans-episodes": ("onset_day", "max_day", "last_day"),
        "ash-2019": ("baseline",),
        "aha-course": ("first_partial_day", "first_complete_day", "relapse_day"),
        "b-cells": ("depleted_day", "recovery_day", "last_day"),
        "b-cell-subsets": ("subset", "score"),
        "washout": ("days_without", "expected"),
        "custody": ("step", "next_step"),
        "visits": ("found", "planned"),
        "vein-to-vein": ("vein_to_vein", "manufacture"),
        "orr": ("k", "n", "not_callable"),
        "time-to-response": ("time", "cause"),
        "km-response": ("n", "missing"),
        "duration-of-response": ("start", "end", "cause"),
        "km-duration": ("n", "missing"),
        "car-kinetics": ("cmax", "tmax", "tlast"),
        "nca": ("quantifiable", "cmax", "lambda_z_points"),
    }
)
NOTHING_SAID = (Col.GRADE, "call", "best", "score", "cause", "estimate")
"""Columns that hold a result, the first that a frame has; null: it could not be given."""


def told(name: str, criterion: str, found: pl.DataFrame) -> pl.DataFrame:
    """Return the frame of a rule with scale, version, why, evidence and rule version.

    >>> rows = pl.DataFrame({"patient": ["A"], "days_without": [20.0], "expected": [14.0]})
    >>> told("washout", "washout-ebmt-2024", rows)["evidence"].item()
    'days_without=20; expected=14'
    """
    source = load_criterion(criterion)
    constant = {Col.SCALE: source.scale, Col.VERSION: source.version}
    lacking = [pl.lit(v).alias(c) for c, v in constant.items() if c not in found.columns]
    if RuleCol.WHY not in found.columns:
        lacking.append(_why(name).alias(RuleCol.WHY))
    if RuleCol.EVIDENCE not in found.columns:
        items = [i for i in _EVIDENCE.get(name, ()) if i in found.columns]
        nothing = pl.lit("").alias(RuleCol.EVIDENCE)
        lacking.append(evidence(found, items) if items else nothing)
    return found.with_columns(*lacking, pl.lit(_release()).alias(RuleCol.RULE_VERSION))


@cache
def _release() -> str:
    return f"cartwin {version('cartwin')}"


def not_said(found: pl.DataFrame) -> pl.DataFrame:
    """Return the rows whose result could not be given.

    >>> rows = pl.DataFrame({"call": [True, None], "why": ["met", "not known: age"]})
    >>> not_said(rows)["why"].to_list()
    ['not known: age']
    """
    if "verdict" in found.columns:
        return found.filter(pl.col("verdict") == "unknown")
    results = [c for c in NOTHING_SAID if c in found.columns]
    if results:
        return found.filter(pl.col(results[0]).is_null())
    return found.filter(pl.col(RuleCol.WHY).str.starts_with("cannot"))


def _why(name: str) -> pl.Expr:
    known = {
        "b-cells": _b_cells,
        "car-kinetics": _kinetics,
        "duration-of-response": _duration,
        "km-response": _curve,
        "km-duration": _curve,
    }
    return known[name]() if name in known else pl.lit("")


def _b_cells() -> pl.Expr:
    depleted, back = pl.col(RuleCol.DEPLETED_DAY), pl.col(RuleCol.RECOVERY_DAY)
    last = pl.col(RuleCol.LAST_DAY)
    return (
        pl.when(last.is_null())
        .then(pl.lit("cannot call: no count of B cells after infusion"))
        .when(depleted.is_null())
        .then(pl.format("never depleted, up to day {}", shown(last)))
        .when(back.is_null())
        .then(pl.format("depleted from day {}, not back yet", shown(depleted)))
        .otherwise(
            pl.format("depleted from day {}, back on day {}", shown(depleted), shown(back))
        )
    )


def _kinetics() -> pl.Expr:
    grew = pl.col(RuleCol.EXPANSION)
    return (
        pl.when(grew.is_null())
        .then(pl.lit("cannot call: no sample after infusion"))
        .when(~grew)
        .then(pl.lit("no expansion: never quantifiable"))
        .otherwise(pl.format("expansion, highest on day {}", shown(pl.col(RuleCol.TMAX))))
    )


def _duration() -> pl.Expr:
    cause = pl.col("cause")
    return (
        pl.when(cause.is_null())
        .then(pl.lit("cannot call: no platelet count after infusion"))
        .when(cause == "censored")
        .then(pl.lit("not lost as far as it was followed"))
        .otherwise(pl.format("ended by {}", cause))
    )


def _curve() -> pl.Expr:
    return pl.format("{} patients, of whom {} without a known time", "n", "missing")
