"""Response in ITP for every patient of a study.

Takes from the record what `iwg_responses` needs: the baseline count, the days of bleeding,
the time in which a rescue acts, and the day from which another therapy takes over. Where
bleeding was never assessed the counts alone decide, and `why` says so.
"""

from collections.abc import Mapping

import polars as pl

from cartwin.rules.anchors import therapy_start
from cartwin.rules.columns import RuleCol
from cartwin.rules.remembered import once_per_study
from cartwin.rules.response.itp_evidence import plain
from cartwin.rules.response.itp_inputs import (
    assessed_patients,
    bleeding_days,
    platelet_counts,
)
from cartwin.rules.response.itp_iwg import iwg_responses
from cartwin.rules.response.itp_rescue import rescue_lengths, rescue_windows, takeovers
from cartwin.study import Col, Study


__all__ = ["call_itp_response", "itp_responses"]

_RESPONSES: dict[str, type[pl.DataType]] = {
    Col.PATIENT: pl.String,
    RuleCol.BASELINE: pl.Float64,
    RuleCol.BEST: pl.String,
    RuleCol.FIRST_R_DAY: pl.Float64,
    RuleCol.FIRST_CR_DAY: pl.Float64,
    RuleCol.LOSS_DAY: pl.Float64,
    RuleCol.WHY: pl.String,
    RuleCol.EVIDENCE: pl.String,
    RuleCol.COUNTS_EXCLUDED: pl.Int64,
    RuleCol.CENSORED_AT: pl.Float64,
}


def call_itp_response(
    study: Study,
    *,
    baseline: Mapping[str, float] | None = None,
    windows: Mapping[str, float] | None = None,
    attribution: bool = True,
    rescued_fails: bool = False,
) -> pl.DataFrame:
    """Return the response of every patient by the criteria of IWG 2009.

    Parameters
    ----------
    study
        Any study with platelet counts.
    baseline
        Patient -> count at the start [10^9/L]. For the others it is the last count up to
        lymphodepletion on which no rescue acts.
    windows
        Drug -> days after each dose in which counts are left out; goes before the
        protocol's windows, and these before our defaults.
    attribution
        Whether counts from the first day of a new therapy for ITP on are left out
        (purpose `rescue`; immunoglobulin and platelet transfusions only open a window).
    rescued_fails
        Whether a count under a rescue is an occasion of no response, see `call_iwg`.

    Returns
    -------
    DataFrame
        One row per patient: baseline, best (`CR`, `R`, `NR`; null: cannot call),
        first_r_day, first_cr_day, loss_day (of the best response), why, evidence,
        counts_excluded, censored_at.
    """
    acting = rescue_windows(study, rescue_lengths(study, windows))
    counts, bleeds = platelet_counts(study), bleeding_days(study)
    assessed = assessed_patients(study).with_columns(pl.lit(value=True).alias("assessed"))
    starts = therapy_start(study)
    found = _baselines(counts, starts, acting)
    patients = starts.join(found, on=Col.PATIENT, how="left").sort(Col.PATIENT)
    patients = _overridden(patients, baseline or {})
    ends = takeovers(study) if attribution else takeovers(study).clear()
    patients = patients.join(ends, on=Col.PATIENT, how="left", maintain_order="left")
    called = iwg_responses(patients, counts, bleeds, acting, rescued_fails=rescued_fails)
    known = patients.select(
        Col.PATIENT,
        pl.col(Col.DAY).alias("start"),
        pl.col("baseline").alias(RuleCol.BASELINE),
        pl.col("end").alias(RuleCol.CENSORED_AT),
    )
    joined = called.join(known, on=Col.PATIENT, maintain_order="left").join(
        assessed, on=Col.PATIENT, how="left", maintain_order="left"
    )
    return joined.with_columns(_why()).select(
        pl.col(name).cast(kind) for name, kind in _RESPONSES.items()
    )


@once_per_study
def itp_responses(study: Study) -> pl.DataFrame:
    """Return the responses as the rules call them by default; several rest on them."""
    return call_itp_response(study)


def _why() -> pl.Expr:
    """Name the start of therapy without a baseline, and say if bleeding is not known."""
    why, start = pl.col(RuleCol.WHY), pl.col("start")
    missing = pl.format(
        "cannot call: no platelet count up to the start of therapy (day {})", plain("start")
    )
    unassessed = pl.format("{}; bleeding was not assessed", why)
    no_baseline = pl.col(RuleCol.BASELINE).is_null() & start.is_not_null()
    no_baseline &= pl.col(RuleCol.BEST).is_null()
    assessed = pl.col("assessed").fill_null(value=False)
    return (
        pl.when(no_baseline)
        .then(missing)
        .when(assessed)
        .then(why)
        .otherwise(unassessed)
        .alias(RuleCol.WHY)
    )


def _overridden(patients: pl.DataFrame, baseline: Mapping[str, float]) -> pl.DataFrame:
    """Return the patients with baselines that were given in place of those found."""
    counts = {name: float(count) for name, count in baseline.items()}
    given = pl.col(Col.PATIENT).replace_strict(
        counts, default=None, return_dtype=pl.Float64
    )
    return patients.with_columns(pl.coalesce(given, "baseline").alias("baseline"))


def _baselines(
    counts: pl.DataFrame, starts: pl.DataFrame, acting: pl.DataFrame
) -> pl.DataFrame:
    """Return patient and the last count up to therapy on which no rescue acts."""
    start = starts.select(Col.PATIENT, pl.col(Col.DAY).alias("start"))
    before = counts.join(start, on=Col.PATIENT).filter(
        (pl.col(Col.DAY) <= pl.col("start")) & (pl.col(Col.CENSORING) != "above")
    )
    covered = before.with_row_index("row").join(acting, on=Col.PATIENT)
    inside = covered.filter(pl.col(Col.DAY).is_between(pl.col("first"), pl.col("last")))
    free = before.with_row_index("row").join(inside, on="row", how="anti")
    last = free.sort(Col.DAY, Col.VALUE).group_by(Col.PATIENT).last()
    return last.select(Col.PATIENT, pl.col(Col.VALUE).alias("baseline"))
