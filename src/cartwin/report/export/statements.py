"""Expressions as assignments in a language: shared and named ones once, others within.

The order of sums and products may differ from that of the engine, and a product with a
reciprocal is written as the quotient that it was.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cartwin.engine import Expression, needed
from cartwin.report.export.language import COMPARISONS, Language, Names


__all__ = ["Root", "Writer"]

SUM, PRODUCT, POWER, ATOM = 1, 2, 3, 9  # the looser it binds, the lower
LONGEST = 88  # characters of a right-hand side, about
_SIGNS = {"add": "+", "sub": "-", "mul": "*", "div": "/"}
_CHOICES = ("max", "min", "where")


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """What is to be assigned.

    Attributes
    ----------
    target
        Template of the assignment.
    word
        By which the value can be read afterwards; empty if it cannot.
    """

    target: str
    expression: Expression
    word: str = ""


@dataclass(frozen=True, slots=True)
class _Text:
    """Text of an expression; its negative and its reciprocal where they are shorter."""

    text: str
    binds: int = ATOM
    negative: str = ""
    reciprocal: str = ""

    def within(self, binds: int) -> str:
        """Return the text for an operator that binds so tightly."""
        return self.text if self.binds >= binds else f"({self.text})"

    def negated(self) -> "_Text":
        """Return the text with a minus in front; it binds as loosely as a sum."""
        inner = self.within(PRODUCT)
        return _Text(f"-{inner}", SUM, negative=inner)


class Writer:
    """Writes blocks of assignments.

    Parameters
    ----------
    names
        Where new names come from.
    words
        Symbol -> how it is written.
    """

    def __init__(self, language: Language, names: Names, words: Mapping[str, str]) -> None:
        self._language, self._names, self._symbols = language, names, words

    def lines(self, roots: Sequence[Root], labels: Mapping[int, str]) -> list[str]:
        """Return the assignments of the roots, and of what they need, in order.

        Parameters
        ----------
        labels
            Index of an expression -> name of the intermediate.
        """
        nodes = needed(r.expression for r in roots)
        uses = _uses(nodes, roots)
        wanted: dict[int, list[Root]] = {}
        for root in roots:
            wanted.setdefault(root.expression.index, []).append(root)
        block = _Block(self._language, self._names)
        for node in nodes:
            here = wanted.pop(node.index, []) if node.inputs else []
            if node.operation in COMPARISONS:
                block.compare(node)
                continue
            label = "" if _is_within(here, uses[node.index]) else labels.get(node.index, "")
            block.texts[node.index] = self._text(node, block, label)
            if node.inputs:
                block.place(node, here, label, uses[node.index])
        rest = (r for left in wanted.values() for r in left)
        return [*block.written, *(r.target.format(block.of(r.expression)) for r in rest)]

    def _text(self, node: Expression, block: "_Block", label: str) -> _Text:
        if node.operation == "symbol":
            return _Text(self._symbols[node.name])
        if node.operation == "constant":
            positive = _Text(self._language.number(abs(node.value)))
            return positive.negated() if node.value < 0 else positive
        return block.compose(node, label)


def _uses(nodes: Sequence[Expression], roots: Iterable[Root]) -> Counter[int]:
    """Return how often each expression is written; comparisons are wherever used."""
    uses = Counter(r.expression.index for r in roots)
    for node in reversed(nodes):
        times = uses[node.index] if node.operation in COMPARISONS else 1
        for a in node.inputs:
            uses[a.index] += times
    return uses


def _is_within(here: Sequence[Root], uses: int) -> bool:
    """Return whether the only use of an expression is to be assigned to a root."""
    return len(here) == 1 and uses == 1


class _Block:
    """Assignments written so far, and how what is known is written."""

    def __init__(self, language: Language, names: Names) -> None:
        self.texts: dict[int, _Text] = {}
        self.written: list[str] = []
        self.named: set[int] = set()
        self._language, self._names = language, names

    def of(self, node: Expression) -> str:
        """Return the text of an expression."""
        return self.texts[node.index].text

    def compare(self, node: Expression) -> None:
        """Know a comparison; it is written wherever it is used."""
        sign = self._language.comparisons[node.operation]
        self.texts[node.index] = _Text(f" {sign} ".join(map(self.of, node.inputs)), 0)

    def place(self, node: Expression, here: Sequence[Root], label: str, uses: int) -> None:
        """Assign an expression to its roots, or to a name if it has one or needs one."""
        readable = next((r for r in here if r.word), None)
        if readable is not None:
            self.written.append(readable.target.format(self.of(node)))
            self._known_as(node, readable.word)
        elif (label or uses > 1) and node.index not in self.named:
            self.name(node, label)
        for root in here:
            if root is not readable:
                self.written.append(root.target.format(self.of(node)))

    def name(self, node: Expression, label: str = "") -> None:
        """Assign an expression to a new name."""
        word = self._names.take(label) if label else self._names.fresh()
        self.written.append(self._language.assign.format(word, self.of(node)))
        self._known_as(node, word)

    def _known_as(self, node: Expression, word: str) -> None:
        self.texts[node.index] = _Text(word)
        self.named.add(node.index)

    def compose(self, node: Expression, label: str) -> _Text:
        """Return the text of an operation; what makes it too long gets a name first."""
        if node.operation in _CHOICES and self._language.branch:
            return self._chosen(node, label)
        while True:
            text = self._composed(node)
            inner = [a for a in node.inputs if self._is_inlined(a)]
            if len(text.text) <= LONGEST or not inner:
                return text
            self.name(max(inner, key=lambda a: len(self.of(a))))

    def _is_inlined(self, node: Expression) -> bool:
        simple = not node.inputs or node.operation in COMPARISONS
        return not simple and node.index not in self.named

    def _composed(self, node: Expression) -> _Text:
        operands = [self.texts[a.index] for a in node.inputs]
        if node.operation == "neg":
            return operands[0].negated()
        if node.operation in _SIGNS:
            return _infix(node.operation, *operands)
        if node.operation in self._language.functions:
            template = self._language.functions[node.operation]
            return _Text(template.format(*(o.text for o in operands)))
        base, exponent = (o.within(ATOM) for o in operands)
        return _Text(f"{base}{self._language.power}{exponent}", POWER)

    def _chosen(self, node: Expression, label: str) -> _Text:
        """Return the name of a maximum, minimum or choice, assigned in two steps."""
        for a in node.inputs:
            if self._is_inlined(a) and len(self.of(a)) > LONGEST // 2:
                self.name(a)
        first, *rest = (self.of(a) for a in node.inputs)
        word = self._names.take(label) if label else self._names.fresh()
        if node.operation == "where":
            condition, (other, start) = first, rest
        else:
            sign = self._language.comparisons["gt" if node.operation == "max" else "lt"]
            start, other = first, rest[0]
            condition = f"{other} {sign} {word}"
        self.written.append(self._language.assign.format(word, start))
        self.written.append(self._language.branch.format(condition, word, other))
        self.named.add(node.index)
        return _Text(word)


def _infix(operation: str, left: _Text, right: _Text) -> _Text:
    if operation == "add":
        if left.negative and not right.negative:
            left, right = right, left
        if right.negative:
            return _Text(f"{left.text} - {right.negative}", SUM)
        return _Text(f"{left.text} + {right.text}", SUM)
    if operation == "sub":
        return _Text(f"{left.text} - {right.within(PRODUCT)}", SUM)
    if operation == "mul":
        if left.reciprocal and not right.reciprocal:
            left, right = right, left
        if right.reciprocal:
            return _Text(f"{left.within(PRODUCT)} / {right.reciprocal}", PRODUCT)
        return _Text(f"{left.within(PRODUCT)} * {right.within(PRODUCT)}", PRODUCT)
    below = right.within(POWER)
    one = left.text in ("1.0", "1")
    text = f"{left.within(PRODUCT)} / {below}"
    return _Text(text, PRODUCT, reciprocal=below if one else "")
