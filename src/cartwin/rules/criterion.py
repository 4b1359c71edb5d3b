"""A published criterion: its thresholds, its citation, and how sure we are of each.

Thresholds live in `criteria/*.toml`, one file per criterion and version, never in code.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import polars as pl

from cartwin.errors import did_you_mean
from cartwin.parameters import Certainty
from cartwin.rules.columns import RuleCol
from cartwin.study import Col


__all__ = ["Criterion", "Item", "list_criteria", "load_criterion", "weakest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One threshold of a criterion.

    Attributes
    ----------
    meaning
        One sentence.
    value
        A number, a list, or a table from answer to grade or points.
    unit
        UCUM, or empty where there is none.
    certainty
        How sure we are that the source says so.
    """

    meaning: str
    value: Any
    unit: str = ""
    certainty: Certainty


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A published set of thresholds in one version.

    Attributes
    ----------
    name
        Name of its file's content, e.g. `ctcae-5.0`.
    title
        Name shown to people.
    scale, version
        As they appear beside a grade.
    citation
        The publication.
    notes
        What a reader of a result should know; where we decided, it says so.
    items
        Name -> threshold.
    """

    name: str
    title: str
    scale: str
    version: str
    citation: str
    notes: tuple[str, ...]
    items: Mapping[str, Item]

    def __getitem__(self, item: str) -> Any:
        """Return the value of one threshold."""
        return self.items[item].value

    @property
    def labels(self) -> tuple[pl.Expr, pl.Expr]:
        """Scale and version, as columns of a result."""
        return pl.lit(self.scale).alias(Col.SCALE), pl.lit(self.version).alias(Col.VERSION)

    @property
    def certainty(self) -> Certainty:
        """The weakest certainty among the thresholds.

        >>> load_criterion("crs").certainty
        <Certainty.ASSUMED: 'assumed'>
        """
        return weakest(item.certainty for item in self.items.values())


def weakest(certainties: Iterable[Certainty]) -> Certainty:
    """Return the weakest of some certainties."""
    return max(certainties, key=list(Certainty).index)


def load_criterion(name: str) -> Criterion:
    """Return the criterion called `name`.

    Raises
    ------
    ValueError
        If there is none; the message says which there are.

    Examples
    --------
    >>> load_criterion("crs")["fever"]
    38.0
    """
    criteria = _criteria()
    if name not in criteria:
        msg = f"unknown criterion {name!r} ({did_you_mean(name, criteria)})"
        raise ValueError(msg)
    return criteria[name]


def list_criteria() -> pl.DataFrame:
    """Return one row per criterion: name, title, version, citation, certainty, notes.

    `certainty` is that of its weakest threshold.
    """
    criteria = _criteria().values()
    return pl.DataFrame(
        {
            RuleCol.NAME: [c.name for c in criteria],
            RuleCol.TITLE: [c.title for c in criteria],
            Col.VERSION: [c.version for c in criteria],
            RuleCol.CITATION: [c.citation for c in criteria],
            Col.CERTAINTY: [str(c.certainty) for c in criteria],
            RuleCol.NOTES: [" ".join(c.notes) for c in criteria],
        }
    )


@cache
def _criteria() -> Mapping[str, Criterion]:
    folder = files("cartwin.rules") / "criteria"
    texts = [f.read_text("utf-8") for f in folder.iterdir() if f.name.endswith(".toml")]
    read = [_criterion(tomllib.loads(text)) for text in texts]
    return MappingProxyType({c.name: c for c in sorted(read, key=lambda c: c.name)})


def _criterion(content: dict[str, Any]) -> Criterion:
    items = {
        name: Item(**{**item, "certainty": Certainty(item["certainty"])})
        for name, item in content.pop("items").items()
    }
    notes = tuple(content.pop("notes"))
    return Criterion(**content, notes=notes, items=MappingProxyType(items))
