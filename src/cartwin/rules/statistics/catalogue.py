"""The statistics of a cohort that can be asked of any record."""

from cartwin.rules.rule import Rule, declare
from cartwin.rules.statistics.curves import duration_curve, response_curve
from cartwin.rules.statistics.response_rate import response_rate
from cartwin.rules.statistics.response_times import duration_of_response, time_to_response


__all__ = ["RULES"]

_BY = "cohort-statistics"
_TABLES = ("observations", "treatments", "assessments", "milestones")

RULES: tuple[Rule, ...] = (
    declare(
        "orr", "Response rates in ITP with exact intervals, infused and evaluable",
        _BY, response_rate, *_TABLES,
    ),
    declare(
        "time-to-response", "First response in ITP of each patient, or what came before",
        _BY, time_to_response, *_TABLES,
    ),
    declare(
        "km-response", "Cumulative incidence of response in ITP; rescue and death compete",
        _BY, response_curve, *_TABLES,
    ),
    declare(
        "duration-of-response", "How long the response in ITP of each responder lasted",
        _BY, duration_of_response, *_TABLES,
    ),
    declare(
        "km-duration", "Responders still in response, by Kaplan and Meier",
        _BY, duration_curve, *_TABLES,
    ),
)  # fmt: skip
