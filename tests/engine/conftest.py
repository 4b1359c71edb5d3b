"""The two systems that are dosed, compiled."""

import pytest
from tests.engine.dosed_systems import COMPARTMENTS, LINEAR, SATURABLE

from cartwin.engine import compile


@pytest.fixture(scope="module")
def linear():
    return compile(LINEAR, infused=COMPARTMENTS)


@pytest.fixture(scope="module")
def saturable():
    return compile(SATURABLE, infused=["X"])
