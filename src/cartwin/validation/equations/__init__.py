"""The suite `equations`: whether units go together in every equation of every twin."""

from cartwin.validation.equations.run import Fault, Units, units_of
from cartwin.validation.equations.twins import equations, twin_units
from cartwin.validation.equations.unit import Unit, UnitError, unit_of


__all__ = [
    "Fault",
    "Unit",
    "UnitError",
    "Units",
    "equations",
    "twin_units",
    "unit_of",
    "units_of",
]
