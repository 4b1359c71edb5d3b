"""How much of the spread of an outcome rests on assumed parameters."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from cartwin.parameters import Certainty
from cartwin.study import DISEASES, Regimen, parse_regimen
from cartwin.trial.sensitivity.analysis import Sensitivity, analyse_sensitivity
from cartwin.trial.sensitivity.endpoints import find_endpoints
from cartwin.twin import model_hash


__all__ = [
    "AssumedShare",
    "assumed_share",
    "kept_shares",
    "shares_of",
    "text_of_shares",
    "usual_regimen",
]

KEPT = "assumed.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumedShare:
    """The share of the spread of one outcome that rests on assumed parameters.

    Attributes
    ----------
    outcome, title
        Name, and in words.
    share
        Total effect of all assumed parameters: the variance that would stay if all others
        were known.
    low, high
        Its 95 % confidence interval.
    verdict
        As of `Index`.
    """

    outcome: str
    title: str
    share: float
    low: float
    high: float
    verdict: str


def usual_regimen(disease: str) -> Regimen:
    """Return the lymphodepletion and product that studies of a disease start from.

    >>> str(usual_regimen("itp")).rpartition("; ")[2]
    'car_t 300000/kg d0'
    """
    usual = DISEASES[disease]
    return parse_regimen(f"{usual.lymphodepletion}; {usual.product}")


def assumed_share(
    disease: str,
    outcome: str,
    *,
    regimen: Regimen | None = None,
    n: int = 10_000,
    seed: int = 1,
    threads: int = 1,
) -> AssumedShare:
    """Return how much of the spread of an outcome rests on assumed parameters.

    Parameters
    ----------
    regimen
        That of the studies of the disease by default.
    n
        Independent virtual patients at least.

    Raises
    ------
    DataError
        If the disease has no such outcome.
    ModelError
        If there is no twin of the disease, or SALib is missing.
    """
    found = analyse_sensitivity(
        disease,
        usual_regimen(disease) if regimen is None else regimen,
        find_endpoints(disease, (outcome,)),
        n=n,
        seed=seed,
        by=("certainty",),
        threads=threads,
    )
    (share,) = shares_of(found)
    return share


def shares_of(found: Sensitivity) -> tuple[AssumedShare, ...]:
    """Return the shares of all outcomes of an analysis; 0 where nothing is assumed."""
    titles = dict(found.outcomes.select("outcome", "title").iter_rows())
    chosen = (pl.col("by") == "certainty") & (pl.col("group") == str(Certainty.ASSUMED))
    rows = {r["outcome"]: r for r in found.indices.filter(chosen).iter_rows(named=True)}
    nothing = {"total": 0.0, "total_low": 0.0, "total_high": 0.0, "verdict": "none"}
    return tuple(
        _share(name, title, rows.get(name, nothing)) for name, title in titles.items()
    )


def _share(name: str, title: str, row: dict[str, Any]) -> AssumedShare:
    return AssumedShare(
        outcome=name,
        title=title,
        share=row["total"],
        low=row["total_low"],
        high=row["total_high"],
        verdict=row["verdict"],
    )


def text_of_shares(analyses: Iterable[Sensitivity]) -> str:
    """Return shares as the text that is kept beside this module."""
    diseases = {
        found.disease: {
            "regimen": str(found.regimen),
            "patients": found.patients,
            "seed": found.seed,
            "outcomes": [_rounded(asdict(share)) for share in shares_of(found)],
        }
        for found in analyses
    }
    return json.dumps({"model": model_hash(), "diseases": diseases}, indent=1) + "\n"


def _rounded(share: dict[str, Any]) -> dict[str, Any]:
    return {k: round(v, 3) if isinstance(v, float) else v for k, v in share.items()}


def kept_shares(disease: str) -> tuple[AssumedShare, ...] | None:
    """Return the shares that come with this version; None if it was not computed.

    They are of the usual regimen of the disease. Of another model than the present one
    nothing is told.
    """
    kept = _kept()
    if kept.get("model") != model_hash() or disease not in kept["diseases"]:
        return None
    return tuple(AssumedShare(**x) for x in kept["diseases"][disease]["outcomes"])


@cache
def _kept() -> dict[str, Any]:
    file = files("cartwin.trial.sensitivity") / KEPT
    if not file.is_file():
        return {}
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found
