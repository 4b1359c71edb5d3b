"""One small evaluation for all tests of the report."""

import pytest

from cartwin.report import write_report
from cartwin.study import open_study
from cartwin.trial import evaluate


VERSIONS = {"cartwin": "0.1.0", "numpy": "2.0"}


@pytest.fixture(scope="session")
def evaluation():
    return evaluate(open_study("itp-nct06352281"), cohorts=3, seed=5)


@pytest.fixture(scope="session")
def page(evaluation):
    return write_report(evaluation, versions=VERSIONS)
