"""Response of lupus nephritis: complete and partial (KDIGO 2024), and PERR (BLISS-LN).

Protein to creatinine ratio (`UPCR`) and eGFR (`GFRE`) are observations of one day;
baseline is the last value up to the start of therapy.
"""

import polars as pl

from cartwin.rules.criterion import load_criterion
from cartwin.rules.grade import names_missing, ten_digits
from cartwin.rules.remembered import once_per_study
from cartwin.rules.response.call import Call, Conditions, as_call, call_rows, number, visit
from cartwin.rules.response.columns import ResponseCol
from cartwin.rules.response.visits import measured, with_baseline
from cartwin.study import Col, Study


__all__ = ["call_perr", "call_renal", "perr_visits", "renal_visits"]

_NOW = ("upcr", "egfr")
_ITEMS = ("upcr_b", "upcr", "egfr_b", "egfr")


def renal_visits(study: Study) -> pl.DataFrame:
    """Return `CRR`, `PRR` or `none` for every visit after baseline with UPCR or eGFR."""
    return _renal(_visits(study))


def perr_visits(study: Study) -> pl.DataFrame:
    """Return whether each visit after baseline is a primary efficacy renal response.

    Any rescue (purpose of a treatment) up to the visit makes it none.
    """
    rescue = study.treatments.filter(pl.col(Col.PURPOSE) == "rescue")
    first = rescue.group_by(Col.PATIENT).agg(pl.col(Col.DAY).min().alias("rescue_day"))
    visits = _visits(study).join(first, on=Col.PATIENT, how="left")
    rescued = (pl.col("rescue_day") <= pl.col(Col.DAY)).fill_null(value=False)
    return _perr(visits.with_columns(rescued.cast(pl.Float64).alias("rescued")))


def call_renal(
    *, upcr_b: float | None, upcr: float | None, egfr_b: float | None, egfr: float | None
) -> Call:
    """Return the response by protein to creatinine ratio [g/g] and eGFR; `_b` baseline.

    >>> call_renal(upcr_b=3.0, upcr=0.49, egfr_b=90, egfr=80).call
    'CRR'
    """
    found = dict(upcr_b=upcr_b, upcr=upcr, egfr_b=egfr_b, egfr=egfr)
    return as_call(_renal(visit(_ITEMS, found)))


def call_perr(
    *,
    upcr: float | None,
    egfr_b: float | None,
    egfr: float | None,
    rescued: bool | None = False,
) -> Call:
    """Return whether it is a primary efficacy renal response; `egfr_b` before the flare.

    >>> call_perr(upcr=0.7, egfr_b=60, egfr=48).call
    True
    """
    found = dict(upcr=upcr, egfr_b=egfr_b, egfr=egfr, rescued=rescued)
    return as_call(_perr(visit([*_ITEMS, "rescued"], found)))


@once_per_study
def _visits(study: Study) -> pl.DataFrame:
    values = measured(study, {"upcr": "UPCR", "egfr": "GFRE"})
    return with_baseline(values, study, {c: f"{c}_b" for c in _NOW})


def _kept(share: float) -> pl.Expr:
    """Return whether eGFR has fallen by no more than this share of baseline."""
    return number("egfr") >= ten_digits(pl.col("egfr_b") * (1 - share))


def _renal(visits: pl.DataFrame) -> pl.DataFrame:
    rule = load_criterion("renal-kdigo")
    stable = _kept(rule["egfr_fall"])
    half = number("upcr") <= ten_digits(pl.col("upcr_b") * (1 - rule["partial_fall"]))
    complete = (number("upcr") < rule["complete_upcr"]) & stable
    partial = (number("upcr") < rule["partial_upcr"]) & half & stable
    call = (
        pl.when(complete)
        .then(pl.lit("CRR"))
        .when(~complete & partial)
        .then(pl.lit("PRR"))
        .when(~complete & ~partial)
        .then(pl.lit("none"))
    )
    unknown = pl.concat_str(pl.lit("cannot call: not known: "), names_missing(_ITEMS))
    told = pl.format("{}: UPCR {}, eGFR {}", ResponseCol.CALL, "upcr", "egfr")
    why = pl.coalesce(told, pl.col(ResponseCol.CALL))
    why = pl.when(pl.col(ResponseCol.CALL).is_null()).then(unknown).otherwise(why)
    return call_rows(visits, rule, {ResponseCol.CALL: call}, why=why, items=_ITEMS)


def _perr(visits: pl.DataFrame) -> pl.DataFrame:
    rule = load_criterion("renal-perr")
    judged = Conditions(
        {
            "UPCR": number("upcr") <= rule["upcr"],
            "eGFR": (number("egfr") >= rule["egfr"]) | _kept(rule["egfr_fall"]),
            "no rescue": pl.col("rescued") == 0,
        }
    )
    results = {ResponseCol.CALL: judged.met}
    items = [*_ITEMS, "rescued"]
    return call_rows(visits, rule, results, why=judged.why, items=items)
