"""The shares that come with cartwin, as long as they are of the present twin."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from cartwin.trial.sensitivity.key import shares_key, treatments_key
from cartwin.trial.sensitivity.share import AssumedShare
from cartwin.twin import DISEASES


__all__ = [
    "KeptShares",
    "kept_rule_share",
    "kept_shares",
    "kept_treatment_share",
    "read_kept",
    "stale_shares",
    "text_of_shares",
]

KEPT = "assumed.json"
DIGITS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptShares:
    """The shares of one disease, to be kept.

    Attributes
    ----------
    outcomes
        Of the outcomes of `endpoints_of`.
    rules
        Of what the published rules say.
    """

    regimen: str
    patients: int
    seed: int
    outcomes: tuple[AssumedShare, ...]
    rules: tuple[AssumedShare, ...]


def kept_shares(disease: str) -> tuple[AssumedShare, ...] | None:
    """Return the shares that come with this version; None if it was not computed.

    They are of the usual regimen of the disease. Of another twin than the present one
    nothing is told.
    """
    kept = _fresh(disease)
    return None if kept is None else tuple(kept["outcomes"].values())


def kept_rule_share(disease: str, outcome: str) -> AssumedShare | None:
    """Return the share of what the rules say of one outcome; None if not computed.

    Parameters
    ----------
    outcome
        Column of `tabulate_outcomes` or of a key outcome.
    """
    kept = _fresh(disease)
    return None if kept is None else kept["rules"].get(outcome)


def kept_treatment_share(
    population: str, treatment: str, measure: str
) -> AssumedShare | None:
    """Return the share of one measure of a treatment of ITP; None if not computed."""
    kept = _kept()["treatments"]
    if kept.get("key") != treatments_key():
        return None
    found: AssumedShare | None = kept.get(population, {}).get(f"{treatment}: {measure}")
    return found


def stale_shares() -> tuple[str, ...]:
    """Return of what the kept shares are not those of the present twin."""
    old = tuple(d for d in DISEASES if _fresh(d) is None)
    fresh = _kept()["treatments"].get("key") == treatments_key()
    return old if fresh else (*old, "treatments of ITP")


def read_kept() -> tuple[dict[str, KeptShares], dict[str, tuple[AssumedShare, ...]]]:
    """Return all kept shares that are those of the present twin.

    Returns
    -------
    tuple
        Disease -> shares, and population -> shares of the treatments of ITP; as
        `text_of_shares` takes them.
    """
    diseases = {
        d: KeptShares(
            regimen=kept["regimen"],
            patients=kept["patients"],
            seed=kept["seed"],
            outcomes=tuple(kept["outcomes"].values()),
            rules=tuple(kept["rules"].values()),
        )
        for d in DISEASES
        if (kept := _fresh(d)) is not None
    }
    found = _kept()["treatments"]
    fresh = found.get("key") == treatments_key()
    whom = {w: tuple(x.values()) for w, x in found.items() if fresh and w != "key"}
    return diseases, whom


def _fresh(disease: str) -> dict[str, Any] | None:
    kept: dict[str, Any] | None = _kept()["diseases"].get(disease)
    return kept if kept is not None and kept.get("key") == shares_key(disease) else None


@cache
def _kept() -> dict[str, Any]:
    file = files("cartwin.trial.sensitivity") / KEPT
    return read_shares(file.read_text("utf-8") if file.is_file() else "{}")


def read_shares(text: str) -> dict[str, Any]:
    """Return what `text_of_shares` wrote."""
    found: dict[str, Any] = json.loads(text, object_hook=_as_shares)
    return {"diseases": {}, "treatments": {}} | found


def _as_shares(found: dict[str, Any]) -> Any:
    if "verdict" in found:
        return AssumedShare(**found)
    shares = found.get("shares")
    return {s.outcome: s for s in shares} if shares is not None else found


def text_of_shares(
    diseases: Mapping[str, KeptShares],
    treatments: Mapping[str, Sequence[AssumedShare]],
) -> str:
    """Return shares as the text that is kept beside this module, one a line.

    Parameters
    ----------
    treatments
        Population -> shares of the measures of treatments of ITP.
    """
    content = {
        "diseases": {
            name: {
                "key": shares_key(name),
                "regimen": kept.regimen,
                "patients": kept.patients,
                "seed": kept.seed,
                "outcomes": {"shares": list(map(_line, kept.outcomes))},
                "rules": {"shares": list(map(_line, kept.rules))},
            }
            for name, kept in diseases.items()
        },
        "treatments": {
            "key": treatments_key(),
            **{who: {"shares": list(map(_line, x))} for who, x in treatments.items()},
        },
    }
    return _unquoted(json.dumps(content, indent=1, ensure_ascii=False)) + "\n"


def _line(share: AssumedShare) -> str:
    told = {k: _rounded(v) for k, v in asdict(share).items() if v is not None}
    return json.dumps(told, ensure_ascii=False, allow_nan=False)


def _rounded(value: str | float) -> str | float:
    if isinstance(value, str):
        return value
    return 0.0 if math.isnan(value) else round(value, DIGITS) + 0.0


def _unquoted(text: str) -> str:
    """Return JSON with the objects that were written as strings."""
    return re.sub(r'"\{(?:[^"\\]|\\.)*\}"', lambda m: str(json.loads(m[0])), text)
