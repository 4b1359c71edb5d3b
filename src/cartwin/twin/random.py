"""Streams of random numbers, keyed by who and what they are for.

A patient's numbers do not depend on how many others there are, on their order, or on
how the work is divided.
"""

import hashlib

import numpy as np
import numpy.typing as npt


__all__ = ["key_of", "mix", "normal_of", "stream"]

Bits = npt.NDArray[np.uint64]


def stream(seed: int, *keys: str) -> np.random.Generator:
    """Return the random stream of one purpose.

    >>> stream(1, "C001-P1", "biology").random() == stream(1, "C001-P1", "biology").random()
    True
    >>> stream(1, "C001-P1", "biology").random() == stream(1, "C001-P2", "biology").random()
    False
    """
    return np.random.Generator(np.random.Philox(key=_digest(16, seed, keys)))


def key_of(seed: int, *keys: str) -> int:
    """Return a number of 64 bits that stands for one purpose."""
    return _digest(8, seed, keys)


def _digest(size: int, seed: int, keys: tuple[str, ...]) -> int:
    text = "\x1f".join([str(seed), *keys])
    return int.from_bytes(
        hashlib.blake2b(text.encode(), digest_size=size).digest(), "little"
    )


def mix(bits: Bits) -> Bits:
    """Return the bits thoroughly mixed (finaliser of SplitMix64, Steele et al. 2014)."""
    with np.errstate(over="ignore"):
        z = bits + np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(z ^ (z >> np.uint64(31)))


def normal_of(bits: Bits) -> npt.NDArray[np.float64]:
    """Return a standard normal number for each pattern of bits (Box and Muller 1958).

    >>> z = normal_of(np.arange(100_000, dtype=np.uint64))
    >>> bool(abs(z.mean()) < 0.01 and abs(z.std() - 1) < 0.01)
    True
    """
    one = mix(bits)
    u, v = ((np.float64(2.0**-53) * ((x >> np.uint64(11)) + 0.5)) for x in (one, mix(one)))
    return np.asarray(np.sqrt(-2.0 * np.log(u)) * np.cos(2.0 * np.pi * v))
