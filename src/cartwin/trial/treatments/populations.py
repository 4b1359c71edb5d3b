"""Whom the treatments are given to."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from cartwin.twin import REFERENCE, Variant, find_variant


__all__ = ["POPULATIONS"]

_REFRACTORY = replace(REFERENCE, name="refractory", title="refractory adults")
POPULATIONS: Mapping[str, Variant] = MappingProxyType(
    {who.name: who for who in (_REFRACTORY, find_variant("trial-like", "itp"))}
)
"""Name -> what is believed of the patients; all have counts of 2 to 30 at baseline."""
