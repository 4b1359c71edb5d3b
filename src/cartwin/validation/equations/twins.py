"""The equations of the twins, with the units that are promised for them."""

from functools import cache
from pathlib import Path

from cartwin.biology import ACTIONS
from cartwin.twin import DISEASES, parameters_of, system_of
from cartwin.units import ANALYTES
from cartwin.validation.equations.run import Units, units_of
from cartwin.validation.suite import Check, Verdict


__all__ = ["equations", "twin_units"]


@cache
def twin_units(disease: str) -> Units:
    """Return the units that the equations of a disease give.

    Actions must come out in the unit that they are declared with, and readouts that are
    named as an analyte in its canonical unit.

    >>> found = twin_units("itp").found
    >>> print(found["PLAT"], "|", found["kimm"])
    1e+09 L^-1 | d^-1

    Raises
    ------
    ModelError
        If there is no twin of the disease.
    """
    actions = {name: action.unit for name, action in ACTIONS.items()}
    analytes = {code: analyte.unit for code, analyte in ANALYTES.items()}
    parameters = {p.name: p.unit for p in parameters_of(disease)}
    return units_of(system_of(disease), parameters, {**analytes, **actions})


def equations(data: Path | None = None) -> Verdict:
    """Return whether units go together in every equation of every disease.

    Parameters
    ----------
    data
        Not used: nothing of others is compared with.
    """
    return Verdict(
        suite="equations",
        checks=tuple(check for disease in DISEASES for check in _checks(disease)),
    )


def _checks(disease: str) -> list[Check]:
    units, fine = twin_units(disease), "units go together"
    wrong = {
        equation: "; ".join(str(f) for f in units.faults if f.equation == equation)
        for equation in units.checked
    }
    return [
        Check(name=f"{disease}: {e}", expected=fine, found=w or fine, passed=not w)
        for e, w in wrong.items()
    ]
