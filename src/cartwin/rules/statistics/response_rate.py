"""Response rates with exact intervals, over the infused and over the evaluable."""

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.rules.statistics.columns import StatCol
from cartwin.rules.statistics.estimand import Estimand, infused, responses
from cartwin.rules.statistics.intervals import Method, with_interval
from cartwin.study import Col, Study


__all__ = ["response_rate"]

_BEST = pl.col(RuleCol.BEST)
_ENDPOINTS = {"response": _BEST.is_in(["R", "CR"]), "complete response": _BEST == "CR"}
_POPULATIONS = {"infused": pl.lit(value=True), "evaluable": _BEST.is_not_null()}


def response_rate(
    study: Study,
    *,
    estimand: Estimand = Estimand.HYPOTHETICAL,
    level: float | None = None,
    method: Method = Method.EXACT,
) -> pl.DataFrame:
    """Return the rate of response in ITP (IWG 2009), R or better and CR.

    Parameters
    ----------
    estimand
        Whether counts after a rescue speak (`treatment_policy`) or not (the others).
    level, method
        Of the interval; 95 % and exact by default.

    Returns
    -------
    DataFrame
        endpoint, population (`infused` for safety, `evaluable` for efficacy: those whose
        response can be called), estimand, k, n, estimate, low, high, values. Of fewer than
        five patients `values` lists patient and best response. An infused patient who
        cannot be called is no responder among the infused, and not among the evaluable.

    Examples
    --------
    >>> from cartwin.study import Origin, Study
    >>> new = Study(name="new", title="New", origin=Origin.REAL, disease="itp")
    >>> response_rate(new)["n"].to_list()
    [0, 0, 0, 0]
    """
    criterion = load_criterion("cohort-statistics")
    calls = infused(study).join(responses(study, estimand), on=Col.PATIENT, how="left")
    rows = [
        _row(calls.filter(belongs), endpoint, population)
        for endpoint in _ENDPOINTS
        for population, belongs in _POPULATIONS.items()
    ]
    counts = pl.concat(rows).with_columns(pl.lit(str(estimand)).alias(StatCol.ESTIMAND))
    chosen = criterion["level"] if level is None else level
    table = with_interval(counts, level=chosen, method=method)
    few = pl.col(Col.N) < criterion["fewest_for_mean"]
    return table.select(
        *(StatCol.ENDPOINT, StatCol.POPULATION, StatCol.ESTIMAND, StatCol.K, Col.N),
        *(StatCol.ESTIMATE, Col.LOW, Col.HIGH),
        pl.when(few).then(StatCol.VALUES).alias(StatCol.VALUES),
    )


def _row(calls: pl.DataFrame, endpoint: str, population: str) -> pl.DataFrame:
    said = pl.format("{}: {}", Col.PATIENT, _BEST.fill_null("cannot call"))
    return calls.select(
        pl.lit(endpoint).alias(StatCol.ENDPOINT),
        pl.lit(population).alias(StatCol.POPULATION),
        _ENDPOINTS[endpoint].sum().cast(pl.Int64).alias(StatCol.K),
        pl.len().cast(pl.Int64).alias(Col.N),
        said.sort().str.join("; ").alias(StatCol.VALUES),
    )
