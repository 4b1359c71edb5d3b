"""Change one thing at a time in a package, and see whether a test notices.

    python scripts/mutate.py src/cartwin/rules --per-module 2 --report mutants.json
    python scripts/mutate.py src/cartwin/rules --again mutants.json --report after.json

The tree itself is never touched: every process works in a copy. A first pass runs all
tests of the package once and notes how long each takes and which functions it enters. A
mutant then meets the tests that enter its function, the shortest first, and after them
those that enter its module; a threshold meets the tests that name its criterion, and those
of the modules that do. `--again` repeats the survivors of a report. Mutants that change
nothing anybody can see are told in `equivalent_mutants.toml` beside the tests, with the
reason. Needs a system that can fork.
"""

import argparse
import json
import os
import re
import shutil
import signal
import sys
import tempfile
import time
import tomllib
from collections import Counter
from functools import partial
from importlib import import_module
from pathlib import Path
from zlib import crc32

import pytest
from mutants import sample


OPTIONS = (
    *("-x", "-q", "-n0", "--no-header", "--assert=plain"),
    *("-p", "no:randomly", "-p", "no:cacheprovider"),
)
BESIDE = ("hypothesis.strategies", "scipy.stats", "yaml")
KINDS = ("killed", "survived", "equivalent")
UNNOTICED = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
FEW = 25
LIMIT = 180  # seconds after which a mutant that never ends counts as noticed


class Watch:
    """Notes how long each test takes and which functions of the package it enters."""

    def __init__(self, folder, package):
        self.folder, self.package = f"{folder}/", package
        self.tests, self.failed = {}, []

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        """Profile one test; what earlier tests left in caches is worked out anew."""
        for module in [m for n, m in sys.modules.items() if n.startswith(self.package)]:
            for kept in list(vars(module).values()):
                getattr(kept, "cache_clear", int)()
        seen, start = set(), time.perf_counter()
        sys.setprofile(lambda frame, event, _: event == "call" and seen.add(frame.f_code))
        try:
            return (yield)
        finally:
            sys.setprofile(None)
            self.tests[item.nodeid] = time.perf_counter() - start, self.names(seen)

    def names(self, seen):
        """Return file and outermost function of what was entered."""
        codes = [c for c in seen if c.co_filename.startswith(self.folder)]
        owners = [c.co_qualname.split(".<locals>")[0] for c in codes]
        files = [c.co_filename.removeprefix(self.folder) for c in codes]
        return sorted(set(zip(files, owners, strict=True)))

    def pytest_runtest_logreport(self, report):
        """Note what fails although nothing was changed."""
        self.failed += [report.nodeid] if report.failed else []


class Select:
    """Runs the tests named, in the order named."""

    def __init__(self, names):
        self.order = {name: i for i, name in enumerate(names)}

    def pytest_collection_modifyitems(self, items):
        """Leave out, and sort."""
        kept = [i for i in items if i.nodeid in self.order]
        items[:] = sorted(kept, key=lambda i: self.order[i.nodeid])


def copy_of(root, number):
    """Return a copy of what the tests need."""
    copy = Path(tempfile.mkdtemp(prefix=f"mutants-{number}-"))
    for name in ("src", "tests"):
        shutil.copytree(root / name, copy / name)
    shutil.copy2(root / "pyproject.toml", copy)
    return copy


