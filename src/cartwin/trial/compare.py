"""Set what a publication reports beside what the twin says it should have seen.

Convention. Every claim is measured on each virtual cohort of the study's own size, or on
those of it who have the disease that the claim is about. That gives a sampling
distribution; its median and its 5 % and 95 % quantiles are printed. The tail probability
is two-sided with mid-p: twice the smaller of P(X < x) + P(X = x) / 2 and P(X > x) +
P(X = x) / 2; a report of "about x" stands for x within 15 %. For a bound (more than,
within) it is the share of cohorts that meet it. Below 0.10 the twin disagrees with the
report. A claim used to calibrate the twin cannot agree: it was fitted. The number of
misses to expect by chance is what the virtual cohorts themselves would produce under this
convention.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.study import Col, Study
from cartwin.trial.claims import Claim, is_recalled, overlaps_of
from cartwin.trial.comparison import LEVEL, ClaimResult, Comparison, number_text
from cartwin.trial.covariates import assumptions_of
from cartwin.trial.measure import Measure, Summary, measure_cohorts, patients_looked_at
from cartwin.trial.reported import Reported, read_claim, words_of
from cartwin.trial.standing import DRAWN, Setting, Standing, measure_of, unread_by_all
from cartwin.twin import missing_of


__all__ = ["compare", "quantiles_of", "tail_probability"]

Array = npt.NDArray[np.float64]
FEWEST_COHORTS = 20  # with fewer no tail is told: it would be mostly chance
QUANTILES = (0.05, 0.5, 0.95)
TESTED = (Standing.COMPARED, Standing.MATCHED)


def compare(study: Study, virtual: Study, outcomes: pl.DataFrame) -> Comparison:
    """Return the study's claims beside the outcomes of its virtual cohorts.

    Every outcome claim has its result, also those that nothing can be held against.

    Parameters
    ----------
    study
        With `reported` claims.
    virtual
        The virtual cohorts.
    outcomes
        Of the virtual patients, as `tabulate_outcomes` gives them.
    """
    first = outcomes.filter(pl.col(Col.COHORT) == outcomes[Col.COHORT][0])
    setting = Setting.of(study, first[Col.DIAGNOSIS].to_list())
    claims = list(study.reported.iter_rows(named=True))
    covariates = [c for c in claims if c[Col.ROLE] == "covariate"]
    measured = [c for c in covariates if measure_of(c, study.disease) is not None]
    failed = virtual.patients.filter(pl.col(Col.STATUS) != "ok")[Col.STATUS].value_counts()
    return Comparison(
        study=study.name,
        outcomes=tuple(
            _result(c, outcomes, setting) for c in claims if c[Col.ROLE] == "outcome"
        ),
        covariates=tuple(_result(c, outcomes, setting) for c in measured),
        cohorts=outcomes[Col.COHORT].n_unique(),
        size=first.height,
        sizes=dict(setting.sizes),
        unmatched=tuple(_wording(c) for c in covariates if not _is_used(c, measured)),
        failed=dict(failed.iter_rows()),
        missing=tuple(m.name for m in missing_of(study.disease)),
        unread=unread_by_all(study.disease, setting.visits),
        assumed=assumptions_of(study),
        overlaps=overlaps_of(study),
    )


def _is_used(claim: Claim, measured: Sequence[Claim]) -> bool:
    """Return whether a covariate is shown, or is the range of one that is drawn."""
    of = str(claim[Col.QUANTITY]).removesuffix("_range")
    return claim in measured or (of in DRAWN and of != claim[Col.QUANTITY])


def _wording(claim: Claim) -> str:
    return f"{claim[Col.WORDING]}{' (recalled)' if is_recalled(claim) else ''}"


def _result(claim: Claim, outcomes: pl.DataFrame, setting: Setting) -> ClaimResult:
    measure, standing = measure_of(claim, setting.disease), setting.standing_of(claim)
    outcomes = setting.those_of(claim, outcomes)
    if measure is None:
        reported = Reported(text=words_of(claim))
        values, looked_at = np.full(outcomes[Col.COHORT].n_unique(), np.nan), (0, 0)
    else:
        reported = read_claim(claim, measure, size=setting.size_for(claim))
        values = measure_cohorts(outcomes, measure)
        looked_at = patients_looked_at(outcomes, measure)
    if measure is not None:
        obstacle = setting.obstacle(claim, measure, looked_at)
        reported = replace(reported, problem=obstacle) if obstacle else reported
    told = values[~np.isnan(values)]
    tested = standing in TESTED
    tail = _tail(reported, told) if tested else None
    low, median, high = quantiles_of(told)
    return ClaimResult(
        claim=str(claim[Col.CLAIM]),
        wording=str(claim[Col.WORDING]),
        quantity=str(claim[Col.QUANTITY]),
        reported=reported.text,
        observed=reported.observed,
        bound=reported.bound,
        slack=reported.slack,
        proportion=reported.proportion,
        looked_at=looked_at,
        measure=measure,
        standing=_final(standing, reported, tail),
        missing=setting.missing_of(claim),
        lacking=setting.lacking(claim),
        certainty=str(claim[Col.CERTAINTY]),
        group=str(claim[Col.GROUP] or ""),
        values=values,
        median=median,
        low=low,
        high=high,
        tail=tail,
        expected=_chance_of_a_miss(reported, told) if tested else 0.0,
        calibration=str(claim[Col.CALIBRATION]),
        verdict=_verdict(claim, standing, reported, tail, len(told)),
        otherwise=_other_reading(reported, measure, outcomes) if tested else "",
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
    if len(values) < FEWEST_COHORTS or reported.problem:
        return None
    if reported.bound is None:
        return tail_probability(reported.observed, values, slack=reported.slack)
    above, most = reported.bound
    return float(np.mean((values > above) & (values <= most)))


def _other_reading(
    reported: Reported, measure: Measure | None, outcomes: pl.DataFrame
) -> str:
    if measure is None or measure.otherwise is None:
        return ""
    outcome, reading = measure.otherwise
    values = measure_cohorts(outcomes, replace(measure, outcome=outcome))
    told = values[~np.isnan(values)]
    low, middle, high = map(number_text, quantiles_of(told))
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


def quantiles_of(values: Array) -> Sequence[float]:
    """Return the 5 %, 50 % and 95 % quantiles; NaN of nothing.

    >>> quantiles_of(np.arange(100.0))
    [4.0, 49.0, 94.0]
    """
    if not len(values):
        return (np.nan,) * 3
    return [float(np.quantile(values, q, method="inverted_cdf")) for q in QUANTILES]


def _final(standing: Standing, reported: Reported, tail: float | None) -> Standing:
    if standing != Standing.COMPARED or tail is not None:
        return standing
    return Standing.UNTOLD if reported.problem else Standing.FEW


def _verdict(
    claim: Claim, standing: Standing, reported: Reported, tail: float | None, told: int
) -> str:
    if standing == Standing.NOT_SEPARABLE:
        return f"{standing}: about {claim[Col.GROUP]} only"
    if standing != Standing.COMPARED:
        also = is_recalled(claim) and standing != Standing.RECALLED
        return f"{standing}; recalled" if also else str(standing)
    calibration = str(claim[Col.CALIBRATION])
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
