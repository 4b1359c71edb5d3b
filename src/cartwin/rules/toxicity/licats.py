"""LICATS: local toxicity in organs that the disease had affected, without B cells.

Hagen M et al., Lancet Rheumatol 2025;7:e424. Items of the instrument `LICATS`, one event
per day. Whether the organ was affected before and whether there are no B cells must be
known; another cause, glucocorticoids, hospital and intensive care count as absent if they
were not recorded. With B cells back no grade is given: a relapse is to be looked for.
"""

from enum import StrEnum

import polars as pl

from cartwin.rules.criterion import Criterion, load_criterion
from cartwin.rules.grade import grade_rows, reasons
from cartwin.rules.toxicity.columns import ToxCol
from cartwin.rules.toxicity.instruments import LICATS, LicatsItem, flags_of
from cartwin.study import Col, Study


__all__ = ["LicatsOnset", "licats", "licats_grades", "onset_class"]


class LicatsOnset(StrEnum):
    """When it began: up to two weeks after the infusion, up to a month, later."""

    EARLY = "early"
    INTERMEDIATE = "intermediate"
    LATE = "late"


_AFFECTED = pl.col(LicatsItem.ORGAN_AFFECTED_BEFORE)
_APLASIA = pl.col(LicatsItem.B_CELL_APLASIA)
_OTHER = pl.col(LicatsItem.OTHER_CAUSE).fill_null(value=False)
_IS = _AFFECTED & _APLASIA & ~_OTHER
_STEPS = {
    LicatsItem.GLUCOCORTICOID: "glucocorticoid_grade",
    LicatsItem.HOSPITALISED: "hospitalised_grade",
    LicatsItem.INTENSIVE_CARE: "intensive_care_grade",
}


def licats_grades(events: pl.DataFrame) -> pl.DataFrame:
    """Return the grade of each event.

    Parameters
    ----------
    events
        patient, day, and the items of `LicatsItem`: the organ in words, the others true,
        false or null (not recorded).

    Returns
    -------
    DataFrame
        patient, day, scale, version, grade (null: not LICATS, or not known to be), why,
        evidence, organ, onset (`early`, `intermediate`, `late`; null without a grade).
    """
    criterion = load_criterion("licats")
    grade = pl.when(_IS).then(_worst(criterion)).cast(pl.Int8)
    onset = pl.when(_IS).then(onset_class(pl.col(Col.DAY)))
    flags = [item for item in LicatsItem if item != LicatsItem.ORGAN]
    shown = [pl.col(item).cast(pl.Int8) for item in flags]
    rows = events.with_columns(onset.alias(ToxCol.ONSET), grade.alias("grade of event"))
    return grade_rows(
        rows.with_columns(_given().alias("given"), _missing().alias("missing"), *shown),
        criterion,
        low=pl.col("grade of event"),
        high=pl.col("grade of event"),
        given=pl.col("given"),
        missing=pl.col("missing"),
        items=LicatsItem,
        keep=[LicatsItem.ORGAN, ToxCol.ONSET],
    )


def licats(study: Study) -> pl.DataFrame:
    """Return the events of LICATS of a record; columns as in `licats_grades`.

    Where nobody said whether there were B cells, the last count up to that day decides.
    """
    events = flags_of(study.assessments, LICATS, LicatsItem)
    bound = load_criterion("licats")["aplasia_below"]
    counts = study.values("BCELL").select(
        *(Col.PATIENT, Col.DAY),
        ((pl.col(Col.VALUE) < bound) | (pl.col(Col.CENSORING) == "below")).alias("gone"),
    )
    dated = events.sort(Col.DAY).join_asof(
        counts.drop_nulls(Col.DAY).sort(Col.DAY),
        on=Col.DAY,
        by=Col.PATIENT,
        check_sortedness=False,
    )
    aplasia = pl.coalesce(LicatsItem.B_CELL_APLASIA, "gone")
    return licats_grades(dated.with_columns(aplasia.alias(LicatsItem.B_CELL_APLASIA)))


def onset_class(day: pl.Expr) -> pl.Expr:
    """Return when an event began: early, intermediate or late.

    >>> days = pl.DataFrame({"day": [14, 15, 31]})
    >>> days.select(onset_class(pl.col("day"))).to_series().to_list()
    ['early', 'intermediate', 'late']
    """
    criterion = load_criterion("licats")
    whole = day.floor()
    return (
        pl.when(whole <= criterion["early_until"])
        .then(pl.lit(LicatsOnset.EARLY.value))
        .when(whole <= criterion["intermediate_until"])
        .then(pl.lit(LicatsOnset.INTERMEDIATE.value))
        .when(whole.is_not_null())
        .then(pl.lit(LicatsOnset.LATE.value))
    )


def _worst(criterion: Criterion) -> pl.Expr:
    reached = [pl.when(item).then(criterion[step]) for item, step in _STEPS.items()]
    return pl.max_horizontal(criterion["least_grade"], *reached)


def _given() -> pl.Expr:
    named = [
        pl.when(item).then(pl.lit(item.replace("_", " "), pl.String)) for item in _STEPS
    ]
    measures = reasons(named)
    return pl.when(measures != "").then(measures).otherwise(pl.lit("resolves by itself"))


def _missing() -> pl.Expr:
    aplasia = pl.when(_APLASIA.is_null()).then(pl.lit("B-cell aplasia"))
    affected = pl.when(_AFFECTED.is_null()).then(pl.lit("organ affected before therapy"))
    lacking = pl.concat_str(pl.lit("not recorded: "), reasons([affected, aplasia]))
    return (
        pl.when(~_APLASIA)
        .then(pl.lit("not LICATS, B cells have returned: evaluate relapse"))
        .when(~_AFFECTED)
        .then(pl.lit("not LICATS, the organ was not affected before therapy"))
        .when(_OTHER)
        .then(pl.lit("not LICATS, another cause"))
        .otherwise(lacking)
    )
