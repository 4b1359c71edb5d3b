"""The house rules that no linter knows."""

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

import cartwin


ROOT = Path(cartwin.__file__).parent
REPOSITORY = Path(__file__).parents[1]
MODULES = sorted(ROOT.rglob("*.py"))
DOORS = sorted(ROOT.glob("*/__init__.py"))
ROOMS = {p.parent.name for p in DOORS}
TREES = {path: ast.parse(path.read_text()) for path in MODULES}

LONGEST_MODULE = 400
MEDIAN_MODULE = 120
MEDIAN_FUNCTION = 8
LONGEST_VERB = 20
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}
ANYWHERE = {"cartwin", "numpy", "polars"}
ALSO_IN = {
    "engine": {"numba", "llvmlite"},
    "validation": {"numba"},
    "cli": {"typer", "rich"},
}
LATE = {"numpy", "polars", "scipy", "matplotlib", "numba", "llvmlite", "jinja2", "pydantic"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def functions(tree: ast.Module) -> list[ast.FunctionDef]:
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]


def lines_of(function: ast.FunctionDef) -> int:
    """Lines of the body, its docstring not counted."""
    body = function.body[ast.get_docstring(function) is not None :]
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def imports(node: ast.AST, *, at_start: bool = False) -> Iterator[tuple[int, str]]:
    """Yield line and module of every import; `at_start`: of those run on import only."""
    match node:
        case ast.FunctionDef() | ast.If(test=ast.Name("TYPE_CHECKING")) if at_start:
            return
        case ast.Import():
            yield from ((node.lineno, alias.name) for alias in node.names)
        case ast.ImportFrom(module=str(module)):
            yield node.lineno, module
    for child in ast.iter_child_nodes(node):
        yield from imports(child, at_start=at_start)


every_module = pytest.mark.parametrize("path", MODULES, ids=name_of)


@every_module
def test_a_module_fits_in_a_head(path):
    assert len(path.read_text().splitlines()) <= LONGEST_MODULE


@every_module
def test_a_module_says_what_it_is(path):
    assert ast.get_docstring(TREES[path])
    assert path.stem not in VAGUE_NAMES


def lines_of_parameters(tree: ast.Module) -> int:
    """Lines of the parameter table: data, which is looked up and not read through."""
    tables = [
        node
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "PARAMETERS"
    ]
    return sum(node.end_lineno - node.lineno + 1 for node in tables)


def test_most_modules_are_short():
    lengths = [
        len(path.read_text().splitlines()) - lines_of_parameters(tree)
        for path, tree in TREES.items()
        if path.name != "__init__.py"
    ]

    assert median(lengths) <= MEDIAN_MODULE


def test_most_functions_are_short():
    lengths = [lines_of(f) for tree in TREES.values() for f in functions(tree)]

    assert median(filter(None, lengths)) <= MEDIAN_FUNCTION


def test_verbs_read_like_the_mission():
    long = [
        f"{name_of(path)}: {f.name} has {lines_of(f)} lines"
        for path in MODULES
        if room_of(path) == "verbs"
        for f in functions(TREES[path])
        if lines_of(f) > LONGEST_VERB
    ]

    assert long == []


@every_module
def test_other_rooms_are_entered_by_their_door(path):
    """`from cartwin.study import X` outside the study, never `cartwin.study.schema`."""
    for line, module in imports(TREES[path]):
        first, *rest = module.split(".")
        if first == "cartwin" and rest and rest[0] in ROOMS - {room_of(path)}:
            assert len(rest) == 1, f"line {line}: enter {rest[0]} by its door"


@every_module
def test_heavy_imports_wait_inside_the_function_that_needs_them(path):
    allowed = ANYWHERE | set(sys.stdlib_module_names) | ALSO_IN.get(room_of(path), set())
    early = [
        f"line {line}: {module}"
        for line, module in imports(TREES[path], at_start=True)
        if module.split(".")[0] not in allowed
    ]

    assert early == []


def test_the_command_line_starts_without_the_heavy_packages():
    code = "import sys, cartwin.cli; print(*{m.split('.')[0] for m in sys.modules})"
    run = subprocess.run(  # noqa: S603 - our own interpreter, our own text
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert LATE & set(run.stdout.split()) == set()


def by_kind(name: str) -> tuple[int, str]:
    """Constants, then classes, then functions."""
    is_constant = name.isupper() and len(name) > 1
    return (0 if is_constant else 1 if name[0].isupper() else 2, name)


@every_module
def test_public_names_are_listed_and_sorted(path):
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    module = importlib.import_module(".".join(p for p in parts if p != "__init__"))
    listed = getattr(module, "__all__", [])

    assert list(listed) == sorted(listed, key=by_kind)
    assert [name for name in listed if not hasattr(module, name)] == []


@pytest.mark.parametrize("path", DOORS, ids=name_of)
def test_a_door_lists_all_that_it_shows(path):
    room = f"cartwin.{room_of(path)}"
    shown = {
        alias.asname or alias.name
        for node in TREES[path].body
        if isinstance(node, ast.ImportFrom) and node.module.startswith(room)
        for alias in node.names
    }
    made = {n.name for n in TREES[path].body if isinstance(n, ast.FunctionDef)}
    listed = getattr(importlib.import_module(room), "__all__", [])

    assert {n for n in shown | made if n[0] != "_"} <= set(listed)


OF_THIS_MACHINE = re.compile(
    r"/(work|farm|home|root|tmp|Users)/|\.\./shared|\bseeds? 0\d\d\b|\bissue #?\d+"
    r"|(?i:\bTODO\b|\bFIXME\b|\bto be furnished\b)"
)
PUBLISHED = [
    *(p for p in ROOT.rglob("*") if p.is_file() and "__pycache__" not in p.parts),
    *(REPOSITORY / "docs").rglob("*.md"),
    *(REPOSITORY / "changelog.d").glob("*.md"),
    *REPOSITORY.glob("*.md"),
]


def test_texts_speak_of_the_project_and_not_of_a_machine():
    found = []
    for path in PUBLISHED:
        for number, line in enumerate(path.read_text(errors="ignore").splitlines(), 1):
            if match := OF_THIS_MACHINE.search(line):
                found.append(f"{path.relative_to(REPOSITORY)}:{number}: {match[0]}")

    assert found == []
