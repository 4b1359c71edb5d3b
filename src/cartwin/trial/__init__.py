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
from cartwin.trial.populations.scoring import Foretold, Score, foretell, score
from cartwin.trial.sensitivity.analysis import BY, Sensitivity, analyse_sensitivity
from cartwin.trial.sensitivity.by_rule import shares_by_rule
from cartwin.trial.sensitivity.by_treatment import shares_by_treatment
from cartwin.trial.sensitivity.endpoints import endpoints_of, find_endpoints
from cartwin.trial.sensitivity.indices import require_salib
from cartwin.trial.sensitivity.kept import (
    KeptShares,
    kept_rule_share,
    kept_shares,
    kept_treatment_share,
    read_kept,
    stale_shares,
    text_of_shares,
)
from cartwin.trial.sensitivity.of_numbers import (
    Shares,
    shares_of_claim,
    shares_of_pooled,
)
from cartwin.trial.sensitivity.share import (
    AssumedShare,
    assumed_share,
    shares_of,
    usual_regimen,
)
from cartwin.trial.side_by_side import SideBySide, compare_variants
from cartwin.trial.standing import Standing
from cartwin.trial.telling_apart import best_days, separate
from cartwin.trial.treatments import (
    CAR_T,
    NO_MODEL,
    POPULATIONS,
    TREATMENT_MEASURES,
    TREATMENTS,
    UNTREATED,
    Beyond,
    Fact,
    Treatment,
    TreatmentComparison,
    compare_treatments,
    find_treatment,
    published_beyond,
    published_facts,
    simulate_treatments,
    treatment_measure,
)


__all__ = [
    "BY",
    "CAR_T",
    "CONVENTION",
    "INDEX",
    "MEASURES",
    "NO_MODEL",
    "ONE_MONTH",
    "POPULATIONS",
    "TREATMENTS",
    "TREATMENT_MEASURES",
    "UNTREATED",
    "WITHOUT",
    "AssumedShare",
    "Beyond",
    "ClaimResult",
    "Comparison",
    "Counted",
    "Evaluation",
    "Fact",
    "Foretold",
    "KeptShares",
    "KeyOutcome",
    "Measure",
    "Outcome",
    "Overlap",
    "Pooled",
    "PooledOutcome",
    "Score",
    "Sensitivity",
    "Shares",
    "SideBySide",
    "Standing",
    "Summary",
    "Tally",
    "Treatment",
    "TreatmentComparison",
    "analyse_sensitivity",
    "assumed_share",
    "assumptions_of",
    "best_days",
    "compare",
    "compare_treatments",
    "compare_variants",
    "count_once",
    "declared_overlaps",
    "draw_candidates",
    "endpoints_of",
    "evaluate",
    "find_endpoints",
    "find_treatment",
    "foretell",
    "kept_rule_share",
    "kept_shares",
    "kept_treatment_share",
    "key_outcomes",
    "measure_cohorts",
    "patients_looked_at",
    "plan_cohorts",
    "pool",
    "published_beyond",
    "published_facts",
    "read_kept",
    "require_salib",
    "score",
    "separate",
    "shares_by_rule",
    "shares_by_treatment",
    "shares_of",
    "shares_of_claim",
    "shares_of_pooled",
    "simulate_cohorts",
    "simulate_treatments",
    "stale_shares",
    "tabulate_outcomes",
    "tail_probability",
    "text_of_shares",
    "treatment_measure",
    "usual_regimen",
]
