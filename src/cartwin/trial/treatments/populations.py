"""Whom the treatments are given to."""

from collections.abc import Mapping
from types import MappingProxyType

from cartwin.parameters import Certainty, Fixed
from cartwin.twin import Change, Variant


__all__ = ["POPULATIONS"]

_REFRACTORY = Variant(
    name="refractory",
    title="refractory adults",
    meaning="Every parameter has its declared prior.",
    diseases=frozenset({"itp"}),
    changes={},
    source="the declared priors, each with a source of its own",
)
_TRIAL_LIKE = Variant(
    name="trial-like",
    title="adults as in drug trials",
    meaning="Milder disease without autoreactive CD8 cells.",
    diseases=frozenset({"itp"}),
    changes={
        "sev": Change(factor=0.7),
        "sevT": Change(value=0.0, spread=Fixed()),
    },
    source=(
        "assumed: 0.7 of the severity of refractory ITP, for the median counts of 16 to 17 "
        "of trials (Bussel 2018, Am J Hematol 93:921; DART, Blood Adv 2025)"
    ),
    certainty=Certainty.ASSUMED,
)
POPULATIONS: Mapping[str, Variant] = MappingProxyType(
    {who.name: who for who in (_REFRACTORY, _TRIAL_LIKE)}
)
"""Name -> what is believed of the patients; all have counts of 2 to 30 at baseline."""
