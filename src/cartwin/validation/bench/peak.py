"""How much of what the processor can do at best is done.

The peak is measured, not looked up: a loop of independent multiply-adds in vectors of the
width the kernel uses, on one core. The operations of a step are those of the generated
code: additions, multiplications and divisions count one each, a multiply-add two, and
what is called (exp, log, pow included) counts with its caller.
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from cartwin.engine import Kernel


__all__ = ["Share", "operations_per_step", "peak_rate"]

CHAINS = 16  # independent sums, more than latency times ports
REPEATS = 2_000_000
ROUNDS = 20
_FUNCTION = re.compile(r"^define [^@]*@([\w.]+)\(.*?^}", re.MULTILINE | re.DOTALL)
_CALL = re.compile(r"\bcall [^@\n]*@([\w.]+)\(")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Operations per second reached, and what the machine could.

    Attributes
    ----------
    ours, rtol
        With what ours was compiled, and the relative tolerance.
    per_step
        Operations of one step, per patient.
    reached, peak
        Operations per second on one core; only those of steps are counted as reached.
    """

    ours: str
    rtol: float
    per_step: int
    reached: float
    peak: float

    @property
    def share(self) -> float:
        """Fraction of the peak."""
        return self.reached / self.peak


def operations_per_step(kernel: Kernel) -> int:
    """Return the operations of one step of one patient."""
    return total("step", kernel.assembly, kernel.operations)


def total(function: str, assembly: str, operations: Mapping[str, int]) -> int:
    r"""Return the operations of a function with all that it calls.

    >>> text = "define void @f(ptr %w) {\n call void @g(ptr %w)\n}"
    >>> total("f", text, {"f": 3, "g": 4})
    7
    """
    calls = {m[1]: Counter(_CALL.findall(m[0])) for m in _FUNCTION.finditer(assembly)}

    @cache
    def of(name: str) -> int:
        inner = sum(times * of(callee) for callee, times in calls.get(name, {}).items())
        return operations.get(name, 0) + inner

    return of(function)


def peak_rate(kernel: Kernel) -> float:
    """Return the operations per second of one core in a loop of multiply-adds."""
    import ctypes

    import llvmlite.binding as llvm

    lanes, instructions = kernel.instructions.lanes, kernel.instructions
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    target = llvm.Target.from_triple(llvm.get_process_triple())
    machine = target.create_target_machine(
        cpu=instructions.processor, features=instructions.features, opt=2
    )
    module = llvm.parse_assembly(_loop(lanes))
    engine = llvm.create_mcjit_compiler(module, machine)
    engine.finalize_object()
    loop = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_int64)(
        engine.get_function_address("peak")
    )
    seconds = min(_seconds(loop) for _ in range(ROUNDS))
    return 2.0 * CHAINS * lanes * REPEATS / seconds


def _seconds(loop: Callable[[int], float]) -> float:
    start = time.process_time()
    loop(REPEATS)
    return time.process_time() - start


def _loop(lanes: int) -> str:
    """Return the loop in LLVM's language."""
    vector = f"<{lanes} x double>"
    fma = f"@llvm.fma.v{lanes}f64"
    phis = [
        f"  %a{k} = phi {vector} [ splat (double {k + 1}.0), %entry ], [ %b{k}, %loop ]"
        for k in range(CHAINS)
    ]
    # x -> x / 2 + 1 stays near 2: neither too large nor too small to be fast
    steps = [
        f"  %b{k} = call {vector} {fma}({vector} %a{k}, {vector} splat (double 0.5), "
        f"{vector} splat (double 1.0))"
        for k in range(CHAINS)
    ]
    sums = [
        f"  %s{k} = fadd {vector} {'%b0' if k == 1 else f'%s{k - 1}'}, %b{k}"
        for k in range(1, CHAINS)
    ]
    return "\n".join(
        [
            f"declare {vector} {fma}({vector}, {vector}, {vector})",
            "define double @peak(i64 %n) #0 {",
            "entry:",
            "  br label %loop",
            "loop:",
            "  %i = phi i64 [ 0, %entry ], [ %j, %loop ]",
            *phis,
            *steps,
            "  %j = add i64 %i, 1",
            "  %more = icmp slt i64 %j, %n",
            "  br i1 %more, label %loop, label %end",
            "end:",
            *sums,
            f"  %e = extractelement {vector} %s{CHAINS - 1}, i32 0",
            "  ret double %e",
            "}",
            'attributes #0 = { nounwind "min-legal-vector-width"="512" }',
        ]
    )
