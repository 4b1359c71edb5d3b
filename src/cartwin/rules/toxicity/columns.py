"""Names of the columns that the rules of toxicity add to those of all rules."""

from enum import StrEnum


__all__ = ["ToxCol"]


class ToxCol(StrEnum):
    """Columns of the frames that rules of toxicity return, one constant each."""

    # episodes
    EPISODE = "episode"
    EPISODE_DAYS = "episode_days"
    ONGOING = "ongoing"
    # counts by day
    LOWEST = "lowest"
    SECOND_LOWEST = "second_lowest"
    DAYS_KNOWN = "days_known"
    DAYS_WINDOW = "days_window"
    SINCE_START = "low_since_start"
    DAYS_LE_500 = "days_le_500"
    DAYS_LE_100 = "days_le_100"
    DAYS_LT_100 = "days_lt_100"
    DAYS_LT_50 = "days_lt_50"
    DAYS_LT_20 = "days_lt_20"
    TESTS = "tests"
    # scores and sets of criteria
    SCORE = "score"
    SCORE_LOW = "score_low"
    SCORE_HIGH = "score_high"
    RISK = "risk"
    MET = "met"
    UNKNOWN = "unknown"
    CALL = "call"
    # forms
    ENTRY = "entry"
    COMMON = "common"
    OTHERS = "others"
    ONSET = "onset"
