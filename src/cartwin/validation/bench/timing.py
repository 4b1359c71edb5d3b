"""Measure how long something takes, on one core."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


__all__ = ["Timing", "measured", "one_core"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Seconds per patient, of the processor and of the clock on the wall."""

    cpu: float
    wall: float

    @property
    def rate(self) -> float:
        """Patients per second of the processor.

        >>> Timing(cpu=0.001, wall=0.002).rate
        1000.0
        """
        return 1.0 / self.cpu


def measured(work: Callable[[], object], patients: int, *, at_least: float = 0.0) -> Timing:
    """Return what `work` takes per patient; it is repeated until `at_least` seconds passed.

    Time of the processor counts every thread of the process.
    """
    times, wall, cpu = 0, time.perf_counter(), time.process_time()
    while True:
        work()
        times += 1
        spent = time.process_time() - cpu
        if spent >= at_least:
            break
    elapsed = time.perf_counter() - wall
    n = times * patients
    return Timing(cpu=max(spent, 1e-9) / n, wall=elapsed / n)


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this thread, and those it starts, on one core where the system can do that."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
