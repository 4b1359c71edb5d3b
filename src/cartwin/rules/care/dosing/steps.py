"""The steps of a dose worksheet."""

from collections.abc import Iterator

from cartwin.parameters import Certainty
from cartwin.rules.care.dosing.asked import DoseChoices, DosePatient, DoseProduct
from cartwin.rules.care.dosing.cells import cell_dose, product_volume
from cartwin.rules.care.dosing.fludarabine import fludarabine_factor
from cartwin.rules.care.dosing.formulas import surface_formula
from cartwin.rules.care.dosing.lymphodepletion import (
    Course,
    course_dates,
    lymphodepletion,
)
from cartwin.rules.care.dosing.patient import body_surface_area
from cartwin.rules.care.dosing.renal_step import renal_step
from cartwin.rules.care.dosing.worksheet import Quantity, Step
from cartwin.rules.criterion import Criterion, load_criterion


__all__ = ["steps_of"]


def steps_of(
    patient: DosePatient, choices: DoseChoices, product: DoseProduct | None
) -> tuple[Step, ...]:
    """Return the steps in their order: body, kidney, drugs, cells, volume."""
    surface, renal = _surface(patient, choices), renal_step(patient)
    factor = _factor(choices, renal)
    drugs = _drugs(choices, surface, factor)
    cells = _cells(patient, choices)
    volume = () if product is None else (_volume(product, cells),)
    return (surface, renal, factor, *drugs, cells, *volume)


def _surface(patient: DosePatient, choices: DoseChoices) -> Step:
    name = surface_formula(choices.surface_formula)
    source = load_criterion("body-surface")
    factor, a, b = source[name]
    return Step(
        name="body_surface",
        title="body surface",
        formula=f"{factor:.6g} x height^{a:g} x weight^{b:g} ({name})",
        inputs=(
            Quantity(name="height", value=patient.height, unit="cm"),
            Quantity(name="weight", value=patient.weight, unit="kg"),
        ),
        value=body_surface_area(patient.height, patient.weight, name),
        unit="m2",
        source=source.citation,
        certainty=source.items[name].certainty,
    )


def _factor(choices: DoseChoices, renal: Step) -> Step:
    source = load_criterion("fludarabine-renal")
    known = renal.value
    factor = None if known is None else fludarabine_factor(known, choices.label)
    why = "" if known is not None else "renal function is not known"
    return Step(
        name="fludarabine_factor",
        title="part of the full dose of fludarabine",
        formula=f"{source.items[choices.label].meaning} ({choices.label})",
        inputs=() if known is None else (_of(renal),),
        value=factor,
        unit="",
        source=source.citation,
        certainty=source.items[choices.label].certainty,
        why="do not give fludarabine" if factor == 0 else why,
    )


def _drugs(choices: DoseChoices, surface: Step, factor: Step) -> Iterator[Step]:
    source = load_criterion("lymphodepletion-schemes")
    for course in lymphodepletion(choices.scheme):
        adjusted = course.drug == "fludarabine"
        daily = _daily(course, choices, surface, factor if adjusted else None, source)
        yield daily
        yield _total(course, daily, source, choices.scheme)


def _daily(
    course: Course,
    choices: DoseChoices,
    surface: Step,
    factor: Step | None,
    source: Criterion,
) -> Step:
    part = 1.0 if factor is None else factor.value
    body = surface.value
    dose = None if part is None or body is None else course.mg_m2 * body * part
    inputs = [Quantity(name="dose", value=course.mg_m2, unit="mg/m2"), _of(surface)]
    if factor is not None and part is not None:
        inputs.append(_of(factor))
    return Step(
        name=course.drug,
        title=f"{course.drug}, each day",
        formula="dose x surface" + (" x part" if factor is not None else ""),
        inputs=tuple(inputs),
        value=dose,
        unit="mg",
        source=source.citation,
        certainty=source.items[choices.scheme].certainty,
        dates=course_dates(choices.infusion, course.days),
        why="" if factor is None else factor.why,
    )


def _total(course: Course, daily: Step, source: Criterion, scheme: str) -> Step:
    days = len(course.days)
    known = daily.value is not None
    return Step(
        name=f"{course.drug}_total",
        title=f"{course.drug}, all days",
        formula="each day x days",
        inputs=(_of(daily), Quantity(name="days", value=days)) if known else (),
        value=daily.value * days if daily.value is not None else None,
        unit="mg",
        source=source.citation,
        certainty=source.items[scheme].certainty,
        why=daily.why,
    )


def _cells(patient: DosePatient, choices: DoseChoices) -> Step:
    source = load_criterion("cell-doses")
    dose = cell_dose(
        choices.per_kg,
        patient.weight,
        cap_kg=choices.cap_kg,
        cap_total=choices.cap_total,
    )
    caps = [("cap_kg", choices.cap_kg, "kg"), ("cap_total", choices.cap_total, "1")]
    capped = dose < choices.per_kg * patient.weight
    return Step(
        name="cells",
        title="CAR-positive viable cells",
        formula="cells per kg x weight, within the caps",
        inputs=(
            Quantity(name="cells per kg", value=choices.per_kg, unit="1/kg"),
            Quantity(name="weight", value=patient.weight, unit="kg"),
            *(Quantity(name=n, value=x, unit=u) for n, x, u in caps if x is not None),
        ),
        value=dose,
        unit="1",
        source="the dose chosen by the study; " + source.citation,
        certainty=Certainty.READ,
        dates=(choices.infusion,),
        why="the cap decides" if capped else "",
    )


def _volume(product: DoseProduct, cells: Step) -> Step:
    cd3 = product.cd3_fraction
    volume = product_volume(
        cells.value or 0.0,
        product.cells_per_ml,
        viability=product.viability,
        car_fraction=product.car_fraction,
        cd3_fraction=1.0 if cd3 is None else cd3,
    )
    when = product.viability_when or "time not stated"
    parts = "viability x CAR share" + ("" if cd3 is None else " x CD3 share")
    return Step(
        name="volume",
        title="volume to infuse",
        formula=f"cells / (cells per mL x {parts})",
        inputs=(
            _of(cells),
            Quantity(name="cells per mL", value=product.cells_per_ml, unit="/mL"),
            Quantity(name=f"viability ({when})", value=product.viability),
            Quantity(name="CAR share", value=product.car_fraction),
            *(() if cd3 is None else (Quantity(name="CD3 share", value=cd3),)),
        ),
        value=volume,
        unit="mL",
        source="arithmetic from the certificate of the product",
        certainty=Certainty.READ,
    )


def _of(step: Step) -> Quantity:
    return Quantity(name=step.title, value=step.value or 0.0, unit=step.unit)
