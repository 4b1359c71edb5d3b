"""The code for what all directions of a tangent share: the matrices of each stage.

Derivatives of the rates are evaluated in double precision and rounded when they are
stored. The products with kappa contain nothing but sums and products; they are computed
in the precision of the tangents.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from cartwin.engine.assembly import Function
from cartwin.engine.emission import emit
from cartwin.engine.equation_code import Equations
from cartwin.engine.expression import Expression
from cartwin.engine.rosenbrock_code import interpolated
from cartwin.engine.step_code import Part, Stepper
from cartwin.engine.tableaus import Rosenbrock
from cartwin.engine.tangent_equations import TangentEquations
from cartwin.engine.tangent_layout import TangentLayout


__all__ = ["Matrices", "PackedFunction"]

LARGEST, LARGEST_SINGLE = 1e150, 1e30


class PackedFunction(Function):
    """A function on the table that stores packed numbers."""

    layout: TangentLayout

    @classmethod
    def of(cls, name: str, layout: TangentLayout, *, fused: bool, single: bool) -> Self:
        """Return an empty function."""
        f = cls(name, layout.lanes, fused=fused, single=single)
        f.layout = layout
        return f

    def put(self, value: str, block: str, i: int | str) -> None:
        """Write entry i of a packed block, rounded."""
        kind, address = self._packed(block, i)
        if self.layout.single and not self.single:
            value = self.write(f"fptrunc {self.type} {value} to {kind}")
        if self.single and not self.layout.single:
            value = self.widen(value)
        self.say(f"store {kind} {value}, ptr {address}, align {self._align}")

    def get(self, block: str, i: int | str) -> str:
        """Return entry i of a packed block, in the precision of the function."""
        kind, address = self._packed(block, i)
        value = self.write(f"load {kind}, ptr {address}, align {self._align}")
        if self.layout.single and not self.single:
            value = self.write(f"fpext {kind} {value} to {self.type}")
        return value

    @property
    def _align(self) -> int:
        return self.layout.size * self.lanes

    def _packed(self, block: str, i: int | str) -> tuple[str, str]:
        kind = f"<{self.lanes} x {'float' if self.layout.single else 'double'}>"
        at = self.layout.at(block)
        start = self.write(f"getelementptr i8, ptr %w, i64 {at}", "a")
        return kind, self.write(f"getelementptr {kind}, ptr {start}, i64 {i}", "a")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrices:
    """What the functions are written from."""

    equations: Equations
    tangents: TangentEquations
    stepper: Stepper
    method: Rosenbrock
    layout: TangentLayout

    def functions(self) -> list[Function]:
        """Return all of them."""
        stages = range(1, self.method.stages)
        return [
            self.fixed(), self.slopes(), self.products(), self.seen(), self.first_state(),
            *(self.state(i) for i in stages), *self.copies(), self.keep(),
            *(self.keep_dense(part) for part in self.stepper.parts),
        ]  # fmt: skip

    def function(self, name: str, *, single: bool = False) -> PackedFunction:
        """Return an empty function."""
        return PackedFunction.of(
            name, self.layout, fused=self.equations.fused, single=single
        )

    def fixed(self) -> Function:
        """Write what B and Q are made from, at y."""
        f = self.function("fixed")
        self._store(f, {"fixed": self.tangents.fixed}, "y")
        return f

    def slopes(self) -> Function:
        """Write J and P at u."""
        f = self.function("slopes")
        blocks = {"J": self.tangents.J.values(), "P": self.tangents.P.values()}
        self._store(f, blocks, "u")
        return f

    def seen(self) -> Function:
        """Write the derivatives of the observables at the state looked at."""
        f = self.function("seen")
        blocks = {"S": self.tangents.S.values(), "R": self.tangents.R.values()}
        self._store(f, blocks, "dense")
        return f

    def _store(
        self, f: PackedFunction, blocks: Mapping[str, Iterable[Expression]], state: str
    ) -> None:
        equations = self.equations
        roots = [e for es in blocks.values() for e in es]
        rows = equations.rows_of(state, equations.hoisted)
        values = emit(f, roots, rows, equations.traced.names)
        for block, expressions in blocks.items():
            for i, e in enumerate(expressions):
                value = values[e.index]
                f.put(_finite(f, value) if block == "fixed" else value, block, i)
        f.give_back()

    def products(self) -> Function:
        """Write B and Q for the stage in `kappa`, with its sums w = g_x k + g_z w."""
        t, n = self.tangents, len(self.stepper.states)
        f = self.function("products", single=self.layout.single)
        kappa = [f.get("kappa", i) for i in range(n)]
        for i in range(n, t.size):
            total: str | None = None
            for at, (row, j) in enumerate(t.J):
                if row == i:
                    slope = f.load(self.equations.layout.row("J", at))
                    total = _more(f, slope, kappa[j], total)
            kappa.append(total or f.number(0.0))
        place = {e: i for i, e in enumerate(t.fixed)}
        for block, products in (("B", t.B), ("Q", t.Q)):
            for i, terms in enumerate(products.values()):
                total = None
                for e, j in terms:
                    number = e.operation == "constant"
                    x = f.number(e.value) if number else f.get("fixed", place[e])
                    total = _more(f, x, kappa[j], total)
                f.put(str(total), block, i)
        f.give_back()
        return f

    def copies(self) -> list[Function]:
        """Copy the factors and the stages of the value, as they were computed."""
        written = [self._copy("copy_value", single=False)]
        return [*written, self._copy("copy_single_value", single=True)]

    def _copy(self, name: str, *, single: bool) -> Function:
        f = self.function(name, single=single)
        plan = self.equations.elimination
        assert plan is not None  # noqa: S101 - Rosenbrock methods have one
        n = len(self.stepper.states)
        for block, to, count in (
            ("LU", "factors", len(plan.pattern)),
            ("k", "stages", n * self.method.stages),
        ):
            with f.loop(count) as i:
                f.put(f.load_packed(self.stepper.layout.row(block), i), to, i)
        f.give_back()
        return f

    def first_state(self) -> Function:
        """Write u = y, and the first stage as kappa."""
        f, s = self.function("state1", single=self.layout.single), self.stepper
        with f.loop(len(s.states)) as i:
            f.store_double(f.load_double(s.at(f, "y", i)), s.at(f, "u", i))
            f.put(f.get("stages", i), "kappa", i)
        f.give_back()
        return f

    def state(self, stage: int) -> Function:
        """Write u = y + sum A k, and the stage itself as kappa."""
        f = self.function(f"state{stage + 1}", single=self.layout.single)
        s, row, n = self.stepper, self.method.A[stage], len(self.stepper.states)
        with f.loop(n) as i:
            entries = [f.write(f"add i64 {i}, {j * n}", "r") for j in range(stage)]
            k = [f.get("stages", entry) for entry in entries]
            change = f.widen(s.weighted(f, _numbers(f, row), k, None))
            y = f.load_double(s.at(f, "y", i))
            f.store_double(f.add_double(y, change), s.at(f, "u", i))
            own = f.write(f"add i64 {i}, {stage * n}", "r")
            f.put(f.get("stages", own), "kappa", i)
        f.give_back()
        return f

    def keep(self) -> Function:
        """Write 0 where the new state was raised to its floor or is extinct, else 1."""
        f, s = self.function("keep"), self.stepper
        with f.loop(len(s.states)) as i:
            self._keep(f, f.load(s.at(f, "new", i)), i)
        f.give_back()
        return f

    def keep_dense(self, part: Part) -> Function:
        """Write the same for the state that the dense output gives."""
        f, s = self.function(f"keep_dense{part.suffix}"), self.stepper
        u = f.load(s.layout.row("theta"))
        v = f.sub(f.number(1.0), u)
        with f.loop(part.states) as i:
            self._keep(f, interpolated(s, f, self.method, (u, v), i), i)
        f.give_back()
        return f

    def _keep(self, f: PackedFunction, value: str, i: str) -> None:
        s, none = self.stepper, f.number(0.0)
        floor = s.of_states(f, "floor", i)
        kept = f.select(f.compare("ogt", floor, value), none, f.number(1.0))
        if any(x.extinct_below > 0 for x in s.states):
            raised = f.maximum(floor, value)
            few = f.compare("olt", raised, s.of_states(f, "extinct", i))
            kept = f.select(few, none, kept)
        f.put(kept, "keep", i)


def _numbers(f: Function, row: Iterable[float]) -> list[str | None]:
    return [f.number(x) if x else None for x in row]


def _finite(f: PackedFunction, value: str) -> str:
    """Return the number, kept from overflow: x^1.5 has no second derivative at 0."""
    largest = LARGEST_SINGLE if f.layout.single else LARGEST
    value = f.minimum(f.number(largest), value)
    return f.maximum(f.number(-largest), value)


def _more(f: Function, a: str, b: str, total: str | None) -> str:
    return f.mul(a, b) if total is None else f.fma(a, b, total)
