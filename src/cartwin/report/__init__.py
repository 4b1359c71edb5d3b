"""The report: one evaluation as one self-contained HTML page, and one page on several."""

from cartwin.report.overview import write_overview
from cartwin.report.page import write_report
from cartwin.report.plate import write_figure
from cartwin.report.style import MARKS, TOKENS, Mark, TimeAxis


__all__ = [
    "MARKS",
    "TOKENS",
    "Mark",
    "TimeAxis",
    "write_figure",
    "write_overview",
    "write_report",
]
