"""The published criteria, as functions over the record.

`judge` applies them all to a study. Thresholds, citations and how sure we are of each are
data: see `list_criteria`. What cannot be graded or called is null, and `why` says what is
missing.
"""

from cartwin.rules import care, ctcae, nca, response, statistics, toxicity
from cartwin.rules.antibody import antibody_clearance
from cartwin.rules.b_cells import BCellCourse, b_cell_reset, call_b_cells, naive_share
from cartwin.rules.catalogue import find_rule, rule_catalogue
from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import Criterion, Item, list_criteria, load_criterion
from cartwin.rules.crs import CRS, CrsItem, grade_crs, grade_crs_visits
from cartwin.rules.ctcae import grade_count, grade_ctcae
from cartwin.rules.emergent import flag_emergent, is_emergent
from cartwin.rules.exact import ExactInterval, Summary, exact_interval, summarise
from cartwin.rules.grade import Grade
from cartwin.rules.half_life import HalfLife, copies_per_cell, terminal_half_life
from cartwin.rules.icans import ICANS, IcansItem, grade_icans, grade_icans_visits
from cartwin.rules.iwg import Count, ItpResponse, call_iwg
from cartwin.rules.judgement import JUDGED_BY, Judgement, judge
from cartwin.rules.kinetics import Kinetics, call_kinetics, car_kinetics
from cartwin.rules.option import Option, chosen
from cartwin.rules.phase import ItpPhase, itp_phase
from cartwin.rules.response.itp_inputs import BLEEDING
from cartwin.rules.response.itp_record import call_itp_response
from cartwin.rules.rule import Rule
from cartwin.rules.scores import (
    score_capd,
    score_capd_visits,
    score_ice,
    score_ice_visits,
)
from cartwin.rules.suited import EVERY_DISEASE, SUITED, Suited, apply_suited
from cartwin.rules.told import not_said
from cartwin.rules.worst import worst_grades


__all__ = [
    "BLEEDING",
    "CRS",
    "EVERY_DISEASE",
    "ICANS",
    "JUDGED_BY",
    "SUITED",
    "BCellCourse",
    "Count",
    "Criterion",
    "CrsItem",
    "ExactInterval",
    "Grade",
    "HalfLife",
    "IcansItem",
    "Item",
    "ItpPhase",
    "ItpResponse",
    "Judgement",
    "Kinetics",
    "Option",
    "Rule",
    "RuleCol",
    "Suited",
    "Summary",
    "antibody_clearance",
    "apply_suited",
    "b_cell_reset",
    "call_b_cells",
    "call_itp_response",
    "call_iwg",
    "call_kinetics",
    "car_kinetics",
    "care",
    "chosen",
    "copies_per_cell",
    "ctcae",
    "exact_interval",
    "find_rule",
    "flag_emergent",
    "grade_count",
    "grade_crs",
    "grade_crs_visits",
    "grade_ctcae",
    "grade_icans",
    "grade_icans_visits",
    "is_emergent",
    "itp_phase",
    "judge",
    "list_criteria",
    "load_criterion",
    "naive_share",
    "nca",
    "not_said",
    "response",
    "rule_catalogue",
    "score_capd",
    "score_capd_visits",
    "score_ice",
    "score_ice_visits",
    "statistics",
    "summarise",
    "terminal_half_life",
    "toxicity",
    "worst_grades",
]
