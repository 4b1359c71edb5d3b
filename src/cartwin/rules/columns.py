"""Names of the columns that rules add to those of the record."""

from enum import StrEnum


__all__ = ["RuleCol"]


class RuleCol(StrEnum):
    """Columns of the frames that rules return, one constant each."""

    WHY = "why"
    EVIDENCE = "evidence"
    SOURCE_NOTE = "source_note"
    # grades
    ONSET_DAY = "onset_day"
    MAX_DAY = "max_day"
    RESOLUTION_DAY = "resolution_day"
    GRADABLE = "gradable"
    NOT_GRADABLE = "not_gradable"
    BASELINE_GRADE = "baseline_grade"
    EMERGENT = "emergent"
    # response
    BASELINE = "baseline"
    BEST = "best"
    FIRST_R_DAY = "first_r_day"
    FIRST_CR_DAY = "first_cr_day"
    LOSS_DAY = "loss_day"
    COUNTS_EXCLUDED = "counts_excluded"
    CENSORED_AT = "censored_at"
    # B cells
    DEPLETED_DAY = "depleted_day"
    ELIMINATED_DAY = "eliminated_day"
    RECOVERY_DAY = "recovery_day"
    APLASIA_DAYS = "aplasia_days"
    APLASTIC_AT_LAST = "aplastic_at_last"
    LAST_DAY = "last_day"
    NAIVE_SHARE_AT_RETURN = "naive_share_at_return"
    # autoantibody
    POSITIVE_AT_BASELINE = "positive_at_baseline"
    NEGATIVE_AFTER = "negative_after"
    FIRST_NEGATIVE_DAY = "first_negative_day"
    NEGATIVE_AT_LAST = "negative_at_last"
    # cellular kinetics
    CMAX = "cmax"
    TMAX = "tmax"
    AUC_0_28 = "auc_0_28"
    AUC_TRUNCATED = "auc_truncated"
    CLAST = "clast"
    TLAST = "tlast"
    EXPANSION = "expansion"
    FLAGS = "flags"
    RULE_VERSION = "rule_version"
    # criteria
    NAME = "name"
    TITLE = "title"
    CITATION = "citation"
    NOTES = "notes"
