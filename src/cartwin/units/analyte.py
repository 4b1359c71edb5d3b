"""What an analyte is."""

from collections.abc import Mapping
from dataclasses import dataclass, field


__all__ = ["Analyte"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Analyte:
    """Something measured in patients, and the units it is reported in.

    Attributes
    ----------
    code
        Short name used in files and in code: what the field writes, which is mostly
        CDISC's test code.
    name
        Name shown to people.
    group
        Under which heading the catalogue lists it.
    unit
        Canonical unit (UCUM).
    factors
        Accepted UCUM unit -> factor that turns it into the canonical one.
    offsets
        Accepted UCUM unit -> number subtracted before the factor is applied.
    plausible
        Lowest and highest canonical value a laboratory would release.
    signed
        Whether a value below zero can be right.
    molar_mass
        Of what the mass units weigh [g/mol], where amounts and masses are both accepted.
    synonyms
        What people and laboratories call it, in lower case.
    loinc
        LOINC code of the usual test, where one exists.
    loinc_unit
        An accepted unit of the quantity that the LOINC code names, where this is not the
        canonical one: LOINC has other codes for masses than for amounts of substance.
    omop
        Standard concept of OMOP, where known.
    certainty
        Of the LOINC and OMOP codes: `read`, `secondary` or `recalled`; empty if none.
    source
        Where the LOINC and OMOP codes are from.
    domain
        Domain of CDISC SDTM that holds it.
    testcd
        Its test code there (LBTESTCD, VSTESTCD, ...); empty if none is known.
    testcd_certainty
        Of the test code: `read` in the controlled terminology, or `recalled`.
    """

    code: str
    name: str
    group: str
    unit: str
    factors: Mapping[str, float]
    offsets: Mapping[str, float] = field(default_factory=dict)
    plausible: tuple[float, float]
    signed: bool = False
    molar_mass: float | None = None
    synonyms: tuple[str, ...] = ()
    loinc: str | None = None
    loinc_unit: str | None = None
    omop: int | None = None
    certainty: str = ""
    source: str = ""
    domain: str = ""
    testcd: str = ""
    testcd_certainty: str = ""
