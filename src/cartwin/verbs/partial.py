"""What a long count has reached, kept beside its result until that is written."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from cartwin.errors import DataError
from cartwin.twin import Counted, Population, model_hash
from cartwin.verbs.atomic import atomic_file


__all__ = ["KEPT_EVERY", "partial_of", "resumable"]

KEPT_EVERY = 2**18  # patients
NOT_RESUMED = "cannot be continued"


def partial_of(out: Path) -> Path:
    """Return where what has been counted for `out` is kept.

    >>> partial_of(Path("itp.parquet")).name
    'itp.parquet.partial'
    """
    return out.with_name(out.name + ".partial")


@contextmanager
def resumable(
    counted: Counted, population: Population, path: Path
) -> Iterator[Callable[[], None]]:
    """Take up what is kept at `path`; yield what keeps it up to date, called often.

    An error or an interruption keeps what has been counted by then.

    Raises
    ------
    DataError
        If another simulation is kept there, or it cannot be read.
    """
    if path.exists():
        _restore(counted, population, path)
    kept = [counted.summary.patients]

    def keep(most: int = KEPT_EVERY) -> None:
        if counted.summary.patients - kept[0] >= most:
            kept[0] = counted.summary.patients
            _keep(counted, population, path)

    try:
        yield keep
    except BaseException:
        keep(most=1)
        raise


def _told(population: Population) -> dict[str, str]:
    """Return what decides the numbers, in words."""
    told = {name: str(value) for name, value in asdict(population).items()}
    return {**told, "regimen": str(population.regimen), "model": model_hash()}


def _keep(counted: Counted, population: Population, path: Path) -> None:
    stored: dict[str, Any] = counted.arrays()
    stored["population"] = np.array(json.dumps(_told(population)))
    with atomic_file(path) as draft, draft.open("wb") as file:
        np.savez(file, allow_pickle=False, **stored)


def _restore(counted: Counted, population: Population, path: Path) -> None:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            arrays = dict(stored)
        told = json.loads(str(arrays.pop("population")))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        problem = "it is no interrupted simulation; delete it or choose another --out"
        raise DataError(str(path), [problem], failure=NOT_RESUMED) from None
    if others := _differences(told, _told(population)):
        others.append("repeat the arguments, or delete the file to start anew")
        raise DataError(str(path), others, failure=NOT_RESUMED)
    counted.restore(arrays)


def _differences(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """Return what was asked for otherwise, one sentence each.

    >>> _differences({"seed": "1", "days": "365.0"}, {"seed": "2", "days": "365.0"})
    ['it was made with seed = 1, now seed = 2 is asked for']
    """
    return [
        f"it was made with {name} = {before.get(name)}, now {name} = {value} is asked for"
        for name, value in now.items()
        if before.get(name) != value
    ]
