"""The code for what all directions of a tangent share: the matrices of each stage.

Derivatives of the rates are evaluated in double precision and rounded when they are
stored. The products with kappa contain nothing but sums and products; they are computed
in the precision of the tangents.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cartwin.engine.code.assembly import Function
from cartwin.engine.code.emission import emit
from cartwin.engine.code.equation_code import Equations
from cartwin.engine.code.rosenbrock_code import interpolated
from cartwin.engine.code.step_code import Part, Stepper
from cartwin.engine.symbols.expression import Expression, needed
from cartwin.engine.tableaus import Rosenbrock
from cartwin.engine.tangents.packed_function import PackedFunction
from cartwin.engine.tangents.tangent_equations import Slopes, TangentEquations
from cartwin.engine.tangents.tangent_layout import TangentLayout


__all__ = ["Matrices"]

LARGEST, LARGEST_SINGLE = 1e150, 1e30


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
        return PackedFunction(name, self.layout, fused=self.equations.fused, single=single)

    def fixed(self) -> Function:
        """Write what B and Q are made from, at y, and the entries of J that stay."""
        f = self.function("fixed")
        still = {i: e for i, e in self._jacobian.items() if not self._moves(e)}
        self._store(f, {"fixed": dict(enumerate(self.tangents.fixed)), "J": still}, "y")
        return f

    @property
    def _jacobian(self) -> dict[int, Expression]:
        return dict(enumerate(self.tangents.J.values()))

    def _moves(self, e: Expression) -> bool:
        """Return whether an expression depends on a state."""
        states = {
            self.equations.traced.tape.symbol(n) for n in self.equations.traced.states
        }
        return bool(states.intersection(needed([e])))

    def slopes(self) -> Function:
        """Write J and P at u."""
        f = self.function("slopes")
        moving = {i: e for i, e in self._jacobian.items() if self._moves(e)}
        self._store(f, {"J": moving, "P": _numbered(self.tangents.P)}, "u")
        return f

    def seen(self) -> Function:
        """Write the derivatives of the observables at the state looked at."""
        f = self.function("seen")
        t = self.tangents
        self._store(f, {"S": _numbered(t.S), "R": _numbered(t.R)}, "dense")
        return f

    def _store(
        self, f: PackedFunction, blocks: Mapping[str, Mapping[int, Expression]], state: str
    ) -> None:
        equations = self.equations
        roots = [e for es in blocks.values() for e in es.values()]
        rows = equations.rows_of(state, equations.hoisted)
        values = emit(f, roots, rows, equations.traced.names)
        for block, expressions in blocks.items():
            for i, e in expressions.items():
                value = values[e.index]
                f.put(_finite(f, value) if block == "fixed" else value, block, i)
        f.give_back()

    def products(self) -> Function:
        """Write B and Q for the stage in `kappa`, with its sums w = g_x k + g_z w."""
        t, n = self.tangents, len(self.stepper.states)
        f = self.function("products", single=self.layout.single)
        kappa = [f.get("kappa", i) for i in range(n)]
        jacobian = self.equations.bordered
        for i in range(n, jacobian.size):
            total: str | None = None
            for at, (row, j) in enumerate(jacobian.entries):
                if row == i:
                    slope = f.load(self.equations.layout.row("J", at))
                    total = f.fma(slope, kappa[j], total)
            kappa.append(total or f.number(0.0))
        place = {e: i for i, e in enumerate(t.fixed)}
        for block, products in (("B", t.B), ("Q", t.Q)):
            for i, terms in enumerate(products.values()):
                total = None
                for e, j in terms:
                    number = e.operation == "constant"
                    x = f.number(e.value) if number else f.get("fixed", place[e])
                    total = f.fma(x, kappa[j], total)
                f.put(str(total), block, i)
        f.give_back()
        return f

    def copies(self) -> list[Function]:
        """Copy the factors and the stages of the value, as they were computed."""
        written = [self._copy("copy_value", single=False)]
        return [*written, self._copy("copy_single_value", single=True)]

    def _copy(self, name: str, *, single: bool) -> Function:
        f, row = self.function(name, single=single), self.stepper.layout.row
        kept, pattern = set(self.tangents.reached), self.equations.plan.pattern
        inside = [at for at, (i, j) in enumerate(pattern) if i in kept and j in kept]
        for i, at in enumerate(inside):
            f.put(f.load_packed(row("LU"), at), "factors", i)
        with f.loop(len(self.stepper.states) * self.method.stages) as k:
            f.put(f.load_packed(row("k"), k), "stages", k)
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
            change = f.widen(f.weighted(row, k))
            y = f.load_double(s.at(f, "y", i))
            f.store_double(f.add_double(y, change), s.at(f, "u", i))
            own = f.write(f"add i64 {i}, {stage * n}", "r")
            f.put(f.get("stages", own), "kappa", i)
        f.give_back()
        return f

    def keep(self) -> Function:
        """Write 0 where the new state was raised to its floor or is extinct, else 1."""
        f, s = self.function("keep"), self.stepper
        with f.loop(self.reached(len(s.states))) as i:
            j = self._state(f, i)
            self._keep(f, f.load(s.at(f, "new", j)), i, j)
        f.give_back()
        return f

    def keep_dense(self, part: Part) -> Function:
        """Write the same for the state that the dense output gives."""
        f, s = self.function(f"keep_dense{part.suffix}"), self.stepper
        u = f.load(s.layout.row("theta"))
        v = f.sub(f.number(1.0), u)
        count = self.reached(part.states)
        if count:
            with f.loop(count) as i:
                j = self._state(f, i)
                self._keep(f, interpolated(s, f, self.method, (u, v), j), i, j)
        f.give_back()
        return f

    def reached(self, states: int) -> int:
        """Return how many of the first states are reached."""
        return sum(j < states for j in self.tangents.reached)

    def table(self) -> str:
        """Return the table of the states that are reached."""
        states = self.tangents.reached[: self.reached(len(self.stepper.states))]
        numbers = ", ".join(f"i64 {j}" for j in states)
        return f"@reached = internal constant [{len(states)} x i64] [{numbers}]"

    def _state(self, f: PackedFunction, i: str) -> str:
        """Return the number of a state that is reached."""
        address = f.write(f"getelementptr i64, ptr @reached, i64 {i}", "a")
        return f.write(f"load i64, ptr {address}", "j")

    def _keep(self, f: PackedFunction, value: str, i: str, state: str) -> None:
        s, none = self.stepper, f.number(0.0)
        floor = s.of_states(f, "floor", state)
        kept = f.select(f.compare("ogt", floor, value), none, f.number(1.0))
        if any(x.extinct_below > 0 for x in s.states):
            raised = f.maximum(floor, value)
            few = f.compare("olt", raised, s.of_states(f, "extinct", state))
            kept = f.select(few, none, kept)
        f.put(kept, "keep", i)


def _numbered(slopes: Slopes) -> dict[int, Expression]:
    return dict(enumerate(slopes.values()))


def _finite(f: PackedFunction, value: str) -> str:
    """Return the number, kept from overflow: x^1.5 has no second derivative at 0."""
    largest = LARGEST_SINGLE if f.layout.single else LARGEST
    value = f.minimum(f.number(largest), value)
    return f.maximum(f.number(-largest), value)
