"""Compiled code on disk: what is damaged, foreign or unsafe counts as absent."""

import json
import os
import subprocess
import sys
import textwrap

import numpy as np
import pytest
from tests.engine.systems import DECAY, system

from cartwin.engine import Events, compile, solve
from cartwin.engine.code.instructions import runnable
from cartwin.engine.code.object_cache import LASTING, MOST_KEPT, recall, remember
from cartwin.engine.driver import driver
from cartwin.engine.kernel import _code_of


CODE = bytes(range(256)) * 4
ABOUT = {"rows": 3, "first": {"y": 0}}


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home of our own; the folder of kernels in it."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    remember("warm", ABOUT, CODE)
    return tmp_path / ".cache" / "cartwin" / "kernels"


def test_what_was_remembered_is_recalled(home):
    assert recall("warm") == (ABOUT, CODE)
    assert recall("cold") is None
    assert [f.name for f in home.iterdir()] == ["warm.o"]


def whole():
    head = json.dumps({**ABOUT, "digest": "0" * 64}).encode()
    return head + b"\n" + CODE


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(lambda good: good[:-1], id="truncated"),
        pytest.param(lambda good: good[: len(good) // 3], id="cut short"),
        pytest.param(lambda good: good[:-9] + b"x" + good[-8:], id="a changed byte"),
        pytest.param(lambda good: b"", id="empty"),
        pytest.param(lambda good: b"\x7fELF\x02\x01\xff\xfe" * 9, id="foreign"),
        pytest.param(lambda good: b"[1, 2]\n" + CODE, id="a list"),
        pytest.param(lambda good: b"null\n" + CODE, id="null"),
        pytest.param(lambda good: b'"text"\n' + CODE, id="a text"),
        pytest.param(lambda good: b"{}\n" + CODE, id="without a digest"),
        pytest.param(lambda good: whole(), id="another digest"),
        pytest.param(lambda good: good.partition(b"\n")[2], id="without a head"),
    ],
)
def test_a_file_that_is_damaged_counts_as_absent_and_is_written_anew(home, found):
    file = home / "warm.o"
    file.write_bytes(found(file.read_bytes()))
    assert recall("warm") is None
    remember("warm", ABOUT, CODE)

    assert recall("warm") == (ABOUT, CODE)


def test_a_folder_in_place_of_a_file_counts_as_absent(home):
    (home / "cold.o").mkdir()

    assert recall("cold") is None
    remember("cold", ABOUT, CODE)
    assert recall("cold") is None


def test_many_kernels_push_out_the_oldest_but_never_the_driver(home):
    remember(f"{LASTING}driver", ABOUT, CODE)
    for i in range(MOST_KEPT + 3):
        remember(f"kernel{i}", ABOUT, CODE)
        os.utime(home / f"kernel{i}.o", (1e9 + i, 1e9 + i))

    assert recall(f"{LASTING}driver") == (ABOUT, CODE)
    assert recall("kernel0") is None
    assert recall(f"kernel{MOST_KEPT}") == (ABOUT, CODE)


@pytest.mark.skipif(os.name == "nt", reason="permissions of another kind")
@pytest.mark.parametrize("mode", [0o777, 0o720, 0o702])
def test_a_folder_that_others_may_write_to_is_not_trusted(home, mode):
    home.chmod(mode)
    remember("evil", ABOUT, CODE)

    assert recall("warm") is None
    assert not (home / "evil.o").exists()


@pytest.mark.skipif(os.name == "nt", reason="permissions of another kind")
def test_the_folder_is_private(home):
    assert home.stat().st_mode & 0o077 == 0


def test_without_a_home_everything_works_but_nothing_is_kept(tmp_path, monkeypatch):
    driver()  # takes seconds to compile; the kernel below has to be
    blocked = tmp_path / "a file"
    blocked.write_text("")
    monkeypatch.setenv("HOME", str(blocked))
    monkeypatch.setenv("USERPROFILE", str(blocked))
    fresh = system(lambda P, k: dict(dP=-k * P + 0.125), start=lambda k: dict(P=k))
    solution = solve(compile(fresh), {"k": np.ones(1)}, Events.none(1), [0.0, 1.0])

    assert solution["P_seen"][-1, 0] == pytest.approx(0.125 + 0.875 / np.e, abs=1e-6)
    assert recall("warm") is None


def test_a_damaged_kernel_is_compiled_again(home):
    task = compile(DECAY).task
    first = _code_of(task)
    file = home / f"{task.key()}.o"
    good = file.read_bytes()
    assert _code_of(task) == first
    file.write_bytes(good[:-100])

    assert _code_of(task)[1] == first[1]
    assert file.read_bytes() == good


def keys(**changes):
    return compile(DECAY, **changes).task.key()


def test_the_key_tells_apart_whatever_changes_the_code():
    found = [keys(), keys(method="rodas4"), keys(method="tsit5")]
    found += [keys(constants={"k": v}) for v in (1.0, np.nextafter(1.0, 2.0), -1.0)]
    found += [keys(infused=("P",))]
    found += [keys(instructions=n) for n in runnable()[1:]]
    for state in (dict(scale=0.2), dict(floor=-1.0), dict(extinct_below=1e-3)):
        other = system(lambda P, k: dict(dP=-k * P), start=lambda k: dict(P=k), **state)
        found.append(compile(other).task.key())
    named = system(lambda P, k: dict(loss=k * P, dP=-(k * P)))
    found.append(compile(named).task.key())

    assert len(set(found)) == len(found)


def test_the_key_is_the_same_for_the_same_equations():
    again = system(lambda P, k: dict(dP=-k * P), start=lambda k: dict(P=1.0 + 0.0 * k))

    assert compile(again).task.key() == keys()


SCRIPT = """
import sys
import numpy as np
from tests.engine.systems import MIXED, mixed_parameters
from cartwin.engine import Events, compile, solve
kernel = compile(MIXED)
{rest}
"""


def child(rest, **env):
    script = textwrap.dedent(SCRIPT).format(rest=textwrap.dedent(rest))
    return subprocess.Popen(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **env}, text=True,
    )  # fmt: skip


def test_a_fresh_process_with_what_is_on_disk_needs_no_numba():
    from tests.engine.systems import MIXED, mixed_parameters

    here = solve(compile(MIXED), mixed_parameters(3), Events.none(3), [0.0, 5.0])
    there = child("""
        values = solve(kernel, mixed_parameters(3), Events.none(3), [0.0, 5.0]).values
        assert "numba" not in sys.modules, "numba was imported"
        print(values.tobytes().hex())
    """)
    out, err = there.communicate(timeout=60)

    assert there.returncode == 0, err
    assert out.strip() == here.values.tobytes().hex()


def test_two_processes_may_compile_the_same_at_once(tmp_path):
    rest = "print(kernel.task.key())"
    both = [child(rest, HOME=str(tmp_path), USERPROFILE=str(tmp_path)) for _ in range(2)]
    outputs = [p.communicate(timeout=60) for p in both]
    folder = tmp_path / ".cache" / "cartwin" / "kernels"

    assert [p.returncode for p in both] == [0, 0], outputs
    assert [f.name for f in folder.iterdir()] == [f"{outputs[0][0].strip()}.o"]
