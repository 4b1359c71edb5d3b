"""Every small change of a module or of a file of thresholds; `mutate.py` uses them.

In Python: a comparison, an arithmetic or logical operator, a number, `not`, a minimum for
a maximum and its like, what a function returns. In TOML: the numbers, and comparisons
within texts such as ">= 3 x ULN". Annotations, decorators and words are left alone.
"""

import ast
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np


PAIRS = (
    *((ast.Lt, ast.LtE), (ast.Gt, ast.GtE), (ast.Eq, ast.NotEq), (ast.Is, ast.IsNot)),
    *((ast.In, ast.NotIn), (ast.Add, ast.Sub), (ast.Mult, ast.Div), (ast.And, ast.Or)),
    *((ast.FloorDiv, ast.Mult), (ast.Pow, ast.Mult), (ast.BitAnd, ast.BitOr)),
    *(("min", "max"), ("first", "last"), ("any", "all"), ("is_null", "is_not_null")),
    *(("min_horizontal", "max_horizontal"), ("any_horizontal", "all_horizontal")),
    *(("cum_min", "cum_max"), ("floor", "ceil")),
)
SWAP = {b: a for a, b in PAIRS} | dict(PAIRS)
NOT_CODE = {"annotation", "returns", "decorator_list"}
WORDS = {"meaning", "notes", "citation", "title", "scale", "version", "name", "unit"}
BOUND = re.compile(r"[<>]=?")
NUMBER = re.compile(r"(?<![\w.-])\d+(\.\d+)?(?![\w.-]|\s=\s)")
KEY = re.compile(r'("[^"]+"|[\w.-]+)\s*=\s')


class Mutant(NamedTuple):
    """A file with one change."""

    path: str
    where: str
    before: str
    after: str
    text: str

    @property
    def name(self) -> str:
        """How a mutant is told from the others, whatever its line."""
        return f"{self.path}::{self.where}: {self.before} -> {self.after}"


def sample(package: Path, root: Path, count: int | None, seed: int) -> list[Mutant]:
    """Return `count` mutants of every file; other files make no difference to them."""
    chosen = []
    for path in sorted([*package.rglob("*.py"), *package.rglob("*.toml")]):
        source, name = path.read_text("utf-8"), str(path.relative_to(root))
        make = python_mutants if path.suffix == ".py" else toml_mutants
        found = list({m.name: m for m in (Mutant(name, *m) for m in make(source))}.values())
        draw = np.random.default_rng([seed, zlib.crc32(name.encode())])
        chosen += [found[i] for i in sorted(draw.permutation(len(found))[:count])]
    return chosen


def python_mutants(source: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield function, before, after and the whole text for each change of a module."""
    whole = source.encode()
    starts = np.cumsum([0, *map(len, whole.splitlines(keepends=True))])

    def walk(
        node: ast.AST, owner: str, inside: bool
    ) -> Iterator[tuple[str, str, str, str]]:
        if isinstance(node, ast.JoinedStr) or getattr(node, "arg", None) == "strict":
            return
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not inside:
            owner = f"{owner}.{node.name}".lstrip(".")
            inside = isinstance(node, ast.FunctionDef)
        for other in changed(node):
            head = starts[node.lineno - 1] + node.col_offset
            tail = starts[node.end_lineno - 1] + node.end_col_offset
            after = ast.unparse(other)
            put = after if isinstance(node, ast.Return) else f"({after})"
            text = (whole[:head] + put.encode() + whole[tail:]).decode()
            yield owner, ast.unparse(node), after, text
        for field, child in ast.iter_fields(node):
            for c in child if isinstance(child, list) else [child]:
                if isinstance(c, ast.AST) and field not in NOT_CODE:
                    yield from walk(c, owner, inside)

    return walk(ast.parse(source), "", inside=False)


def changed(node: ast.AST) -> Iterator[ast.AST]:  # noqa: PLR0912 - a list of changes
    """Yield what may stand in the place of one node of Python."""
    match node:
        case ast.Compare(left, ops, others):
            for i, op in enumerate(ops):
                if swap := SWAP.get(type(op)):
                    yield ast.Compare(left, [*ops[:i], swap(), *ops[i + 1 :]], others)
        case ast.BinOp(left, op, right) if type(op) in SWAP:
            # A union of types or a joined text is no arithmetic.
            if not any(
                isinstance(n, ast.Constant) and not _number(n) for n in (left, right)
            ):
                yield ast.BinOp(left, SWAP[type(op)](), right)
        case ast.BoolOp(op, values):
            yield ast.BoolOp(SWAP[type(op)](), values)
        case ast.UnaryOp(ast.Not() | ast.Invert(), operand):
            yield operand
        case ast.Constant(bool(value)):
            yield ast.Constant(not value)
        case ast.Constant() if _number(node):
            whole = isinstance(node.value, int)
            yield ast.Constant(node.value + 1 if whole else node.value * 1.01 or 1.0)
        case ast.Attribute(value, str(name)) if name in SWAP:
            yield ast.Attribute(value, SWAP[name])
        case ast.Name(str(name)) if name in SWAP:
            yield ast.Name(SWAP[name])
        case ast.Return(ast.expr() as value) if ast.unparse(value) != "None":
            yield ast.Return(ast.Constant(None))


def _number(node: ast.Constant) -> bool:
    return isinstance(node.value, int | float) and not isinstance(node.value, bool)


def toml_mutants(source: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield table, before, after and the whole text for each changed number or bound."""
    table, key, start = "", "", 0
    for line in source.splitlines(keepends=True):
        named = KEY.match(line)
        key = named[1] if named else key
        table = line.strip() if line.startswith("[") else table
        for head, tail in [] if key in WORDS or line[0] in "[#" else _values(line, named):
            after = line[:head] + _other(line[head:tail]) + line[tail:]
            text = source[:start] + after + source[start + len(line) :]
            yield table, line.strip(), after.strip(), text
        start += len(line)


def _values(line: str, named: re.Match[str] | None) -> Iterator[tuple[int, int]]:
    texts = [m.span() for m in re.finditer(r'"[^"]*"', line)]
    for hit in [*NUMBER.finditer(line), *BOUND.finditer(line)]:
        within = next((line[a:b] for a, b in texts if a < hit.start() < b), None)
        is_key = named is not None and hit.start() < named.end()
        if not is_key and (within is None or BOUND.search(within)):
            yield hit.span()


def _other(text: str) -> str:
    if text[0] in "<>":
        return text[0] if text.endswith("=") else f"{text}="
    return f"{float(text) * 1.01 or 1.0:.10g}" if "." in text else str(int(text) + 1)
