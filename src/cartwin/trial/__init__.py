"""Virtual trials: cohorts, and how their outcomes compare with what was reported."""

from cartwin.trial.cohorts import INDEX, draw_candidates, plan_cohorts, simulate_cohorts
from cartwin.trial.compare import compare, tail_probability
from cartwin.trial.comparison import CONVENTION, ClaimResult, Comparison, Tally
from cartwin.trial.evaluate import Evaluation, evaluate
from cartwin.trial.measures import (
    MEASURES,
    Measure,
    Summary,
    measure_cohorts,
    patients_looked_at,
)
from cartwin.trial.outcomes import ONE_MONTH, Outcome, tabulate_outcomes


__all__ = [
    "CONVENTION",
    "INDEX",
    "MEASURES",
    "ONE_MONTH",
    "ClaimResult",
    "Comparison",
    "Evaluation",
    "Measure",
    "Outcome",
    "Summary",
    "Tally",
    "compare",
    "draw_candidates",
    "evaluate",
    "measure_cohorts",
    "patients_looked_at",
    "plan_cohorts",
    "simulate_cohorts",
    "tabulate_outcomes",
    "tail_probability",
]
