"""Why a response was called, or could not be, and the counts that this rests on."""

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.rules.response.itp_occasions import P
from cartwin.study import Col


__all__ = ["as_text", "called_with", "failures_without_baseline", "plain", "refusals"]

_DAY = pl.col(Col.DAY)
_IN_SPITE = "NR: counts fail in spite of a rescue"
_RESCUED = "NR: counts fail, or need a rescue, which counts as a failure here"


def as_text(
    day: str = Col.DAY, value: str = Col.VALUE, sign: str = Col.CENSORING
) -> pl.Expr:
    """Return a count as text: `day 14: 60`, `day 14: < 60`."""
    signs = {"below": "< ", "above": "> ", "none": ""}
    limit = pl.col(sign).replace_strict(signs, default="", return_dtype=pl.String)
    return pl.format("day {}: {}{}", plain(day), limit, plain(value))


def plain(number: str) -> pl.Expr:
    """Return a number at six digits, without a point where none is needed."""
    return pl.col(number).round_sig_figs(6).cast(pl.String).str.strip_suffix(".0")


def called_with(responses: pl.DataFrame) -> pl.DataFrame:
    """Return the responses with `why` and `evidence`.

    `responses`: best, lost, and day, value and censoring of both occasions (`day_1` ...).
    """
    pair = [as_text(f"day_{n}", f"value_{n}", f"sign_{n}") for n in (1, 2)]
    counted = [
        pl.when(pl.col(f"value_{n}").is_not_null()).then(t) for n, t in enumerate(pair, 1)
    ]
    told = pl.format(
        "{} from day {}, confirmed on day {}", "best", plain("day_1"), plain("day_2")
    )
    lost = pl.format("{}, lost on day {}", told, plain("lost"))
    return responses.with_columns(
        pl.coalesce(lost, told).alias(RuleCol.WHY),
        pl.concat_str(counted, separator="; ", ignore_nulls=True).alias(RuleCol.EVIDENCE),
    )


def failures_without_baseline(without: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Return `NR` of patients without a baseline whose every count fails, whatever it was.

    `known`: counts with the category they would have after a baseline of 0.
    """
    own = known.filter("free").join(without, on=P, how="semi")
    told = own.with_columns(as_text().alias("text"))
    facts = told.group_by(P, maintain_order=True).agg(
        (pl.col("category") < 1).all().alias("all fail"),
        _spread(pl.lit(value=True)).alias("days"),
        pl.col("text").str.join("; ").alias(RuleCol.EVIDENCE),
    )
    criterion = load_criterion("iwg-2009")
    sure = pl.col("all fail") & (pl.col("days") >= criterion["failure_gap"])
    why = f"NR: every count is below {criterion['r_floor']:g} or with bleeding, whatever"
    return facts.filter(sure).select(
        P,
        pl.lit("NR").alias("best"),
        pl.lit(f"{why} the baseline, which is not known").alias(RuleCol.WHY),
        RuleCol.EVIDENCE,
    )


def refusals(
    without: pl.DataFrame, known: pl.DataFrame, gap: float, *, rescued_fails: bool = False
) -> pl.DataFrame:
    """Return best (`NR` or null), why and evidence of the patients without a response.

    A rescue can only raise counts: two that fail in spite of it are no response either.

    Parameters
    ----------
    without
        Column p.
    known
        Counts with a category; `free`: no rescue acts on them. Ordered by patient,
        day and value.
    gap
        Shortest time between two occasions of no response [d].
    rescued_fails
        Whether a count under a rescue is such an occasion.
    """
    own = known.join(without, on=P, how="semi").with_columns(as_text().alias("text"))
    evaluable, failing = pl.col("free"), pl.col("category") < 1
    if rescued_fails:
        failing = failing | ~evaluable
    facts = own.group_by(P, maintain_order=True).agg(
        evaluable.sum().alias("n"),
        _spread(evaluable).alias("evaluable_days"),
        _spread(failing).alias("failing_days"),
        _highest().alias("highest"),
        pl.col("text").filter(failing).str.join("; ").alias("failing"),
        pl.col("text").filter(evaluable).str.join("; ").alias("all"),
    )
    named = without.join(facts, on=P, how="left")
    by_counts = pl.col("n").fill_null(0).gt(0) & (pl.col("evaluable_days") >= gap)
    in_spite = pl.col("failing_days") >= gap
    n = pl.col("n")
    return named.select(
        P,
        pl.when(by_counts | in_spite).then(pl.lit("NR")).alias("best"),
        pl.when(n.is_null())
        .then(pl.lit("cannot call: no count after infusion to judge"))
        .when(by_counts)
        .then(pl.format("NR: none of {} evaluable counts is a confirmed response", n))
        .when(in_spite)
        .then(pl.lit(_RESCUED if rescued_fails else _IN_SPITE))
        .otherwise(
            pl.format("cannot call: {} evaluable counts, two occasions are needed", n)
        )
        .alias(RuleCol.WHY),
        pl.when(by_counts)
        .then(pl.col("highest"))
        .when(in_spite)
        .then(pl.col("failing"))
        .otherwise(pl.col("all"))
        .fill_null("")
        .alias(RuleCol.EVIDENCE),
    )


def _spread(chosen: pl.Expr) -> pl.Expr:
    """Return the days between the first and the last of the chosen counts."""
    days = _DAY.filter(chosen)
    return days.max() - days.min()


def _highest() -> pl.Expr:
    """Return the highest evaluable count as text, the first of several."""
    value, free = pl.col(Col.VALUE), pl.col("free")
    return pl.col("text").filter(free & (value == value.filter(free).max())).first()
