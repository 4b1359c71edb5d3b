"""A system compiled to machine code."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from cartwin.engine.codegen import Source, write_source
from cartwin.engine.system import System, balanced


__all__ = ["Kernel", "compile"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kernel:
    """What `solve` runs.

    Attributes
    ----------
    system
        The system compiled.
    source
        Its generated code; `print(kernel.source.text)` shows it.
    run
        Compiled loop over a chunk of patients.
    """

    system: System
    source: Source
    run: Callable[..., None]


@lru_cache(maxsize=8)
def compile(system: System) -> Kernel:
    """Return the compiled `system`; compiled once per process.

    Raises
    ------
    ModelError
        If a state has no rate, or an equation needs a name that nothing defines.
    """
    derived, _ = balanced(system, dict.fromkeys(system.parameters, 0.5))
    source = write_source(system, [n for n in derived if n not in system.parameters])
    return Kernel(system=system, source=source, run=_machine_code(source.text))


def _machine_code(text: str) -> Callable[..., None]:
    from math import exp, log, log10

    from cartwin.engine.runge_kutta import compiled, run

    names: dict[str, Any] = {"exp": exp, "log": log, "log10": log10}
    exec(text, names)  # noqa: S102 - text generated from the equations above
    return partial(run, compiled(names["rates"]), compiled(names["observe"]))
