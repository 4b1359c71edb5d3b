"""What all tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings


# Examples are the same in every run, and a busy machine is not a failure.
settings.register_profile("cartwin", deadline=None, derandomize=True)
settings.load_profile("cartwin")


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of reference data made by others; skips, and says so, without it."""
    folder = os.environ.get("CARTWIN_REFERENCE_DATA")
    if folder is None:
        pytest.skip("CARTWIN_REFERENCE_DATA is not set: no comparison with others' results")
    if not Path(folder).is_dir():
        pytest.fail(f"CARTWIN_REFERENCE_DATA names {folder}, which is no folder")
    return Path(folder)
