"""The compiled driver: taken from the disk, or compiled by Numba once per machine.

The driver reads nothing but addresses, so its object code can be kept and called without
Numba, whose import costs more than the simulation of a thousand patients.
"""

import ctypes
import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from cartwin.engine.machine_code import host, load_object
from cartwin.engine.object_cache import VERSION, recall, remember


__all__ = ["driver"]

Driver = Callable[[int, int, int], object]
SIGNATURE = ctypes.CFUNCTYPE(
    ctypes.c_int32,  # how it ended; the driver raises nothing
    ctypes.c_void_p, ctypes.c_void_p,  # where a value and an exception would go
    ctypes.c_int64, ctypes.c_int64, ctypes.c_int64,
)  # fmt: skip
_KEPT: list[Any] = []  # owners of loaded code


@cache
def driver() -> Driver:
    """Return `lanes.run`, ready to be called without the interpreter's lock."""
    key = _key()
    known = recall(key)
    if known is None:
        compiled = _compiled()
        if isinstance(compiled, tuple):
            name, code = compiled
            remember(key, {"name": name}, code)
            return _loaded(name, code)
        return compiled
    description, code = known
    return _loaded(description["name"], code)


def _key() -> str:
    from importlib.metadata import version

    here = Path(__file__).parent
    files = [
        *(here / f"{n}.py" for n in ("events", "lane_rows", "status", "tables")),
        *sorted((here / "lanes").glob("*.py")),
    ]
    texts = (p.read_bytes() for p in files)
    words = ["driver", VERSION, version("numba"), version("llvmlite"), host()]
    return hashlib.sha256(repr(words).encode() + b"".join(texts)).hexdigest()


def _compiled() -> tuple[str, bytes] | Driver:
    """Return name and object code of the driver; where Numba hides them, the driver."""
    from numba.core import types

    from cartwin.engine.lanes import run

    signature = (types.int64,) * 3
    run.compile(signature)
    try:
        result = run.overloads[signature]
        return result.fndesc.llvm_func_name, bytes(result.library._get_compiled_object())
    except AttributeError:
        return run  # type: ignore[no-any-return]


def _loaded(name: str, code: bytes) -> Driver:
    owner, addresses = load_object(code, [name], None)
    _KEPT.append(owner)
    function = SIGNATURE(addresses[name])
    nowhere = (ctypes.c_void_p * 2)()
    place = ctypes.addressof(nowhere)
    _KEPT.append(nowhere)

    def run(first: int, last: int, book: int) -> int:
        return int(
            function(place, place + ctypes.sizeof(ctypes.c_void_p), first, last, book)
        )

    return run
