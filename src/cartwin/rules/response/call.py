"""What a call is, and how a table of calls is put together.

A criterion is a set of conditions; each is met, not met, or not known. All met: the call
is made. One not met: it is not. Otherwise it is null, and `why` says what is missing.
*Not known is not no.*
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import Criterion
from cartwin.rules.grade import (
    judged,
    names_of,
    names_unknown,
    parts_of,
    ten_digits,
)
from cartwin.rules.response.columns import ResponseCol
from cartwin.study import Col


__all__ = ["Call", "Conditions", "as_call", "call_rows", "is_so", "number", "visit"]

_HEAD = (Col.PATIENT, Col.DAY, Col.SCALE, Col.VERSION)
_TABLED = 6  # so many conditions have few enough states to write a text for each


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call and what it rests on.

    Attributes
    ----------
    scale, version
        The criterion, e.g. `DORIS` and `2021`.
    call
        A category or whether it is met; None if it cannot be said, or there is only
        a score.
    score
        The number, where the criterion has one; None if it cannot be given.
    why
        What decides, or what is missing.
    evidence
        The findings looked at, as `name=value`.
    """

    scale: str
    version: str
    call: str | bool | None
    score: float | None
    why: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conditions:
    """Conditions by their names, all of which must be met.

    >>> young = Conditions({"young": pl.col("age") < 18})
    >>> frame = pl.DataFrame({"age": [3, 60, None]})
    >>> frame.select(young.met).to_series().to_list()
    [True, False, None]
    >>> frame.select(young.why).to_series().to_list()[1:]
    ['not met: young', 'cannot call: not known: young']
    """

    by_name: Mapping[str, pl.Expr]

    @property
    def met(self) -> pl.Expr:
        """Whether all are met; null if that depends on what is not known."""
        return pl.all_horizontal(*self.by_name.values())

    @property
    def why(self) -> pl.Expr:
        """What is not met, or else not known."""
        if len(self.by_name) > _TABLED:
            return self._written()
        codes = [
            met.cast(pl.UInt32).fill_null(2) * 3**place
            for place, met in enumerate(self.by_name.values())
        ]
        return pl.lit(_texts(tuple(self.by_name))).gather(pl.sum_horizontal(codes))

    def _written(self) -> pl.Expr:
        failed = names_of({name: ~so for name, so in self.by_name.items()})
        unknown = names_unknown(self.by_name)
        return (
            pl.when(self.met)
            .then(pl.lit("met: ") + pl.lit(", ".join(self.by_name)))
            .when(self.met.is_null())
            .then(pl.concat_str(pl.lit("cannot call: not known: "), unknown))
            .otherwise(pl.concat_str(pl.lit("not met: "), failed))
        )


@cache
def _texts(names: tuple[str, ...]) -> pl.Series:
    """Return every reason that these conditions can give, by the code of their states.

    The code has a digit to the base of three per condition: not met, met, not known.
    """
    states = product((False, True, None), repeat=len(names))
    columns = zip(*states, strict=True)
    last_first = dict(zip(reversed(names), columns, strict=True))
    frame = pl.DataFrame(last_first, schema=dict.fromkeys(last_first, pl.Boolean))
    written = Conditions({name: pl.col(name) for name in names})._written()
    return frame.select(written).to_series()


def call_rows(
    frame: pl.DataFrame,
    criterion: Criterion,
    results: Mapping[Any, pl.Expr],
    *,
    why: pl.Expr,
    items: Iterable[str],
    keep: Sequence[str] = (),
) -> pl.DataFrame:
    """Return a table of calls, ordered by patient and day.

    Parameters
    ----------
    frame
        One row per thing to call, with patient and day.
    results, why, items
        As in `judged`.
    keep
        Further columns to keep.
    """
    called = judged(frame, criterion, results, why=why, items=items)
    columns = (*_HEAD, *results, *keep, RuleCol.WHY, RuleCol.EVIDENCE)
    return called.select(columns).sort(Col.PATIENT, Col.DAY).collect()


def is_so(item: str) -> pl.Expr:
    """Return whether an item is recorded as present; null if it was not recorded."""
    return pl.col(item) == 1


def number(item: str) -> pl.Expr:
    """Return an item as it is compared: at ten significant digits."""
    return ten_digits(pl.col(item))


def visit(items: Iterable[str], findings: Mapping[str, Any]) -> pl.DataFrame:
    """Return the findings of one visit as one row; None: not recorded.

    >>> visit(["phga", "stable"], {"phga": 0.4}).row(0)
    ('', 0.0, 0.4, None)
    """
    known = [str(item) for item in items]
    unknown = [name for name in findings if name not in known]
    if unknown:
        msg = f"unknown finding {unknown[0]!r}; known: {', '.join(known)}"
        raise ValueError(msg)
    values = {item: [_number(findings.get(item))] for item in known}
    schema = {Col.PATIENT: pl.String, Col.DAY: pl.Float64}
    return pl.DataFrame(
        {Col.PATIENT: [""], Col.DAY: [0.0], **values},
        schema=schema | dict.fromkeys(known, pl.Float64),
    )


def as_call(row: pl.DataFrame) -> Call:
    """Return the one row of a table of calls as a `Call`."""
    found = row.row(0, named=True)
    return Call(
        scale=found[Col.SCALE],
        version=found[Col.VERSION],
        call=found.get(ResponseCol.CALL),
        score=found.get(ResponseCol.SCORE),
        why=found[RuleCol.WHY],
        evidence=parts_of(found[RuleCol.EVIDENCE]),
    )


def _number(finding: Any) -> float | None:
    return None if finding is None else float(finding)
