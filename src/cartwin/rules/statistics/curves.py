"""The curves of a study: how many have responded by when, and how long responses last."""

import polars as pl

from cartwin.rules.statistics.columns import StatCol
from cartwin.rules.statistics.estimand import Estimand
from cartwin.rules.statistics.incidence import CENSORED, cumulative_incidence
from cartwin.rules.statistics.kaplan_meier import kaplan_meier
from cartwin.rules.statistics.response_times import duration_of_response, time_to_response
from cartwin.study import Col, Study


__all__ = ["duration_curve", "response_curve"]

_CAUSE = pl.col(StatCol.CAUSE)


def response_curve(
    study: Study, *, estimand: Estimand = Estimand.COMPETING, complete: bool = False
) -> pl.DataFrame:
    """Return the share of patients who have responded by each day, and of what came before.

    Parameters
    ----------
    estimand, complete
        As in `time_to_response`.

    Returns
    -------
    DataFrame
        estimand and what `cumulative_incidence` returns, with kaplan_meier: one minus the
        survival if all other causes were censorings, which is larger.
    """
    times = time_to_response(study, estimand=estimand, complete=complete)
    table = cumulative_incidence(times)
    alone = [
        kaplan_meier(times.with_columns((cause == _CAUSE).alias(StatCol.EVENT))).select(
            pl.lit(cause).alias(StatCol.CAUSE),
            StatCol.TIME,
            (1 - pl.col(StatCol.SURVIVAL)).alias(StatCol.KAPLAN_MEIER),
        )
        for cause in table[StatCol.CAUSE].unique().sort()
    ]
    none = pl.lit(None, pl.Float64).alias(StatCol.KAPLAN_MEIER)
    keys = [StatCol.CAUSE, StatCol.TIME]
    with_both = table.join(pl.concat(alone), on=keys) if alone else table.with_columns(none)
    named = pl.lit(str(estimand)).alias(StatCol.ESTIMAND)
    return with_both.select(named, pl.all()).sort(StatCol.CAUSE, StatCol.TIME)


def duration_curve(
    study: Study, *, estimand: Estimand = Estimand.HYPOTHETICAL
) -> pl.DataFrame:
    """Return the share of responders still in response, by time since it was achieved.

    Loss and death end a response; so does a rescue if it is an outcome of its own
    (`competing`).

    Returns
    -------
    DataFrame
        estimand and what `kaplan_meier` returns, all responders and by best response.
    """
    lasted = duration_of_response(study, estimand=estimand)
    ended = lasted.with_columns((_CAUSE != CENSORED).alias(StatCol.EVENT))
    by_best = kaplan_meier(ended, by="best")
    named = pl.lit(str(estimand)).alias(StatCol.ESTIMAND)
    return (
        pl.concat([kaplan_meier(ended), by_best])
        .select(named, pl.all())
        .sort(Col.GROUP, StatCol.TIME)
    )
