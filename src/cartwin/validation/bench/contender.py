"""A peer made ready to run, or the reason why it is not."""

from dataclasses import dataclass

import numpy as np

from cartwin.validation.bench.legs import Array, Legs
from cartwin.validation.bench.listing import Listing, compiled_text
from cartwin.validation.bench.peer import Missing, Peer, Solve
from cartwin.validation.bench.silence import silence
from cartwin.validation.bench.timing import measured


__all__ = ["Contender", "enter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """A peer that is ready.

    Attributes
    ----------
    compile_s
        From its import to its first patients, less what these take.
    pace
        Roughly, seconds of the processor per patient.
    """

    peer: Peer
    solve: Solve
    compile_s: float
    pace: float

    def affordable(self, patients: int, seconds: float) -> int:
        """Return how many of the patients it solves in about so many seconds."""
        batch = self.peer.batch
        batches = max(1, int(seconds / (self.pace * batch)))
        return min(patients, batches * batch)


def enter(peer: Peer, listing: Listing, legs: Legs, rtol: float) -> Contender | Missing:
    """Return the peer ready to run, or why it cannot."""
    few = legs.first(peer.batch)
    made: list[Solve] = []

    def begin() -> None:
        compiled_text.cache_clear()  # each peer pays for its own
        made.append(_silent(peer.prepare(listing)))
        made[0](few, rtol)

    try:
        first = measured(begin, 1)
        again = measured(lambda: made[0](few, rtol), len(few))
    except ImportError as error:
        return Missing(peer=peer.name, reason=f"cannot be imported: {error}")
    except Exception as error:
        return Missing(peer=peer.name, reason=f"{type(error).__name__}: {error}")
    spent = max(first.wall - again.wall * len(few), 0.0)
    return Contender(peer=peer, solve=made[0], compile_s=spent, pace=again.cpu)


def _silent(solve: Solve) -> Solve:
    """Return the same solver; how it went is told by its values, not by its warnings."""

    def quiet(legs: Legs, rtol: float) -> Array:
        with silence(), np.errstate(all="ignore"):
            return solve(legs, rtol)

    return quiet
