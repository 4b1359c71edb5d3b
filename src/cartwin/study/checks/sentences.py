"""Faults as sentences: where, what was found, what was expected, how to repair it."""

from collections.abc import Iterator

import polars as pl

from cartwin.study.checks.rule import ROW, Verdict


__all__ = ["refusals", "sentences"]

_REFUSED = ("repeated", "contradicted")


def refusals(faults: pl.DataFrame) -> pl.DataFrame:
    """Return the faults with which a file of the record is not read or written."""
    is_refused = pl.col("code").is_in(_REFUSED) | (pl.col("verdict") == Verdict.REJECTED)
    return faults.filter(is_refused)


def sentences(faults: pl.DataFrame, places: pl.Series) -> Iterator[str]:
    """Yield one sentence per fault, in the order of the rows.

    Of a row that is wrong as a whole nothing else is told: the rest follows from it.

    Parameters
    ----------
    places
        Row number -> where it stands, e.g. `counts.csv, line 7`.
    """
    whole = faults.filter(pl.col("column") == "")[ROW].to_list()
    is_told = (pl.col("column") == "") | ~pl.col(ROW).is_in(whole)
    ordered = faults.filter(is_told).sort(ROW, maintain_order=True)
    where = places.gather(ordered[ROW])
    for place, fault in zip(where, ordered.iter_rows(named=True), strict=True):
        column = f", column {fault['column']}" if fault["column"] else ""
        yield (
            f"{place}{column}: {fault['found']}; expected {fault['expected']}; "
            f"{fault['repair']}"
        )
