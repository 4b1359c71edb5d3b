"""How sure the thresholds behind a result are, beside every row of it.

Two columns: `certainty`, that of the weakest threshold behind the row, and `source_note`,
which names the thresholds that were not read in the source (null where all were).
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import polars as pl

from cartwin.parameters import Certainty
from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion, weakest
from cartwin.rules.rule import Rule
from cartwin.rules.told import told
from cartwin.study import Col, Study


__all__ = ["certainties_behind", "with_certainty"]

_MOST = 5  # names that a note lists of one certainty
_BY_TERM = ("ctcae5", "ctcae6", "ctcae-shift", "ctcae-picklist")
_RESPONSES = ("iwg-2009", "rescue-windows")
_ALSO: Mapping[str, tuple[str, ...]] = {  # criteria that a rule applies beside its own
    "crs-episodes": ("crs",),
    "icans-episodes": ("icans",),
    "castle-dlt": ("crs", "icans", "t-icaht"),
    "ctcae-picklist": ("ctcae-5.0",),
    "iwg": ("rescue-windows",),
    "doris": ("sledai-2k",),
    "lldas": ("sledai-2k",),
    "rcriss": ("criss",),
    **dict.fromkeys(
        ("steroid-dependence", "refractory", "multirefractory"), ("itp-lines",)
    ),
    **dict.fromkeys(("aha-gth", "aha-each2", "aha-course"), ("aha-assays",)),
    **dict.fromkeys(("orr", "time-to-response", "km-response"), _RESPONSES),
    **dict.fromkeys(("duration-of-response", "km-duration"), _RESPONSES),
}
_UNUSED = frozenset({"persistent_from", "chronic_after"})  # phases of ITP: in no rule


def with_certainty(rule: Rule) -> Rule:
    """Return the rule; its frames say how sure the thresholds behind each row are.

    Where every row is about a term or a clause of its own, the certainty is that of the
    term or clause; elsewhere it is that of the weakest threshold of the rule.
    """
    return replace(rule, apply=partial(_applied, rule.apply, rule.name, rule.criterion))


def certainties_behind(rule: str, criterion: str) -> Mapping[str, Certainty]:
    """Return threshold -> certainty, of other criteria than its own as CRITERION/ITEM.

    >>> certainties_behind("srot", "srot")["floors"].value
    'read'
    """
    own = {name: item.certainty for name, item in load_criterion(criterion).items.items()}
    others = {
        f"{other}/{name}": item.certainty
        for other in _ALSO.get(rule, ())
        for name, item in load_criterion(other).items.items()
    }
    both = {**own, **others}
    return {n: c for n, c in both.items() if n.rpartition("/")[2] not in _UNUSED}


def _applied(
    apply: Callable[..., pl.DataFrame],
    name: str,
    criterion: str,
    study: Study,
    **chosen: Any,
) -> pl.DataFrame:
    found = told(name, criterion, apply(study, **chosen))
    behind = certainties_behind(name, criterion)
    if Col.CERTAINTY in found.columns:
        return found.with_columns(_note_of_row())
    if name in _BY_TERM:
        return found.with_columns(_by_term(behind)).with_columns(_note_of_row())
    return found.with_columns(
        pl.lit(str(weakest(behind.values()))).alias(Col.CERTAINTY),
        pl.lit(_note(behind), pl.String).alias(RuleCol.SOURCE_NOTE),
    )


def _by_term(behind: Mapping[str, Certainty]) -> pl.Expr:
    """Return the certainty of each row's term; null for a term that is not shipped."""
    known = {name.rpartition("/")[2]: str(c) for name, c in behind.items()}
    term = pl.col(Col.TERM)
    found = term.replace_strict(known, default=None, return_dtype=pl.String)
    return found.alias(Col.CERTAINTY)


def _note_of_row() -> pl.Expr:
    certainty = pl.col(Col.CERTAINTY)
    told = pl.format("not read in the source: {}", certainty)
    return pl.when(certainty != Certainty.READ).then(told).alias(RuleCol.SOURCE_NOTE)


def _note(behind: Mapping[str, Certainty]) -> str | None:
    """Return the thresholds that were not read, the least sure first; None: all were."""
    parts = []
    for certainty in [c for c in reversed(Certainty) if c is not Certainty.READ]:
        names = [n for n, c in behind.items() if c is certainty]
        more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
        if names:
            parts.append(f"{certainty}: {', '.join(names[:_MOST])}{more}")
    return f"not read in the source: {'; '.join(parts)}" if parts else None
