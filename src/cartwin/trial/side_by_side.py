"""Variants of the twin side by side: outcomes by the rules, paired with the reference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.rules import exact_interval, judge
from cartwin.study import Col, Study
from cartwin.trial.key_outcomes import KeyOutcome, key_outcomes, tabulate_key_outcomes
from cartwin.trial.paired import differ_in_share, differ_in_value
from cartwin.trial.telling_apart import separate


__all__ = ["SideBySide", "compare_variants"]

Array = npt.NDArray[np.float64]
FEW = 3  # arms of which every pair is told apart; of more, each from the first
RANGE = (0.05, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """What arms with the same patients have come to.

    Attributes
    ----------
    study
        The virtual study, its arms the variants.
    arms
        Names of the arms, the reference first.
    outcomes
        One row per outcome and arm: variant, outcome, wording, unit (empty: a share), n
        (patients judged), estimate (share, or median), low and high (exact 95 % interval
        of a share; of a value the range of 90 % of patients), pairs, difference from the
        reference in the same patients, difference_low, difference_high (95 % interval),
        same (whether it is the same in each of them).
    failed
        Arm -> patients whose course could not be computed.
    separations
        How far apart arms are in every observable on every day; see `separate`.
    """

    study: Study
    arms: tuple[str, ...]
    outcomes: pl.DataFrame
    failed: Mapping[str, int]
    separations: pl.DataFrame


def compare_variants(study: Study) -> SideBySide:
    """Return what the rules say of each arm, and how it differs from the first one.

    Parameters
    ----------
    study
        As from `cartwin.twin.simulate_variants`: the cohort names the person.
    """
    arms = tuple(study.patients[Col.ARM].unique(maintain_order=True))
    table = tabulate_key_outcomes(study, judge(study)).join(
        study.patients.select(Col.PATIENT, Col.ARM), on=Col.PATIENT, maintain_order="left"
    )
    by_arm = {a: table.filter(pl.col(Col.ARM) == a).sort(Col.COHORT) for a in arms}
    rows = [
        _row(outcome, by_arm[arm], by_arm[arms[0]])
        for outcome in key_outcomes(study.disease)
        if table[outcome.column].count()
        for arm in arms
    ]
    bad = study.patients.filter(pl.col(Col.STATUS) != "ok")[Col.ARM]
    return SideBySide(
        study=study,
        arms=arms,
        outcomes=pl.DataFrame(rows, infer_schema_length=None),
        failed={a: int((bad == a).sum()) for a in arms},
        separations=separate(study, _pairs(arms)),
    )


def _pairs(arms: Sequence[str]) -> list[tuple[str, str]]:
    if len(arms) <= FEW:
        return list(combinations(arms, 2))
    return [(arms[0], other) for other in arms[1:]]


def _row(
    outcome: KeyOutcome, arm: pl.DataFrame, reference: pl.DataFrame
) -> dict[str, object]:
    mine, usual = (_values(t, outcome.column) for t in (arm, reference))
    known = mine[~np.isnan(mine)]
    differ = differ_in_value if outcome.unit else differ_in_share
    found = differ(mine, usual)
    middle, low, high = _spread(known) if outcome.unit else _share(known)
    return {
        "variant": arm[Col.ARM][0],
        "outcome": outcome.column,
        "wording": outcome.wording,
        "unit": outcome.unit,
        "n": len(known),
        "estimate": middle,
        "low": low,
        "high": high,
        "pairs": found.pairs,
        "difference": found.estimate,
        "difference_low": found.low,
        "difference_high": found.high,
        "same": bool(np.array_equal(mine, usual, equal_nan=True)),
    }


def _values(table: pl.DataFrame, column: str) -> Array:
    return table[column].fill_null(float("nan")).to_numpy().astype(float)


def _share(known: Array) -> tuple[float, float, float]:
    found = exact_interval(int(known.sum()), len(known))
    share = np.nan if found.estimate is None else found.estimate
    return share, found.low, found.high


def _spread(known: Array) -> tuple[float, float, float]:
    if not len(known):
        return np.nan, np.nan, np.nan
    low, middle, high = np.quantile(known, [RANGE[0], 0.5, RANGE[1]], method="inverted_cdf")
    return float(middle), float(low), float(high)
