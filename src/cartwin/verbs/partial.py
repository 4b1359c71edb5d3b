"""What a long count has reached, kept beside its result until that is written."""

import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from cartwin.errors import DataError, SolveError
from cartwin.twin import Counted, Population, model_hash
from cartwin.verbs.atomic import atomic_file


__all__ = ["KEPT_EVERY", "partial_of", "resumable"]

KEPT_EVERY = 2**18  # patients
NOT_RESUMED = "cannot be continued"
START_ANEW = "delete the file to start anew"
UNREADABLE = (
    OSError, ValueError, TypeError, AttributeError, LookupError, EOFError, BadZipFile,
    RuntimeError, MemoryError, ArithmeticError, zlib.error,
)  # fmt: skip

Arrays = dict[str, npt.NDArray[Any]]


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

    An error or an interruption keeps what has been counted by then; nothing is kept of
    a count that an error left half done.

    Raises
    ------
    DataError
        If another simulation is kept there, or it cannot be read or was changed.
    """
    if path.exists():
        _restore(counted, population, path)
    kept = [counted.summary.patients]

    def keep(most: int = KEPT_EVERY) -> None:
        if counted.summary.patients - kept[0] >= most:
            reached = counted.summary.patients
            _keep(counted, population, path)
            kept[0] = reached

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
    if not stored:
        return
    stored["population"] = np.array(json.dumps(_told(population)))
    stored["sha256"] = np.array(_checksum(stored))
    with atomic_file(path) as draft, draft.open("wb") as file:
        np.savez(file, allow_pickle=False, **stored)


def _checksum(arrays: Arrays) -> str:
    """Return the SHA-256 of names, kinds, shapes and values.

    >>> _checksum({"a": np.zeros(2)}) == _checksum({"a": np.zeros((2, 1))})
    False
    """
    digest = sha256()
    for name, values in sorted(arrays.items()):
        digest.update(f"{name} {values.dtype.str} {values.shape} ".encode())
        digest.update(values.tobytes())
    return digest.hexdigest()


def _restore(counted: Counted, population: Population, path: Path) -> None:
    arrays, told = _read(path)
    if others := _differences(told, _told(population)):
        others.append(f"repeat the arguments, or {START_ANEW}")
        raise DataError(str(path), others, failure=NOT_RESUMED)
    try:
        counted.restore(arrays, population)
    except SolveError as error:
        problems = [str(error), START_ANEW]
        raise DataError(str(path), problems, failure=NOT_RESUMED) from None


def _read(path: Path) -> tuple[Arrays, dict[str, str]]:
    """Return the stored state and what it is about, as they were written."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            arrays = dict(stored)
        checksum = str(arrays.pop("sha256"))
        unchanged = checksum == _checksum(arrays)
        told = dict(json.loads(str(arrays.pop("population"))))
    except UNREADABLE:
        problem = f"it is no interrupted simulation; {START_ANEW}, or choose another --out"
        raise DataError(str(path), [problem], failure=NOT_RESUMED) from None
    if not unchanged:
        problem = f"it was changed since it was written (SHA-256); {START_ANEW}"
        raise DataError(str(path), [problem], failure=NOT_RESUMED)
    return arrays, told


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
