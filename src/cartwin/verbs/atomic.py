"""Write a result whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cartwin.errors import DataError


__all__ = ["atomic_file", "atomic_folder"]


@contextmanager
def atomic_folder(folder: Path, *, marker: str) -> Iterator[Path]:
    """Yield an empty folder that takes the place of `folder` when the block succeeds.

    Parameters
    ----------
    marker
        File that every such result holds; an existing folder without it is not replaced.

    Raises
    ------
    DataError
        If something else stands under that name.
    """
    folder = folder.resolve()
    _refuse_strangers(folder, marker)
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        yield draft
        draft.chmod(0o755)
        older = draft.with_name(draft.name + ".older")
        if folder.exists():
            folder.rename(older)
        draft.rename(folder)
        shutil.rmtree(older, ignore_errors=True)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


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


def _refuse_strangers(folder: Path, marker: str) -> None:
    if not folder.exists() or (folder / marker).is_file():
        return
    if folder.is_dir() and not any(folder.iterdir()):
        return
    problem = f"it exists and holds no earlier result (no {marker}); choose another --out"
    raise DataError(str(folder), [problem])
