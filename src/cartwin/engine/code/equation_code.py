"""The functions of one system: derive, rates, jacobian, factor, solve, observe.

derive     what depends on the parameters alone, once per patient
rates      f(u)
jacobian   f(y), and the entries of the bordered Jacobian at y
factor     L U = [I / (h gamma) - J] bordered
solve      k from L U k = f + g
observe    observables of a state
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cartwin.engine.code.assembly import Function
from cartwin.engine.code.emission import emit
from cartwin.engine.code.layout import Layout
from cartwin.engine.code.substitution import substituted
from cartwin.engine.symbols.bordering import Bordered
from cartwin.engine.symbols.elimination import Elimination
from cartwin.engine.symbols.expression import Expression, needed
from cartwin.engine.symbols.tracing import Traced


__all__ = ["Equations", "hoisted"]


def hoisted(traced: Traced, roots: Iterable[Expression]) -> list[Expression]:
    """Return the largest subexpressions that depend on the parameters alone."""
    nodes = needed(roots)
    own = set(traced.parameters)
    fixed: set[int] = set()
    for node in nodes:
        parameter = node.operation == "symbol" and node.name in own
        computed = bool(node.inputs) and all(a.index in fixed for a in node.inputs)
        if parameter or computed or node.operation == "constant":
            fixed.add(node.index)
    used = {
        a.index for n in nodes if n.index not in fixed for a in n.inputs if a.index in fixed
    }
    used |= {r.index for r in roots if r.index in fixed}
    return [n for n in nodes if n.index in used and n.inputs]


@dataclass(frozen=True, slots=True, kw_only=True)
class Equations:
    """What the functions of one system are written from.

    Attributes
    ----------
    inputs
        States with an infusion; its rate is a row of its own.
    jacobian
        None for explicit methods.
    fused
        Whether the machine has fused multiply-add.
    """

    traced: Traced
    inputs: tuple[str, ...]
    jacobian: Bordered | None
    elimination: Elimination | None
    hoisted: tuple[Expression, ...]
    layout: Layout
    lanes: int
    fused: bool

    def function(
        self,
        name: str,
        *,
        pointers: tuple[str, ...] = (),
        internal: bool = True,
        single: bool = False,
    ) -> Function:
        """Return an empty function on the table of rows."""
        return Function(
            name, self.lanes, pointers=pointers, fused=self.fused, internal=internal,
            single=single,
        )  # fmt: skip

    def rows_of(self, block: str, derived: Iterable[Expression] = ()) -> dict[int, int]:
        """Return from where symbols are loaded; the states from `block`."""
        symbol, row = self.traced.tape.symbol, self.layout.row
        rows = {symbol(n).index: row(block, i) for i, n in enumerate(self.traced.states)}
        for i, name in enumerate(self.traced.parameters):
            rows[symbol(name).index] = row("p", i)
        return rows | {e.index: row("derived", i) for i, e in enumerate(derived)}

    def derive(self) -> Function:
        """Write what depends on the parameters alone."""
        f = self.function("derive", internal=False)
        values = emit(f, self.hoisted, self.rows_of("y"), self.traced.names)
        for i, e in enumerate(self.hoisted):
            f.store(values[e.index], self.layout.row("derived", i))
        f.give_back()
        return f

    def rates(self) -> Function:
        """Write f(u)."""
        f = self.function("rates", internal=False)
        values = emit(f, self._f, self.rows_of("u", self.hoisted), self.traced.names)
        self._store_rates(f, values)
        f.give_back()
        return f

    def jacobian_entries(self) -> Function:
        """Write f(y) and the entries of the Jacobian at y."""
        f = self.function("jacobian")
        entries = list(self.bordered.entries.values())
        rows = self.rows_of("y", self.hoisted)
        values = emit(f, [*self._f, *entries], rows, self.traced.names)
        self._store_rates(f, values)
        for i, e in enumerate(entries):
            f.store(values[e.index], self.layout.row("J", i))
        f.give_back()
        return f

    def factor(self, *, single: bool = False) -> Function:
        """Write L and U; the diagonal of U as its reciprocal.

        Entries of the matrix are minus the Jacobian's; 1 / (h gamma) is added on the
        diagonal of the states, 1 on that of the auxiliaries. In single precision the
        steps lose nothing that a tolerance of 1e-5 would notice.
        """
        f = self.function("factor_single" if single else "factor", single=single)
        plan, block = self.plan, self.layout.row("LU")
        shift = f.load(self.layout.row("shift"), name="shift")
        matrix: dict[tuple[int, int], str | None] = dict.fromkeys(plan.pattern)
        for i, entry in enumerate(self.bordered.entries):
            matrix[entry] = f.neg(f.load(self.layout.row("J", i)))
        for d in range(self.bordered.size):
            diagonal = shift if d < self.bordered.states else f.number(1.0)
            found = matrix[d, d]
            matrix[d, d] = diagonal if found is None else f.add(found, diagonal)
        for p in plan.order:
            pivot = str(matrix[p, p])
            inverse = f.div(f.number(1.0), pivot)
            matrix[p, p] = inverse
            for i in plan.rows[p]:
                ratio = f.mul(str(matrix[i, p]), inverse)
                matrix[i, p] = ratio
                for j in plan.columns[p]:
                    matrix[i, j] = f.fma(f.neg(ratio), str(matrix[p, j]), matrix[i, j])
        for i, entry in enumerate(plan.pattern):
            f.store_packed(str(matrix[entry]), block, i)
        f.give_back()
        return f

    def solve(self, *, single: bool = False) -> Function:
        """Write the solution of L U k = f + g into the rows at `%k`."""
        name = "solve_single" if single else "solve"
        f = self.function(name, pointers=("k",), single=single)
        block, states = self.layout.row("LU"), self.bordered.states
        right: list[str | None] = [None] * self.bordered.size
        for i in range(states):
            more = f.load_packed(self.layout.row("g"), i)
            right[i] = f.add(f.load(self.layout.row("f", i)), more)
        x = substituted(f, self.plan, right, lambda entry: f.load_packed(block, entry))
        for i in range(states):
            f.store_at(str(x[i]), f.entry("%k", i))
        f.give_back()
        return f

    def observe(self) -> Function:
        """Write the observables of the state in the rows `dense`."""
        f = self.function("observe", internal=False)
        seen = list(self.traced.observables.values())
        values = emit(f, seen, self.rows_of("dense", self.hoisted), self.traced.names)
        for i, e in enumerate(seen):
            f.store(values[e.index], self.layout.row("seen", i))
        f.give_back()
        return f

    @property
    def _f(self) -> list[Expression]:
        return list(self.traced.rates.values())

    @property
    def bordered(self) -> Bordered:
        """The Jacobian of an implicit method."""
        assert self.jacobian is not None  # noqa: S101 - only Rosenbrock methods ask
        return self.jacobian

    @property
    def plan(self) -> Elimination:
        """The elimination of an implicit method."""
        assert self.elimination is not None  # noqa: S101 - only Rosenbrock methods ask
        return self.elimination

    def _store_rates(self, f: Function, values: Mapping[int, str]) -> None:
        place = {n: i for i, n in enumerate(self.inputs)}
        for i, (name, rate) in enumerate(self.traced.rates.items()):
            value = values[rate.index]
            if name in place:
                infusion = f.load(self.layout.row("input", place[name]), name="infusion")
                value = f.add(value, infusion)
            f.store(value, self.layout.row("f", i))
