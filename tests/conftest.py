"""What all tests share."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings


# Examples are the same in every run, and a busy machine is not a failure.
settings.register_profile("cartwin", deadline=None, derandomize=True)
settings.load_profile("cartwin")


REFERENCE = "CARTWIN_REFERENCE_DATA"


@pytest.fixture(scope="session")
def cartwin():
    """Runs the command line in a process that knows of no reference data."""
    known = {k: v for k, v in os.environ.items() if k != REFERENCE}

    def run(*arguments, cwd=None, **environment):
        return subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-m", "cartwin", *arguments],
            capture_output=True, text=True, check=False, cwd=cwd, env=known | environment,
        )  # fmt: skip

    return run


@pytest.fixture(scope="session")
def script():
    """Loads a module of the folder of scripts."""

    def load(name):
        return importlib.import_module(name)

    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(Path(__file__).parents[1] / "scripts")
        yield load


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of reference data made by others; skips, and says so, without it."""
    folder = os.environ.get(REFERENCE)
    if folder is None:
        pytest.skip(f"{REFERENCE} is not set: no comparison with others' results")
    if not Path(folder).is_dir():
        pytest.fail(f"{REFERENCE} names {folder}, which is no folder")
    return Path(folder)
