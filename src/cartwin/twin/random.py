"""Streams of random numbers, keyed by who and what they are for.

A patient's numbers do not depend on how many others there are, on their order, or on
how the work is divided.
"""

import hashlib

import numpy as np


__all__ = ["stream"]


def stream(seed: int, *keys: str) -> np.random.Generator:
    """Return the random stream of one purpose.

    >>> stream(1, "C001-P1", "biology").random() == stream(1, "C001-P1", "biology").random()
    True
    >>> stream(1, "C001-P1", "biology").random() == stream(1, "C001-P2", "biology").random()
    False
    """
    text = "\x1f".join([str(seed), *keys])
    digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest, "little")))
