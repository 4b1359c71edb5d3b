"""Adverse events a site recorded: which are treatment-emergent, and which expected.

An event is treatment-emergent if it begins on the day of the first study drug or later
(that of lymphodepletion, else the CAR-T cells), or was there before and became worse.
"""

import polars as pl

from cartwin.rules.anchors import with_start
from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.rules.ctcae.columns import CtcaeCol
from cartwin.rules.ctcae.expected import flag_expected
from cartwin.rules.ctcae.tables import SEVERE
from cartwin.rules.ctcae.terms import term_key
from cartwin.rules.grade import shown
from cartwin.study import Col, Study


__all__ = ["adverse_event_table", "flag_adverse_events"]

_DAY, _GRADE, _START = pl.col(Col.DAY), pl.col(Col.GRADE), pl.col("start")
_EVENT = [Col.PATIENT, "key", "event"]
_FIRST = (
    *(Col.PATIENT, Col.DAY, Col.SCALE, Col.VERSION, Col.GRADE, RuleCol.WHY),
    *(RuleCol.EVIDENCE, Col.TERM, Col.END_DAY, Col.SERIOUS, RuleCol.BASELINE_GRADE),
    *(RuleCol.EMERGENT, CtcaeCol.EXPECTED),
)


def flag_adverse_events(study: Study) -> pl.DataFrame:
    """Return the adverse events, whether each is treatment-emergent, and if expected.

    Rows of one term that follow each other without a gap are one event whose grade
    changed, and one without an end goes on: such an event that began before therapy is
    emergent only where it is worse than it was.

    Returns
    -------
    DataFrame
        patient, day, scale, version, grade, why, evidence, term, end_day, serious,
        `baseline_grade` (0: the event was not there), `emergent` (null: cannot be said,
        see why), `expected` (after lymphodepletion; see `flag_expected`).
    """
    keyed = with_start(study.adverse_events, study).with_columns(term_key())
    judged = _with_baseline(_numbered(keyed.filter(_DAY.is_not_null())))
    undated = keyed.filter(_DAY.is_null())
    flagged = _flagged(pl.concat([judged, undated], how="diagonal"))
    marked = _marked(flagged, study)
    return marked.select(_FIRST).sort(Col.PATIENT, Col.DAY, Col.TERM)


def adverse_event_table(events: pl.DataFrame, *, treated: int) -> pl.DataFrame:
    """Return how many patients had each event, those expected apart.

    Parameters
    ----------
    events
        As returned by `flag_adverse_events`.
    treated
        Number of patients who were treated: the denominator.

    Returns
    -------
    DataFrame
        expected, term; `evaluable`: the denominator; `patients`: with the event at any
        time; `emergent_patients`: with an emergent one; `severe_patients`: where that was
        of grade 3 or more.
    """
    emergent = pl.col(RuleCol.EMERGENT)

    def number(rows: pl.Expr, name: str) -> pl.Expr:
        named = pl.col(Col.PATIENT).filter(rows.fill_null(value=False))
        return named.n_unique().cast(pl.Int64).alias(name)

    table = events.group_by(CtcaeCol.EXPECTED, term_key()).agg(
        pl.col(Col.TERM).sort().first(),
        pl.lit(treated, pl.Int64).alias(CtcaeCol.EVALUABLE),
        pl.col(Col.PATIENT).n_unique().cast(pl.Int64).alias(CtcaeCol.PATIENTS),
        number(emergent, CtcaeCol.EMERGENT_PATIENTS),
        number(emergent & (_GRADE >= SEVERE), CtcaeCol.SEVERE_PATIENTS),
    )
    return table.drop("key").sort(CtcaeCol.EXPECTED, Col.TERM)


def _numbered(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the dated rows in order, with the number of the event of each term."""
    gap = load_criterion("treatment-emergent")["gap"]
    ordered = rows.sort(Col.PATIENT, "key", Col.DAY, Col.GRADE, nulls_last=False)
    until = pl.col(Col.END_DAY).fill_null(float("inf")).cum_max().shift(1)
    begins = (until.over(Col.PATIENT, "key") + gap < _DAY).fill_null(value=False)
    number = begins.cast(pl.Int64).cum_sum().over(Col.PATIENT, "key")
    return ordered.with_columns(number.alias("event"))


def _with_baseline(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with what was last recorded of their event before therapy."""
    before = rows.filter(_DAY < _START).group_by(_EVENT, maintain_order=True)
    last = before.agg(
        _GRADE.last().alias("was"),
        pl.col(Col.SCALE).last().alias("was_scale"),
        _DAY.last().alias("was_day"),
    )
    return rows.join(last, on=_EVENT, how="left", maintain_order="left")


def _flagged(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with `emergent`, the grade at baseline, and why."""
    worse_by = load_criterion("treatment-emergent")["worse_by"]
    early, new = _DAY < _START, pl.col("was_day").is_null()
    other = (pl.col("was_scale") != pl.col(Col.SCALE)).fill_null(value=False)
    known = pl.when(~other).then(pl.col("was") + worse_by <= _GRADE)
    emergent = (
        pl.when(_DAY.is_null()).then(None).when(early).then(pl.lit(value=False))
        .when(new).then(pl.lit(value=True)).otherwise(known)
    )  # fmt: skip
    baseline = pl.when(_DAY.is_not_null() & new).then(0).otherwise(pl.col("was"))
    flagged = rows.with_columns(
        emergent.alias(RuleCol.EMERGENT),
        pl.when(~early | _DAY.is_null()).then(baseline).cast(pl.Int8)
        .alias(RuleCol.BASELINE_GRADE),
        _GRADE.cast(pl.Int8),
    )  # fmt: skip
    return flagged.with_columns(
        _why(early, new, other).alias(RuleCol.WHY), _evidence().alias(RuleCol.EVIDENCE)
    )


def _why(early: pl.Expr, new: pl.Expr, other: pl.Expr) -> pl.Expr:
    emergent = pl.col(RuleCol.EMERGENT)
    return (
        pl.when(_DAY.is_null())
        .then(pl.lit("cannot say: the day of the event is not known"))
        .when(early)
        .then(pl.lit("began before the first study drug"))
        .when(new)
        .then(pl.lit("began on the day of the first study drug or later"))
        .when(other)
        .then(pl.lit("cannot say: graded by another scale before the first study drug"))
        .when(emergent.is_null())
        .then(pl.lit("cannot say: was there before, and a grade is not known"))
        .when(emergent)
        .then(pl.lit("was there before, and became worse"))
        .otherwise(pl.lit("was there before, and is no worse"))
    )


def _evidence() -> pl.Expr:
    start = pl.format("first study drug on day {}", shown(_START))
    was = pl.format(
        "before: grade {} on day {}",
        pl.col("was").cast(pl.String).fill_null("not known"),
        shown(pl.col("was_day")),
    )
    return pl.concat_str(start, was, separator="; ", ignore_nulls=True)


def _marked(rows: pl.DataFrame, study: Study) -> pl.DataFrame:
    """Return the rows with the mark `expected`, by whatever name the term goes."""
    names = load_criterion("treatment-emergent")["names"]
    official = pl.col("key").replace_strict(names, default=None, return_dtype=pl.String)
    entered = rows.with_columns(
        pl.col(Col.TERM).alias("entered"), pl.coalesce(official, Col.TERM).alias(Col.TERM)
    )
    marked = flag_expected(entered, study)
    return marked.with_columns(pl.col("entered").alias(Col.TERM))
