"""Entries beside the record: new, the same, filling a gap, or contradicting it."""

from collections.abc import Iterator, Sequence

import polars as pl

from cartwin.study.checks import (
    FAULTS,
    KEY,
    ROW,
    Rule,
    Verdict,
    compared_columns,
    find,
    may_be_twice,
    number,
    with_key,
)
from cartwin.study.columns import Col, Kind, Table


__all__ = ["FILLS", "KNOWN", "beside_record", "merged"]

_SAME = 1e-9  # relative; units were converted
KNOWN, FILLS = "is known", "fills a gap"
_OF_RECORD = " of the record"


def beside_record(
    frame: pl.DataFrame, record: pl.DataFrame, table: Table, given: Sequence[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return each entry's row number with what it is to the record, and contradictions.

    Parameters
    ----------
    given
        Columns that the file has; an empty cell says nothing and changes nothing.

    Returns
    -------
    tuple
        Row number, whether the record has the row, and whether the entry fills a gap of
        it; and the faults of entries that differ from it.
    """
    if record.is_empty():
        new = (pl.lit(value=False).alias(state) for state in (KNOWN, FILLS))
        return frame.select(ROW, *new), pl.DataFrame(schema=FAULTS)
    compared = [c for c in given if c in compared_columns(table)]
    known = with_key(record, table).drop_nulls(KEY).unique(KEY)
    known = known.select(
        KEY,
        *(pl.col(c).alias(f"{c}{_OF_RECORD}") for c in compared),
        pl.lit(value=True).alias(KNOWN),
    )
    both = with_key(frame, table).join(known, on=KEY, how="left", maintain_order="left")
    fills = [
        pl.col(c).is_not_null() & pl.col(f"{c}{_OF_RECORD}").is_null() for c in compared
    ]
    states = both.select(
        ROW,
        pl.col(KNOWN).fill_null(value=False),
        (pl.any_horizontal(fills) if fills else pl.lit(value=False)).alias(FILLS),
    )
    rules = (_differs(table, c) for c in compared)
    found = find(rules, both.filter(pl.col(KNOWN)))
    return states, found if len(found) else pl.DataFrame(schema=FAULTS)


def _differs(table: Table, name: str) -> Rule:
    one, two = pl.col(f"{name}{_OF_RECORD}"), pl.col(name)
    if table[Col(name)].kind is Kind.NUMBER:
        differs = (two - one).abs() > _SAME * pl.max_horizontal(one.abs(), two.abs())
    else:
        differs = two != one
    return Rule(
        code="differs-from-record",
        column=name,
        wrong=differs,
        found=pl.format("'{}'", number(two)),
        expected=pl.format("'{}' as in the record", number(one)),
        repair="leave it out; or, to correct the record, confirm it with a reason",
        verdict=Verdict.QUARANTINED,
    )


def merged(
    record: pl.DataFrame,
    entries: pl.DataFrame,
    table: Table,
    *,
    wanted: pl.Series | None = None,
) -> pl.DataFrame:
    """Return the table of the record with entries added; theirs count where both speak.

    The rows are sorted by patient and day, so that the order of the file does not show.

    Parameters
    ----------
    wanted
        Whether an entry is added, by default all. A million of them are not copied
        before they are put in order.
    """
    if wanted is None:
        wanted = pl.Series([True]).new_from_index(0, len(entries))
    columns = list(table.dtypes)
    if record.is_empty() and not _repeated(entries, wanted, table):
        order = _order(entries, table)
        return entries.select(columns)[order.filter(wanted.gather(order))]
    new = with_key(entries.filter(wanted).select(columns), table)
    new = new.unique(KEY, keep="first", maintain_order=True)
    old = with_key(record.select(columns), table)
    changes = new.select(KEY, *(pl.col(c).alias(f"{c} new") for c in columns))
    changed = old.join(changes, on=KEY, how="left", maintain_order="left")
    kept = changed.select(pl.coalesce(f"{c} new", c).alias(c) for c in columns)
    added = new.join(old.select(KEY), on=KEY, how="anti").select(columns)
    both = pl.concat([kept, added])
    return both[_order(both, table)]


def _repeated(entries: pl.DataFrame, wanted: pl.Series, table: Table) -> bool:
    doubtful = entries.filter(may_be_twice(entries, table) & wanted)
    return bool(may_be_twice(doubtful, table).any())


def _order(frame: pl.DataFrame, table: Table) -> pl.Series:
    """Return the numbers of the rows in the order of the record."""
    by = [c for c in _sorted_by(table) if frame[c].null_count() < len(frame)]
    in_order = pl.arg_sort_by(by, nulls_last=True, maintain_order=True)
    return frame.select(in_order if by else pl.int_range(pl.len())).to_series()


def _sorted_by(table: Table) -> Iterator[str]:
    first = (Col.PATIENT, Col.DAY, Col.DATE)
    yield from (c for c in first if c in table.dtypes)
    yield from (c for c in table.key if c not in first)
