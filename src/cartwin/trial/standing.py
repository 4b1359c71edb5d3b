"""How a claim stands before the twin: compared, or why not."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from cartwin.errors import ModelError
from cartwin.study import Col, Study
from cartwin.trial.allotment import codes_of
from cartwin.trial.claims import Claim, Claims, group_of, is_of_some, is_recalled
from cartwin.trial.first_readings import FIRST_READINGS, matched_readings
from cartwin.trial.measure import Measure, Summary
from cartwin.trial.measures import MEASURES, WITHOUT
from cartwin.trial.reported import measured_as
from cartwin.twin import missing_module, unread


__all__ = ["DRAWN", "Setting", "Standing", "check_claims", "measure_of", "unread_by_all"]

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
        Code of the disease; of several, joined by `+`.
    sizes
        Disease -> patients of a cohort who have it.
    visits
        Analyte or instrument -> days, as planned.
    unread
        Analytes and instruments that the twin of no disease can read.
    matched
        Claims on the covariates that were drawn, by id.
    """

    disease: str
    sizes: Mapping[str, int]
    visits: Mapping[str, tuple[float, ...]]
    unread: frozenset[str]
    matched: frozenset[object]

    @classmethod
    def of(cls, study: Study, diseases: Sequence[str]) -> "Setting":
        """Return the setting of a study with cohorts of patients who have these."""
        claims = Claims.of(study)
        rows = claims.rows
        read = matched_readings(study, claims, len(diseases))
        visits = {} if study.protocol is None else study.protocol.visits
        return cls(
            disease=study.disease,
            sizes=Counter(diseases),
            visits=visits,
            unread=frozenset(unread_by_all(study.disease, visits)),
            matched=frozenset(rows[q][Col.CLAIM] for q in (*DRAWN, *read) if q in rows),
        )

    def size_for(self, claim: Claim) -> int:
        """Return the patients of a cohort whom a claim is about."""
        group = group_of(claim, self.disease)
        return self.sizes.get(group, 0) if group else sum(self.sizes.values())

    def those_of(self, claim: Claim, outcomes: pl.DataFrame) -> pl.DataFrame:
        """Return the outcomes of those whom a claim is about."""
        group = group_of(claim, self.disease)
        if group not in self.sizes:
            return outcomes
        return outcomes.filter(pl.col(Col.DIAGNOSIS) == group)

    def standing_of(self, claim: Claim) -> Standing:
        """Return how a claim stands, if something can be measured and is stated."""
        measure = measure_of(claim, self.disease)
        if measure is None:
            missing = self.missing_of(claim)
            return Standing.NO_MODULE if missing else Standing.NO_COUNTERPART
        group = group_of(claim, self.disease)
        if group and group not in self.sizes:
            return Standing.NOT_SEPARABLE
        if is_recalled(claim):
            return Standing.RECALLED
        if claim[Col.ROLE] != "covariate":
            return Standing.MATCHED if measure.by_plan else Standing.COMPARED
        matched = claim[Col.CLAIM] in self.matched
        return Standing.MATCHED if matched else Standing.UNMATCHED

    def missing_of(self, claim: Claim) -> str:
        """Return what the twin has no module for, if a claim is about such a thing."""
        return _missing(claim, self.disease)

    def lacking(self, claim: Claim) -> str:
        """Return what the twin has no module for, or why it has no such quantity."""
        if measure_of(claim, self.disease) is not None:
            return ""
        return self.missing_of(claim) or WITHOUT.get(str(claim[Col.QUANTITY]), "")

    def obstacle(self, claim: Claim, measure: Measure, looked_at: tuple[int, int]) -> str:
        """Return why what is measured is not what was reported; empty if it is."""
        if measure.analyte and measure.analyte not in self.visits:
            return f"no visit of the protocol reads {measure.analyte}"
        if measure.analyte in self.unread:
            return f"the twin does not read {measure.analyte}"
        of, (few, most) = claim[Col.DENOMINATOR], looked_at
        if measure.summary != Summary.COUNT or not isinstance(of, int):
            return ""
        if of == self.size_for(claim) or few <= of <= most:
            return ""
        return f"{of} patients were looked at, in the virtual cohorts {few} to {most}"


def unread_by_all(disease: str, visits: Mapping[str, tuple[float, ...]]) -> tuple[str, ...]:
    """Return the analytes and instruments that the twin of no disease can read."""
    left = tuple(visits)
    for code in codes_of(disease):
        left = unread(code, left)
    return left


def measure_of(claim: Claim, disease: str) -> Measure | None:
    """Return how the quantity of a claim is measured; None if the twin gives no such."""
    measure = MEASURES.get(str(claim[Col.QUANTITY]))
    if measure is None or _missing(claim, disease):
        return None
    told = not measure.diseases or set(measure.diseases) & set(_about(claim, disease))
    return measured_as(claim, measure) if told else None


def _about(claim: Claim, disease: str) -> tuple[str, ...]:
    """Return the diseases of those whom a claim is about."""
    group = group_of(claim, disease)
    return (group,) if group in codes_of(disease) else codes_of(disease)


def _missing(claim: Claim, disease: str) -> str:
    quantity = str(claim[Col.QUANTITY])
    named = (missing_module(code, quantity) for code in _about(claim, disease))
    return next(filter(None, named), "")


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
        if claim[Col.ROLE] != "covariate" or claim[Col.QUANTITY] not in (
            *DRAWN,
            *FIRST_READINGS,
        ):
            continue
        if is_recalled(claim) or is_of_some(claim, study.disease):
            continue
        what = (claim[Col.QUANTITY], claim[Col.CERTAINTY])
        if what in seen:
            msg = f"claims {seen[what]} and {claim[Col.CLAIM]} both report {what[0]}"
            raise ModelError(msg)
        seen[what] = claim[Col.CLAIM]
