"""Study folders: `NAME.study/` with study.toml and one file per table that has rows.

CSV is for people, Parquet for big virtual studies. A study written twice gives the same
bytes. Writing is atomic: the folder is made beside its place and then renamed into it.
"""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

import polars as pl

from cartwin.errors import DataError, did_you_mean
from cartwin.study.columns import Col
from cartwin.study.csv_table import csv_pieces, read_csv_table
from cartwin.study.day_count import with_counted_days
from cartwin.study.metadata import metadata_from_toml, metadata_to_toml
from cartwin.study.parquet_table import parquet_bytes, read_parquet_table
from cartwin.study.reading import Reading
from cartwin.study.schema import SCHEMA
from cartwin.study.study import Study


__all__ = ["Tables", "read_study", "write_study"]

Tables = Literal["csv", "parquet"]

_METADATA = "study.toml"
_NOT_WRITTEN = "was not written"
_SET_ASIDE = ".replaced"
_READERS = {".csv": read_csv_table, ".parquet": read_parquet_table}
_FILES = {_METADATA, *(f"{t}{suffix}" for t in SCHEMA for suffix in _READERS)}
# What may stand beside the record and is kept when the record is written anew.
_EXTRAS = ("README.md", "forms", "intake", "mappings")


def read_study(folder: str | Path) -> Study:
    """Return the study that a folder holds.

    Parameters
    ----------
    folder
        With study.toml and, for each table that has rows, TABLE.csv or TABLE.parquet.

    Raises
    ------
    DataError
        Naming everything that is wrong in any of the files.
    """
    folder = Path(folder)
    if not (folder / _METADATA).is_file():
        raise DataError(str(folder), [_absence(folder)])
    study, found = metadata_from_toml((folder / _METADATA).read_bytes())
    readings = _with_days(dict(_readings(folder)))
    problems = [f"{_METADATA}: {problem}" for problem in found]
    problems += [*_file_problems(folder), *_table_problems(readings)]
    if problems:
        raise DataError(str(folder), problems)
    return study.with_tables(**{n: r.frame for n, r in readings.items()})


