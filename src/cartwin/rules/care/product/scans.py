"""Scans of the chain of identity and custody, as the record keeps them.

Instrument `CUSTODY`, one row per scan: item is the step, value the temperature [Cel], text
is `who=A; where=ward; id1=S123; id2=P1`. Where two persons are needed, `who=A+B`.
"""

from enum import StrEnum

import polars as pl

from cartwin.rules.criterion import load_criterion
from cartwin.study import Col


__all__ = ["CUSTODY", "ScanCol", "scans_of", "steps_in_order"]

CUSTODY = "CUSTODY"
"""Name of the instrument in the record."""


class ScanCol(StrEnum):
    """Columns of a table of scans beside patient, day and step."""

    STEP = "step"
    PLACE_IN_CHAIN = "place_in_chain"
    WHO = "who"
    WHERE = "where"
    FIRST_IDENTIFIER = "id1"
    SECOND_IDENTIFIER = "id2"
    TEMPERATURE = "temperature"


def steps_in_order() -> tuple[str, ...]:
    """Return the steps of the chain.

    >>> steps_in_order()[0], steps_in_order()[-1]
    ('prescription', 'residual')
    """
    return tuple(load_criterion("custody-chain")["steps"])


def scans_of(assessments: pl.DataFrame) -> pl.DataFrame:
    """Return one row per scan: patient, day, step, place_in_chain, who, where, id1, id2.

    A step that the chain does not know has no place in it.
    """
    places = {step: n for n, step in enumerate(steps_in_order())}
    step = pl.col(Col.ITEM)
    parts = ("who", "where", "id1", "id2")
    return assessments.filter(pl.col(Col.INSTRUMENT) == CUSTODY).select(
        Col.PATIENT,
        Col.DAY,
        step.alias(ScanCol.STEP),
        step.replace_strict(places, default=None, return_dtype=pl.Int32).alias(
            ScanCol.PLACE_IN_CHAIN
        ),
        *(_part(name).alias(name) for name in parts),
        pl.col(Col.VALUE).alias(ScanCol.TEMPERATURE),
    )


def _part(name: str) -> pl.Expr:
    found = pl.col(Col.TEXT).str.extract(rf"(?:^|;)\s*{name}\s*=\s*([^;]+)")
    return found.str.strip_chars()
