"""Random numbers, each a function of what it is for: seed, purpose, patient, attempt.

There are no streams to be consumed: a number is computed by mixing the bits of its key,
for many patients at once. So a patient's numbers do not depend on how many others there
are, on their order, or on how the work is divided. `stream` is for the few things that
are drawn once per cohort by a varying number of draws.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


__all__ = [
    "Bits",
    "Numbers",
    "key_of",
    "keys_of",
    "mix",
    "normal_of",
    "stream",
    "uniform_of",
]

Bits = npt.NDArray[np.uint64]
Array = npt.NDArray[np.float64]
WORD = 8  # bytes of a name that are mixed in at once
GOLDEN, FIRST, SECOND = (
    np.uint64(x) for x in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
)


def stream(seed: int, *keys: str) -> np.random.Generator:
    """Return the random stream of one purpose.

    >>> stream(1, "C001", "follow-up").random() == stream(1, "C001", "follow-up").random()
    True
    >>> stream(1, "C001", "follow-up").random() == stream(1, "C002", "follow-up").random()
    False
    """
    return np.random.Generator(np.random.Philox(key=_digest(16, seed, keys)))


def key_of(seed: int, *purpose: str) -> np.uint64:
    """Return 64 bits that stand for one purpose."""
    return np.uint64(_digest(8, seed, purpose))


def _digest(size: int, seed: int, keys: tuple[str, ...]) -> int:
    text = "\x1f".join([str(seed), *keys])
    return int.from_bytes(
        hashlib.blake2b(text.encode(), digest_size=size).digest(), "little"
    )


def keys_of(names: Sequence[str] | npt.NDArray[np.str_] | npt.NDArray[np.bytes_]) -> Bits:
    """Return 64 bits that stand for each name.

    The rule: the UTF-8 bytes of the name are cut into words of eight bytes, the last one
    filled up with zeros, and mixed in one after the other. Ten thousand names collide
    with a probability of 3e-12, a million with 3e-8.

    >>> keys_of(["V0000001"]) == keys_of(["Bernadette", "V0000001"])[1:]
    array([ True])
    """
    texts = np.asarray(names)
    texts = texts if texts.dtype.kind == "S" else np.strings.encode(texts, "utf-8")
    words = max(1, -(-texts.dtype.itemsize // WORD))
    table = texts.astype(f"S{words * WORD}").view("<u8").reshape(len(texts), words)
    length = np.strings.str_len(texts)
    keys = mix(table[:, 0])
    for i in range(1, words):
        keys = np.where(length > WORD * i, mix(keys ^ table[:, i]), keys)
    return keys


def mix(bits: Bits) -> Bits:
    """Return the bits thoroughly mixed (finaliser of SplitMix64, Steele et al. 2014)."""
    with np.errstate(over="ignore"):
        z = bits + GOLDEN
        z = (z ^ (z >> np.uint64(30))) * FIRST
        z = (z ^ (z >> np.uint64(27))) * SECOND
    return np.asarray(z ^ (z >> np.uint64(31)))


def uniform_of(bits: Bits) -> Array:
    """Return a number between 0 and 1, both excluded, for each pattern of bits.

    >>> u = uniform_of(np.arange(100_000, dtype=np.uint64))
    >>> bool(0 < u.min() < u.max() < 1 and abs(u.mean() - 0.5) < 0.003)
    True
    """
    return _share(mix(bits))


def normal_of(bits: Bits) -> Array:
    """Return a standard normal number for each pattern of bits (Box and Muller 1958).

    The cosine is taken from the tangent of half the angle, which NumPy has in vectors.

    >>> z = normal_of(np.arange(100_000, dtype=np.uint64))
    >>> bool(abs(z.mean()) < 0.01 and abs(z.std() - 1) < 0.01)
    True
    """
    one = mix(bits)
    radius = np.sqrt(-2.0 * np.log(_share(one)))
    square = np.tan(np.pi * _share(mix(one))) ** 2
    return np.asarray(radius * ((1.0 - square) / (1.0 + square)))


def _share(mixed: Bits) -> Array:
    return np.asarray(2.0**-53 * ((mixed >> np.uint64(11)) + 0.5))


@dataclass(slots=True)
class Numbers:
    """Random numbers of many patients for one purpose: fresh ones at every call.

    Attributes
    ----------
    keys
        Of the patients, attempt included (patient).
    purpose
        As from `key_of`.
    """

    keys: Bits
    purpose: np.uint64
    calls: int = 0

    def normal(self) -> Array:
        """Return one standard normal number per patient."""
        return normal_of(self._next())

    def random(self) -> Array:
        """Return one number between 0 and 1 per patient."""
        return uniform_of(self._next())

    def _next(self) -> Bits:
        salt = mix(np.asarray(self.purpose ^ np.uint64(self.calls)))
        self.calls += 1
        return np.asarray(self.keys ^ salt)
