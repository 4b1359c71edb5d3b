"""Virtual trials: cohorts, and how their outcomes compare with what was reported."""

from cartwin.trial.cell_outcomes import ONE_MONTH
from cartwin.trial.cohorts import INDEX, draw_candidates, simulate_cohorts
from cartwin.trial.compare import compare, tail_probability
from cartwin.trial.comparison import CONVENTION, ClaimResult, Comparison, Tally
from cartwin.trial.covariates import assumptions_of
from cartwin.trial.evaluate import Evaluation, evaluate
from cartwin.trial.measure import Measure, Summary, measure_cohorts, patients_looked_at
from cartwin.trial.measures import MEASURES
from cartwin.trial.outcome import Outcome
from cartwin.trial.outcomes import tabulate_outcomes
from cartwin.trial.plans import plan_cohorts
from cartwin.trial.standing import Standing


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
    "Standing",
    "Summary",
    "Tally",
    "assumptions_of",
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
