"""The report: one evaluation as one self-contained HTML page, and one page on several."""

from cartwin.report.overview import write_overview
from cartwin.report.page import write_report
from cartwin.report.plate import write_figure
from cartwin.report.style import MARKS, TOKENS, Mark, TimeAxis
from cartwin.report.variant_words import (
    difference_words,
    differs,
    estimate_words,
    prior_words,
    separation_words,
)
from cartwin.report.variants_figure import VariantsFigure
from cartwin.report.variants_page import name_observable, write_variants


__all__ = [
    "MARKS",
    "TOKENS",
    "Mark",
    "TimeAxis",
    "VariantsFigure",
    "difference_words",
    "differs",
    "estimate_words",
    "name_observable",
    "prior_words",
    "separation_words",
    "write_figure",
    "write_overview",
    "write_report",
    "write_variants",
]
