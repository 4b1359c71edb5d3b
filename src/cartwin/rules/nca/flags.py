"""What a reader should know before relying on an analysis."""

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.rules.nca.columns import NcaCol
from cartwin.rules.nca.profile import LEVEL, SEEN, Route
from cartwin.study import Col


__all__ = ["flag", "route_doubts"]

_DAY, _SEEN = pl.col(Col.DAY), pl.col(SEEN)


def route_doubts(rows: pl.DataFrame, route: Route, duration: float) -> pl.DataFrame:
    """Return patient and `doubt`: why the course does not fit the stated route, or null."""
    level = pl.col(LEVEL).filter(_SEEN)
    day = _DAY.filter(_SEEN)
    peak_first = (level.arg_max() == 0) & (day.first() == _DAY.min()) & (level.len() > 1)
    rises = level.get(1, null_on_oob=True) >= level.first()
    ends = day.get(level.arg_max(), null_on_oob=True)
    doubts = {
        Route.EXTRAVASCULAR: pl.when(peak_first).then(
            pl.lit("falls from the first sample on, as after an intravenous dose")
        ),
        Route.BOLUS: pl.when(rises).then(
            pl.lit("does not fall after the first sample: no extrapolation to time 0")
        ),
        Route.INFUSION: pl.when(ends < duration).then(
            pl.lit("highest before the end of the infusion")
        ),
    }
    return rows.group_by(Col.PATIENT).agg(doubts[route].first().alias("doubt"))


def flag(table: pl.DataFrame) -> pl.DataFrame:
    """Return the table with flags and `why`, from the column `doubt` and the fit."""
    criterion = load_criterion("nca")
    r2, extrapolated = pl.col(NcaCol.R2_ADJ), pl.col(NcaCol.EXTRAPOLATED)
    span = pl.col(NcaCol.UPPER) - pl.col(NcaCol.LOWER)
    short = span < criterion["least_span"] * pl.col(NcaCol.HALF_LIFE)
    much = f"more than {criterion['most_extrapolated']:g} % of the area is extrapolated"
    parts = [
        pl.col("doubt"),
        pl.when(r2 < criterion["least_r2"]).then(pl.lit("poor fit of the terminal slope")),
        pl.when(short).then(
            pl.lit(f"terminal slope over less than {criterion['least_span']:g} half-lives")
        ),
        pl.when(extrapolated > criterion["most_extrapolated"]).then(pl.lit(much)),
    ]
    fewest = criterion["fewest_points"]
    nothing = pl.when(pl.col(RuleCol.CMAX).is_null()).then(
        pl.lit("no quantifiable sample: no parameter, not zero")
    )
    no_slope = pl.when(pl.col(NcaCol.LAMBDA_Z).is_null()).then(
        pl.lit(f"no terminal slope: fewer than {fewest} falling points after the peak")
    )
    return table.with_columns(
        pl.concat_str(parts, separator="; ", ignore_nulls=True).alias(NcaCol.FLAGS),
        pl.coalesce(nothing, no_slope, pl.lit("")).alias(NcaCol.WHY),
    )
