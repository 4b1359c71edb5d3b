"""The peers that can be asked for."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from cartwin.errors import DataError, did_you_mean
from cartwin.validation.bench.peer import Peer
from cartwin.validation.bench.peers.diffrax_jax import DIFFRAX
from cartwin.validation.bench.peers.heyoka_taylor import HEYOKA
from cartwin.validation.bench.peers.numbalsoda_lsoda import NUMBALSODA
from cartwin.validation.bench.peers.roadrunner_cvode import ROADRUNNER
from cartwin.validation.bench.peers.scalar_dp5 import DORMAND_PRINCE
from cartwin.validation.bench.peers.scipy_lsoda import SCIPY
from cartwin.validation.bench.peers.sundae_cvode import SUNDAE


__all__ = ["PEERS", "chosen_peers"]

_ALL = (NUMBALSODA, DORMAND_PRINCE, SCIPY, HEYOKA, ROADRUNNER, SUNDAE, DIFFRAX)
PEERS: Mapping[str, Peer] = MappingProxyType({peer.name: peer for peer in _ALL})


def chosen_peers(names: Sequence[str | Peer] | None) -> tuple[Peer, ...]:
    """Return the peers of these names, or the peers given; all that we have by default.

    Raises
    ------
    DataError
        If there is no such peer.

    Examples
    --------
    >>> [peer.name for peer in chosen_peers(["scipy"])]
    ['scipy']
    """
    if not names:
        return tuple(PEERS.values())
    problems = [
        f"unknown peer {name!r} ({did_you_mean(name, PEERS)})"
        for name in names
        if isinstance(name, str) and name not in PEERS
    ]
    if problems:
        source = "the benchmark"
        raise DataError(source, problems, failure="was not started")
    return tuple(PEERS[name] if isinstance(name, str) else name for name in names)
