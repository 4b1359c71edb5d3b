"""The code for one pair of directions: the tangent of a step, and what is read from it.

Symbols as in `tangent_equations`; a dash is left out: `y` in a pair is the tangent of y.
A vector holds a pair of directions of all patients; what the directions share is loaded
once and repeated. The parameters come in by lists, as most of them do not depend on what
is differentiated by: every item says which entry of P or Q, times which leaf, is added to
which row.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cartwin.engine.assembly import Function
from cartwin.engine.elimination import Elimination
from cartwin.engine.step_code import Part
from cartwin.engine.tableaus import Rosenbrock
from cartwin.engine.tangent_equations import TangentEquations
from cartwin.engine.tangent_layout import TangentLayout


__all__ = ["LISTS", "Directions", "PairFunction"]

LISTS = ("add_items", "add_seen_items")  # in the order of the head of a pair


class PairFunction(Function):
    """A function on the table `%w` and one pair of directions `%t` in it."""

    def __init__(
        self, name: str, layout: TangentLayout, *, fused: bool,
        pointers: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        super().__init__(
            name, 2 * layout.lanes, pointers=("t", *pointers), fused=fused,
            single=layout.single,
        )  # fmt: skip
        self.layout = layout
        self.packed_align = min(64, 2 * layout.lanes * layout.size)
        self.align = min(64, 8 * layout.lanes)

    def address(self, base: str, start: int, kind: str, i: int | str) -> str:
        """Return the address of entry i behind a byte."""
        begin = self.write(f"getelementptr i8, ptr {base}, i64 {start}", "a")
        return self.write(f"getelementptr {kind}, ptr {begin}, i64 {i}", "a")

    def mine(self, block: str, i: int | str = 0) -> str:
        """Return the address of a packed entry of the pair."""
        return self.address("%t", self.layout.inside(block), self.type, i)

    def get(self, block: str, i: int | str) -> str:
        """Return a packed entry of the pair."""
        return self.take(self.mine(block, i))

    def put(self, value: str, block: str, i: int | str) -> None:
        """Write a packed entry of the pair."""
        self.leave(value, self.mine(block, i))

    def take(self, address: str) -> str:
        """Return the packed vector at an address."""
        return self.write(f"load {self.type}, ptr {address}, align {self.packed_align}")

    def leave(self, value: str, address: str) -> None:
        """Write a packed vector to an address."""
        self.say(f"store {self.type} {value}, ptr {address}, align {self.packed_align}")

    def exact(self, block: str, i: int | str) -> str:
        """Return an entry in double precision, unrounded."""
        start = 8 * self.layout.lanes * self.layout.pair.row(block)
        address = self.address("%t", start, self.row_type, i)
        return self.write(f"load {self.row_type}, ptr {address}, align {self.align}")

    def keep_exact(self, value: str, block: str, i: int | str) -> None:
        """Write an entry in double precision."""
        start = 8 * self.layout.lanes * self.layout.pair.row(block)
        address = self.address("%t", start, self.row_type, i)
        self.say(f"store {self.row_type} {value}, ptr {address}, align {self.align}")

    def rounded(self, value: str) -> str:
        """Return a number in the precision of the function."""
        if not self.single:
            return value
        return self.write(f"fptrunc {self.row_type} {value} to {self.type}")

    def widened(self, value: str) -> str:
        """Return a number in double precision."""
        if not self.single:
            return value
        return self.write(f"fpext {self.type} {value} to {self.row_type}")

    def chosen(self, condition: str, yes: str, no: str) -> str:
        """Return one of two numbers in double precision."""
        kind = self.row_type
        choice = f"select <{self.lanes} x i1> {condition}, {kind} {yes}, {kind} {no}"
        return self.write(choice)

    def shared(self, block: str, i: int | str) -> str:
        """Return what the directions share, for both of them."""
        return self.both(self.layout.at(block), i, self.real)

    def both(self, start: int, i: int | str, real: str, base: str = "%w") -> str:
        """Return entry i behind a byte of the table, twice."""
        n = self.layout.lanes
        kind = f"<{n} x {real}>"
        address = self.address(base, start, kind, i)
        align = (4 if real == "float" else 8) * n
        value = self.write(f"load {kind}, ptr {address}, align {min(64, align)}")
        return self.repeated(value, kind)

    def repeated(self, value: str, kind: str) -> str:
        """Return a vector of patients twice, one behind the other."""
        n = self.layout.lanes
        order = ", ".join(f"i32 {j % n}" for j in range(2 * n))
        choice = f"<{2 * n} x i32> <{order}>"
        return self.write(f"shufflevector {kind} {value}, {kind} poison, {choice}")

    def row_of_value(self, row: int) -> str:
        """Return a row of the value for both directions, rounded."""
        return self.rounded(self.both(8 * self.layout.lanes * row, 0, "double"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Directions:
    """What the functions are written from.

    Attributes
    ----------
    rows
        Block -> row of the value: `inverse_h`, `theta`, `mask`.
    states, observed
        Numbers of states, and of those in front that observables read.
    """

    tangents: TangentEquations
    elimination: Elimination
    method: Rosenbrock
    layout: TangentLayout
    rows: dict[str, int]
    states: int
    parts: tuple[Part, Part]
    observables: int
    fused: bool

    def functions(self) -> list[Function]:
        """Return all of them."""
        stages = range(self.method.stages)
        return [
            self.round_states(), self.round_leaves(), self.sums(), self.solve(),
            self.look(), self.accept(), self.finish(),
            *(self.items(name, slot) for slot, name in enumerate(LISTS)),
            *(self.combine(i) for i in stages), *(self.stage(i) for i in stages),
            *(self.dense(part) for part in self.parts),
            *(self.interpolate(part) for part in self.parts),
        ]  # fmt: skip

    def function(self, name: str, *, pointers: tuple[str, ...] = ()) -> PairFunction:
        """Return an empty function."""
        return PairFunction(name, self.layout, fused=self.fused, pointers=pointers)

    @property
    def unknowns(self) -> int:
        """Number of states and kept sums."""
        return self.tangents.size

    def round_states(self) -> Function:
        """Round the tangent of the state."""
        return self._rounding("round_states", "y", "yr", self.states)

    def round_leaves(self) -> Function:
        """Round the tangents of what depends on parameters alone."""
        leaves = max(1, len(self.tangents.leaves))
        return self._rounding("round_leaves", "leaf", "leafr", leaves)

    def _rounding(self, name: str, block: str, to: str, count: int) -> Function:
        f = self.function(name)
        with f.loop(count) as i:
            f.put(f.rounded(f.exact(block, i)), to, i)
        f.give_back()
        return f

    def combine(self, stage: int) -> Function:
        """Write u = y + sum A k and F = sum C/h k."""
        f, n = self.function(f"gather{stage + 1}"), self.states
        inverse = f.row_of_value(self.rows["inverse_h"])
        c = [f.mul(f.number(x), inverse) for x in self.method.C[stage]]
        a = [f.number(x) if x else None for x in self.method.A[stage]]
        with f.loop(n) as i:
            k = [f.take(self._stage(f, j, i)) for j in range(stage)]
            f.put(_weighted(f, a, k, f.get("yr", i)), "u", i)
            f.put(_weighted(f, c, k, None), "F", i)
        for more in range(n, 2 * self.unknowns - n):
            f.put(f.number(0.0), "F", more)
        f.give_back()
        return f

    def _stage(self, f: PairFunction, stage: int, i: int | str) -> str:
        start = self.layout.inside("k", stage * self.states)
        return f.address("%t", start, f.type, i)

    def sums(self) -> Function:
        """Write the tangents of the kept sums at u into the vectors at `%z`."""
        f, n = self.function("sums", pointers=("z",)), self.states
        values = [f.get("F", i) for i in range(n, self.unknowns)]
        for e, (i, j) in enumerate(self.tangents.J):
            if i >= n and j < n:
                values[i - n] = f.fma(f.shared("J", e), f.get("u", j), values[i - n])
        for i in range(n, self.unknowns):
            for e, (row, j) in enumerate(self.tangents.J):
                if row == i and j >= n:
                    slope = f.shared("J", e)
                    values[i - n] = f.fma(slope, values[j - n], values[i - n])
            f.leave(values[i - n], f.address("%z", 0, f.type, i - n))
        f.give_back()
        return f

    def solve(self) -> Function:
        """Write k from W k = F + J u + B y; the sums at u are at `%z`."""
        f, n = self.function("solve", pointers=("k", "z")), self.states
        at_u = [("u", j) for j in range(n)]
        at_y = [("yr", j) for j in range(n)]
        kept = self.unknowns - n
        right: list[str | None] = [f.get("F", i) for i in range(n)]
        right += [f.get("F", self.unknowns + i) for i in range(kept)]
        for e, (i, j) in enumerate(self.tangents.J):
            if i < n:
                x = f.get(*at_u[j]) if j < n else f.take(f.address("%z", 0, f.type, j - n))
                right[i] = f.fma(f.shared("J", e), x, str(right[i]))
        for e, (i, j) in enumerate(self.tangents.B):
            x = f.get(*at_y[j]) if j < n else f.get("z", j - n)
            right[i] = f.fma(f.shared("B", e), x, str(right[i]))
        for i, value in enumerate(self._eliminated(f, [str(x) for x in right])[:n]):
            f.leave(value, f.address("%k", 0, f.type, i))
        f.give_back()
        return f

    def _eliminated(self, f: PairFunction, x: list[str]) -> list[str]:
        plan = self.elimination
        place = {entry: i for i, entry in enumerate(plan.pattern)}

        def factor(i: int, j: int) -> str:
            return f.shared("factors", place[i, j])

        for p in plan.order:
            for i in plan.rows[p]:
                x[i] = f.fma(f.neg(factor(i, p)), x[p], x[i])
        for p in reversed(plan.order):
            for j in plan.columns[p]:
                x[p] = f.fma(f.neg(factor(p, j)), x[j], x[p])
            x[p] = f.mul(x[p], factor(p, p))
        return x

    def stage(self, stage: int) -> Function:
        """Write stage k; the first one also gives the sums at y."""
        f = self.function(f"stage{stage + 1}")
        f.say(f"call void @gather{stage + 1}(ptr %w, ptr %t)")
        f.say("call void @add_items(ptr %w, ptr %t)")
        z = f.mine("zu" if stage else "z")
        f.say(f"call void @sums(ptr %w, ptr %t, ptr {z})")
        k = self._stage(f, stage, 0)
        f.say(f"call void @solve(ptr %w, ptr %t, ptr {k}, ptr {z})")
        f.give_back()
        return f

    def finish(self) -> Function:
        """Write the tangent of the new state: y + sum m k."""
        f = self.function("finish")
        m = [f.number(x) if x else None for x in self.method.m]
        with f.loop(self.states) as i:
            k = [f.take(self._stage(f, j, i)) for j in range(self.method.stages)]
            step = f.widened(_weighted(f, m, k, None))
            old = f.exact("y", i)
            new = f.write(f"fadd {f.row_type} {old}, {step}")
            f.keep_exact(new, "new", i)
        f.give_back()
        return f

    def dense(self, part: Part) -> Function:
        """Write K_r = sum H k."""
        f, method = self.function(f"dense{part.suffix}"), self.method
        rows = [[f.number(x) if x else None for x in row] for row in method.H]
        with f.loop(part.states) as i:
            k = [f.take(self._stage(f, j, i)) for j in range(method.stages)]
            for r, row in enumerate(rows):
                start = self.layout.inside("K", r * self.states)
                to = f.address("%t", start, f.type, i)
                f.leave(_weighted(f, row, k, None), to)
        f.give_back()
        return f

    def interpolate(self, part: Part) -> Function:
        """Write the tangent between the ends of the step."""
        f = self.function(f"interpolate{part.suffix}")
        u = f.row_of_value(self.rows["theta"])
        v = f.sub(f.number(1.0), u)
        with f.loop(part.states) as i:
            starts = [
                self.layout.inside("K", r * self.states) for r in range(len(self.method.H))
            ]
            K = [f.take(f.address("%t", start, f.type, i)) for start in starts]
            inner = K[-1]
            for one in reversed(K[:-1]):
                inner = f.fma(u, inner, one)
            new = f.fma(v, inner, f.rounded(f.exact("new", i)))
            value = f.fma(u, new, f.mul(v, f.rounded(f.exact("y", i))))
            f.keep_exact(self._kept(f, f.widened(value), i), "dense", i)
        f.give_back()
        return f

    def look(self) -> Function:
        """Write the tangents of the observables of the state in `dense`."""
        f = self.function("look")
        seen: list[str] = [f.number(0.0)] * self.observables
        for e, (i, j) in enumerate(self.tangents.S):
            state = f.rounded(f.exact("dense", j))
            seen[i] = f.fma(f.shared("S", e), state, seen[i])
        for i, value in enumerate(seen):
            f.put(value, "seenr", i)
        f.say("call void @add_seen_items(ptr %w, ptr %t)")
        for i in range(self.observables):
            f.keep_exact(f.widened(f.get("seenr", i)), "seen", i)
        f.give_back()
        return f

    def accept(self) -> Function:
        """Write y = new where the mask is not zero; 0 where the state was raised."""
        f = self.function("take")
        mask = f.both(8 * self.layout.lanes * self.rows["mask"], 0, "double")
        chosen = f.write(f"fcmp one {f.row_type} {mask}, zeroinitializer", "c")
        with f.loop(self.states) as i:
            new, old = self._kept(f, f.exact("new", i), i), f.exact("y", i)
            f.keep_exact(f.chosen(chosen, new, old), "y", i)
        f.give_back()
        return f

    def _kept(self, f: PairFunction, value: str, i: str) -> str:
        """Return the tangent of a state, zero where the state was raised."""
        free = f.compare("one", f.shared("keep", i), f.number(0.0))
        return f.chosen(free, value, "zeroinitializer")

    def items(self, name: str, slot: int) -> Function:
        """Go through a list: add entry x leaf to a row, as often as there are items.

        The head of the pair holds the address of the list and its length; an item is
        three numbers of bytes: of the entry in the table, of leaf and row in the pair.
        """
        f = self.function(name)
        head = 8 * self.layout.lanes * self.layout.pair.row("head")
        where, count = (
            f.write(f"load i64, ptr {f.address('%t', head, 'i64', 2 * slot + j)}", "n")
            for j in range(2)
        )
        items = f.write(f"inttoptr i64 {where} to ptr", "a")
        f.lines += ["  br label %test", "test:"]
        f.say("%i = phi i64 [ 0, %entry ], [ %next, %body ]")
        f.say(f"%more = icmp slt i64 %i, {count}")
        f.lines += ["  br i1 %more, label %body, label %end", "body:"]
        first = f.write("mul i64 %i, 3")
        entry, leaf, row = (
            f.write(f"load i64, ptr {f.address(items, 8 * j, 'i64', first)}", "n")
            for j in range(3)
        )
        n = self.layout.lanes
        at = f.write(f"getelementptr i8, ptr %w, i64 {entry}", "a")
        kind, align = f"<{n} x {f.real}>", self.layout.size * n
        slope = f.repeated(f.write(f"load {kind}, ptr {at}, align {align}"), kind)
        change = f.take(f.write(f"getelementptr i8, ptr %t, i64 {leaf}", "a"))
        to = f.write(f"getelementptr i8, ptr %t, i64 {row}", "a")
        f.leave(f.fma(slope, change, f.take(to)), to)
        f.say("%next = add i64 %i, 1")
        f.lines += ["  br label %test", "end:"]
        f.give_back()
        return f


def _weighted(
    f: Function, weights: Sequence[str | None], k: Sequence[str], start: str | None
) -> str:
    value = start
    for weight, one in zip(weights, k, strict=False):
        if weight is not None:
            value = f.mul(weight, one) if value is None else f.fma(weight, one, value)
    return f.number(0.0) if value is None else value
