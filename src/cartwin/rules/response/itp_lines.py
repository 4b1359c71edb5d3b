"""Earlier treatments of ITP, and which of them failed, from doses and counts.

Rodeghiero F et al., Blood 2009;113:2386-2393: no response, or its loss, is two failing
counts in a row; table 3 says when a first response is due. *Not known is not failed.*
"""

import polars as pl

from cartwin.rules.anchors import other_treatments, with_start
from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.rules.grade import shown
from cartwin.rules.remembered import once_per_study
from cartwin.rules.response.columns import ResponseCol
from cartwin.rules.response.itp_inputs import bleeding_days, platelet_counts
from cartwin.rules.response.itp_occasions import P, joined_with_bleeds, judged_counts
from cartwin.rules.response.itp_runs import confirmations, run_start
from cartwin.study import Col, Study


__all__ = ["itp_lines"]

_DAY, _FIRST, _UNTIL = pl.col(Col.DAY), pl.col("first"), pl.col("until")


@once_per_study
def itp_lines(study: Study) -> pl.DataFrame:
    """Return one row per patient and treatment of ITP before the therapy.

    Returns
    -------
    DataFrame
        patient, day (first dose), scale, version, drug, `call` (whether it failed; null:
        not known), why, evidence. Only treatments of the criterion `itp-lines` are listed.
    """
    lines = _lines(study)
    if lines.is_empty():
        return _called(lines.with_columns(began=None, again=None, held=None))
    lines = _with_baseline(lines, study)
    course = _course(lines, study)
    told = lines.join(_failures(course, lines), on=P, how="left")
    held = _alone(confirmations(course, 1).select(P), lines).with_columns(
        pl.lit(value=True).alias("held")
    )
    return _called(told.join(held, on=P, how="left"))


def _lines(study: Study) -> pl.DataFrame:
    """Return patient, drug, p, first dose, and the day until which counts speak for it."""
    rule = load_criterion("itp-lines")
    listed = pl.col(Col.DRUG).is_in(list(rule["due"])) & _DAY.is_not_null()
    given = with_start(other_treatments(study).filter(listed), study)
    due = pl.col(Col.DRUG).replace_strict(rule["due"], return_dtype=pl.Float64)
    lines = (
        given.filter(pl.col("start") > _DAY)
        .group_by(Col.PATIENT, Col.DRUG, "start")
        .agg(_DAY.min().alias("first"), _DAY.max().alias("last"))
        .with_columns((_FIRST + due).alias("due"))
    )
    lasting = pl.col(Col.DRUG).is_in(rule["lasting"])
    worn_off = pl.max_horizontal("due", "last") + rule["acts_for"]
    end = pl.when(lasting).then("start").otherwise(pl.min_horizontal(worn_off, "start"))
    ordered = lines.with_columns(end.alias("until")).sort(Col.PATIENT, "first", Col.DRUG)
    return ordered.with_row_index(P)


def _with_baseline(lines: pl.DataFrame, study: Study) -> pl.DataFrame:
    """Return the lines with the last count up to their first dose."""
    own = lines.select(Col.PATIENT, P, "first")
    counts = platelet_counts(study).join(own, on=Col.PATIENT)
    before = counts.filter((_DAY <= _FIRST) & (pl.col(Col.CENSORING) != "above"))
    last = before.sort(Col.DAY).group_by(P).agg(pl.col(Col.VALUE).last().alias("baseline"))
    return lines.join(last, on=P, how="left").sort(P)


def _course(lines: pl.DataFrame, study: Study) -> pl.DataFrame:
    """Return the occasions that speak for each line, their days counted from its start.

    Without a baseline count only those below 30 are judged: they fail in any case.
    """
    key = lines.select(Col.PATIENT, P, "first", "until")
    own = platelet_counts(study).join(key, on=Col.PATIENT).filter(_DAY <= _UNTIL)
    bled = bleeding_days(study).join(key, on=Col.PATIENT).filter(_DAY <= _UNTIL)
    since = (_DAY - _FIRST).alias(Col.DAY)
    unknown = pl.col("baseline").is_null()
    floor = load_criterion("iwg-2009")["r_floor"]
    assumed = lines.select(
        P,
        pl.col("baseline").fill_null(0.0),
        unknown.alias("unknown"),
        pl.lit(None, pl.Float64).alias("end"),
    )
    counts = own.select(P, since, Col.VALUE, Col.CENSORING)
    bleeds = bled.select(P, since)
    judged = judged_counts(counts, assumed.drop("unknown"), bleeds)
    marked = judged.join(assumed.select(P, "unknown"), on=P)
    sure = marked.filter(~pl.col("unknown") | (pl.col(Col.VALUE) < floor)).drop("unknown")
    free = sure.with_columns(pl.lit(value=True).alias("free"))
    return joined_with_bleeds(free, bleeds, assumed)


def _failures(course: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Return p and the days of the first two occasions that show a failure."""
    gap = load_criterion("iwg-2009")["failure_gap"]
    due = lines.select(P, (pl.col("due") - _FIRST).alias("due"))
    later = course.join(due, on=P, maintain_order="left").filter(pl.col("due") <= _DAY)
    failed = pl.col("category") < 1
    began = _DAY.gather(run_start(failed).fill_null(0))
    rows = later.with_columns(began.alias("began"), failed.alias("failed"))
    shown_twice = rows.filter(pl.col("failed") & (_DAY - pl.col("began") >= gap))
    first = shown_twice.unique(P, keep="first", maintain_order=True)
    return first.select(P, "began", _DAY.alias("again"))


def _alone(held: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Return those in whose time no other line of the patient acted."""
    time = lines.select(Col.PATIENT, P, "first", "until")
    pairs = held.join(time, on=P).join(time, on=Col.PATIENT, suffix="_other")
    overlap = (pl.col(f"{P}_other") != pl.col(P)) & (
        (pl.col("first_other") <= _UNTIL) & (pl.col("until_other") >= _FIRST)
    )
    return held.join(pairs.filter(overlap), on=P, how="anti")


def _called(lines: pl.DataFrame) -> pl.DataFrame:
    criterion = load_criterion("itp-lines")
    failed, held = pl.col("began").is_not_null(), pl.col("held").is_not_null()
    why = (
        pl.when(failed)
        .then(pl.lit("failed: no response on two occasions once one was due"))
        .when(held)
        .then(pl.lit("did not fail: a response was confirmed, no other treatment acted"))
        .otherwise(pl.lit("cannot call: neither failure nor response is shown by counts"))
    )
    days = [(pl.col(c) + _FIRST).alias(c) for c in ("began", "again")]
    occasions = pl.format("days {} and {}", *(shown(d) for d in days))
    return lines.select(
        Col.PATIENT,
        _FIRST.alias(Col.DAY),
        *criterion.labels,
        Col.DRUG,
        pl.when(failed).then(pl.lit(value=True)).when(held).then(pl.lit(value=False))
        .alias(ResponseCol.CALL),
        why.alias(RuleCol.WHY),
        occasions.fill_null("").alias(RuleCol.EVIDENCE),
    )  # fmt: skip
