"""Compiled code kept on disk, so that a new process starts at once.

A file holds a line of JSON (what the code is for, and its digest) and the object code. A
file that is damaged, or a folder that others may write to, counts as absent. The files
used last are kept.
"""

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any


__all__ = ["LASTING", "recall", "remember"]

VERSION = 1
LASTING = "lasting-"  # how keys begin of what every process needs
MOST_KEPT, MOST_LASTING = 64, 16


def _folder() -> Path | None:
    """Return the folder, private to the user; None where there cannot be one."""
    try:
        folder = Path.home() / ".cache" / "cartwin" / "kernels"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
    except (OSError, RuntimeError):
        return None
    mine = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    return folder if mine and not found.st_mode & 0o022 else None


def recall(key: str) -> tuple[dict[str, Any], bytes] | None:
    """Return what was remembered under `key`: description and code."""
    folder = _folder()
    try:
        if folder is None:
            return None
        file = folder / f"{key}.o"
        head, _, code = file.read_bytes().partition(b"\n")
        description = json.loads(head)
        intact = description.pop("digest") == hashlib.sha256(code).hexdigest()
        with suppress(OSError):
            os.utime(file)  # used now
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return None
    return (description, code) if intact else None


def remember(key: str, description: dict[str, Any], code: bytes) -> None:
    """Keep description and code under `key`; in vain where nothing can be written."""
    folder = _folder()
    if folder is None:
        return
    digest = hashlib.sha256(code).hexdigest()
    head = json.dumps({**description, "digest": digest}).encode()
    with suppress(OSError):
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as draft:
            draft.write(head + b"\n" + code)
        Path(draft.name).replace(folder / f"{key}.o")
        _tidy(folder)


def _tidy(folder: Path) -> None:
    """Remove the files not used for longest; kernels, however many, push out no others."""
    files = sorted(folder.glob("*.o"), key=lambda f: f.stat().st_mtime, reverse=True)
    lasting = [f for f in files if f.name.startswith(LASTING)]
    kernels = [f for f in files if not f.name.startswith(LASTING)]
    for file in [*lasting[MOST_LASTING:], *kernels[MOST_KEPT:]]:
        file.unlink(missing_ok=True)
