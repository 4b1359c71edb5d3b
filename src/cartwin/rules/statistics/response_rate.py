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
        response can be called), estimand, k, n, not_callable (of the infused), estimate,
        low, high (null of nobody), values, why. Of fewer than five patients `values` lists
        patient and best response. An infused patient who cannot be called is no responder
        among the infused, and not among the evaluable.

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
    few, nobody = pl.col(Col.N) < criterion["fewest_for_mean"], pl.col(Col.N) == 0
    limits = [pl.when(~nobody).then(c).alias(c) for c in (Col.LOW, Col.HIGH)]
    lost = calls.select(_BEST.is_null().sum().cast(pl.Int64)).item()
    table = table.with_columns(*limits, pl.lit(lost, pl.Int64).alias(StatCol.NOT_CALLABLE))
    return table.select(
        *(StatCol.ENDPOINT, StatCol.POPULATION, StatCol.ESTIMAND, StatCol.K, Col.N),
        *(StatCol.NOT_CALLABLE, StatCol.ESTIMATE, Col.LOW, Col.HIGH),
        pl.when(few).then(StatCol.VALUES).alias(StatCol.VALUES),
        _why(calls.height, lost).alias(RuleCol.WHY),
    )


def _why(infused: int, lost: int) -> pl.Expr:
    """Say of whom the rate is, and why there is none or it says little."""
    if not infused:
        return pl.lit("cannot give a rate: nobody was infused")
    left = f"{lost} of {infused} infused patients cannot be called"
    nobody = pl.lit(f"cannot give a rate: {left}")
    as_failed = pl.lit(f"{left} and count as no responders")
    apart = pl.lit(left)
    if not lost:
        return pl.lit(f"all {infused} infused patients can be called")
    among_infused = pl.col(StatCol.POPULATION) == "infused"
    by_population = pl.when(among_infused).then(as_failed).otherwise(apart)
    return pl.when(pl.col(Col.N) == 0).then(nobody).otherwise(by_population)


def _row(calls: pl.DataFrame, endpoint: str, population: str) -> pl.DataFrame:
    said = pl.format("{}: {}", Col.PATIENT, _BEST.fill_null("cannot call"))
    return calls.select(
        pl.lit(endpoint).alias(StatCol.ENDPOINT),
        pl.lit(population).alias(StatCol.POPULATION),
        _ENDPOINTS[endpoint].sum().cast(pl.Int64).alias(StatCol.K),
        pl.len().cast(pl.Int64).alias(Col.N),
        said.sort().str.join("; ").alias(StatCol.VALUES),
    )
