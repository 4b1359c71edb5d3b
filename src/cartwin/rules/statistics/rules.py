"""The statistics of a cohort that can be asked of any record."""

from cartwin.rules.rule import Rule
from cartwin.rules.statistics.curves import duration_curve, response_curve
from cartwin.rules.statistics.response_rate import response_rate
from cartwin.rules.statistics.response_times import duration_of_response, time_to_response


__all__ = ["RULES"]

_TABLES = ("observations", "treatments", "assessments", "milestones")

RULES: tuple[Rule, ...] = (
    Rule(
        name="orr",
        title="Response rates in ITP with exact intervals, infused and evaluable",
        criterion="cohort-statistics",
        tables=_TABLES,
        apply=response_rate,
    ),
    Rule(
        name="time-to-response",
        title="First response in ITP of each patient, or what came before",
        criterion="cohort-statistics",
        tables=_TABLES,
        apply=time_to_response,
    ),
    Rule(
        name="km-response",
        title="Cumulative incidence of response in ITP; rescue and death compete",
        criterion="cohort-statistics",
        tables=_TABLES,
        apply=response_curve,
    ),
    Rule(
        name="duration-of-response",
        title="How long the response in ITP of each responder lasted",
        criterion="cohort-statistics",
        tables=_TABLES,
        apply=duration_of_response,
    ),
    Rule(
        name="km-duration",
        title="Responders still in response, by Kaplan and Meier",
        criterion="cohort-statistics",
        tables=_TABLES,
        apply=duration_curve,
    ),
)
