"""The compiled driver: taken from the disk, or compiled by Numba once per machine."""

from functools import cache
from pathlib import Path
from typing import Any

from cartwin.engine.code.kept_code import Function, kept_function


__all__ = ["driver"]

HERE = Path(__file__).parent
# What it is made from, and what lays out the memory that it reads
SOURCES = (
    HERE / "code" / "addresses.py",
    *(HERE / f"{n}.py" for n in ("book", "events", "lane_rows", "status", "tables")),
    *sorted((HERE / "lanes").glob("*.py")),
)


@cache
def driver() -> Function:
    """Return `lanes.run`, ready to be called without the interpreter's lock."""
    return kept_function("driver", SOURCES, _dispatcher)


def _dispatcher() -> Any:
    from cartwin.engine.lanes import run

    return run
