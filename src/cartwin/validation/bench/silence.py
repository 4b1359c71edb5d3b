"""Keep libraries written in C from printing warnings to the terminal."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


__all__ = ["silence"]


@contextmanager
def silence() -> Iterator[None]:
    """Send what the process writes to its standard error nowhere, for a while."""
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(nowhere)
        os.close(kept)
