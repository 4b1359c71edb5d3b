"""How a claim stands before the twin: compared, or why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cartwin.errors import ModelError
from cartwin.study import Col, Study
from cartwin.trial.claims import Claim, Claims, is_of_some, is_recalled
from cartwin.trial.measure import Measure, Summary
from cartwin.trial.measures import MEASURES
from cartwin.trial.reported import measured_as
from cartwin.twin import missing_module, strikes_platelets


__all__ = ["DRAWN", "Setting", "Standing", "check_claims", "measure_of"]

DRAWN = (
    "age",
    "female",
    "disease_duration",
    "prior_therapies",
    "baseline_platelets",
    "baseline_platelets_p1",
    "antibody_positive",
)
"""Quantities that the virtual patients are drawn to match."""


class Standing(StrEnum):
    """How a claim stands: what its verdict is about."""

    COMPARED = "compared"
    FEW = "told by too few cohorts"
    UNTOLD = "cannot be told"  # stated in words, or of other patients or readings
    MATCHED = "matched by construction"
    UNMATCHED = "not matched"  # a covariate beside which virtual patients are shown only
    RECALLED = "recalled: decides nothing"
    NO_MODULE = "no organ module"
    NO_COUNTERPART = "no counterpart in the twin"
    NOT_SEPARABLE = "not separable"  # about one group, and the virtual patients have none

    @property
    def decides(self) -> bool:
        """Whether the claim counts among those that the twin may hit or miss."""
        return self in (Standing.COMPARED, Standing.FEW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the claims of a study are held against.

    Attributes
    ----------
    disease
        Code of the disease.
    size
        Patients of a cohort.
    visits
        Analyte or instrument -> days, as planned.
    matched
        Claims on the covariates that were drawn, by id.
    """

    disease: str
    size: int
    visits: Mapping[str, tuple[float, ...]]
    matched: frozenset[object]

    @classmethod
    def of(cls, study: Study, size: int) -> "Setting":
        """Return the setting of a study with cohorts of this size."""
        rows = Claims.of(study).rows
        return cls(
            disease=study.disease,
            size=size,
            visits={} if study.protocol is None else study.protocol.visits,
            matched=frozenset(rows[q][Col.CLAIM] for q in DRAWN if q in rows),
        )

    def standing_of(self, claim: Claim) -> Standing:
        """Return how a claim stands, if something can be measured and is stated."""
        if self._measure(claim) is None:
            missing = self.missing_of(claim)
            return Standing.NO_MODULE if missing else Standing.NO_COUNTERPART
        if is_of_some(claim, self.disease):
            return Standing.NOT_SEPARABLE
        if is_recalled(claim):
            return Standing.RECALLED
        if claim[Col.ROLE] != "covariate":
            return Standing.COMPARED
        matched = claim[Col.CLAIM] in self.matched
        return Standing.MATCHED if matched else Standing.UNMATCHED

    def missing_of(self, claim: Claim) -> str:
        """Return what the twin has no module for, if a claim is about such a thing."""
        quantity = str(claim[Col.QUANTITY])
        measure = MEASURES.get(quantity)
        if measure is not None and measure.of_platelets:
            return "" if strikes_platelets(self.disease) else "platelets"
        return missing_module(self.disease, quantity)

    def obstacle(self, claim: Claim, measure: Measure, looked_at: tuple[int, int]) -> str:
        """Return why what is measured is not what was reported; empty if it is."""
        if measure.analyte and measure.analyte not in self.visits:
            return f"no visit of the protocol reads {measure.analyte}"
        of, (few, most) = claim[Col.DENOMINATOR], looked_at
        if measure.summary != Summary.COUNT or not isinstance(of, int):
            return ""
        if of == self.size or few <= of <= most:
            return ""
        return f"{of} patients were looked at, in the virtual cohorts {few} to {most}"

    def _measure(self, claim: Claim) -> Measure | None:
        return measure_of(claim, self.disease)


def measure_of(claim: Claim, disease: str) -> Measure | None:
    """Return how the quantity of a claim is measured; None if the twin gives no such."""
    measure = MEASURES.get(str(claim[Col.QUANTITY]))
    if measure is None or (measure.of_platelets and not strikes_platelets(disease)):
        return None
    return measured_as(claim, measure)


def check_claims(study: Study) -> None:
    """Refuse, before anything is simulated, covariates that are claimed twice.

    Of two claims on one covariate the surer one is matched; equally sure ones contradict
    each other. Outcomes may be reported by several, each is compared.

    Raises
    ------
    ModelError
        If two equally sure claims are about one covariate of all patients.
    """
    seen: dict[tuple[object, ...], object] = {}
    for claim in study.reported.iter_rows(named=True):
        if claim[Col.ROLE] != "covariate" or claim[Col.QUANTITY] not in DRAWN:
            continue
        if is_recalled(claim) or is_of_some(claim, study.disease):
            continue
        what = (claim[Col.QUANTITY], claim[Col.CERTAINTY])
        if what in seen:
            msg = f"claims {seen[what]} and {claim[Col.CLAIM]} both report {what[0]}"
            raise ModelError(msg)
        seen[what] = claim[Col.CLAIM]
