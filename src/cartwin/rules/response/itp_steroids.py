"""Days on steroids in ITP, and whether they are shown to have been needed."""

import polars as pl

from cartwin.rules.anchors import other_treatments, with_start
from cartwin.rules.criterion import load_criterion
from cartwin.rules.grade import ten_digits
from cartwin.rules.response.itp_inputs import bleeding_days, platelets
from cartwin.study import Col, Study


__all__ = ["steroid_days"]

_DAY = pl.col(Col.DAY)
_KEY = [Col.PATIENT, "after"]


def steroid_days(study: Study) -> pl.DataFrame:
    """Return patient, day, steroid_days: before the therapy and after the infusion.

    Steroids were needed if counts reached 30 on them, and fell below 30, or bleeding came,
    within four weeks of a stop. Fewer than two months are no dependence whether needed or
    not; of two months or more whose need is not shown nothing is said (null). Steroids
    given for toxicity of the therapy do not count.
    """
    courses = _courses(study)
    if courses.is_empty():
        return pl.DataFrame(schema=_RESULT)
    total = courses.group_by(_KEY).agg(
        (pl.col("end") - _DAY).sum().alias("days"),
        pl.col("start").first(),
        (pl.col("end").max() - 1).alias("last"),
    )
    shown = total.join(_needed(study, courses), on=_KEY, how="left")
    least = load_criterion("itp-dependence")["steroid_days"]
    days = pl.col("days")
    known = (days < least) | (pl.col("kept") & pl.col("fell")).fill_null(value=False)
    return shown.select(
        Col.PATIENT,
        pl.when("after").then("last").otherwise("start").alias(Col.DAY),
        pl.when(known).then(days).alias("steroid_days"),
    ).sort(Col.PATIENT, Col.DAY)


_RESULT = {Col.PATIENT: pl.String, Col.DAY: pl.Float64, "steroid_days": pl.Float64}


def _courses(study: Study) -> pl.DataFrame:
    """Return the days on steroids as courses without a gap: day, end (not included)."""
    rule = load_criterion("itp-lines")
    steroid = pl.col(Col.DRUG).is_in(rule["steroids"]) & _DAY.is_not_null()
    given = with_start(other_treatments(study).filter(steroid), study)
    length = pl.max_horizontal(pl.col(Col.DURATION).fill_null(1.0).ceil(), pl.lit(1.0))
    toxicity = (pl.col(Col.PURPOSE) == "toxicity").fill_null(value=False)
    doses = given.filter((pl.col("start") > _DAY) | ((_DAY >= 0) & ~toxicity)).select(
        Col.PATIENT, (_DAY >= 0).alias("after"), _DAY.floor(),
        (_DAY.floor() + length).alias("end"), "start",
    )  # fmt: skip
    ordered = doses.sort(*_KEY, Col.DAY)
    reached = pl.col("end").cum_max().shift(1).over(_KEY)
    begins = (reached < _DAY).fill_null(value=False).cast(pl.Int64).cum_sum().over(_KEY)
    merged = ordered.with_columns(begins.alias("course")).group_by(*_KEY, "course")
    return merged.agg(_DAY.min(), pl.col("end").max(), pl.col("start").first())


def _needed(study: Study, courses: pl.DataFrame) -> pl.DataFrame:
    """Return whether counts reached 30 on steroids, and fell or bleeding came after."""
    floor = load_criterion("iwg-2009")["r_floor"]
    within = load_criterion("itp-lines")["needed_within"]
    next_course = _DAY.shift(-1).over(_KEY)
    known = courses.sort(*_KEY, Col.DAY).select(
        *_KEY,
        _DAY.alias("from"),
        "end",
        pl.min_horizontal(pl.col("end") + within, next_course).alias("off_until"),
    )
    fine = ten_digits(pl.col(Col.VALUE)) >= floor
    counts = platelets(study).select(Col.PATIENT, Col.DAY, fine.alias("fine"))
    bleeds = bleeding_days(study).with_columns(pl.lit(value=False).alias("fine"))
    seen = pl.concat([counts, bleeds]).join(known, on=Col.PATIENT)
    during = (pl.col("from") <= _DAY) & (pl.col("end") > _DAY)
    off = (pl.col("end") <= _DAY) & (pl.col("off_until") > _DAY)
    return seen.group_by(_KEY).agg(
        (during & pl.col("fine")).any().alias("kept"),
        (off & ~pl.col("fine")).any().alias("fell"),
    )
