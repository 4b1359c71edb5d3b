"""What several rules need of the same study, worked out once."""

import threading
import weakref
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

import polars as pl

from cartwin.study import Study


__all__ = ["once_per_study"]

Given = ParamSpec("Given")


def once_per_study(
    work: Callable[Concatenate[Study, Given], pl.DataFrame],
) -> Callable[Concatenate[Study, Given], pl.DataFrame]:
    """Return `work`, which gives the same frame again as long as the study is in use.

    A study never changes, so neither does what follows from it. It is known by identity:
    another study, be it equal, is worked out anew. What is kept goes with the study.

    >>> from cartwin.study import Origin
    >>> study = Study(name="s", title="S", origin=Origin.REAL, disease="itp")
    >>> asked = []
    >>> def ask(study):
    ...     asked.append(study.name)
    ...     return study.patients
    >>> again = once_per_study(ask)
    >>> again(study).height, again(study).height, asked
    (0, 0, ['s'])
    """
    kept: dict[int, dict[Any, pl.DataFrame]] = {}
    turn = threading.RLock()  # of two that need the same at a time, one waits

    @wraps(work)
    def remembered(
        study: Study, /, *args: Given.args, **more: Given.kwargs
    ) -> pl.DataFrame:
        with turn:
            if id(study) not in kept:
                weakref.finalize(study, kept.pop, id(study), None)
            found = kept.setdefault(id(study), {})
            key = (args, tuple(sorted(more.items())))
            if key not in found:
                found[key] = work(study, *args, **more)
            return found[key].clone()  # whoever changes it, changes only theirs

    return remembered
