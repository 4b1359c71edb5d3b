"""A rule by its name: what it looks at in a record, and the function that applies it."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from cartwin.rules.option import Option


__all__ = ["Rule", "declare"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A published rule that can be applied to any record.

    Attributes
    ----------
    name
        As on the command line, e.g. `icaht`.
    title
        One line for people.
    criterion
        Name of its thresholds, see `load_criterion`.
    tables
        Tables of the record that it reads; the first is the one a file gives.
    options
        What can be chosen; each choice means keywords of `apply`.
    apply
        Record (and keywords of options) -> frame with patient, what was graded or called,
        `why` where it could not be, and the evidence; of a rule of the catalogue also
        `certainty`, that of the weakest threshold behind the row, and `source_note`,
        which names those that were not read in the source.
    """

    name: str
    title: str
    criterion: str
    tables: tuple[str, ...]
    apply: Callable[..., pl.DataFrame]
    options: tuple[Option, ...] = ()


def declare(
    name: str,
    title: str,
    criterion: str,
    apply: Callable[..., pl.DataFrame],
    *tables: str,
) -> Rule:
    """Return a rule in one line, as the catalogues list them."""
    return Rule(name=name, title=title, criterion=criterion, tables=tables, apply=apply)