def write_study(
    study: Study,
    folder: str | Path,
    *,
    tables: Tables = "csv",
    beside: Mapping[str, bytes] = MappingProxyType({}),
) -> Path:
    """Write the study as a folder, in place of an older one there; return its path.

    Either the whole study stands there afterwards or what stood there before; if the
    process is killed, a folder whose name starts with a dot may be left beside it. What
    stands beside the record (README.md, forms, intake, mappings) is kept.

    Parameters
    ----------
    folder
        By custom `NAME.study`. If it exists it must hold a study, what may stand beside
        one, and nothing else.
    tables
        `csv` for people, `parquet` for big studies.
    beside
        Path -> content of what is to stand beside the record, e.g. `intake/ledger.csv`.

    Raises
    ------
    DataError
        The folder holds something else than a study, or the study contradicts its
        schema: what is written can be read.
    """
    folder = Path(folder).resolve()
    contents = _contents(study, tables, folder.name)
    if problems := list(_obstacles(folder)):
        raise DataError(str(folder), problems, failure=_NOT_WRITTEN)
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        for name, pieces in contents.items():
            _write_durably(draft / name, pieces)
        _keep_extras(folder, draft)
        for name, content in beside.items():
            _write_beside(draft, name, content)
        draft.chmod(0o755)
        _move_into_place(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder


def _contents(study: Study, tables: Tables, source: str) -> dict[str, Iterable[bytes]]:
    """Return file name -> pieces of content; also the proof that it can be read again."""
    if tables not in get_args(Tables):
        msg = f"unknown format {tables!r} ({did_you_mean(tables, get_args(Tables))})"
        raise ValueError(msg)
    text = metadata_to_toml(study).encode()
    frames = {n: _without_empty_texts(f) for n, f in study.tables.items() if len(f)}
    readings = {n: Reading(file=f"table {n}", frame=f) for n, f in frames.items()}
    problems = [f"{_METADATA}: {p}" for p in metadata_from_toml(text)[1]]
    problems += _table_problems(readings)
    if problems:
        raise DataError(source, problems, failure=_NOT_WRITTEN)
    files = {f"{n}.{tables}": _encoded(n, f, tables) for n, f in frames.items()}
    return {_METADATA: [text]} | files


def _encoded(name: str, frame: pl.DataFrame, tables: Tables) -> Iterable[bytes]:
    if tables == "parquet":
        return [parquet_bytes(frame)]
    return csv_pieces(frame, SCHEMA[name].required)


def _without_empty_texts(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with empty texts as missing, as they are read from a file."""
    texts = [c for c in frame.get_columns() if c.dtype == pl.String and (c == "").any()]
    return frame.with_columns(text.replace("", None) for text in texts)


def _absence(folder: Path) -> str:
    """Return why there is no study; names the older one if its replacement was cut off."""
    if folder.exists():
        return f"there is no {_METADATA} in it; a study is a folder with that file"
    for old in sorted(folder.parent.glob(f".{folder.name}.*{_SET_ASIDE}")):
        return f"no such folder; its replacement was cut off, and {old.name} is what it was"
    return "no such folder"


def _obstacles(folder: Path) -> Iterator[str]:
    """Yield why a folder may not be replaced."""
    if not folder.exists():
        return
    if not folder.is_dir():
        yield "a file of that name is in the way; choose another name"
        return
    names = sorted(p.name for p in folder.iterdir())
    if names and _METADATA not in names:
        yield f"the folder exists and is no study (no {_METADATA}); choose another name"
        return
    for name in names:
        if name not in _FILES and name not in _EXTRAS:
            yield f"{name!r} in the folder is no part of a study; move it elsewhere"


def _write_durably(path: Path, pieces: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())


def _write_beside(draft: Path, name: str, content: bytes) -> None:
    """Write a file among the extras; it no longer shares its bytes with the old folder."""
    path = (draft / name).resolve()
    if Path(name).parts[0] not in _EXTRAS or not path.is_relative_to(draft.resolve()):
        msg = f"{name!r} cannot stand beside a record"
        raise ValueError(msg)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    _write_durably(path, [content])


def _keep_extras(folder: Path, draft: Path) -> None:
    """Let the draft hold, too, what stands beside the record in the older folder."""
    for name in _EXTRAS:
        source = folder / name
        if source.is_dir() and not source.is_symlink():
            shutil.copytree(source, draft / name, symlinks=True, copy_function=_same_file)
        elif source.exists() or source.is_symlink():
            shutil.copy2(source, draft / name, follow_symlinks=False)


def _same_file(source: str, target: str) -> str:
    """Give a file a second name, or copy it where the file system has only one."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


def _move_into_place(draft: Path, folder: Path) -> None:
    if not folder.exists():
        os.replace(draft, folder)
        return
    old = draft.with_name(f"{draft.name}{_SET_ASIDE}")
    os.replace(folder, old)
    try:
        os.replace(draft, folder)
    except BaseException:
        os.replace(old, folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _file_problems(folder: Path) -> Iterator[str]:
    for path in sorted(folder.iterdir()):
        if path.name in _FILES and path.is_symlink():
            yield f"{path.name}: is a link; put the file itself into the folder"
        if path.suffix in _READERS and path.name not in _FILES:
            hint = did_you_mean(path.stem, SCHEMA)
            yield f"{path.name}: unknown table {path.stem!r} ({hint})"
    for table in SCHEMA:
        if all((folder / f"{table}{suffix}").exists() for suffix in _READERS):
            yield f"{table}: stands there as CSV and as Parquet; keep one"


def _readings(folder: Path) -> Iterator[tuple[str, Reading]]:
    for name, table in SCHEMA.items():
        for suffix, read in _READERS.items():
            path = folder / f"{name}{suffix}"
            if path.is_file() and not path.is_symlink():
                yield name, read(path.read_bytes(), table, path.name)


def _with_days(readings: Mapping[str, Reading]) -> dict[str, Reading]:
    """Return what was read with the days that follow from dates, which are checked too."""
    frames = with_counted_days({n: r.frame for n, r in readings.items()})
    return {n: replace(r, frame=frames[n]) for n, r in readings.items()}


def _table_problems(readings: Mapping[str, Reading]) -> Iterator[str]:
    patients = readings.get("patients")
    known = pl.Series(dtype=pl.String) if patients is None else patients.frame[Col.PATIENT]
    unknown = patients is not None and patients.problems
    for name, reading in readings.items():
        alone = unknown or name in {"patients", "reported"}
        yield from reading.all_problems(SCHEMA[name], None if alone else known)
