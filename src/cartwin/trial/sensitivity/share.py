"""How much of the spread of an outcome rests on assumed parameters."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any, Self

import polars as pl

from cartwin.parameters import Certainty
from cartwin.study import DISEASES, Regimen, parse_regimen
from cartwin.trial.sensitivity.analysis import Sensitivity, analyse_sensitivity
from cartwin.trial.sensitivity.endpoints import find_endpoints
from cartwin.trial.sensitivity.indices import Index


__all__ = ["AssumedShare", "assumed_share", "shares_of", "usual_regimen"]


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
    doubted
        The share if assumed numbers that are the same in all patients vary as well, each
        by itself; None if it was not asked for.
    luck
        Total effect of reading errors and of chance; None if there are none.
    """

    outcome: str
    title: str
    share: float
    low: float
    high: float
    verdict: str
    doubted: float | None = None
    luck: float | None = None

    @classmethod
    def of(
        cls,
        outcome: str,
        title: str,
        found: Index,
        doubted: Index | None = None,
        luck: Index | None = None,
    ) -> Self:
        """Return the share of an outcome from total effects."""
        return cls(
            outcome=outcome,
            title=title,
            share=found.total,
            low=max(found.total - found.total_error, 0.0),
            high=found.total + found.total_error,
            verdict=found.verdict,
            doubted=_total(doubted),
            luck=_total(luck),
        )


def usual_regimen(disease: str) -> Regimen:
    """Return the lymphodepletion and product that studies of a disease start from.

    >>> str(usual_regimen("itp")).rpartition("; ")[2]
    'car_t 300000/kg d0'
    """
    usual = DISEASES[disease]
    return parse_regimen(f"{usual.lymphodepletion}; {usual.product}")


def _total(found: Index | None) -> float | None:
    return None if found is None or isnan(found.total) else found.total


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


def shares_of(
    found: Sensitivity, doubted: Sensitivity | None = None
) -> tuple[AssumedShare, ...]:
    """Return the shares of all outcomes of an analysis; 0 where nothing is assumed.

    Parameters
    ----------
    doubted
        The same with doubt about assumed numbers that are the same in all patients.
    """
    titles = dict(found.outcomes.select("outcome", "title").iter_rows())
    own, more = (
        {} if x is None else {r["outcome"]: r for r in _assumed(x)}
        for x in (found, doubted)
    )
    return tuple(
        _share(name, title, own.get(name, NOTHING), more.get(name))
        for name, title in titles.items()
    )


NOTHING = {"total": 0.0, "total_low": 0.0, "total_high": 0.0, "verdict": "none"}


def _assumed(found: Sensitivity) -> list[dict[str, Any]]:
    chosen = (pl.col("by") == "certainty") & (pl.col("group") == str(Certainty.ASSUMED))
    return found.indices.filter(chosen).to_dicts()


def _share(
    name: str, title: str, row: Mapping[str, Any], doubted: Mapping[str, Any] | None
) -> AssumedShare:
    return AssumedShare(
        outcome=name,
        title=title,
        share=row["total"],
        low=row["total_low"],
        high=row["total_high"],
        verdict=row["verdict"],
        doubted=None if doubted is None else doubted["total"],
    )
