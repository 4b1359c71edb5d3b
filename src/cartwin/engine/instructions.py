"""Instruction sets: how many patients fit into one vector, and what the machine can do."""

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
    needs
        Features that the machine must have.
    """

    name: str
    lanes: int
    fused: bool
    processor: str
    features: str
    needs: frozenset[str]


def _set(  # noqa: PLR0917 - one row of the table below
    name: str, lanes: int, processor: str, features: str, needs: str, fused: bool = True
) -> InstructionSet:
    return InstructionSet(
        name=name, lanes=lanes, fused=fused, processor=processor, features=features,
        needs=frozenset(needs.split()),
    )  # fmt: skip


INSTRUCTION_SETS: Mapping[str, InstructionSet] = MappingProxyType(
    {
        s.name: s
        for s in (
            _set("avx512", 8, "x86-64-v4", "-prefer-256-bit", "avx512f avx512dq avx512vl"),
            _set("avx2", 4, "x86-64-v3", "", "avx2 fma"),
            _set("neon", 2, "generic", "+neon", "neon"),
            _set("sse", 2, "x86-64", "", "sse2", fused=False),
        )
    }
)


@cache
def runnable() -> tuple[str, ...]:
    """Return the names of the sets that this machine can run, the widest first."""
    import llvmlite.binding as llvm

    found = {n for n, there in llvm.get_host_cpu_features().items() if there}
    return tuple(n for n, s in INSTRUCTION_SETS.items() if s.needs <= found)


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
