"""The populations that agree with what was published, kept with the package.

`scripts/populations.py` finds them. For each published study there is a set that was
weighed without it and without whoever shares patients with it: what is foretold of a study
has never seen that study.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


__all__ = ["Kept", "kept", "populations_for"]

EVERY = ""  # the set that all published studies weighed
FILE = "kept.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Populations, each as often as its weight says.

    Attributes
    ----------
    biology
        Disease -> name of the twin that was tried, see `sensitivity.key`.
    doubt
        Certainty -> how far typical values were moved, see `cartwin.twin.DOUBT`.
    tried
        How many there were to choose from.
    members
        Study that was left out -> numbers of the populations; of none: an empty name.
    worth
        The same -> how many equally weighted populations they are worth.
    """

    biology: Mapping[str, str]
    doubt: Mapping[str, float]
    tried: int
    members: Mapping[str, tuple[int, ...]]
    worth: Mapping[str, float]


@cache
def kept() -> Kept:
    """Return what is kept.

    >>> len(kept().members["castle-2025"])
    200
    """
    text = files("cartwin.trial.populations").joinpath(FILE).read_text("utf-8")
    found = json.loads(text)
    members = {name: tuple(numbers) for name, numbers in found["members"].items()}
    return Kept(
        biology=found["biology"],
        doubt=found["doubt"],
        tried=found["tried"],
        members=members,
        worth=found["worth"],
    )


def populations_for(study: str) -> tuple[int, ...]:
    """Return the populations that foretell a study, which none of them has seen.

    >>> populations_for("castle-2025") == populations_for("a study of one's own")
    False
    """
    members = kept().members
    return members.get(study, members[EVERY])
