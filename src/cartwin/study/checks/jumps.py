"""Values that a body cannot make from one day to the next, but two units can."""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from cartwin.study.checks.rule import ROW, Rule, Verdict, number
from cartwin.study.columns import Col


__all__ = ["jump_rule", "neighbours"]

# A factor between neighbouring values that no body makes but two units do.
_JUMPS: Mapping[str, float] = MappingProxyType({"PLAT": 300.0, "NEUT": 300.0, "IGG": 30.0})
_LONGEST = 14.0  # d
_BEFORE = ("value before", "day before")


def neighbours(
    frame: pl.DataFrame, known: pl.DataFrame, wrong: pl.Series | None = None
) -> pl.DataFrame:
    """Return row numbers with the value of the same patient and analyte before them.

    Parameters
    ----------
    known
        Observations of the record; those of `frame` may be among them.
    wrong
        Numbers of rows that are nobody's neighbours.
    """
    is_wrong = pl.lit(value=False) if wrong is None else pl.col(ROW).is_in(wrong.implode())
    usable = (
        pl.col(Col.ANALYTE).is_in(list(_JUMPS))
        & (pl.col(Col.CENSORING) == "none")
        & (pl.col(Col.VALUE) > 0)
        & pl.col(Col.DAY).is_not_null()
    )
    columns = (Col.PATIENT, Col.ANALYTE, Col.DAY, Col.VALUE)
    both = pl.concat(
        [
            frame.select(ROW, *columns, Col.CENSORING).filter(usable & ~is_wrong),
            known.select(*columns, Col.CENSORING).filter(usable),
        ],
        how="diagonal_relaxed",
    )
    ordered = both.sort(*columns, ROW, nulls_last=False)
    ordered = ordered.unique(columns, keep="last", maintain_order=True)
    continues = (pl.col(c) == pl.col(c).shift(1) for c in (Col.PATIENT, Col.ANALYTE))
    before = pl.col(Col.VALUE, Col.DAY).shift(1).name.suffix(" before")
    found = ordered.select(ROW, pl.when(pl.all_horizontal(continues)).then(before))
    return found.drop_nulls(ROW).select(ROW, *_BEFORE)


def jump_rule() -> Rule:
    """Return the rule that neighbouring values are of one unit; see `neighbours`."""
    value, before = pl.col(Col.VALUE), pl.col(_BEFORE[0])
    ratio, gap = value / before, pl.col(Col.DAY) - pl.col(_BEFORE[1])
    fold = pl.col(Col.ANALYTE).replace_strict(_JUMPS, default=None, return_dtype=pl.Float64)
    return Rule(
        code="jump",
        column=Col.VALUE,
        wrong=(gap <= _LONGEST) & ((ratio >= fold) | (ratio <= 1 / fold)),
        found=pl.format(
            "{} from {} on day {} to {} on day {}",
            Col.ANALYTE,
            *(number(x) for x in (before, _BEFORE[1], value, Col.DAY)),
        ),
        expected="neighbouring values in one unit",
        repair="check the unit of both; confirm the value if it is right",
        verdict=Verdict.QUARANTINED,
    )
