"""Instruction sets: how many patients fit into one vector, and what the machine can do."""

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from cartwin.errors import SolveError, did_you_mean


__all__ = ["INSTRUCTION_SETS", "InstructionSet", "best_instructions", "runnable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionSet:
    """What code is generated for.

    Attributes
    ----------
    lanes
        Numbers of 64 bits per vector.
    fused
        Whether it has fused multiply-add. Sets that have compute the same bits.
    processor, features
        As LLVM names them.
    machine
        Family of processors, as `platform.machine` names it, in lower case.
    needs
        Features that the machine must have beside.
    """

    name: str
    lanes: int
    fused: bool
    processor: str
    features: str
    machine: str
    needs: frozenset[str]


_WIDE = frozenset({"avx512f", "avx512dq", "avx512vl"})
_SETS = (
    ("avx512", 8, True, "x86-64-v4", "-prefer-256-bit", "x86_64", _WIDE),
    ("avx2", 4, True, "x86-64-v3", "", "x86_64", frozenset({"avx2", "fma"})),
    ("sse", 2, False, "x86-64", "", "x86_64", frozenset[str]()),
    ("neon", 2, True, "generic", "+neon", "aarch64", frozenset[str]()),
)
INSTRUCTION_SETS: Mapping[str, InstructionSet] = MappingProxyType(
    {
        name: InstructionSet(
            name=name, lanes=lanes, fused=fused, processor=processor, features=features,
            machine=machine, needs=needs,
        )
        for name, lanes, fused, processor, features, machine, needs in _SETS
    }
)  # fmt: skip
_SAME = {"amd64": "x86_64", "arm64": "aarch64"}  # other names of the families


@cache
def runnable() -> tuple[str, ...]:
    """Return the names of the sets that this machine can run, the widest first.

    >>> set(runnable()) <= set(INSTRUCTION_SETS)
    True
    """
    import llvmlite.binding as llvm

    family = platform.machine().lower()
    features = {n for n, there in llvm.get_host_cpu_features().items() if there}
    return tuple(
        name
        for name, s in INSTRUCTION_SETS.items()
        if s.machine == _SAME.get(family, family) and s.needs <= features
    )


def best_instructions(name: str | None = None) -> InstructionSet:
    """Return the set called `name`, or the widest one that this machine can run.

    Raises
    ------
    SolveError
        If this machine cannot run it.
    """
    able = runnable()
    if not able:
        msg = f"no vector instructions found; expected one of {', '.join(INSTRUCTION_SETS)}"
        raise SolveError(msg)
    if name is None:
        return INSTRUCTION_SETS[able[0]]
    if name not in able:
        hint = did_you_mean(name, able)
        msg = f"this machine cannot run {name!r} ({hint}); it runs {', '.join(able)}"
        raise SolveError(msg)
    return INSTRUCTION_SETS[name]
