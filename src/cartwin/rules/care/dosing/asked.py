"""What a dose worksheet is asked with: the patient, the study's choices, the product."""

from dataclasses import dataclass
from datetime import date


__all__ = ["DoseChoices", "DosePatient", "DoseProduct"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DosePatient:
    """The patient, as far as doses depend on them.

    Attributes
    ----------
    name
        Pseudonym.
    disease
        Code as in `Study.disease`, e.g. `itp`.
    sex, age
        Age in years.
    weight, weighed
        Actual weight [kg] and the date on which it was taken.
    height
        In cm.
    creatinine, creatinine_unit
        Serum creatinine; None if not measured.
    """

    name: str
    disease: str
    sex: str
    age: float
    weight: float
    height: float
    weighed: date | None = None
    creatinine: float | None = None
    creatinine_unit: str = "mg/dL"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseChoices:
    """What the study has chosen.

    Attributes
    ----------
    infusion
        Planned date, day 0.
    scheme
        Name of the lymphodepletion, see `schemes`.
    per_kg, cap_kg, cap_total
        CAR-positive viable cells per kg, and its caps.
    surface_formula
        `mosteller`, `dubois`, `haycock` or `gehan_george`.
    label
        Whose reduction of fludarabine counts: `us_current`, `us_older` or `eu`.
    """

    infusion: date
    scheme: str
    per_kg: float
    label: str
    cap_kg: float | None = None
    cap_total: float | None = None
    surface_formula: str = "mosteller"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseProduct:
    """The product, as measured at release.

    Attributes
    ----------
    cells_per_ml
        All nucleated cells per mL.
    viability, car_fraction, cd3_fraction
        Fractions from 0 to 1.
    viability_when
        `pre-freeze` or `post-thaw`; empty if not stated.
    volume_ml
        Volume in the bags; None if not stated.
    on_site
        Whether the product is at the site; None if not stated.
    """

    cells_per_ml: float
    viability: float
    car_fraction: float
    cd3_fraction: float | None = None
    viability_when: str = ""
    volume_ml: float | None = None
    on_site: bool | None = None
