"""What can only be measured in a process of its own: starting, compiling, memory.

A child process runs a function of this module and writes its answer as JSON.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


__all__ = ["Memory", "Starting", "measure_memory", "measure_starting", "resident_peak"]

KILOBYTE = 1.024e-3  # as the system counts it [MB]
FIELDS = {
    "starting": ("import_s", "compile_s", "first_result_s"),
    "memory": ("idle", "peak"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Starting:
    """Seconds until our engine has its first patients, in a fresh process.

    Attributes
    ----------
    import_s
        Python, NumPy and the twin.
    compile_s
        The kernel: symbolic work and machine code, or reading it from disk.
    first_result_s
        From the start of the process to the first result; includes reading or compiling
        the driver of the lanes.
    """

    import_s: float
    compile_s: float
    first_result_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Largest resident memory of a process [MB].

    Attributes
    ----------
    patients
        Solved at once, all observables kept.
    idle
        With the kernel loaded, before the first patient.
    peak
        At most.
    """

    patients: int
    idle: float
    peak: float


def measure_starting(observables: Sequence[str]) -> tuple[Starting, Starting]:
    """Return how long the start takes without any stored code, and with it."""
    with tempfile.TemporaryDirectory(prefix="cartwin-bench-") as home:
        cold, cached = (_child("starting", observables, 8, home=home) for _ in range(2))
    return Starting(**cold), Starting(**cached)


def measure_memory(observables: Sequence[str], patients: int) -> Memory:
    """Return the memory that solving so many patients takes."""
    found = _child("memory", observables, patients)
    return Memory(patients=patients, **found)


def _child(
    name: str, observables: Sequence[str], patients: int, *, home: str | None = None
) -> dict[str, float]:
    """Return what a function of this module answers in a process of its own.

    Not a number if that process fails.

    Parameters
    ----------
    home
        Where stored code is looked for and kept; that of the user by default.
    """
    where = str(Path.home()) if home is None else home
    code = (
        f"import time; start = time.perf_counter(); from {__name__} import answer; "
        f"answer({name!r}, {tuple(observables)!r}, {patients}, start=start)"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter, our own text
        [sys.executable, "-c", code],
        env={
            "HOME": where,
            "NUMBA_CACHE_DIR": str(Path(where) / ".cache" / "numba"),
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:  # a failed measurement is not a number, and ends no other
        return dict.fromkeys(FIELDS[name], float("nan"))
    found: dict[str, float] = json.loads(done.stdout)
    return found


def answer(name: str, observables: Sequence[str], patients: int, *, start: float) -> None:
    """Write what a function answers to the standard output, as JSON."""
    functions = {"starting": _starting, "memory": _memory}
    json.dump(functions[name](observables, patients, start), sys.stdout)


def _starting(observables: Sequence[str], patients: int, start: float) -> dict[str, float]:
    from cartwin.validation.bench.cohort import draw_cohort
    from cartwin.validation.bench.ours import pruned_for

    cohort = draw_cohort(patients)
    imported = time.perf_counter()
    ours = pruned_for(cohort, observables)
    compiled = time.perf_counter()
    ours.values(cohort, 1e-4)
    return {
        "import_s": imported - start,
        "compile_s": compiled - imported,
        "first_result_s": time.perf_counter() - start,
    }


def _memory(observables: Sequence[str], patients: int, start: float) -> dict[str, float]:
    from cartwin.validation.bench.cohort import draw_cohort
    from cartwin.validation.bench.ours import pruned_for

    cohort = draw_cohort(min(patients, 256))
    ours = pruned_for(cohort, observables)
    ours.values(cohort.first(8), 1e-4)
    everybody = cohort.repeated(patients)
    idle = resident_peak()
    ours.values(everybody, 1e-4)
    return {"idle": idle, "peak": resident_peak()}


def resident_peak() -> float:
    """Return the largest resident memory of this process so far [MB].

    Linux tells it per program; elsewhere, and before it was told so, `getrusage` may
    count what the parent had used when it started the child.
    """
    told = Path("/proc/self/status")
    if told.exists():
        for line in told.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return KILOBYTE * float(line.split()[1])
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(used) * (1e-6 if sys.platform == "darwin" else KILOBYTE)
