"""Names of the columns that response criteria add to those of the record."""

from enum import StrEnum


__all__ = ["ResponseCol"]


class ResponseCol(StrEnum):
    """Columns of the frames that response criteria return, one constant each."""

    CALL = "call"
    SCORE = "score"
    CLINICAL_SCORE = "clinical_score"
    N_IMPROVED = "n_improved"
    PRESET = "preset"
    OFF_SINCE = "off_since"
    FROM_DAY = "from_day"
    COMPLETE = "complete"
    SKIN = "skin"
    MUCOSAE = "mucosae"
    ORGANS = "organs"
    FIRST_PARTIAL_DAY = "first_partial_day"
    FIRST_COMPLETE_DAY = "first_complete_day"
    RELAPSE_DAY = "relapse_day"
    ENZYME = "enzyme"
    SUBSET = "subset"
    REMISSION = "remission"
