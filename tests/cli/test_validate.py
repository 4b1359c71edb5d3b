"""`cartwin validate`: what it prints, and its exit codes."""

import json
import subprocess
import sys
from functools import partial

import pytest


FILE = "ivp_testset_reference.json"
VARIABLE = "CARTWIN_REFERENCE_DATA"
CONSTANT = {"t": [0, 1], "y0": [1], "ref": [1]}


@pytest.fixture
def validate(cartwin):
    return partial(cartwin, "validate")


@pytest.fixture
def unknown(tmp_path):
    """Reference data with two problems that have no equations."""
    home = tmp_path / "ode"
    home.mkdir()
    (home / FILE).write_text(json.dumps({"flame": CONSTANT, "[b]": CONSTANT}))
    return tmp_path


def test_failures_are_shown_and_end_with_1(validate, unknown):
    done = validate("ivp", "--data", str(unknown))

    assert done.returncode == 1, done.stderr
    assert "no equations for flame" in done.stdout
    assert "[b]" in done.stdout
    assert done.stdout.splitlines()[-1] == "0 passed, 5 failed"


def test_the_folder_may_come_from_the_environment(validate, unknown):
    done = validate("ivp", **{VARIABLE: str(unknown)})

    assert done.stdout.splitlines()[-1] == "0 passed, 5 failed"


def test_json_holds_every_check(validate, unknown):
    done = validate("ivp", "--data", str(unknown / "ode"), "--json")
    content = json.loads(done.stdout)

    assert done.returncode == 1
    assert (content["suite"], content["passed"], content["failed"]) == ("ivp", 0, 5)
    names = [check["name"] for check in content["checks"]]
    assert names == ["flame", "[b]", "hires", "rober", "orego"]


def test_all_passed_ends_with_0(validate, reference_data):
    done = validate("ivp", "--data", str(reference_data / "ode"))

    assert done.returncode == 0, done.stdout
    assert done.stdout.endswith(" passed, 0 failed\n")
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("kiruac",), "did you mean kirouac?"),
        (("ivp",), f"give --data DIR, or set {VARIABLE}"),
        (("ivp", "--data", "nowhere"), f"no file {FILE}"),
    ],
)
def test_what_cannot_run_says_why_and_ends_with_2(validate, arguments, text):
    done = validate(*arguments)

    assert done.returncode == 2
    assert text in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_suite_that_breaks_is_one_line_and_ends_with_2(tmp_path):
    script = """if True:
        from cartwin.cli import main
        from cartwin.validation import ivp
        import sys

        def broken(*_, **__):
            raise IndexError("list index out of range\\nmore")

        sys.modules["cartwin.validation.ivp"].reference_file = broken
        main()
    """
    done = subprocess.run(  # noqa: S603 - our own interpreter, our own text
        [sys.executable, "-c", script, "validate", "ivp", "--data", str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 2, done.stderr
    assert done.stderr.splitlines() == [
        f"suite ivp could not be run on {tmp_path}: IndexError: list index out of range"
    ]
