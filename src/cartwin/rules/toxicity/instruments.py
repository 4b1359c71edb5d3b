"""Items that people assess for the rules of toxicity, and their names in the record."""

from collections.abc import Iterable
from enum import StrEnum

import polars as pl

from cartwin.rules.findings import FLAG, Span, findings


__all__ = ["HLH", "IEC_HS", "LICATS", "HlhItem", "IecHsItem", "LicatsItem", "flags_of"]

HLH = "HLH"
"""Instrument with the findings of HLH-2004 and the HScore."""
IEC_HS = "IEC-HS"
"""Instrument with the findings of the form IEC-HS."""
LICATS = "LICATS"
"""Instrument with the findings of one event of LICATS."""


class HlhItem(StrEnum):
    """Findings for HLH-2004 and the HScore, each 0 or 1.

    `nk_low`: low or absent activity of natural killer cells. Temperature and laboratory
    values are observations.
    """

    SPLENOMEGALY = "splenomegaly"
    HEPATOMEGALY = "hepatomegaly"
    HEMOPHAGOCYTOSIS = "hemophagocytosis"
    NK_LOW = "nk_low"
    IMMUNOSUPPRESSED = "immunosuppressed"


class IecHsItem(StrEnum):
    """Findings of the form IEC-HS: the clinician's grade (1 to 5), the others 0 or 1.

    `ferritin_rising`: rapidly; `other_cause`: CRS, infection or the disease explains it;
    `cytopenia`: new, worsening or refractory, one lineage of grade 4 at least.
    """

    GRADE = "grade"
    OTHER_CAUSE = "other_cause"
    FERRITIN_RISING = "ferritin_rising"
    CYTOPENIA = "cytopenia"
    HEMOPHAGOCYTOSIS = "hemophagocytosis"
    COAGULOPATHY = "coagulopathy"
    DIRECT_BILIRUBIN = "direct_bilirubin"
    SPLENOMEGALY = "splenomegaly"
    FEVER = "fever"
    NEUROTOXICITY = "neurotoxicity"
    PULMONARY = "pulmonary"
    RENAL = "renal"


class LicatsItem(StrEnum):
    """Findings of one event: the organ in words, the others 0 or 1.

    `organ_affected_before` the therapy; `b_cell_aplasia` on that day (else the B cells of
    the record decide); `glucocorticoid`, `hospitalised` (new or prolonged) and
    `intensive_care` because of it.
    """

    ORGAN = "organ"
    ORGAN_AFFECTED_BEFORE = "organ_affected_before"
    B_CELL_APLASIA = "b_cell_aplasia"
    OTHER_CAUSE = "other_cause"
    GLUCOCORTICOID = "glucocorticoid"
    HOSPITALISED = "hospitalised"
    INTENSIVE_CARE = "intensive_care"


_GRADES = Span(1, 5)


def flags_of(
    assessments: pl.DataFrame, instrument: str, items: Iterable[str]
) -> pl.DataFrame:
    """Return one row per visit: patient, day, and each item as true, false or null.

    An organ stays in words and a grade a number.
    """
    numbers = {i: _GRADES if i == IecHsItem.GRADE else FLAG for i in items}
    numbers.pop(LicatsItem.ORGAN, None)
    words: dict[str, None] = {LicatsItem.ORGAN: None} if instrument == LICATS else {}
    visits = findings(assessments, instrument, numbers=numbers, words=words)
    return visits.with_columns(
        pl.col(i) == 1 for i, span in numbers.items() if span is FLAG
    )
