"""Write expressions as operations on vectors."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from cartwin.engine.code.assembly import Function
from cartwin.engine.symbols.expression import Expression, needed


__all__ = ["emit"]

LOG10_OF_E = 0.4342944819032518
_FUNCTIONS: Mapping[str, str] = {
    "exp": "exp",
    "log": "log",
    "pow": "pow",
    "sqrt": "llvm.sqrt.v{lanes}f64",
    "abs": "llvm.fabs.v{lanes}f64",
}
_COMPARISONS: Mapping[str, str] = {"lt": "olt", "gt": "ogt", "le": "ole", "ge": "oge"}


def emit(
    function: Function,
    roots: Iterable[Expression],
    rows: Mapping[int, int],
    names: Mapping[int, str],
) -> dict[int, str]:
    """Append what computes the roots; return index of expression -> name of its value.

    Parameters
    ----------
    rows
        Index -> row of the table from which an expression is loaded instead of computed.
    names
        Index -> name of an intermediate, for the reader.
    """
    wanted = list(roots)
    loaded = [e for e in needed(wanted) if e.index in rows]
    nodes = needed(wanted, loaded)
    scribe = _Scribe(function, wanted, nodes, rows, names)
    return scribe.values | {e.index: scribe.word(e) for e in wanted}


class _Scribe:
    """Goes through the expressions, arguments first."""

    def __init__(
        self,
        function: Function,
        roots: list[Expression],
        nodes: list[Expression],
        rows: Mapping[int, int],
        names: Mapping[int, str],
    ) -> None:
        self.f, self.rows, self.names = function, rows, names
        self.values: dict[int, str] = {}
        computed = [n for n in nodes if n.index not in rows]
        uses = Counter(a.index for n in computed for a in n.inputs)
        uses.update(r.index for r in roots)
        self.inlined = _products_of_sums(computed, uses) - rows.keys()
        for node in nodes:
            if node.index not in self.inlined:
                self.values[node.index] = self._value(node)

    def _value(self, node: Expression) -> str:
        name = self.names.get(node.index, "v")
        if node.operation == "constant":
            return self.f.number(node.value)
        if node.index in self.rows:
            if node.operation == "symbol":
                name = node.name
            return self.f.load(self.rows[node.index], name=name)
        if node.operation in ("add", "sub"):
            return self._sum(node, name)
        return self._operation(node, name)

    def _sum(self, node: Expression, name: str) -> str:
        a, b = node.inputs
        minus = node.operation == "sub"
        if b.index in self.inlined:
            x, y = self._factors(b)
            return self.f.fma(self.f.neg(x) if minus else x, y, self.word(a), name)
        if a.index in self.inlined:
            x, y = self._factors(a)
            c = self.word(b)
            return self.f.fma(x, y, self.f.neg(c) if minus else c, name)
        write = self.f.sub if minus else self.f.add
        return write(self.word(a), self.word(b), name)

    def _factors(self, product: Expression) -> tuple[str, str]:
        x, y = product.inputs
        return self.word(x), self.word(y)

    def _operation(self, node: Expression, name: str) -> str:
        f, operation = self.f, node.operation
        if operation in _COMPARISONS:
            a, b = (self.word(x) for x in node.inputs)
            return f.compare(_COMPARISONS[operation], a, b, name)
        if operation == "where":
            condition, yes, no = node.inputs
            return f.select(self._truth(condition), self.word(yes), self.word(no), name)
        words = [self.word(x) for x in node.inputs]
        if operation == "log10":
            return f.mul(f.call("log", *words), f.number(LOG10_OF_E), name)
        if operation in _FUNCTIONS:
            function = _FUNCTIONS[operation].format(lanes=f.lanes)
            return f.call(function, *words, name=name)
        write: Mapping[str, Any] = {"neg": f.neg, "mul": f.mul, "div": f.div}
        if operation in write:
            return str(write[operation](*words, name))
        return self._extreme(node, words, name)

    def _extreme(self, node: Expression, words: list[str], name: str) -> str:
        """Return the larger or smaller; what is no number stays none."""
        f = self.f
        one_number = node.inputs[1].operation == "constant"
        a, b = words[::-1] if one_number else words  # b survives where it is no number
        value = (f.maximum if node.operation == "max" else f.minimum)(a, b, name)
        return value if one_number else f.select(f.compare("uno", a, a), a, value, name)

    def word(self, node: Expression) -> str:
        """Return the number in a node; a truth counts as 1 or 0."""
        word = self.values[node.index]
        if node.operation in _COMPARISONS and node.index not in self.rows:
            return self.f.select(word, self.f.number(1.0), self.f.number(0.0))
        return word

    def _truth(self, node: Expression) -> str:
        word = self.values[node.index]
        if node.operation in _COMPARISONS and node.index not in self.rows:
            return word
        return self.f.compare("une", word, self.f.number(0.0))


def _products_of_sums(nodes: Iterable[Expression], uses: Counter[int]) -> set[int]:
    """Return the products that are fused into the one sum that uses them."""
    fused: set[int] = set()
    for node in nodes:
        if node.operation in ("add", "sub"):
            for argument in reversed(node.inputs):
                if argument.operation == "mul" and uses[argument.index] == 1:
                    fused.add(argument.index)
                    break
    return fused
