"""Set what a publication reports beside what the twin says it should have seen.

Convention. Every claim is measured on each virtual cohort of the study's own size, which
gives a sampling distribution; its median and its 5 % and 95 % quantiles are printed. The
tail probability is two-sided with mid-p: twice the smaller of P(X < x) + P(X = x) / 2 and
P(X > x) + P(X = x) / 2; a report of "about x" stands for x within 15 %. For a bound (more
than, within) it is the share of cohorts that meet it. Below 0.10 the twin disagrees with
the report. A claim used to calibrate the twin cannot agree: it was fitted. The number of
misses to expect by chance is what the virtual cohorts themselves would produce under this
convention.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.study import Col, Study
from cartwin.trial.comparison import LEVEL, ClaimResult, Comparison, number_text
from cartwin.trial.measures import (
    MEASURES,
    Measure,
    Summary,
    measure_cohorts,
    patients_looked_at,
)
from cartwin.trial.reported import Reported, measure_of, read_claim


__all__ = ["compare", "tail_probability"]

Array = npt.NDArray[np.float64]
FEWEST_COHORTS = 20  # with fewer no tail is told: it would be mostly chance
QUANTILES = (0.05, 0.5, 0.95)


def compare(study: Study, virtual: Study, outcomes: pl.DataFrame) -> Comparison:
    """Return the study's claims beside the outcomes of its virtual cohorts.

    Parameters
    ----------
    study
        With `reported` claims.
    virtual
        The virtual cohorts.
    outcomes
        Of the virtual patients, as `tabulate_outcomes` gives them.
    """
    claims = list(study.reported.iter_rows(named=True))
    results = {
        role: tuple(
            _result(c, outcomes)
            for c in claims
            if c[Col.ROLE] == role and (role == "outcome" or c[Col.QUANTITY] in MEASURES)
        )
        for role in ("outcome", "covariate")
    }
    sizes = outcomes.group_by(Col.COHORT).len()["len"]
    failed = virtual.patients.filter(pl.col(Col.STATUS) != "ok")[Col.STATUS].value_counts()
    return Comparison(
        study=study.name,
        outcomes=results["outcome"],
        covariates=results["covariate"],
        cohorts=len(sizes),
        size=int(sizes[0]),
        unmatched=tuple(
            str(c[Col.WORDING])
            for c in claims
            if c[Col.ROLE] == "covariate" and c[Col.QUANTITY] not in MEASURES
        ),
        failed=dict(failed.iter_rows()),
    )


def _result(claim: Mapping[str, object], outcomes: pl.DataFrame) -> ClaimResult:
    measure = measure_of(claim)
    reported = read_claim(claim, measure)
    values = measure_cohorts(outcomes, measure)
    told = values[~np.isnan(values)]
    tail = _tail(reported, told)
    low, median, high = _quantiles(told)
    return ClaimResult(
        claim=str(claim[Col.CLAIM]),
        wording=str(claim[Col.WORDING]),
        quantity=str(claim[Col.QUANTITY]),
        reported=reported.text,
        observed=reported.observed,
        bound=reported.bound,
        proportion=reported.proportion,
        looked_at=patients_looked_at(outcomes, measure),
        measure=measure,
        values=values,
        median=median,
        low=low,
        high=high,
        tail=tail,
        expected=_chance_of_a_miss(reported, told),
        calibration=str(claim[Col.CALIBRATION]),
        verdict=_verdict(claim, reported, tail, len(told)),
        otherwise=_other_reading(reported, measure, outcomes),
        note=str(claim[Col.NOTE] or ""),
    )


def tail_probability(
    observed: float | None, values: Array, *, slack: float = 0.0
) -> float | None:
    """Return the two-sided mid-p tail probability of `observed` among `values`.

    Parameters
    ----------
    slack
        Relative width, either way, within which a value counts as the one observed.

    Examples
    --------
    >>> tail_probability(2.0, np.array([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 2.0]))
    0.1
    """
    if observed is None or not len(values):
        return None
    low, high = observed * (1 - slack), observed * (1 + slack)
    below, above = int(np.sum(values < low)), int(np.sum(values > high))
    same = len(values) - below - above
    return min(1.0, (2 * min(below, above) + same) / len(values))


def _tail(reported: Reported, values: Array) -> float | None:
    if len(values) < FEWEST_COHORTS:
        return None
    if reported.bound is None:
        return tail_probability(reported.observed, values, slack=reported.slack)
    above, most = reported.bound
    return float(np.mean((values > above) & (values <= most)))


def _other_reading(reported: Reported, measure: Measure, outcomes: pl.DataFrame) -> str:
    if measure.otherwise is None:
        return ""
    outcome, reading = measure.otherwise
    values = measure_cohorts(outcomes, replace(measure, outcome=outcome))
    told = values[~np.isnan(values)]
    low, middle, high = map(number_text, _quantiles(told))
    tail = _tail(reported, told)
    if tail is None:
        return f'read as "{reading}": cannot be told'
    most = patients_looked_at(outcomes, measure)[1]
    of = f" of {most}" if measure.summary == Summary.COUNT else ""
    return f'read as "{reading}": {middle}{of} ({low} to {high}), tail {tail:.2g}'


def _chance_of_a_miss(reported: Reported, values: Array) -> float:
    """Return how often one of the values would itself be called a miss."""
    if len(values) < FEWEST_COHORTS or reported.observed is None:
        return 0.0
    distinct, counts = np.unique(values, return_counts=True)
    slack = reported.slack
    tails = [tail_probability(float(x), values, slack=slack) or 0.0 for x in distinct]
    return float(np.sum(counts[np.array(tails) < LEVEL]) / len(values))


def _quantiles(values: Array) -> Sequence[float]:
    if not len(values):
        return (np.nan,) * 3
    return [float(np.quantile(values, q, method="inverted_cdf")) for q in QUANTILES]


def _verdict(
    claim: Mapping[str, object], reported: Reported, tail: float | None, told: int
) -> str:
    calibration = str(claim[Col.CALIBRATION])
    if claim[Col.ROLE] == "covariate":
        return "matched by construction"
    if tail is None:
        return f"cannot be told: {reported.problem or f'only {told} virtual cohorts'}"
    if tail < LEVEL:
        return (
            "disagrees"
            if calibration == "no"
            else f"disagrees, though {_used(calibration)}"
        )
    return "agrees" if calibration == "no" else f"no test: {_used(calibration)}"


def _used(calibration: str) -> str:
    return "fitted to it" if calibration == "yes" else "partly fitted to it"
