"""Treatments of ITP compared in the same virtual patients, and beside publications."""

from cartwin.trial.treatments.arms import simulate_treatments
from cartwin.trial.treatments.beyond import Beyond, published_beyond
from cartwin.trial.treatments.catalogue import (
    CAR_T,
    TREATMENTS,
    UNTREATED,
    find_treatment,
)
from cartwin.trial.treatments.comparison import (
    NO_MODEL,
    TreatmentComparison,
    compare_treatments,
)
from cartwin.trial.treatments.findings import find_outcomes
from cartwin.trial.treatments.measures import (
    TREATMENT_MEASURES,
    Kind,
    TreatmentMeasure,
    treatment_measure,
)
from cartwin.trial.treatments.populations import POPULATIONS
from cartwin.trial.treatments.published import Fact, published_facts
from cartwin.trial.treatments.treatment import Treatment


__all__ = [
    "CAR_T",
    "NO_MODEL",
    "POPULATIONS",
    "TREATMENTS",
    "TREATMENT_MEASURES",
    "UNTREATED",
    "Beyond",
    "Fact",
    "Kind",
    "Treatment",
    "TreatmentComparison",
    "TreatmentMeasure",
    "compare_treatments",
    "find_outcomes",
    "find_treatment",
    "published_beyond",
    "published_facts",
    "simulate_treatments",
    "treatment_measure",
]
