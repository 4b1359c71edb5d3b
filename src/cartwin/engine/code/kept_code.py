"""Functions compiled by Numba once per machine and kept on disk.

They take nothing but integers, addresses among them, so that their object code can be
called without Numba, whose import costs more than most of what they do.
"""

import ctypes
import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from cartwin.engine.code.machine_code import host, load_object
from cartwin.engine.code.object_cache import LASTING, VERSION, recall, remember


__all__ = ["Function", "kept_function"]

Function = Callable[[int, int, int], object]
SIGNATURE = ctypes.CFUNCTYPE(
    ctypes.c_int32,  # how it ended; nothing is raised
    ctypes.c_void_p, ctypes.c_void_p,  # where a value and an exception would go
    ctypes.c_int64, ctypes.c_int64, ctypes.c_int64,
)  # fmt: skip
_LOCK = Lock()  # Numba cannot be imported by two threads at once
_OWNERS: list[Any] = []  # of loaded code


def kept_function(
    purpose: str, sources: Sequence[Path], dispatcher: Callable[[], Function]
) -> Function:
    """Return a function of three integers that needs neither Numba nor the lock.

    Parameters
    ----------
    purpose, sources
        Name it, and decide whether what is on disk is still the same.
    dispatcher
        Imports what Numba is to compile; called only if nothing is on disk.
    """
    with _LOCK:
        key = _key(purpose, sources)
        if (known := recall(key)) is not None:
            return _loaded(known[0]["name"], known[1])
        compiled = dispatcher()
        found = _object_code(compiled)
        if found is None:
            return compiled
        name, code = found
        if _key(purpose, sources) == key:  # nothing was changed meanwhile
            remember(key, {"name": name}, code)
        return _loaded(name, code)


def _key(purpose: str, sources: Sequence[Path]) -> str:
    from importlib.metadata import version

    words = [purpose, VERSION, version("numba"), version("llvmlite"), host()]
    texts = b"".join(p.read_bytes() for p in sources)
    return LASTING + hashlib.sha256(repr(words).encode() + texts).hexdigest()


def _object_code(dispatcher: Any) -> tuple[str, bytes] | None:
    """Return name and object code; None where Numba hides them."""
    from numba.core import types

    signature = (types.int64,) * 3
    dispatcher.compile(signature)
    try:
        result = dispatcher.overloads[signature]
        return result.fndesc.llvm_func_name, bytes(result.library._get_compiled_object())
    except AttributeError:
        return None


def _loaded(name: str, code: bytes) -> Function:
    owner, addresses = load_object(code, [name], None)
    function = SIGNATURE(addresses[name])
    nowhere = (ctypes.c_void_p * 2)()
    place = ctypes.addressof(nowhere)
    _OWNERS.extend([owner, nowhere])

    def run(first: int, second: int, third: int) -> int:
        return int(
            function(place, place + ctypes.sizeof(ctypes.c_void_p), first, second, third)
        )

    return run
