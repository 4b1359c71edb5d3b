"""What the benchmark ran on."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from cartwin.engine import Kernel


__all__ = ["machine_of", "version_of"]

PACKAGES = ("cartwin", "numpy", "numba", "llvmlite", "scipy")


def machine_of(kernel: Kernel) -> dict[str, str | int]:
    """Return processor, cores, instructions used and versions."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count() or 1,
        "system": f"{platform.system()} {platform.machine()}",
        "instructions": kernel.instructions.name,
        "lanes": kernel.instructions.lanes,
        "python": platform.python_version(),
        **{name: version_of(name) for name in PACKAGES},
    }


def version_of(package: str) -> str:
    """Return the version of an installed package, or `none`.

    >>> version_of("no-such-package")
    'none'
    """
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


def _processor() -> str:
    """Return the name of the processor as the system tells it."""
    told = Path("/proc/cpuinfo")
    if told.exists():
        for line in told.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
