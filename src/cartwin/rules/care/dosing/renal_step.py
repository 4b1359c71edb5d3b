"""Renal function as a step of the worksheet: by age, Cockcroft-Gault or Schwartz."""

from cartwin.parameters import Certainty
from cartwin.rules.care.dosing.asked import DosePatient
from cartwin.rules.care.dosing.patient import creatinine_clearance, egfr_schwartz
from cartwin.rules.care.dosing.worksheet import Quantity, Step
from cartwin.rules.criterion import load_criterion
from cartwin.units import from_canonical, to_canonical


__all__ = ["creatinine_mg_dl", "renal_step"]


def creatinine_mg_dl(value: float, unit: str) -> float:
    """Return a creatinine in mg/dL from any unit the catalogue of units knows.

    >>> round(creatinine_mg_dl(88.4, "umol/L"), 3)
    1.0
    """
    if unit == "mg/dL":
        return value
    return from_canonical(to_canonical(value, unit, "CREAT"), "mg/dL", "CREAT")


def renal_step(patient: DosePatient) -> Step:
    """Return the clearance of an adult, or the filtration rate of a child."""
    rules = load_criterion("renal-function")
    child = patient.age < rules["adult"]
    used = rules.items["schwartz" if child else "cockcroft_gault"]
    creatinine = (
        None
        if patient.creatinine is None
        else creatinine_mg_dl(patient.creatinine, patient.creatinine_unit)
    )
    return Step(
        name="renal_function",
        title="filtration rate" if child else "creatinine clearance",
        formula="0.413 x height / creatinine (bedside Schwartz)"
        if child
        else "(140 - age) x weight (x 0.85 in women) / (72 x creatinine) (Cockcroft-Gault)",
        inputs=_inputs(patient, creatinine, child=child),
        value=_value(patient, creatinine, child=child),
        unit="mL/min/{1.73_m2}" if child else "mL/min",
        source=rules.citation,
        certainty=Certainty(used.certainty),
        why="creatinine was not given" if creatinine is None else "",
    )


def _value(patient: DosePatient, creatinine: float | None, *, child: bool) -> float | None:
    if creatinine is None:
        return None
    if child:
        return egfr_schwartz(patient.height, creatinine)
    return creatinine_clearance(patient.age, patient.weight, creatinine, patient.sex)


def _inputs(
    patient: DosePatient, creatinine: float | None, *, child: bool
) -> tuple[Quantity, ...]:
    if creatinine is None:
        return ()
    measured = Quantity(name="creatinine", value=creatinine, unit="mg/dL")
    if child:
        return (Quantity(name="height", value=patient.height, unit="cm"), measured)
    return (
        Quantity(name="age", value=patient.age, unit="a"),
        Quantity(name="weight", value=patient.weight, unit="kg"),
        measured,
    )
