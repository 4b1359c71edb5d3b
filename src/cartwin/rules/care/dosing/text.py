"""A dose worksheet as text, to be printed, checked by a second person and signed."""

from collections.abc import Iterator

from cartwin.rules.care.dosing.worksheet import DoseWorksheet, Step


__all__ = ["render_worksheet"]


def render_worksheet(sheet: DoseWorksheet) -> str:
    """Return the worksheet as lines of text.

    Warnings come first; then each step with formula, inputs, result, dates and source;
    last the lines for two signatures.
    """
    return "\n".join(_lines(sheet)) + "\n"


def _lines(sheet: DoseWorksheet) -> Iterator[str]:
    yield from _head(sheet)
    yield "\nWARNINGS"
    for warning in sheet.warnings:
        yield f"  ! {warning.text} [{warning.source}]"
    for number, step in enumerate(sheet.steps, 1):
        yield from _step(number, step)
    yield "\nCalculated by ____________________   Checked by ____________________"


def _head(sheet: DoseWorksheet) -> Iterator[str]:
    patient, choices = sheet.patient, sheet.choices
    weighed = patient.weighed or "date not recorded"
    yield f"DOSE WORKSHEET  {patient.name}  ({patient.disease})"
    yield (
        f"  {patient.sex}, {patient.age:g} years, {patient.height:g} cm, "
        f"{patient.weight:g} kg ({weighed})"
    )
    yield f"  infusion (day 0): {choices.infusion}"
    yield (
        f"  scheme: {choices.scheme}; surface: {choices.surface_formula}; "
        f"fludarabine by label: {choices.label}"
    )


def _step(number: int, step: Step) -> Iterator[str]:
    yield f"\n{number}. {step.title}"
    yield f"   formula: {step.formula}"
    if step.inputs:
        yield f"   with:    {'; '.join(map(str, step.inputs))}"
    shown = "not calculated" if step.value is None else f"{step.value:.6g} {step.unit}"
    why = f" ({step.why})" if step.why else ""
    yield f"   result:  {shown.rstrip()}{why}"
    if step.dates:
        yield f"   on:      {', '.join(map(str, step.dates))}"
    yield f"   source:  {step.source} [{step.certainty}]"
