"""Faults of the cells of a file as faults of the record."""

from collections.abc import Mapping, Sequence

import polars as pl

from cartwin.study.checks import FAULTS, ROW, Verdict
from cartwin.study.sources import GridFault


__all__ = ["faults_of_grid"]


def faults_of_grid(found: Sequence[GridFault], names: Mapping[int, str]) -> pl.DataFrame:
    """Return the faults by row of the grid, the column empty where a whole row is wrong.

    Parameters
    ----------
    names
        Position of a column in the file -> its name in the faults.
    """
    return pl.DataFrame(
        {
            ROW: [f.row for f in found],
            "column": ["" if f.column is None else names[f.column] for f in found],
            "code": [f.code for f in found],
            "verdict": [str(Verdict.REJECTED)] * len(found),
            "found": [f.found for f in found],
            "expected": [f.expected for f in found],
            "repair": [f.repair for f in found],
        },
        schema=FAULTS,
    )
