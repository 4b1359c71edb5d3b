"""What comes of comparing a publication with virtual cohorts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.rules import ExactInterval
from cartwin.trial.measure import Measure, Summary
from cartwin.trial.standing import Standing


__all__ = ["CONVENTION", "LEVEL", "ClaimResult", "Comparison", "Tally", "number_text"]

Array = npt.NDArray[np.float64]
LEVEL = 0.10
NEVER = "never"  # a day that no count reached
NOTHING = "–"
CONVENTION = (
    "Virtual numbers are the median and the 5 % to 95 % range over virtual cohorts of the "
    "study's own size, or over those of their patients whom a claim is about. Cohorts come "
    "from populations whose typical values differ within what is known of them. The tail "
    'probability is two-sided with mid-p; "about x" stands for x within 15 %; for a bound '
    "it is the share of cohorts that meet it. Below 0.10 the twin disagrees. Claims used "
    "for calibration cannot agree: they were fitted."
)


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
    slack
        Relative width, either way, of what was reported as "about".
    proportion
        Of a count: the reported share with its exact 95 % interval.
    looked_at
        Fewest and most patients looked at per cohort.
    measure
        How the quantity is measured; None if the twin gives no such quantity.
    standing
        Whether it is compared, or why not.
    missing
        What the twin has no module for, if the claim is about such a thing.
    lacking
        That, or why the twin has no such quantity, where nothing is measured.
    certainty, group
        As in the record.
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
    slack: float
    proportion: ExactInterval | None
    looked_at: tuple[int, int]
    measure: Measure | None
    standing: Standing
    missing: str
    lacking: str
    certainty: str
    group: str
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
        return int(np.sum(~np.isnan(self.values)))

    @property
    def is_recalled(self) -> bool:
        """Whether the claim was written from memory."""
        return self.certainty == "recalled"

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
    def reading(self) -> str:
        """How the quantity was understood, or what is lacking to measure it."""
        return self.lacking if self.measure is None else self.measure.reading

    @property
    def virtual(self) -> str:
        """Median and 90 % interval as text."""
        if self.measure is None:
            return NOTHING
        low, middle, high = map(number_text, (self.low, self.median, self.high))
        few, most = self.looked_at
        patients = f" of {most}" if few == most else f" of {few} to {most}"
        of = patients if self.measure.summary == Summary.COUNT else ""
        unit = f" {self.measure.unit}" if self.measure.unit and middle != NEVER else ""
        return f"{middle}{of}{unit} ({low} to {high})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many claims there are, how many the twin misses, and how many by chance.

    Attributes
    ----------
    expected
        Misses to expect if the twin were right.
    """

    claims: int
    misses: int
    expected: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All claims of a study, reported beside virtual.

    Attributes
    ----------
    outcomes, covariates
        Results of the outcome claims, and of the covariates matched by construction.
    cohorts, size
        Number of virtual cohorts, and patients in each.
    sizes
        Disease -> patients of each cohort who have it.
    unmatched
        Wording of the covariate claims that virtual patients have no counterpart of.
    failed
        How many virtual patients ended with each status other than `ok`.
    missing
        Outcomes of the disease that the twin has no module for.
    unread
        Analytes and instruments of the protocol that it cannot read.
    assumed
        What was not reported of the patients, in sentences.
    overlaps
        Which patients other publications report as well, in words.
    """

    study: str
    outcomes: tuple[ClaimResult, ...]
    covariates: tuple[ClaimResult, ...]
    cohorts: int
    size: int
    sizes: Mapping[str, int]
    unmatched: tuple[str, ...]
    failed: Mapping[str, int]
    missing: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    overlaps: tuple[str, ...] = ()

    @property
    def standings(self) -> dict[Standing, int]:
        """How many outcome claims stand in each way; ways without any are left out."""
        counts = Counter(r.standing for r in self.outcomes)
        return {s: counts[s] for s in Standing if counts[s]}

    def tally(self, calibration: str) -> Tally:
        """Return claims, misses and misses expected by chance, by use for calibration.

        Claims that decide nothing (recalled, without a module or counterpart) are not
        counted.

        Parameters
        ----------
        calibration
            `no`, `partly` or `yes`.
        """
        decisive = [r for r in self.outcomes if r.standing.decides]
        rows = [r for r in decisive if r.calibration == calibration]
        return Tally(
            claims=len(rows),
            misses=sum(r.misses for r in rows),
            expected=sum(r.expected for r in rows),
        )

    def to_frame(self) -> pl.DataFrame:
        """Return the outcome claims as a table, one row each; what is no number is null."""
        rows = [
            {
                "claim": r.claim,
                "outcome": r.wording,
                "reported": r.reported,
                "reported_exact_95": "" if r.proportion is None else str(r.proportion),
                "virtual": r.virtual,
                "virtual_median": _finite(r.median),
                "virtual_low": _finite(r.low),
                "virtual_high": _finite(r.high),
                "cohorts": r.cohorts,
                "tail_probability": r.tail,
                "used_for_calibration": r.calibration,
                "verdict": r.verdict,
                "reading": r.reading,
                "other_reading": r.otherwise,
                "certainty": r.certainty,
                "about": r.group,
                "standing": str(r.standing),
            }
            for r in self.outcomes
        ]
        return pl.DataFrame(rows)


def number_text(x: float) -> str:
    """Return a number as people write it; NaN is a dash, infinity is never."""
    if np.isnan(x):
        return "–"
    if np.isinf(x):
        return NEVER
    return f"{x:.3g}" if abs(x) < 100 else f"{x:.0f}"


def _finite(x: float) -> float | None:
    return float(x) if np.isfinite(x) else None
