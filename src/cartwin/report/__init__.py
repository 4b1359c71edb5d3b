"""The report: self-contained HTML pages on evaluations and on diseases, and figures."""

from cartwin.report.assumed import ABOUT_SHARES, brief_shares, share_words, tell_shares
from cartwin.report.disease_page import write_disease
from cartwin.report.export import LANGUAGES, write_model
from cartwin.report.foretold_figure import draw_foretold, foretold_height
from cartwin.report.mechanism_figure import draw_mechanism
from cartwin.report.overview import write_overview
from cartwin.report.page import write_report
from cartwin.report.plate import write_figure
from cartwin.report.scenario_figure import write_scenarios
from cartwin.report.sensitivity_figure import (
    SensitivityFigure,
    draw_certainties,
    draw_modules,
)
from cartwin.report.sensitivity_figure_parameters import draw_parameters
from cartwin.report.style import TOKENS
from cartwin.report.treatments_page import Treatments, write_treatments
from cartwin.report.treatments_summary import judge_treatments
from cartwin.report.treatments_tables import (
    TREATMENT_TABLES,
    TreatmentCell,
    TreatmentTable,
    tabulate_treatments,
)
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
    "ABOUT_SHARES",
    "LANGUAGES",
    "TOKENS",
    "TREATMENT_TABLES",
    "SensitivityFigure",
    "TreatmentCell",
    "TreatmentTable",
    "Treatments",
    "VariantsFigure",
    "brief_shares",
    "difference_words",
    "differs",
    "draw_certainties",
    "draw_foretold",
    "draw_mechanism",
    "draw_modules",
    "draw_parameters",
    "estimate_words",
    "foretold_height",
    "judge_treatments",
    "name_observable",
    "prior_words",
    "separation_words",
    "share_words",
    "tabulate_treatments",
    "tell_shares",
    "write_disease",
    "write_figure",
    "write_model",
    "write_overview",
    "write_report",
    "write_scenarios",
    "write_treatments",
    "write_variants",
]
