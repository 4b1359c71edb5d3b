"""Sustained response off treatment in immune thrombocytopenia, by three named presets.

romiplostim_p2: all counts of more than 24 weeks above 50 (Newland 2016). srot_italy: above
30 and at least twice the baseline (Zaja 2017). stopago: 30 or more at week 24 after the
stop (Guillet 2023). Bleeding ends a run, any drug for ITP starts it anew.
"""

from enum import StrEnum

import polars as pl

from cartwin.rules.anchors import numbered
from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import Criterion, load_criterion
from cartwin.rules.grade import shown, ten_digits
from cartwin.rules.order import in_order
from cartwin.rules.response.columns import ResponseCol
from cartwin.rules.response.itp_inputs import bleeding_days, platelets
from cartwin.rules.response.itp_occasions import P
from cartwin.rules.response.itp_off_since import LAST_DRUG, UNKNOWN, off_since
from cartwin.rules.response.itp_runs import run_start
from cartwin.study import Col, Study


__all__ = ["SrotPreset", "all_presets", "sustained_off_treatment"]

_DAY = pl.col(Col.DAY)
_WEEK = 7.0
_OFF = pl.col(ResponseCol.OFF_SINCE)


class SrotPreset(StrEnum):
    """Whose definition is taken."""

    ROMIPLOSTIM_P2 = "romiplostim_p2"
    SROT_ITALY = "srot_italy"
    STOPAGO = "stopago"


def sustained_off_treatment(
    study: Study,
    preset: SrotPreset | str = SrotPreset.ROMIPLOSTIM_P2,
    *,
    floor: float | None = None,
    allow_single_dips: bool = False,
) -> pl.DataFrame:
    """Return whether each patient has a sustained response off treatment.

    Treatment is off after the last dose of a drug against ITP, the CAR-T cells included
    (see `itp_drugs` of the criterion). What is given for something else does not count.

    Parameters
    ----------
    study
        Any study with platelet counts.
    preset
        Whose definition is taken.
    floor
        Threshold [10^9/L] in place of that of the preset.
    allow_single_dips
        Whether one low count without bleeding between two good ones is passed over.

    Returns
    -------
    DataFrame
        patient, scale, version, preset, off_since, call (null: followed for too short a
        time), complete (100 or more throughout), from_day (first day of the run), why
        (with drugs given later whose role in ITP is not known), evidence.
    """
    return all_presets(
        study, preset=SrotPreset(preset), floor=floor, allow_single_dips=allow_single_dips
    )


def all_presets(
    study: Study,
    *,
    preset: SrotPreset | None = None,
    floor: float | None = None,
    allow_single_dips: bool = False,
) -> pl.DataFrame:
    """Return `sustained_off_treatment` by every preset, one row per patient and preset.

    `preset` limits it to one of them.
    """
    off = off_since(study)
    counts = _off_counts(study, off)
    found = [
        _called(off, counts, which, floor, dips=allow_single_dips)
        for which in ([preset] if preset else SrotPreset)
    ]
    return pl.concat(found).sort(Col.PATIENT, ResponseCol.PRESET)


def _called(
    off: pl.DataFrame,
    counts: pl.DataFrame,
    preset: SrotPreset,
    floor: float | None,
    *,
    dips: bool,
) -> pl.DataFrame:
    criterion = load_criterion("srot")
    least = floor if floor is not None else _floor(criterion, preset)
    fold = criterion["fold"] if preset is SrotPreset.SROT_ITALY else 0.0
    enough = _enough(preset, least, fold) & ~pl.col("bled")
    marked = counts.with_columns(
        enough.alias("enough"),
        (ten_digits(pl.col(Col.VALUE)) >= criterion["complete"]).alias("full"),
    )
    if dips:
        marked = marked.with_columns(_without_dips("enough"), _without_dips("full"))
    judge = _at_week if preset is SrotPreset.STOPAGO else _throughout
    called = judge(marked, criterion)
    everyone = off.join(called, on=P, how="left").join(_seen(counts), on=P, how="left")
    return _with_why(everyone, preset, least).sort(Col.PATIENT)


def _seen(counts: pl.DataFrame) -> pl.DataFrame:
    """Return how many counts there are off treatment, and the lowest."""
    value = pl.col(Col.VALUE)
    return counts.group_by(P).agg(value.count().alias("n"), value.min().alias("lowest"))


def _floor(criterion: Criterion, preset: SrotPreset) -> float:
    if preset is SrotPreset.STOPAGO:
        return float(criterion["stopago_floor"])
    return float(criterion["floors"][preset])


def _enough(preset: SrotPreset, least: float, fold: float) -> pl.Expr:
    value = ten_digits(pl.col(Col.VALUE))
    if preset is SrotPreset.STOPAGO:
        return value >= least
    doubled = value >= ten_digits(pl.col(RuleCol.BASELINE) * fold)
    return (value > least) & (doubled if fold else pl.lit(value=True))


def _off_counts(study: Study, off: pl.DataFrame) -> pl.DataFrame:
    """Return the counts off treatment in order, with baseline and bleeding."""
    days = off.select(P, "start", ResponseCol.OFF_SINCE)
    bleeds, counts = (
        rows.with_columns(numbered(rows[Col.PATIENT], off[Col.PATIENT]).alias(P))
        .drop(Col.PATIENT)
        .join(days, on=P)
        for rows in (bleeding_days(study), platelets(study))
    )
    before = counts.filter(pl.col("start") >= _DAY).sort(Col.DAY)
    base = before.group_by(P).agg(pl.col(Col.VALUE).last().alias(RuleCol.BASELINE))
    unmarked = counts.with_columns(pl.lit(value=False).alias("bled"))
    occasions = unmarked if bleeds.is_empty() else _with_bleeds(counts, bleeds)
    after = occasions.filter(_OFF < _DAY)
    return in_order(after.join(base, on=P, how="left"), P, Col.DAY)


