"""One unit per analyte.

Inside cartwin a number never carries a unit: it is in the canonical unit of its
analyte, listed here. Other units are accepted at the doors (files, web, command
line), keyed by analyte and UCUM code, and converted once.
"""

from cartwin.units.analyte import Analyte
from cartwin.units.catalogue import ANALYTES
from cartwin.units.conversion import conversions, from_canonical, to_canonical
from cartwin.units.spelling import analyte_hint, analyte_named, nearest_analyte, ucum_of


__all__ = [
    "ANALYTES",
    "Analyte",
    "analyte_hint",
    "analyte_named",
    "conversions",
    "from_canonical",
    "nearest_analyte",
    "to_canonical",
    "ucum_of",
]
