"""Virtual trials: cohorts, and how their outcomes compare with what was reported."""

from cartwin.trial.cell_outcomes import ONE_MONTH
from cartwin.trial.cohorts import INDEX, draw_candidates, simulate_cohorts
from cartwin.trial.compare import compare, tail_probability
from cartwin.trial.comparison import CONVENTION, ClaimResult, Comparison, Tally
from cartwin.trial.covariates import assumptions_of
from cartwin.trial.evaluate import Evaluation, evaluate
from cartwin.trial.key_outcomes import KeyOutcome, key_outcomes
from cartwin.trial.measure import Measure, Summary, measure_cohorts, patients_looked_at
from cartwin.trial.measures import MEASURES, WITHOUT
from cartwin.trial.outcome import Outcome
from cartwin.trial.outcomes import tabulate_outcomes
from cartwin.trial.overlap import Counted, Overlap, count_once, declared_overlaps
from cartwin.trial.plans import plan_cohorts
from cartwin.trial.pooled import Pooled, PooledOutcome, pool
from cartwin.trial.side_by_side import SideBySide, compare_variants
from cartwin.trial.standing import Standing
from cartwin.trial.telling_apart import best_days, separate


__all__ = [
    "CONVENTION",
    "INDEX",
    "MEASURES",
    "ONE_MONTH",
    "WITHOUT",
    "ClaimResult",
    "Comparison",
    "Counted",
    "Evaluation",
    "KeyOutcome",
    "Measure",
    "Outcome",
    "Overlap",
    "Pooled",
    "PooledOutcome",
    "SideBySide",
    "Standing",
    "Summary",
    "Tally",
    "assumptions_of",
    "best_days",
    "compare",
    "compare_variants",
    "count_once",
    "declared_overlaps",
    "draw_candidates",
    "evaluate",
    "key_outcomes",
    "measure_cohorts",
    "patients_looked_at",
    "plan_cohorts",
    "pool",
    "separate",
    "simulate_cohorts",
    "tabulate_outcomes",
    "tail_probability",
]