def _with_bleeds(counts: pl.DataFrame, bleeds: pl.DataFrame) -> pl.DataFrame:
    """Return counts and bleeds; a count on a day of bleeding is one of bleeding."""
    whole = _DAY.floor().alias("whole")
    days = bleeds.select(P, whole, pl.lit(value=True).alias("bled")).unique()
    alone = bleeds.with_columns(pl.lit(None, pl.Float64).alias(Col.VALUE))
    occasions = pl.concat([counts, alone.select(counts.columns)]).with_columns(whole)
    marked = occasions.join(days, on=[P, "whole"], how="left").drop("whole")
    return marked.with_columns(pl.col("bled").fill_null(value=False))


def _without_dips(column: str) -> pl.Expr:
    """Return the column with single failures between two successes passed over."""
    fine = pl.col(column)
    same = (pl.col(P) == pl.col(P).shift(1)) & (pl.col(P) == pl.col(P).shift(-1))
    dip = ~pl.col("bled") & fine.shift(1) & fine.shift(-1) & same
    return (fine | dip.fill_null(value=False)).alias(column)


def _throughout(marked: pl.DataFrame, criterion: Criterion) -> pl.DataFrame:
    """Return whether all counts of long enough a time are good."""
    length = criterion["weeks"] * _WEEK
    patients = marked.group_by(P).agg(
        (_DAY.max() - _DAY.min()).alias("followed"),
    )
    found = {}
    for column in ("enough", "full"):
        both = pl.col("enough") & pl.col(column)
        began = _DAY.gather(run_start(both).fill_null(0))
        runs = marked.select(P, Col.DAY, both.alias("good"), began.alias("began"))
        long = runs.filter(pl.col("good") & (_DAY - pl.col("began") > length))
        found[column] = long.unique(P, keep="first", maintain_order=True)
    first = found["enough"].select(P, pl.col("began").alias(ResponseCol.FROM_DAY))
    full = found["full"].select(P, pl.lit(value=True).alias(ResponseCol.COMPLETE))
    called = patients.join(first, on=P, how="left").join(full, on=P, how="left")
    sustained = pl.col(ResponseCol.FROM_DAY).is_not_null()
    too_short = ~sustained & (pl.col("followed") <= length)
    return called.select(
        P,
        pl.when(~too_short).then(sustained).alias(ResponseCol.CALL),
        pl.when(~too_short)
        .then(pl.col(ResponseCol.COMPLETE).fill_null(value=False))
        .alias(ResponseCol.COMPLETE),
        ResponseCol.FROM_DAY,
    )


def _at_week(marked: pl.DataFrame, criterion: Criterion) -> pl.DataFrame:
    """Return whether the count nearest to the week after the stop is good.

    Bleeding at any time before makes it none.
    """
    target = _OFF + criterion["weeks"] * _WEEK
    near = marked.with_columns((_DAY - target).abs().alias("off_by"))
    until = (_DAY - target) <= criterion["tolerance"]
    bled = near.filter(until & pl.col("bled")).select(P).unique()
    counted = pl.col(Col.VALUE).is_not_null()
    inside = near.filter(counted & (pl.col("off_by") <= criterion["tolerance"]))
    nearest = inside.sort("off_by", Col.DAY).unique(P, keep="first", maintain_order=True)
    spared = ~pl.col(P).is_in(bled[P].implode())
    good = pl.col("enough") & spared
    return nearest.select(
        P,
        good.alias(ResponseCol.CALL),
        (good & pl.col("full")).alias(ResponseCol.COMPLETE),
        pl.when(good).then(_DAY).alias(ResponseCol.FROM_DAY),
    )


def _with_why(called: pl.DataFrame, preset: SrotPreset, least: float) -> pl.DataFrame:
    call = pl.col(ResponseCol.CALL)
    criterion = load_criterion("srot")
    weeks = criterion["weeks"]
    why = (
        pl.when(call.is_null())
        .then(pl.lit(f"cannot call: not followed for {weeks} weeks off treatment"))
        .when(call)
        .then(pl.lit(f"counts as {preset} asks for ({least:g})"))
        .otherwise(pl.lit(f"no counts as {preset} asks for ({least:g})"))
    )
    unknown = pl.format("; role in ITP not known, taken for none: {}", UNKNOWN)
    evidence = [
        pl.format(
            "off since day {} ({})", shown(_OFF), pl.coalesce(LAST_DRUG, pl.lit("infusion"))
        ),
        pl.format("{} counts since, lowest {}", "n", shown(pl.col("lowest"))),
    ]
    return called.select(
        Col.PATIENT,
        *criterion.labels,
        pl.lit(str(preset)).alias(ResponseCol.PRESET),
        ResponseCol.OFF_SINCE,
        ResponseCol.CALL,
        ResponseCol.COMPLETE,
        ResponseCol.FROM_DAY,
        pl.concat_str(why, unknown.fill_null("")).alias(RuleCol.WHY),
        pl.concat_str(evidence, separator="; ", ignore_nulls=True).alias(RuleCol.EVIDENCE),
    )
