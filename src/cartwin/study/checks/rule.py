"""Rules of the record as data, and the faults they find.

A rule is one expression that is true where something is wrong, with what was found, what
was expected and how to repair it. All rules of a table are looked up at once, so that
every problem is told, at a million rows too.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import polars as pl


__all__ = [
    "FAULTS",
    "ROW",
    "SEVERITY",
    "Rule",
    "Verdict",
    "empty_cell",
    "find",
    "first_of_each_cell",
    "number",
    "quoted",
    "severity",
    "slices",
]

ROW = "row"  # number of a row from 0, in every frame that rules look at
LONGEST_SHOWN = 60  # characters of a cell that a message repeats
_AT_ONCE = 50_000  # rows; a million need little more memory


class Verdict(StrEnum):
    """What becomes of a row, from the best to the worst."""

    ACCEPTED = "accepted"
    UNCHANGED = "unchanged"
    QUARANTINED = "quarantined"
    REJECTED = "rejected"


FAULTS: dict[str, pl.DataType] = {
    ROW: pl.UInt32(),
    "column": pl.String(),
    "code": pl.String(),
    "verdict": pl.String(),
    "found": pl.String(),
    "expected": pl.String(),
    "repair": pl.String(),
}
SEVERITY = {Verdict.UNCHANGED: 1, Verdict.QUARANTINED: 2, Verdict.REJECTED: 3}
NOTED = "noted"  # verdict of a fault that keeps nothing out


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that can be wrong with a row.

    Attributes
    ----------
    code
        Short name of the fault.
    column
        Column of the record to look at.
    wrong
        True where the fault is; missing counts as not.
    found, expected, repair
        Texts, per row; a repair that names the nearest word is made from the faulty rows.
    verdict
        What the fault makes of the row: `rejected`, `quarantined` until a person
        confirms it, or `noted`.
    """

    code: str
    column: str
    wrong: pl.Expr
    found: pl.Expr | str
    expected: pl.Expr | str
    repair: pl.Expr | str | Callable[[pl.DataFrame], pl.Expr]
    verdict: str = Verdict.REJECTED


def empty_cell(column: str, expected: str, repair: str) -> Rule:
    """Return the rule that a cell must not be empty."""
    return Rule(
        code="missing",
        column=column,
        wrong=pl.col(column).is_null(),
        found="an empty cell",
        expected=expected,
        repair=repair,
    )


def quoted(column: str | pl.Expr) -> pl.Expr:
    """Return the text of a cell between quotes, shortened.

    >>> pl.DataFrame({"x": ["9,5"]}).select(quoted("x")).item()
    "'9,5'"
    """
    text = pl.col(column) if isinstance(column, str) else column
    is_long = text.str.len_chars() > LONGEST_SHOWN
    end = pl.when(is_long).then(pl.lit("...'")).otherwise(pl.lit("'"))
    return pl.format("'{}{}", text.str.slice(0, LONGEST_SHOWN), end)


def number(column: str | pl.Expr) -> pl.Expr:
    """Return a number as people write it.

    >>> pl.DataFrame({"x": [9.0]}).select(number("x")).item()
    '9'
    """
    value = pl.col(column) if isinstance(column, str) else column
    return value.cast(pl.String).str.strip_suffix(".0")


def find(rules: Iterable[Rule], frame: pl.DataFrame) -> pl.DataFrame:
    """Return the faults of a frame with row numbers, rule by rule."""
    rules = tuple(rules)
    if frame.is_empty() or not rules:
        return pl.DataFrame(schema=FAULTS)
    found = (f for piece in slices(frame) for f in _found(rules, piece))
    return pl.concat([pl.DataFrame(schema=FAULTS), *found])


def slices(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield the rows so many at once that what is worked out for them stays small.

    >>> [len(piece) for piece in slices(pl.DataFrame({"x": range(120_000)}))]
    [50000, 50000, 20000]
    """
    yield frame.head(_AT_ONCE)
    yield from frame.slice(_AT_ONCE).iter_slices(_AT_ONCE)


def _found(rules: Sequence[Rule], frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    broken = frame.select(r.wrong.any().alias(str(n)) for n, r in enumerate(rules)).row(0)
    for rule, is_broken in zip(rules, broken, strict=True):
        if is_broken:
            yield _faults(rule, frame)


def _faults(rule: Rule, frame: pl.DataFrame) -> pl.DataFrame:
    rows = frame.filter(rule.wrong)
    repair = rule.repair(rows) if callable(rule.repair) else rule.repair
    texts: dict[str, pl.Expr | str] = {
        "column": rule.column,
        "code": rule.code,
        "verdict": rule.verdict,
        "found": rule.found,
        "expected": rule.expected,
        "repair": repair,
    }
    return rows.select(
        pl.col(ROW).cast(pl.UInt32), *(_text(x).alias(name) for name, x in texts.items())
    )


def _text(text: pl.Expr | str) -> pl.Expr:
    return (text if isinstance(text, pl.Expr) else pl.lit(str(text))).cast(pl.String)


def severity() -> pl.Expr:
    """Return how much a fault weighs by its verdict; what keeps nothing out weighs 0."""
    return pl.col("verdict").replace_strict(SEVERITY, default=0, return_dtype=pl.Int8)


def first_of_each_cell(faults: pl.DataFrame) -> pl.DataFrame:
    """Return the worst fault of each cell: what follows from it need not be told too."""
    if len(faults) < 2:
        return faults
    worst_first = faults.sort(severity(), descending=True, maintain_order=True)
    first = worst_first.unique([ROW, "column"], keep="first", maintain_order=True)
    return first.sort(ROW, maintain_order=True)
