"""A short name for everything that decides what a twin computes."""

import hashlib
from functools import cache
from importlib.resources import files


__all__ = ["model_hash"]

ROOMS = ("biology", "engine", "twin")  # equations, parameters, numerics, dosing, assays


@cache
def model_hash() -> str:
    """Return 12 hexadecimal digits that change with any text of the twin's rooms.

    It is cautious: a changed comment changes it too.

    >>> len(model_hash())
    12
    """
    digest = hashlib.sha256()
    for room in ROOMS:
        folder = files("cartwin") / room
        for file in sorted(folder.iterdir(), key=lambda f: f.name):
            if file.name.endswith(".py"):
                digest.update(f"{room}/{file.name}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:12]