def forked(copy, work, limit):
    """Return the exit code of `work` in a process of its own, which lives in the copy."""
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    signal.alarm(limit)
    os.chdir(copy)
    os.environ["PYTHONPATH"] = str(copy / "src")  # noqa: TID251 - for commands tested
    sys.path.insert(0, str(copy / "src"))
    for stream in (1, 2):
        os.dup2(os.open(copy / "log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
    code = pytest.ExitCode.INTERNAL_ERROR
    try:
        code = work()
    finally:
        sys.stdout.flush()
        os._exit(code)


def first_pass(copy, package, paths):
    """Return what each test takes and enters, leaving out tests that fail unchanged."""

    def work():
        watch = Watch(copy, ".".join(package.parts[1:]))
        pytest.main([*OPTIONS[1:], *map(str, paths)], plugins=[watch])
        good = {k: v for k, v in watch.tests.items() if k not in watch.failed}
        (copy / "map.json").write_text(json.dumps(good))
        return len(watch.failed)

    failed = forked(copy, work, 3600)
    tests = json.loads((copy / "map.json").read_text())
    print(f"{len(tests)} tests; {failed} left out, since they fail without any change")
    return tests


def tests_for(mutant, tests, package, budget):
    """Return the tests that may notice, at most `budget` seconds of them, best first."""
    modules, near = {mutant.path}, set()
    if mutant.path.endswith(".toml"):
        name = re.search(r'^name = "(.+)"', mutant.text, re.MULTILINE)[1]
        stem = re.escape(re.sub(r"-[\d.]+$", "", name))  # a version may come from outside
        named = re.compile(rf'"{stem}(-[\d{{]|")')
        modules, near = (
            {str(f) for f in map(Path, files) if named.search(f.read_text("utf-8"))}
            for files in (package.rglob("*.py"), {t.split("::")[0] for t in tests})
        )
    ranked = []
    for test, (seconds, names) in tests.items():
        enters = [mutant.path, mutant.where] in map(list, names)
        if enters or test.split("::")[0] in near or any(f in modules for f, _ in names):
            away = not enters and test.split("::")[0] not in near
            ranked.append((away, seconds, test))
    ranked = sorted(ranked) or sorted((True, s, t) for t, (s, _) in tests.items())
    spent = 0.0
    return [t for _, s, t in ranked if (spent := spent + s) < budget]


def passes(copy, tests):
    """Whether these tests pass in the copy."""
    files = sorted({t.split("::")[0] for t in tests})
    run = partial(pytest.main, [*OPTIONS, *files], [Select(tests)])
    return not tests or forked(copy, run, LIMIT) in UNNOTICED


def survives(mutant, copy, tests):
    """Whether no test notices the mutant."""
    path = copy / mutant.path
    original, stat = path.read_bytes(), path.stat()
    for old in path.parent.glob(f"__pycache__/{path.stem}.*"):
        old.unlink()
    path.write_text(mutant.text, "utf-8")
    try:  # few tests notice most mutants, and need few files
        return all(passes(copy, part) for part in (tests[:FEW], tests[FEW:]))
    finally:
        path.write_bytes(original)
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def main():
    """Sample, run, report."""
    asked, root = arguments(), Path.cwd()
    package, beside = asked.package, Path("tests") / asked.package.name
    copies = [copy_of(root, i) for i in range(asked.jobs)]
    kept = asked.map or copies[0] / "map.json"
    if not kept.exists():
        kept.write_text(json.dumps(first_pass(copies[0], package, [beside, package])))
    earlier = json.loads(asked.again.read_text()) if asked.again else {}
    count = None if asked.again else asked.per_module
    mutants = sample(copies[0] / package, copies[0], count, asked.seed)
    if asked.again:
        mutants = [m for m in mutants if earlier.get(m.name) == "survived"]
    mutants.sort(key=lambda m: crc32(m.name.encode()))  # a part of a run is a sample, too
    print(f"{len(mutants)} mutants", flush=True)

    about = json.loads(kept.read_text()), package, asked.budget
    shares = [mutants[i :: asked.jobs] for i in range(asked.jobs)]
    children = [start(*pair, about) for pair in zip(copies, shares, strict=True)]
    for child in children:
        os.waitpid(child, 0)
    outcomes = earlier.copy()
    for copy in copies:
        outcomes |= json.loads((copy / "outcomes.json").read_text())
        shutil.rmtree(copy)
    asked.report.write_text(json.dumps(outcomes, indent=1))
    summarise(outcomes, package, beside / "equivalent_mutants.toml")


def arguments():
    """Return what was asked for."""
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("package", type=Path, help="e.g. src/cartwin/rules")
    p.add_argument("--again", type=Path, help="repeat the survivors of this report")
    p.add_argument("--map", type=Path, help="what the first pass found, kept for later")
    p.add_argument("--report", type=Path, default=Path("mutants.json"))
    for name, value in (("per-module", 2), ("seed", 1), ("jobs", 2), ("budget", 60)):
        p.add_argument(f"--{name}", type=int, default=value)
    return p.parse_args()


def start(copy, mutants, about):
    """Fork a process that works through its share of the mutants; return its id."""
    if child := os.fork():
        return child
    import_others(copy / "src", ".".join(about[1].parts[1:]))
    outcomes = {}
    fastest = sorted(about[0], key=lambda name: about[0][name][0])
    if not passes(copy, fastest[:500]):
        sys.exit(f"tests fail without any change, see {copy}/log")
    for mutant in mutants:
        alive = survives(mutant, copy, tests_for(mutant, *about))
        outcomes[mutant.name] = "survived" if alive else "killed"
        print(f"{outcomes[mutant.name]:9}{mutant.name}", flush=True)
    (copy / "outcomes.json").write_text(json.dumps(outcomes))
    os._exit(0)


def import_others(source, package):
    """Import, once for all mutants, what the package and its tests need beside it."""
    sys.path.insert(0, str(source))
    for name in (package, *BESIDE):
        import_module(name)
    for name in [n for n in sys.modules if n == package or n.startswith(f"{package}.")]:
        del sys.modules[name]


def summarise(outcomes, package, equivalents):
    """Print how many were noticed, by part of the package, and who survived."""
    content = tomllib.loads(equivalents.read_text()) if equivalents.exists() else {}
    told = {m for entry in content.get("equivalent", ()) for m in entry["mutants"]}
    counts = Counter()
    for name, outcome in outcomes.items():
        part = Path(name.split("::")[0]).relative_to(package).parts
        kind = "equivalent" if outcome == "survived" and name in told else outcome
        counts[part[0] if len(part) > 1 else "top", kind] += 1
        if kind == "survived":
            print(f"survived {name}")
    for family in sorted({f for f, _ in counts}):
        killed, survived, same = (counts[family, k] for k in KINDS)
        print(f"{family:12}{killed:5} killed{survived:5} survived{same:5} equivalent")


if __name__ == "__main__":
    main()
