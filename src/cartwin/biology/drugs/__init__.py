"""Drugs and procedures, one per file: kinetics, what they act on, how they are dosed.

Every module of this folder is part of the twin of every disease; to add a drug is to add
its file here, and its name and units to those that regimens know.
"""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


__all__ = ["DRUG_MODULES"]

DRUG_MODULES: tuple[ModuleType, ...] = tuple(
    import_module(f"{__name__}.{m.name}") for m in iter_modules(__path__)
)
