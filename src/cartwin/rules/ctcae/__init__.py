"""Common Terminology Criteria for Adverse Events (CTCAE), versions 5.0 and 6.0.

`grade_laboratory` grades every laboratory value of a record that a term is about,
`grade_value` one value. Other terms are graded by people: `check_grades` says which of
their grades exist, `flag_adverse_events` which are treatment-emergent. What cannot be told
has no grade, and `why` names what is missing.
"""

from cartwin.rules.ctcae.assumptions import AS_RECORDED, WORST_CASE, Assumptions
from cartwin.rules.ctcae.calcium import correct_calcium, corrected_calcium
from cartwin.rules.ctcae.catalogue import RULES
from cartwin.rules.ctcae.clinical import adverse_event_table, flag_adverse_events
from cartwin.rules.ctcae.columns import CTCAE, CtcaeCol, CtcaeItem
from cartwin.rules.ctcae.expected import flag_expected
from cartwin.rules.ctcae.fever import grade_febrile_neutropenia, grade_febrile_visits
from cartwin.rules.ctcae.picklist import check_grades, list_choices
from cartwin.rules.ctcae.record import grade_ctcae, grade_laboratory
from cartwin.rules.ctcae.rows import grade_terms
from cartwin.rules.ctcae.scalar import grade_count, grade_value
from cartwin.rules.ctcae.tables import emergent_table, shift_table
from cartwin.rules.ctcae.terms import Term, find_term, list_terms
from cartwin.rules.ctcae.terms_file import read_terms


__all__ = [
    "AS_RECORDED",
    "CTCAE",
    "RULES",
    "WORST_CASE",
    "Assumptions",
    "CtcaeCol",
    "CtcaeItem",
    "Term",
    "adverse_event_table",
    "check_grades",
    "correct_calcium",
    "corrected_calcium",
    "emergent_table",
    "find_term",
    "flag_adverse_events",
    "flag_expected",
    "grade_count",
    "grade_ctcae",
    "grade_febrile_neutropenia",
    "grade_febrile_visits",
    "grade_laboratory",
    "grade_terms",
    "grade_value",
    "list_choices",
    "list_terms",
    "read_terms",
    "shift_table",
]
