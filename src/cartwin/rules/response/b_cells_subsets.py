"""Subsets of B cells as shares of CD19+ events, where there are events enough.

The record keeps counted events as instrument `B-CELL SUBSETS`: item `cd19` and the names
of the subsets (see criterion `b-cell-subsets`).
"""

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.rules.findings import Span
from cartwin.rules.response.columns import ResponseCol
from cartwin.rules.response.visits import at_visits
from cartwin.study import Col, Study


__all__ = ["B_CELL_SUBSETS", "b_cell_subsets"]

B_CELL_SUBSETS = "B-CELL SUBSETS"
"""Name of the instrument in the record."""

_ALL = "cd19"
_EVENTS = Span(0, 1e9)


def b_cell_subsets(study: Study) -> pl.DataFrame:
    """Return the share of every subset counted, per visit: patient, day, subset, score.

    `score` [%] is null, and `why` says so, where there are too few CD19+ events.
    """
    criterion = load_criterion("b-cell-subsets")
    subsets = list(criterion["subsets"])
    visits = at_visits(study, B_CELL_SUBSETS, dict.fromkeys([_ALL, *subsets], _EVENTS))
    long = visits.unpivot(
        subsets, index=[Col.PATIENT, Col.DAY, _ALL], variable_name=ResponseCol.SUBSET,
        value_name="events",
    )  # fmt: skip
    counted = long.filter(pl.col("events").is_not_null())
    fewest = criterion["fewest_events"]
    enough = pl.col(_ALL) >= fewest
    possible = pl.col("events") <= pl.col(_ALL)
    share = 100 * pl.col("events") / pl.col(_ALL)
    why = (
        pl.when(pl.col(_ALL).is_null())
        .then(pl.lit("cannot say: CD19+ events were not recorded"))
        .when(~enough)
        .then(pl.lit(f"cannot say: fewer than {fewest} CD19+ events"))
        .when(~possible)
        .then(pl.lit("cannot say: more events than CD19+ events"))
        .otherwise(pl.format("{} of {} events", pl.col("events").cast(pl.Int64), _ALL))
    )
    return counted.select(
        Col.PATIENT,
        Col.DAY,
        ResponseCol.SUBSET,
        pl.when(enough & possible).then(share).alias(ResponseCol.SCORE),
        why.alias(RuleCol.WHY),
    ).sort(Col.PATIENT, Col.DAY, ResponseCol.SUBSET)
