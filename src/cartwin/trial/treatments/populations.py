"""Whom the treatments are given to."""

from collections.abc import Mapping
from types import MappingProxyType

from cartwin.twin import Variant, find_variant


__all__ = ["POPULATIONS"]

_REFRACTORY = Variant(
    name="refractory",
    title="refractory adults",
    meaning="Every parameter has its declared prior.",
    diseases=frozenset({"itp"}),
    changes={},
    source="the declared priors, each with a source of its own",
)
_TRIAL_LIKE = find_variant("trial-like", "itp")
POPULATIONS: Mapping[str, Variant] = MappingProxyType(
    {who.name: who for who in (_REFRACTORY, _TRIAL_LIKE)}
)
"""Name -> what is believed of the patients; all have counts of 2 to 30 at baseline."""
