"""A new drug is one file and one line."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import cartwin


SOURCE = Path(cartwin.__file__).parents[1]
FILE = '''"""Testamab: kills every plasma cell."""

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Basis, Certainty, Enters, Fixed, Parameter, State

PARAMETERS = (
    Parameter(
        name="k_test",
        value=0.05,
        unit="1/d",
        spread=Fixed(),
        meaning="elimination rate of testamab",
        source="assumed: an example",
        certainty=Certainty.ASSUMED,
    ),
)
STATES = (State("TEST", "mg", "testamab"),)
DOSES = (Enters("testamab", ("TEST",), Basis.BODY),)


def kinetics(TEST: N, k_test: N, rate_scale: N) -> Defined:
    return dict(dTEST=-rate_scale * k_test * TEST)


def kill(TEST: N) -> N:
    return 0.3 * TEST / (TEST + 10.0)


RATES = (kinetics,)
ACTS = {"plasma_kill": kill, "plasma_kill_low": kill}
'''
LINE = '    ("testamab", ("mg",), "rescue", ()),\n'
USE = """
from cartwin.study import parse_regimen
from cartwin.twin import simulate_adults
for care in ("testamab 100 mg d0..70/14", "pred 0 mg d0"):
    study = simulate_adults("sle", parse_regimen(care), n=3, days=90.0, seed=1)
    print(study.values("IGG").filter(day=84)["value"].median())
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """Return a copy of the package with the file and the line."""
    copy = tmp_path_factory.mktemp("source")
    ignored = shutil.ignore_patterns("__pycache__", "published")
    shutil.copytree(SOURCE / "cartwin", copy / "cartwin", ignore=ignored)
    (copy / "cartwin/biology/drugs/testamab.py").write_text(FILE)
    known = copy / "cartwin/study/drugs.py"
    text = known.read_text()
    assert text.count("_DRUGS = (\n") == 1
    known.write_text(text.replace("_DRUGS = (\n", "_DRUGS = (\n" + LINE))
    return copy


def test_it_acts_in_every_disease_and_is_known_to_regimens(source):
    environment = {**os.environ, "PYTHONPATH": str(source)}
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-c", USE],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.stderr == ""
    treated, untreated = map(float, run.stdout.split())
    assert treated < 0.5 * untreated
