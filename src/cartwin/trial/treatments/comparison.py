"""Treatments side by side in the same virtual patients, and beside publications."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.study import Col, Study
from cartwin.trial.treatments.catalogue import CAR_T, UNTREATED
from cartwin.trial.treatments.findings import find_outcomes
from cartwin.trial.treatments.measures import (
    RESAMPLES,
    TREATMENT_MEASURES,
    TreatmentMeasure,
    summarise,
    versus,
)
from cartwin.trial.treatments.published import Fact, published_facts
from cartwin.trial.treatments.treatment import Treatment
from cartwin.twin import DISEASES, stream


__all__ = ["NO_MODEL", "TreatmentComparison", "compare_treatments"]

Array = npt.NDArray[np.float64]
Values = Mapping[str, Mapping[str, Array]]  # arm -> measure -> of each person
NO_MODEL = "no model"


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentComparison:
    """What treatments have come to in the same virtual patients.

    Attributes
    ----------
    study
        The virtual study, its arms the treatments.
    treatments
        Those of the arms, the untreated patients first.
    findings
        One row per patient, see `find_outcomes`.
    outcomes
        One row per treatment and measure: treatment, measure, wording, unit (empty: a
        share), kind, n (patients of whom it is known), estimate, low, high (95 %
        interval), least, most (5th and 95th percentile of patients), pairs, difference
        from CAR-T in the same patients with difference_low and difference_high, before
        (the same measure in the untreated patients).
    published
        What publications report of these treatments.
    failed
        Treatment -> patients whose course could not be computed.
    without_model
        Outcomes that the twin does not have.
    """

    study: Study
    treatments: tuple[Treatment, ...]
    findings: pl.DataFrame
    outcomes: pl.DataFrame
    published: tuple[Fact, ...]
    failed: Mapping[str, int]
    without_model: tuple[str, ...]

    def row(self, treatment: str, measure: str) -> dict[str, Any]:
        """Return one row of the outcomes."""
        mine = pl.col("treatment") == treatment
        return self.outcomes.filter(mine & (pl.col("measure") == measure)).row(
            0, named=True
        )

    def reported(self, treatment: str, measure: str) -> list[Fact]:
        """Return what publications report of one measure of a treatment."""
        return [
            f for f in self.published if (f.treatment, f.measure) == (treatment, measure)
        ]

    def is_apart(self, fact: Fact) -> bool | None:
        """Return whether the 95 % intervals of a published and the virtual share part.

        None of a number without an interval.
        """
        row = self.row(fact.treatment, fact.measure)
        if fact.low is None or fact.high is None or not row["n"]:
            return None
        return bool(row["low"] > fact.high or row["high"] < fact.low)

    @property
    def apart(self) -> tuple[int, int]:
        """How many published shares lie apart from the virtual ones, of how many."""
        found = [x for x in map(self.is_apart, self.published) if x is not None]
        return sum(found), len(found)


def compare_treatments(
    study: Study, treatments: Sequence[Treatment], *, seed: int
) -> TreatmentComparison:
    """Return what the rules say of each arm of a study.

    Parameters
    ----------
    study
        As from `simulate_treatments`: the cohort names the person.
    treatments
        Those of the arms.
    seed
        Of the bootstrap.
    """
    findings = find_outcomes(study)
    names = [t.name for t in treatments]
    bad = study.patients.filter(pl.col(Col.STATUS) != "ok")[Col.ARM]
    return TreatmentComparison(
        study=study,
        treatments=tuple(treatments),
        findings=findings,
        outcomes=pl.DataFrame(_rows(_values(findings, names), seed)),
        published=tuple(f for f in published_facts() if f.treatment in names),
        failed={name: int((bad == name).sum()) for name in names},
        without_model=tuple(m.name for m in DISEASES[study.disease].missing),
    )


def _values(findings: pl.DataFrame, arms: Sequence[str]) -> Values:
    """Return the findings with the same persons in the same order in every arm."""
    found = {}
    for arm in arms:
        own = findings.filter(pl.col(Col.ARM) == arm).sort(Col.COHORT)
        columns = {
            m.name: own[m.name].fill_null(np.nan).to_numpy() for m in TREATMENT_MEASURES
        }
        found[arm] = columns
    return found


def _rows(values: Values, seed: int) -> Iterator[dict[str, Any]]:
    patients = len(next(iter(next(iter(values.values())).values())))
    draws = stream(seed, "treatments", "bootstrap").random((RESAMPLES, patients))
    for arm in values:
        for measure in TREATMENT_MEASURES:
            yield _row(arm, measure, values, draws)


def _row(
    arm: str, measure: TreatmentMeasure, values: Values, draws: Array
) -> dict[str, Any]:
    own = values[arm][measure.name]
    found = summarise(measure, own, draws)
    row = {
        "treatment": arm,
        "measure": measure.name,
        "wording": measure.wording,
        "unit": measure.unit,
        "kind": str(measure.kind),
        "n": found.n,
        "estimate": found.estimate,
        "low": found.low,
        "high": found.high,
        "least": found.least,
        "most": found.most,
    }
    row |= _difference(measure, own, values, draws)
    before = values.get(UNTREATED.name)
    known = None if before is None else summarise(measure, before[measure.name], draws)
    return row | {"before": np.nan if known is None else known.estimate}


def _difference(
    measure: TreatmentMeasure, own: Array, values: Values, draws: Array
) -> dict[str, float | int]:
    """Return how a measure differs from that after CAR-T; no pairs if nobody got it."""
    other = values.get(CAR_T.name, {}).get(measure.name, np.full(len(own), np.nan))
    with np.errstate(invalid="ignore"):
        found = versus(measure, own, other, draws)
    return {
        "pairs": found.pairs,
        "difference": found.estimate,
        "difference_low": found.low,
        "difference_high": found.high,
    }
