"""The warnings of a dose worksheet."""

from collections.abc import Iterable, Iterator

from cartwin.parameters import Certainty
from cartwin.rules.care.dosing.asked import DoseChoices, DosePatient, DoseProduct
from cartwin.rules.care.dosing.lymphodepletion import lymphodepletion
from cartwin.rules.care.dosing.worksheet import DoseWarning, Step
from cartwin.rules.criterion import load_criterion


__all__ = ["warnings_of"]

_LABEL = "fludarabine label"
_EBMT = "EBMT and EHA 2024 (Greco et al.)"
_OURS = "this platform"
_WEIGHT_DAYS = 7
_UNSURE = {Certainty.RECALLED, Certainty.ASSUMED}


def warnings_of(
    patient: DosePatient,
    choices: DoseChoices,
    product: DoseProduct | None,
    steps: Iterable[Step],
) -> tuple[DoseWarning, ...]:
    """Return everything that has to be read before the doses are given."""
    made = {s.name: s for s in steps}
    return (
        *_of_fludarabine(patient, made),
        *_of_cyclophosphamide(choices),
        *_of_kidney(patient, made),
        *_of_weight(patient, choices),
        *_of_cells(made),
        *_of_product(product, made),
        *_of_course(),
        *_of_sources(made.values()),
    )


def _of_fludarabine(patient: DosePatient, made: dict[str, Step]) -> Iterator[DoseWarning]:
    if "fludarabine" not in made:
        return
    rules = load_criterion("fludarabine-renal")
    listed = " and ".join(rules["autoimmunity"])
    same = patient.disease in rules["shown_for"]
    own = " This is the very disease treated here: decide and document." if same else ""
    text = f"The label warns of {listed} after fludarabine, some of them fatal.{own}"
    yield DoseWarning(name="autoimmunity", text=text, source=_LABEL)
    part = made["fludarabine_factor"].value
    if part is None:
        text = "Fludarabine cannot be dosed: renal function is not known."
        yield DoseWarning(name="fludarabine_open", text=text, source=_LABEL)
    elif part == 0:
        text = "Do not give fludarabine: renal function is below the lowest limit."
        yield DoseWarning(name="fludarabine_forbidden", text=text, source=_LABEL)
    elif part < 1:
        text = f"Fludarabine is reduced to {part:.0%} for renal function."
        yield DoseWarning(name="fludarabine_reduced", text=text, source=_LABEL)


def _of_cyclophosphamide(choices: DoseChoices) -> Iterator[DoseWarning]:
    limit = load_criterion("lymphodepletion-schemes")["mesna_from"]
    doses = [
        c.mg_m2 for c in lymphodepletion(choices.scheme) if c.drug == "cyclophosphamide"
    ]
    if doses and max(doses) >= limit:
        text = f"Mesna with cyclophosphamide of {max(doses):g} mg/m2 per day."
        yield DoseWarning(name="mesna", text=text, source=_EBMT)


def _of_kidney(patient: DosePatient, made: dict[str, Step]) -> Iterator[DoseWarning]:
    adult = load_criterion("renal-function")["adult"]
    if patient.age < adult and made["renal_function"].value is not None:
        text = (
            "Renal function of a child is per 1.73 m2; the labels state their limits in "
            "mL/min and for adults."
        )
        yield DoseWarning(name="child", text=text, source=_OURS)


def _of_weight(patient: DosePatient, choices: DoseChoices) -> Iterator[DoseWarning]:
    if patient.weighed is None:
        text = "The date of the weight is not recorded."
        yield DoseWarning(name="weight_undated", text=text, source=_OURS)
        return
    first = min(min(c.days) for c in lymphodepletion(choices.scheme))
    age = (choices.infusion - patient.weighed).days + first
    if not 0 <= age <= _WEIGHT_DAYS:
        text = (
            f"The weight was taken {age} days before lymphodepletion; "
            f"expected 0 to {_WEIGHT_DAYS}: weigh again."
        )
        yield DoseWarning(name="weight_old", text=text, source=_OURS)


def _of_cells(made: dict[str, Step]) -> Iterator[DoseWarning]:
    if made["cells"].why:
        text = "The dose of cells is capped: it is lower than cells per kg x weight."
        yield DoseWarning(name="capped", text=text, source="the study's dose")


def _of_product(
    product: DoseProduct | None, made: dict[str, Step]
) -> Iterator[DoseWarning]:
    if product is None:
        text = "No product was given: the volume is not calculated."
        yield DoseWarning(name="no_product", text=text, source=_OURS)
        return
    if product.viability_when not in {"pre-freeze", "post-thaw"}:
        text = "State whether the viability is pre-freeze or post-thaw."
        yield DoseWarning(name="viability_when", text=text, source=_OURS)
    if product.on_site is not True:
        text = "Lymphodepletion starts only after the product is on site."
        yield DoseWarning(name="not_on_site", text=text, source=_EBMT)
    wanted, there = made["volume"].value, product.volume_ml
    if there is not None and wanted is not None and wanted > there:
        text = f"The bags hold {there:g} mL; the dose needs {wanted:.4g} mL."
        yield DoseWarning(name="too_little", text=text, source=_OURS)


def _of_course() -> Iterator[DoseWarning]:
    text = (
        "After a fever with infection under lymphodepletion, wait for 48 h without fever. "
        "Irradiated blood products only. No prophylactic G-CSF."
    )
    yield DoseWarning(name="before_infusion", text=text, source=_EBMT)


def _of_sources(steps: Iterable[Step]) -> Iterator[DoseWarning]:
    for step in steps:
        if step.certainty in _UNSURE and step.value is not None:
            text = f"{step.title}: {step.certainty.meaning}. Check before use."
            yield DoseWarning(name=f"unsure_{step.name}", text=text, source=step.source)
