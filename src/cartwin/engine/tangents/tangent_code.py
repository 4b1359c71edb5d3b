"""The code for one group of directions: the tangent of a step, and what is read from it.

Symbols as in `tangent_equations`; a dash is left out: `y` in a group is the tangent of y.
A vector holds a group of directions of all patients; what the directions share is loaded
once and repeated.
"""

from dataclasses import dataclass

from cartwin.engine.code.assembly import Function
from cartwin.engine.code.rosenbrock_code import grown_by_one
from cartwin.engine.code.step_code import Part
from cartwin.engine.code.substitution import substituted
from cartwin.engine.symbols.elimination import Elimination
from cartwin.engine.tableaus import Rosenbrock
from cartwin.engine.tangents.group_function import GroupFunction
from cartwin.engine.tangents.tangent_equations import TangentEquations
from cartwin.engine.tangents.tangent_layout import TangentLayout


__all__ = ["Directions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Directions:
    """What the functions are written from.

    Attributes
    ----------
    rows
        Block -> row of the value: `inverse_h`, `theta`, `mask`.
    states, parts
        Number of states reached; how many of them, in front, looks and new starts need.
    """

    tangents: TangentEquations
    elimination: Elimination
    method: Rosenbrock
    layout: TangentLayout
    rows: dict[str, int]
    states: int
    parts: tuple[Part, ...]
    observables: int
    fused: bool

    def functions(self) -> list[Function]:
        """Return all of them."""
        stages = range(self.method.stages)
        return [
            self.round_states(), self.round_leaves(), self.sums(), self.solve(),
            self.look(), self.accept(), self.finish(),
            *(self.combine(i) for i in stages), *(self.stage(i) for i in stages),
            *(self.dense(part) for part in self.parts),
            *(self.interpolate(part) for part in self.parts),
        ]  # fmt: skip

    def function(self, name: str, *, pointers: tuple[str, ...] = ()) -> GroupFunction:
        """Return an empty function."""
        return GroupFunction(name, self.layout, fused=self.fused, pointers=pointers)

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
            f.put(f.round(f.exact(block, i)), to, i)
        f.give_back()
        return f

    def combine(self, stage: int) -> Function:
        """Write u = y + sum A k and F = sum C/h k."""
        f, n = self.function(f"gather{stage + 1}"), self.states
        inverse = f.row_of_value(self.rows["inverse_h"])
        c = [f.mul(f.number(x), inverse) for x in self.method.C[stage]]
        a, before = self.method.A[stage], self.method.A[stage - 1]
        with f.loop(n) as i:
            k = [f.load_at(self._stage(f, j, i)) for j in range(stage)]
            if stage and grown_by_one(before, a):
                u = f.add(f.get("u", i), k[-1])
            else:
                u = f.weighted(a, k, f.get("yr", i))
            f.put(u, "u", i)
            f.put(f.weighted(c, k), "F", i)
        f.give_back()
        return f

    def _stage(self, f: GroupFunction, stage: int, i: int | str) -> str:
        start = self.layout.inside("k", stage * self.states)
        return f.address("%t", start, f.type, i)

    def sums(self) -> Function:
        """Write the tangents of the kept sums at u into the vectors at `%z`."""
        f, n = self.function("sums", pointers=("z",)), self.states
        values = [f.number(0.0)] * (self.unknowns - n)
        for e, (i, leaf) in enumerate(self.tangents.P):
            if i >= n:
                change = f.get("leafr", leaf)
                values[i - n] = f.fma(f.shared("P", e), change, values[i - n])
        for e, (i, j) in enumerate(self.tangents.J):
            if i >= n and j < n:
                values[i - n] = f.fma(f.shared("J", e), f.get("u", j), values[i - n])
        for i in range(n, self.unknowns):
            for e, (row, j) in enumerate(self.tangents.J):
                if row == i and j >= n:
                    slope = f.shared("J", e)
                    values[i - n] = f.fma(slope, values[j - n], values[i - n])
            f.store_at(values[i - n], _kept_sum(f, i - n))
        f.give_back()
        return f

    def solve(self) -> Function:
        """Write k from W k = F + J u + B y; the sums at u are at `%z`."""
        f, n = self.function("solve", pointers=("k", "z")), self.states
        right = [f.get("F", i) for i in range(n)]
        right += [f.number(0.0)] * (self.unknowns - n)
        for block, entries in (("P", self.tangents.P), ("Q", self.tangents.Q)):
            for e, (i, leaf) in enumerate(entries):
                if i < n or block == "Q":
                    change = f.get("leafr", leaf)
                    right[i] = f.fma(f.shared(block, e), change, right[i])
        for e, (i, j) in enumerate(self.tangents.J):
            if i < n:
                x = f.get("u", j) if j < n else f.load_at(_kept_sum(f, j - n))
                right[i] = f.fma(f.shared("J", e), x, right[i])
        for e, (i, j) in enumerate(self.tangents.B):
            x = f.get("yr", j) if j < n else f.get("z", j - n)
            right[i] = f.fma(f.shared("B", e), x, right[i])
        k = substituted(f, self.elimination, right, lambda e: f.shared("factors", e))
        for i, value in enumerate(k[:n]):
            f.store_at(str(value), f.address("%k", 0, f.type, i))
        f.give_back()
        return f

    def stage(self, stage: int) -> Function:
        """Write stage k; the first one also gives the sums at y."""
        f = self.function(f"stage{stage + 1}")
        f.say(f"call void @gather{stage + 1}(ptr %w, ptr %t)")
        z = f.mine("zu" if stage else "z")
        f.say(f"call void @sums(ptr %w, ptr %t, ptr {z})")
        k = self._stage(f, stage, 0)
        f.say(f"call void @solve(ptr %w, ptr %t, ptr {k}, ptr {z})")
        f.give_back()
        return f

    def finish(self) -> Function:
        """Write the tangent of the new state: y + sum m k."""
        f = self.function("finish")
        with f.loop(self.states) as i:
            k = [f.load_at(self._stage(f, j, i)) for j in range(self.method.stages)]
            step = f.widen(f.weighted(self.method.m, k))
            old = f.exact("y", i)
            new = f.write(f"fadd {f.row_type} {old}, {step}")
            f.keep_exact(new, "new", i)
        f.give_back()
        return f

    def dense(self, part: Part) -> Function:
        """Write K_r = sum H k."""
        f, method = self.function(f"dense{part.suffix}"), self.method
        with f.loop(max(1, part.states)) as i:
            k = [f.load_at(self._stage(f, j, i)) for j in range(method.stages)]
            for r, row in enumerate(method.H):
                start = self.layout.inside("K", r * self.states)
                to = f.address("%t", start, f.type, i)
                f.store_at(f.weighted(row, k), to)
        f.give_back()
        return f

    def interpolate(self, part: Part) -> Function:
        """Write the tangent between the ends of the step."""
        f = self.function(f"interpolate{part.suffix}")
        u = f.row_of_value(self.rows["theta"])
        v = f.sub(f.number(1.0), u)
        with f.loop(max(1, part.states)) as i:
            starts = [
                self.layout.inside("K", r * self.states) for r in range(len(self.method.H))
            ]
            K = [f.load_at(f.address("%t", start, f.type, i)) for start in starts]
            inner = K[-1]
            for one in reversed(K[:-1]):
                inner = f.fma(u, inner, one)
            new = f.fma(v, inner, f.round(f.exact("new", i)))
            value = f.fma(u, new, f.mul(v, f.round(f.exact("y", i))))
            f.keep_exact(self._kept(f, f.widen(value), i), "dense", i)
        f.give_back()
        return f

    def look(self) -> Function:
        """Write the tangents of the observables of the state in `dense`."""
        f = self.function("look")
        seen: list[str] = [f.number(0.0)] * self.observables
        for e, (i, j) in enumerate(self.tangents.S):
            state = f.round(f.exact("dense", j))
            seen[i] = f.fma(f.shared("S", e), state, seen[i])
        for e, (i, leaf) in enumerate(self.tangents.R):
            seen[i] = f.fma(f.shared("R", e), f.get("leafr", leaf), seen[i])
        for i, value in enumerate(seen):
            f.keep_exact(f.widen(value), "seen", i)
        f.give_back()
        return f

    def accept(self) -> Function:
        """Write y = new where the mask is not zero; 0 where the state was raised."""
        f = self.function("take")
        mask = f.each(8 * self.layout.lanes * self.rows["mask"], 0, "double")
        chosen = f.write(f"fcmp one {f.row_type} {mask}, zeroinitializer", "c")
        with f.loop(self.states) as i:
            new, old = self._kept(f, f.exact("new", i), i), f.exact("y", i)
            f.keep_exact(f.chosen(chosen, new, old), "y", i)
        f.give_back()
        return f

    def _kept(self, f: GroupFunction, value: str, i: str) -> str:
        """Return the tangent of a state, zero where the state was raised."""
        free = f.compare("one", f.shared("keep", i), f.number(0.0))
        return f.chosen(free, value, "zeroinitializer")


def _kept_sum(f: GroupFunction, i: int) -> str:
    """Return the address of the tangent of a kept sum behind `%z`."""
    return f.address("%z", 0, f.type, i)
