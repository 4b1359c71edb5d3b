"""Names of the columns that statistics of a cohort add to those of the record."""

from enum import StrEnum


__all__ = ["StatCol"]


class StatCol(StrEnum):
    """Columns of the frames that this package returns and takes."""

    TIME = "time"
    EVENT = "event"
    CAUSE = "cause"
    ENDPOINT = "endpoint"
    POPULATION = "population"
    ESTIMAND = "estimand"
    K = "k"
    NOT_CALLABLE = "not_callable"
    ESTIMATE = "estimate"
    MISSING = "missing"
    # survival and incidence
    N_RISK = "n_risk"
    N_EVENT = "n_event"
    N_CENSORED = "n_censored"
    SURVIVAL = "survival"
    INCIDENCE = "incidence"
    STD_ERR = "std_err"
    MEDIAN = "median"
    KAPLAN_MEIER = "kaplan_meier"
    # description
    MEAN = "mean"
    SD = "sd"
    Q1 = "q1"
    Q3 = "q3"
    VALUES = "values"
    GEOMETRIC_MEAN = "geometric_mean"
    GEOMETRIC_CV = "geometric_cv"
    PARAMETER = "parameter"
    # courses of patients
    START = "start"
    END = "end"
    ONGOING = "ongoing"
    MARK = "mark"
    SHARE_IN_RESPONSE = "share_in_response"
    RESCUE_DAY = "rescue_day"
    DEATH_DAY = "death_day"
    IN_RESCUE_WINDOW = "in_rescue_window"
    AFTER_NEW_THERAPY = "after_new_therapy"
