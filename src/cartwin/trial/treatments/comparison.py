"""Treatments side by side in the same virtual patients, and beside publications."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.study import Col, Study
from cartwin.trial.treatments.beyond import Beyond, published_beyond
from cartwin.trial.treatments.catalogue import CAR_T, UNTREATED
from cartwin.trial.treatments.cohorts import predict_share
from cartwin.trial.treatments.findings import find_outcomes
from cartwin.trial.treatments.measures import (
    TREATMENT_MEASURES,
    TreatmentMeasure,
    treatment_measure,
)
from cartwin.trial.treatments.published import Fact, published_facts
from cartwin.trial.treatments.summaries import difference, summarise
from cartwin.trial.treatments.treatment import Treatment
from cartwin.twin import DISEASES


__all__ = ["NO_MODEL", "TreatmentComparison", "compare_treatments"]

Array = npt.NDArray[np.float64]
Values = Mapping[str, Mapping[str, Array]]  # arm -> column -> of each person
NO_MODEL = "no model"
TRIAL = 168.0  # days that most trials last
LONG_ENOUGH = {"at_end": 330.0, "crs": 30.0, "icans": 30.0, "severe_icans": 30.0}
DIFFERENCE = ("pairs", "difference", "difference_low", "difference_high")
CHANGE = ("changed", "change", "change_low", "change_high")


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
        share), kind, n (patients of whom it is known), estimate, low, high (between which
        90 % of cohorts lie), chance_low, chance_high (95 % interval for the number of
        virtual patients alone), least, most (5th and 95th percentile of patients); the
        difference from CAR-T, and the change from no treatment, in the same patients:
        pairs, difference, difference_low, difference_high, changed, change, change_low,
        change_high.
    published
        What publications report of these treatments.
    predictions
        Treatment, measure and number of patients -> see `predicted`.
    beyond
        What they report that the twin does not have.
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
    predictions: Mapping[tuple[str, str, int | None], tuple[float, float]]
    beyond: tuple[Beyond, ...]
    failed: Mapping[str, int]
    without_model: tuple[str, ...]

    @property
    def patients(self) -> int:
        """Virtual patients, each in all arms."""
        return int(self.findings["person"].n_unique())

    @property
    def cohort_size(self) -> int:
        """Patients in a cohort."""
        return self.patients // int(self.findings[Col.COHORT].n_unique())

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

    def predicted(self, fact: Fact) -> tuple[float, float] | None:
        """Return between which shares 90 % of virtual cohorts of a publication's size lie.

        None of what is no share, of an unknown number of patients, or not known here, as
        when patients were not followed as long as in trials.
        """
        return self.predictions.get((fact.treatment, fact.measure, fact.denominator))

    def is_outside(self, fact: Fact) -> bool | None:
        """Return whether a published share is outside what is predicted of it."""
        ends = self.predicted(fact)
        if ends is None or fact.denominator is None:
            return None
        half = 0.5 / fact.denominator  # a rounded share stands for the next count
        return bool(fact.value < ends[0] - half or fact.value > ends[1] + half)

    @property
    def outside(self) -> tuple[int, int]:
        """How many published shares are outside what is predicted, of how many."""
        found = [x for x in map(self.is_outside, self.published) if x is not None]
        return sum(found), len(found)


def compare_treatments(
    study: Study, treatments: Sequence[Treatment], *, on_demand: Study | None = None
) -> TreatmentComparison:
    """Return what the rules say of each arm of a study.

    Parameters
    ----------
    study
        As from `simulate_treatments`.
    treatments
        Those of the arms.
    on_demand
        The same with steroids on demand; without it they are not known.
    """
    findings = find_outcomes(study, on_demand)
    names = [t.name for t in treatments]
    facts = tuple(f for f in published_facts() if f.treatment in names)
    bad = study.patients.filter(pl.col(Col.STATUS) != "ok")[Col.ARM]
    return TreatmentComparison(
        study=study,
        treatments=tuple(treatments),
        findings=findings,
        outcomes=pl.DataFrame(list(_rows(findings, names))),
        published=facts,
        predictions=_predictions(findings, facts, float(study.patients[Col.FOLLOW_UP][0])),
        beyond=tuple(f for f in published_beyond() if f.treatment in names),
        failed={name: int((bad == name).sum()) for name in names},
        without_model=tuple(m.name for m in DISEASES[study.disease].missing),
    )


def _predictions(
    findings: pl.DataFrame, facts: Sequence[Fact], days: float
) -> dict[tuple[str, str, int | None], tuple[float, float]]:
    found = dict[tuple[str, str, int | None], tuple[float, float]]()
    for fact in facts:
        column = treatment_measure(fact.measure).column
        own = findings.filter(pl.col(Col.ARM) == fact.treatment).drop_nulls(column)
        long = days >= LONG_ENOUGH.get(fact.measure, TRIAL)
        if fact.is_share and fact.denominator and long and len(own):
            cohorts = np.unique(own[Col.COHORT].to_numpy(), return_inverse=True)[1]
            key = (fact.treatment, fact.measure, fact.denominator)
            found[key] = predict_share(own[column].to_numpy(), cohorts, fact.denominator)
    return found


def _rows(findings: pl.DataFrame, arms: Sequence[str]) -> Iterator[dict[str, Any]]:
    values = _values(findings, arms)
    same = findings.filter(pl.col(Col.ARM) == arms[0]).sort("person")[Col.COHORT]
    cohorts = np.unique(same.to_numpy(), return_inverse=True)[1]
    for arm in arms:
        for measure in TREATMENT_MEASURES:
            own, *other = (
                _of(values, name, measure) for name in (arm, CAR_T.name, UNTREATED.name)
            )
            yield {
                "treatment": arm,
                "measure": measure.name,
                "wording": measure.wording,
                "unit": measure.unit,
                "kind": str(measure.kind),
                **asdict(summarise(measure, own, cohorts)),
                **_named(DIFFERENCE, difference(measure, own, other[0], cohorts)),
                **_named(CHANGE, difference(measure, own, other[1], cohorts)),
            }


def _values(findings: pl.DataFrame, arms: Sequence[str]) -> Values:
    """Return the findings with the same persons in the same order in every arm."""
    found = {}
    for arm in arms:
        own = findings.filter(pl.col(Col.ARM) == arm).sort("person")
        names = dict.fromkeys(m.column for m in TREATMENT_MEASURES)
        found[arm] = {x: own[x].fill_null(np.nan).to_numpy() for x in names}
    return found


def _of(values: Values, arm: str, measure: TreatmentMeasure) -> Array:
    """Return a measure of the patients of an arm; not known if nobody was in it."""
    if arm in values:
        return values[arm][measure.column]
    return np.full_like(next(iter(values.values()))[measure.column], np.nan)


def _named(names: Sequence[str], values: Sequence[float]) -> dict[str, float]:
    return dict(zip(names, values, strict=True))
