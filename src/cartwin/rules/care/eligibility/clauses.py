"""A criterion of eligibility as data: what must be true, in one or another way.

In the file of criteria a clause is written as ways, of which one suffices; a way is a list
of tests that must all pass, e.g. `[["disease_months > 12"], ["refractory == 1"]]`.
"""

import re
from dataclasses import dataclass

from cartwin.parameters import Certainty
from cartwin.rules.care.eligibility.inputs import INPUTS
from cartwin.rules.criterion import load_criterion


__all__ = ["Clause", "Test", "clauses_of"]

_TEST = re.compile(r"(?P<input>\w+) (?P<comparison>[<>]=?|==) (?P<threshold>-?[\d.]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """One comparison of one input.

    Attributes
    ----------
    input
        Name in `INPUTS`.
    comparison
        `<`, `<=`, `>`, `>=` or `==`.
    threshold
        In the unit of the input.
    """

    __test__ = False  # not a test of this package

    input: str
    comparison: str
    threshold: float

    def __str__(self) -> str:
        unit = INPUTS[self.input].unit
        shown = f"{self.input} {self.comparison} {self.threshold:g}"
        return f"{shown} {unit}" if unit else shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One criterion of eligibility.

    Attributes
    ----------
    name, meaning
        What it asks for.
    kind
        `include` or `exclude`; of an exclusion the ways say when it does *not* apply.
    reason
        What a patient who fails it is told.
    ways
        Lists of tests; it is met if all tests of any list pass.
    citation
        The publication or entry that asks for it.
    certainty
        How sure we are that it does.
    """

    name: str
    meaning: str
    kind: str
    reason: str
    ways: tuple[tuple[Test, ...], ...]
    citation: str
    certainty: Certainty

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of what it looks at, each once."""
        return tuple(dict.fromkeys(t.input for way in self.ways for t in way))

    def __str__(self) -> str:
        return " or ".join(" and ".join(map(str, way)) for way in self.ways)


def clauses_of(criterion: str) -> tuple[Clause, ...]:
    """Return the clauses of the eligibility criteria of this name, in their order.

    >>> [print(c.name, "|", c) for c in clauses_of("nct06352281")[:2]]
    age | age >= 8 a and age <= 75 a
    chronic_or_refractory | disease_months > 12 mo or refractory == 1
    [None, None]
    """
    source = load_criterion(criterion)
    return tuple(
        Clause(
            name=name,
            meaning=item.meaning,
            kind=item.value["kind"],
            reason=item.value["reason"],
            ways=tuple(tuple(map(_test, way)) for way in item.value["ways"]),
            citation=source.citation,
            certainty=item.certainty,
        )
        for name, item in source.items.items()
    )


def _test(text: str) -> Test:
    found = _TEST.fullmatch(text)
    if found is None or found["input"] not in INPUTS:
        msg = f"{text!r} is no test; expected INPUT COMPARISON NUMBER, e.g. 'age >= 8'"
        raise ValueError(msg)
    return Test(
        input=found["input"],
        comparison=found["comparison"],
        threshold=float(found["threshold"]),
    )
