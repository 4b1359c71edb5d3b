"""The verb that makes a dose worksheet."""

from cartwin.rules.care.dosing.asked import DoseChoices, DosePatient, DoseProduct
from cartwin.rules.care.dosing.cautions import warnings_of
from cartwin.rules.care.dosing.steps import steps_of
from cartwin.rules.care.dosing.worksheet import DoseWorksheet


__all__ = ["dose_worksheet"]


def dose_worksheet(
    patient: DosePatient, choices: DoseChoices, product: DoseProduct | None = None
) -> DoseWorksheet:
    """Return all doses of one patient, with every step and every warning.

    Nothing is rounded; whoever prepares the dose rounds, and writes down how.

    Examples
    --------
    >>> from datetime import date
    >>> sheet = dose_worksheet(
    ...     DosePatient(
    ...         name="P1", disease="itp", sex="female", age=8, weight=26, height=128,
    ...         creatinine=0.5,
    ...     ),
    ...     DoseChoices(
    ...         infusion=date(2024, 3, 3), scheme="itp_nct06352281", per_kg=1.5e5,
    ...         label="us_current",
    ...     ),
    ... )
    >>> round(sheet["fludarabine"].value, 2), [str(d) for d in sheet["fludarabine"].dates]
    (28.84, ['2024-02-27', '2024-02-28', '2024-02-29'])

    Raises
    ------
    DataError, ValueError
        If a size is not positive, a fraction is above 1, or a scheme, label, formula, sex
        or unit is not known.
    """
    steps = steps_of(patient, choices, product)
    return DoseWorksheet(
        patient=patient,
        choices=choices,
        product=product,
        steps=steps,
        warnings=warnings_of(patient, choices, product, steps),
    )
