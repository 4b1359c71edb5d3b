"""A short name for everything that decides what a twin computes."""

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable


__all__ = ["model_hash"]

# equations, parameters, numerics, how parameters vary between patients, dosing, assays
ROOMS = ("biology", "engine", "parameters", "twin")


@cache
def model_hash() -> str:
    """Return 12 hexadecimal digits that change with any text of the twin's rooms.

    It is cautious: a changed comment changes it too.

    >>> len(model_hash())
    12
    """
    digest = hashlib.sha256()
    package = files("cartwin")
    texts: dict[str, Traversable] = {}
    for room in ROOMS:
        texts |= _texts(room, package / room)
    for name, file in sorted(texts.items()):
        digest.update(f"{name}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def _texts(name: str, folder: Traversable) -> dict[str, Traversable]:
    """Return the modules of a folder and of the folders in it, by name."""
    texts: dict[str, Traversable] = {}
    for entry in folder.iterdir():
        if entry.is_dir():
            texts |= _texts(f"{name}/{entry.name}", entry)
        elif entry.name.endswith(".py"):
            texts[f"{name}/{entry.name}"] = entry
    return texts
