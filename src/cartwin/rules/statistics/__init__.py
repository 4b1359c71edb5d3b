"""What a paper reports of a cohort: exact intervals, survival, incidence, durations."""

from cartwin.rules.statistics.boin import Boin, boin_boundaries, boin_decisions
from cartwin.rules.statistics.catalogue import RULES
from cartwin.rules.statistics.columns import StatCol
from cartwin.rules.statistics.cox import Cox, Ties, proportional_hazards
from cartwin.rules.statistics.curves import duration_curve, response_curve
from cartwin.rules.statistics.description import describe, describe_geometric
from cartwin.rules.statistics.estimand import Estimand, infused
from cartwin.rules.statistics.follow_up import last_contact
from cartwin.rules.statistics.incidence import CENSORED, cumulative_incidence
from cartwin.rules.statistics.intervals import (
    Method,
    exact_limits,
    wilson_limits,
    with_interval,
)
from cartwin.rules.statistics.kaplan_meier import Transform, kaplan_meier
from cartwin.rules.statistics.logrank import LogRank, log_rank
from cartwin.rules.statistics.quantiles import NOT_REACHED, median_survival
from cartwin.rules.statistics.response_rate import response_rate
from cartwin.rules.statistics.response_times import duration_of_response, time_to_response
from cartwin.rules.statistics.risk_sets import times_to_event
from cartwin.rules.statistics.simon import Simon, SimonDesign, simon_two_stage
from cartwin.rules.statistics.spaghetti import Spaghetti, spaghetti
from cartwin.rules.statistics.swimmer import Swimmer, swimmer


__all__ = [
    "CENSORED",
    "NOT_REACHED",
    "RULES",
    "Boin",
    "Cox",
    "Estimand",
    "LogRank",
    "Method",
    "Simon",
    "SimonDesign",
    "Spaghetti",
    "StatCol",
    "Swimmer",
    "Ties",
    "Transform",
    "boin_boundaries",
    "boin_decisions",
    "cumulative_incidence",
    "describe",
    "describe_geometric",
    "duration_curve",
    "duration_of_response",
    "exact_limits",
    "infused",
    "kaplan_meier",
    "last_contact",
    "log_rank",
    "median_survival",
    "proportional_hazards",
    "response_curve",
    "response_rate",
    "simon_two_stage",
    "spaghetti",
    "swimmer",
    "time_to_response",
    "times_to_event",
    "wilson_limits",
    "with_interval",
]
