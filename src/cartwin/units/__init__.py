"""One unit per analyte.

Inside cartwin a number never carries a unit: it is in the canonical unit of its
analyte, listed here. Other units are accepted at the doors (files, web, command
line), keyed by analyte and UCUM code, and converted once.
"""

from cartwin.units.analyte import Analyte
from cartwin.units.catalogue import ANALYTES
from cartwin.units.conversion import conversions, from_canonical, to_canonical


__all__ = ["ANALYTES", "Analyte", "conversions", "from_canonical", "to_canonical"]
