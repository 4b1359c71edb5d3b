"""Time to response and duration of response in ITP, with rescue and death accounted for.

Time to response among responders alone is biased; here every infused patient counts.
"""

from collections.abc import Mapping

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.statistics.columns import StatCol
from cartwin.rules.statistics.estimand import Estimand, infused, intercurrent, responses
from cartwin.rules.statistics.incidence import CENSORED
from cartwin.study import Col, Study


__all__ = ["duration_of_response", "time_to_response"]

_LAST = pl.col(RuleCol.LAST_DAY)
_NO_COUNT = "no platelet count after infusion"


def time_to_response(
    study: Study, *, estimand: Estimand = Estimand.COMPETING, complete: bool = False
) -> pl.DataFrame:
    """Return when each infused patient responded, or what came before.

    Parameters
    ----------
    estimand
        What a rescue before the response means: an outcome of its own (`competing`), the
        end of what is known (`hypothetical`), or nothing (`treatment_policy`).
    complete
        Ask for a complete response.

    Returns
    -------
    DataFrame
        patient, estimand, time [d since infusion], cause (`response`, `rescue`, `death`,
        `censored` at the last count), why. Time and cause are null where nothing is known.
    """
    wanted = RuleCol.FIRST_CR_DAY if complete else RuleCol.FIRST_R_DAY
    calls = _calls(study, estimand).with_columns(pl.lit(0.0).alias(StatCol.START))
    ends = {"response": pl.col(wanted)}
    return _first(intercurrent(study, calls), ends, estimand).select(
        Col.PATIENT, StatCol.ESTIMAND, StatCol.TIME, StatCol.CAUSE, RuleCol.WHY
    )


def duration_of_response(
    study: Study, *, estimand: Estimand = Estimand.COMPETING
) -> pl.DataFrame:
    """Return how long the best response of each responder lasted, or has lasted so far.

    From the first day of the best confirmed response to its loss.

    Parameters
    ----------
    estimand
        What a rescue during the response means, as in `time_to_response`.

    Returns
    -------
    DataFrame
        patient, estimand, best (`R` or `CR`), start, end, time [d], cause (`loss`,
        `rescue`, `death`, `censored` at the last count), share_in_response (of the days
        from the infusion to the last count).
    """
    start = pl.coalesce(RuleCol.FIRST_CR_DAY, RuleCol.FIRST_R_DAY).alias(StatCol.START)
    calls = _calls(study, estimand).filter(pl.col(RuleCol.BEST).is_in(["R", "CR"]))
    courses = intercurrent(study, calls.with_columns(start))
    end, begun = pl.col(StatCol.TIME), pl.col(StatCol.START)
    share = pl.when(_LAST > 0).then((pl.min_horizontal(end, _LAST) - begun) / _LAST)
    return _first(courses, {"loss": pl.col(RuleCol.LOSS_DAY)}, estimand).select(
        *(Col.PATIENT, StatCol.ESTIMAND, RuleCol.BEST, StatCol.START),
        end.alias(StatCol.END),
        end - begun,
        StatCol.CAUSE,
        share.alias(StatCol.SHARE_IN_RESPONSE),
    )


def _calls(study: Study, estimand: Estimand) -> pl.DataFrame:
    calls = responses(study, estimand).drop(RuleCol.WHY, RuleCol.EVIDENCE)
    return infused(study).join(calls, on=Col.PATIENT, how="left")


def _first(
    courses: pl.DataFrame, endpoint: Mapping[str, pl.Expr], estimand: Estimand
) -> pl.DataFrame:
    """Return what came first, and when; of two on the same day the endpoint goes first."""
    rescue, death = pl.col(StatCol.RESCUE_DAY), pl.col(StatCol.DEATH_DAY)
    known = {**endpoint, "death": death, CENSORED: _LAST}
    if estimand is Estimand.COMPETING:
        known = {**endpoint, "rescue": rescue, "death": death, CENSORED: _LAST}
    if estimand is Estimand.HYPOTHETICAL:
        known[CENSORED] = pl.min_horizontal(_LAST, rescue)
    time = pl.col(StatCol.TIME)
    cause = pl.coalesce(pl.when(day == time).then(pl.lit(n)) for n, day in known.items())
    nothing = pl.when(time.is_null()).then(pl.lit(_NO_COUNT)).otherwise(pl.lit(""))
    return courses.with_columns(
        pl.min_horizontal(*known.values()).alias(StatCol.TIME),
        pl.lit(str(estimand)).alias(StatCol.ESTIMAND),
    ).with_columns(cause.alias(StatCol.CAUSE), nothing.alias(RuleCol.WHY))
