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
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.study import Col, Study
from cartwin.trial.measures import MEASURES, Measure, Summary, measure_cohorts


__all__ = ["CONVENTION", "ClaimResult", "Comparison", "compare", "tail_probability"]

Array = npt.NDArray[np.float64]
LEVEL = 0.10
NEVER = "never"  # a day that no count reached
CONVENTION = (
    "Virtual numbers are the median and the 5 % to 95 % range over virtual cohorts of the "
    'study\'s own size. The tail probability is two-sided with mid-p; "about x" stands for '
    "x within 15 %; for a bound it is the share of cohorts that meet it. Below 0.10 the "
    "twin disagrees. Claims used for calibration cannot agree: they were fitted."
)
ABOUT = 0.15  # relative width of "about", either way
QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimResult:
    """One claim, reported beside virtual.

    Attributes
    ----------
    claim, wording, quantity
        As in the record.
    reported
        The report in words and numbers.
    observed
        The reported number; None for a bound.
    bound
        Lower and upper bound, where the report is a bound.
    denominator
        Patients looked at per cohort.
    measure
        How the quantity is measured.
    values
        One number per cohort, NaN where it cannot be told (cohort).
    median, low, high
        Of the values; the 5 % and 95 % quantiles.
    tail
        Tail probability of the report; None if no cohort could be evaluated.
    expected
        Probability that a report like the twin's own would miss.
    calibration
        `no`, `partly` or `yes`.
    verdict
        In words.
    otherwise
        Result under another reading of the words, as text; empty if there is none.
    note
        Caveat of the claim.
    """

    claim: str
    wording: str
    quantity: str
    reported: str
    observed: float | None
    bound: tuple[float, float] | None
    denominator: int
    measure: Measure
    values: Array = field(repr=False)
    median: float
    low: float
    high: float
    tail: float | None
    expected: float
    calibration: str
    verdict: str
    otherwise: str
    note: str

    @property
    def cohorts(self) -> int:
        """Cohorts in which the quantity could be told."""
        return int(np.isfinite(self.values).sum() + np.isinf(self.values).sum())

    @property
    def misses(self) -> bool:
        """Whether the twin disagrees with the report."""
        return self.tail is not None and self.tail < LEVEL

    @property
    def tail_text(self) -> str:
        """The tail probability as text; none is printed smaller than one cohort."""
        if self.tail is None:
            return "–"
        smallest = 1.0 / self.cohorts
        return f"< {smallest:.3f}" if self.tail < smallest else f"{self.tail:.3f}"

    @property
    def virtual(self) -> str:
        """Median and 90 % interval as text."""
        low, middle, high = map(self._text, (self.low, self.median, self.high))
        of = f" of {self.denominator}" if self.measure.summary == Summary.COUNT else ""
        unit = f" {self.measure.unit}" if self.measure.unit and middle != NEVER else ""
        return f"{middle}{of}{unit} ({low} to {high})"

    def _text(self, x: float) -> str:
        if np.isnan(x):
            return "–"
        if np.isinf(x):
            return NEVER
        return f"{x:.3g}" if abs(x) < 100 else f"{x:.0f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All claims of a study, reported beside virtual.

    Attributes
    ----------
    outcomes, covariates
        Results of the outcome claims, and of the covariates matched by construction.
    cohorts, size
        Number of virtual cohorts, and patients in each.
    failed
        How many virtual patients ended with each status other than `ok`.
    """

    study: str
    outcomes: tuple[ClaimResult, ...]
    covariates: tuple[ClaimResult, ...]
    cohorts: int
    size: int
    failed: Mapping[str, int]

    @property
    def tested(self) -> tuple[ClaimResult, ...]:
        """Outcome claims that were not used to calibrate the twin."""
        return tuple(r for r in self.outcomes if r.calibration != "yes")

    @property
    def misses(self) -> int:
        """How many of the tested claims the twin misses."""
        return sum(r.misses for r in self.tested)

    @property
    def expected_misses(self) -> float:
        """How many of the tested claims one expects to miss by chance."""
        return sum(r.expected for r in self.tested)

    def to_frame(self) -> pl.DataFrame:
        """Return the outcome claims as a table, one row each; what is no number is null."""
        rows = [
            {
                "claim": r.claim,
                "outcome": r.wording,
                "reported": r.reported,
                "virtual": r.virtual,
                "virtual_median": _finite(r.median),
                "virtual_low": _finite(r.low),
                "virtual_high": _finite(r.high),
                "cohorts": r.cohorts,
                "tail_probability": r.tail,
                "used_for_calibration": r.calibration,
                "verdict": r.verdict,
                "reading": r.measure.reading,
                "other_reading": r.otherwise,
            }
            for r in self.outcomes
        ]
        return pl.DataFrame(rows)


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
            if c[Col.ROLE] == role and c[Col.QUANTITY] in MEASURES
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
        failed=dict(failed.iter_rows()),
    )


def _result(claim: Mapping[str, object], outcomes: pl.DataFrame) -> ClaimResult:
    measure = MEASURES[str(claim[Col.QUANTITY])]
    values = measure_cohorts(outcomes, measure)
    told = values[~np.isnan(values)]
    observed, bound = _reported_number(claim)
    tail = _tail(claim, told)
    low, median, high = _quantiles(told)
    calibration = str(claim[Col.CALIBRATION])
    return ClaimResult(
        claim=str(claim[Col.CLAIM]),
        wording=str(claim[Col.WORDING]),
        quantity=str(claim[Col.QUANTITY]),
        reported=_reported_text(claim, measure),
        observed=observed,
        bound=bound,
        denominator=_whole(claim[Col.DENOMINATOR]),
        measure=measure,
        values=values,
        median=median,
        low=low,
        high=high,
        tail=tail,
        expected=_chance_of_a_miss(told, _slack(claim), bound),
        calibration=calibration,
        verdict=_verdict(claim, tail),
        otherwise=_other_reading(claim, measure, outcomes),
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
    below, above = float(np.mean(values < low)), float(np.mean(values > high))
    same = (1.0 - below - above) / 2
    return min(1.0, 2 * min(below + same, above + same))


def _tail(claim: Mapping[str, object], values: Array) -> float | None:
    observed, bound = _reported_number(claim)
    if bound is None:
        return tail_probability(observed, values, slack=_slack(claim))
    return (
        float(np.mean((values > bound[0]) & (values <= bound[1]))) if len(values) else None
    )


def _slack(claim: Mapping[str, object]) -> float:
    return ABOUT if claim[Col.STATISTIC] == "about" else 0.0


def _other_reading(
    claim: Mapping[str, object], measure: Measure, outcomes: pl.DataFrame
) -> str:
    if measure.otherwise is None:
        return ""
    outcome, reading = measure.otherwise
    values = measure_cohorts(outcomes, replace(measure, outcome=outcome))
    told = values[~np.isnan(values)]
    low, middle, high = _quantiles(told)
    tail = _tail(claim, told)
    return f'read as "{reading}": {middle:g} ({low:g} to {high:g}), tail {tail:.2g}'


def _chance_of_a_miss(
    values: Array, slack: float, bound: tuple[float, float] | None
) -> float:
    """Return how often one of the values would itself be called a miss."""
    if not len(values) or bound is not None:
        return 0.0
    distinct, counts = np.unique(values, return_counts=True)
    tails = [tail_probability(float(x), values, slack=slack) or 0.0 for x in distinct]
    return float(np.sum(counts[np.array(tails) < LEVEL]) / len(values))


def _finite(x: float) -> float | None:
    return float(x) if np.isfinite(x) else None


def _quantiles(values: Array) -> Sequence[float]:
    if not len(values):
        return (np.nan,) * 3
    return [float(np.quantile(values, q, method="inverted_cdf")) for q in QUANTILES]


def _verdict(claim: Mapping[str, object], tail: float | None) -> str:
    calibration = str(claim[Col.CALIBRATION])
    if claim[Col.ROLE] == "covariate":
        return "matched by construction"
    if tail is None:
        return "cannot be told: no virtual cohort could be evaluated"
    if tail < LEVEL:
        return (
            "disagrees"
            if calibration == "no"
            else f"disagrees, though {_used(calibration)}"
        )
    return "agrees" if calibration == "no" else f"no test: {_used(calibration)}"


def _used(calibration: str) -> str:
    return "fitted to it" if calibration == "yes" else "partly fitted to it"


def _reported_number(
    claim: Mapping[str, object],
) -> tuple[float | None, tuple[float, float] | None]:
    value = claim[Col.VALUE]
    if isinstance(value, int | float):
        return float(value), None
    low, high = claim[Col.LOW], claim[Col.HIGH]
    lower = float(low) if isinstance(low, int | float) else -np.inf
    upper = float(high) if isinstance(high, int | float) else np.inf
    return None, (lower, upper)


def _whole(value: object) -> int:
    return int(value) if isinstance(value, int | float) else 1


def _reported_text(claim: Mapping[str, object], measure: Measure) -> str:
    observed, bound = _reported_number(claim)
    unit = f" {measure.unit}" if measure.unit else ""
    if measure.summary == Summary.COUNT:
        return f"{claim[Col.N]} of {claim[Col.DENOMINATOR]}"
    if bound is not None:
        low, high = bound
        return f"> {low:g}{unit}" if np.isfinite(low) else f"≤ {high:g}{unit}"
    about = "about " if claim[Col.STATISTIC] == "about" else ""
    low_, high_ = claim[Col.LOW], claim[Col.HIGH]
    spread = f" ({low_:g} to {high_:g})" if low_ is not None and high_ is not None else ""
    return f"{about}{observed:g}{unit}{spread}"
