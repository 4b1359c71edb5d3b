"""Write a result whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from cartwin.errors import DataError


__all__ = ["alone_in", "atomic_file", "atomic_folder", "check_file", "write_table"]

NOT_WRITTEN = "was not written"


@contextmanager
def atomic_folder(folder: Path, *, contents: Collection[str]) -> Iterator[Path]:
    """Yield an empty folder that takes the place of `folder` when the block succeeds.

    Parameters
    ----------
    contents
        Names that such a result consists of; a folder with anything else in it is not
        replaced.

    Raises
    ------
    DataError
        If something else stands under that name, or it is the working directory.
    """
    folder = folder.resolve()
    if problem := _obstacle(folder, contents):
        raise DataError(str(folder), [problem], failure=NOT_WRITTEN)
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        yield draft
        draft.chmod(0o755)
        _replace(folder, draft)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _replace(folder: Path, draft: Path) -> None:
    """Put the draft in place of the folder; put the folder back if that fails."""
    older = draft.with_name(draft.name + ".older")
    if folder.exists():
        folder.rename(older)
    try:
        draft.rename(folder)
    except OSError:
        if older.exists():
            older.rename(folder)
        raise
    shutil.rmtree(older, ignore_errors=True)


def _obstacle(folder: Path, contents: Collection[str]) -> str:
    if folder == Path.cwd():
        return "it is the working directory; choose another --out"
    if folder.exists() and not folder.is_dir():
        return "a file of that name is in the way; choose another --out"
    strangers = [p.name for p in folder.glob("*")] if folder.exists() else []
    strangers = sorted(name for name in strangers if name not in contents)
    if strangers:
        return (
            f"it holds {strangers[0]!r}, which is no part of a result; choose another --out"
        )
    return ""


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Let others who change the same folder wait until the block is done.

    The lock is on the folder above, which stays when the folder is replaced. Where the
    system has no such locks nobody waits.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    above = os.open(folder.resolve().parent, os.O_RDONLY)
    try:
        fcntl.flock(above, fcntl.LOCK_EX)
        yield
    finally:
        os.close(above)


@contextmanager
def atomic_file(path: Path) -> Iterator[Path]:
    """Yield a file name beside `path` that takes its place when the block succeeds."""
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        yield draft
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def write_table(table: pl.DataFrame, path: Path) -> None:
    """Write a table as Parquet or CSV, as the file name ends."""
    with atomic_file(path) as draft:
        table.write_parquet(draft) if path.suffix == ".parquet" else table.write_csv(draft)


def check_file(path: Path) -> str:
    """Return why no file can be written at `path`; empty if it can."""
    path = path.resolve()
    if path.is_dir():
        return f"{path} is a folder; give the name of a file"
    if path.exists() and not path.is_file():
        return f"{path} is no ordinary file; give the name of one"
    above = next(p for p in path.parents if p.exists())
    if not above.is_dir():
        return f"{above} is no folder"
    return "" if os.access(above, os.W_OK) else f"{above} cannot be written to"
