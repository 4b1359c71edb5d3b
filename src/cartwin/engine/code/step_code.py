"""What the step of every method shares: norm of the error, floors, acceptance."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cartwin.engine.code.assembly import Function, hexadecimal
from cartwin.engine.code.layout import Layout
from cartwin.parameters import State


__all__ = ["Part", "Stepper"]

SAFETY, SHRINK, GROW = 0.9, 0.2, 6.0


@dataclass(frozen=True, slots=True)
class Part:
    """Which states the dense output follows: the first ones, by number."""

    suffix: str
    states: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stepper:
    """What the functions of a step are written from.

    Attributes
    ----------
    states
        Those that are integrated.
    observed
        How many of them, in front, the observables read.
    order
        Of the embedded solution.
    """

    states: tuple[State, ...]
    observed: int
    order: int
    layout: Layout
    lanes: int
    fused: bool

    def function(
        self, name: str, *, internal: bool = False, single: bool = False
    ) -> Function:
        """Return an empty function on the table of rows."""
        return Function(
            name, self.lanes, fused=self.fused, internal=internal, single=single
        )

    @property
    def parts(self) -> tuple[Part, Part]:
        """What looks need, and what a new start inside a step needs."""
        return Part("", self.observed), Part("_whole", len(self.states))

    def at(self, f: Function, block: str, i: str, part: int = 0) -> str:
        """Return row i of a part of a block with one row per state; i counts a loop."""
        row = self.layout.row(block, part * len(self.states))
        return f.write(f"add i64 {i}, {row}", "r")

    def stages(self, f: Function, count: int, i: str) -> list[str]:
        """Return the first stages k of state i, in the precision of the function."""
        return [f.load_packed(*self._stage(f, s, i), f"k{s + 1}") for s in range(count)]

    def stages_single(self, f: Function, count: int, i: str) -> list[str]:
        """Return stages stored in single precision, in double precision."""
        return [f.load_single(*self._stage(f, s, i), f"k{s + 1}") for s in range(count)]

    def _stage(self, f: Function, s: int, i: str) -> tuple[int, str]:
        entry = f.write(f"add i64 {i}, {s * len(self.states)}", "r")
        return self.layout.row("k"), entry

    def of_states(self, f: Function, table: str, i: str) -> str:
        """Return an entry of a table with one number per state, in every lane."""
        address = f.write(f"getelementptr double, ptr @{table}, i64 {i}", "a")
        number = f.write(f"load double, ptr {address}", "s")
        kind, zeros = f.row_type, f"<{f.lanes} x i32> zeroinitializer"
        first = f.write(f"insertelement {kind} poison, double {number}, i64 0", "s")
        return f.write(f"shufflevector {kind} {first}, {kind} poison, {zeros}", "s")

    def tables(self) -> list[str]:
        """Return the tables with one number per state."""
        columns = {
            "scale": [s.scale for s in self.states],
            "floor": [s.floor for s in self.states],
            "extinct": [s.extinct_below for s in self.states],
        }
        return [_table(name, values) for name, values in columns.items()]

    def share(self, f: Function, error: str, i: str, new: str) -> str:
        """Return the error of state i in units of the tolerance.

        error / (rtol (scale + max(|y|, |new|)))
        """
        absolute = f"llvm.fabs.v{f.lanes}{f.suffix}"
        old = f.load(self.at(f, "y", i), name="y")
        size = f.maximum(f.call(absolute, old), f.call(absolute, new))
        size = f.add(size, self.of_states(f, "scale", i))
        return f.div(error, f.mul(size, f.load(self.layout.row("rtol"))))

    def finish(
        self, suffix: str, ends: Callable[[Function, str], tuple[str, str]]
    ) -> Function:
        """Write the new state and the sum of squares of the error.

        Parameters
        ----------
        ends
            Writes the new value and the error of state i.
        """
        f = self.function(f"finish{suffix}", internal=True)
        loop = f.loop(len(self.states), f.number(0.0))
        with loop as i:
            new, error = ends(f, i)
            f.store(new, self.at(f, "new", i))
            share = self.share(f, error, i, new)
            loop.grow(f.fma(share, share, loop.total))
        f.store(loop.total, self.layout.row("norm"))
        f.say("call void @advise(ptr %w)")
        f.give_back()
        return f

    def advise(self) -> Function:
        """Write the norm of the error, and the factor by which the step should change.

        0.9 norm^(-1/q), the norm a root mean square and q one more than the order of the
        embedded solution (Hairer & Wanner, Solving Ordinary Differential Equations II,
        IV.2), between 0.2 and 6; the smallest where the norm is not a number.
        """
        f = self.function("advise", internal=True)
        mean = f.mul(f.load(self.layout.row("norm")), f.number(1.0 / len(self.states)))
        f.store(mean, self.layout.row("norm"))
        power = f.call("pow", mean, f.number(-0.5 / (self.order + 1)))
        factor = f.minimum(f.number(GROW), f.mul(f.number(SAFETY), power))
        enough = f.compare("ogt", factor, f.number(SHRINK))
        factor = f.select(enough, factor, f.number(SHRINK))
        f.store(factor, self.layout.row("factor"))
        f.give_back()
        return f

    def dense(
        self, name: str, rows: Sequence[Sequence[float]], part: Part, *, single: bool
    ) -> Function:
        """Write the coefficients K of the dense output: each a row of weights x k."""
        f = self.function(f"{name}{part.suffix}", single=single)
        with f.loop(part.states) as i:
            k = self.stages(f, len(rows[0]), i)
            for r, row in enumerate(rows):
                at = self.at(f, "K", i, r)
                f.store(f.weighted(row, k), at)
        f.give_back()
        return f

    def polynomial(self, f: Function, u: str, count: int, i: str) -> str:
        """Return K_1 + u (K_2 + u (K_3 ...)) of state i, of so many coefficients."""
        rows = [self.at(f, "K", i, r) for r in range(count)]
        value = f.load(rows[-1])
        for row in reversed(rows[:-1]):
            value = f.fma(u, value, f.load(row))
        return value

    def inside(self, f: Function, value: str, i: str) -> str:
        """Return the state raised to its floor; zero where it is extinct."""
        value = f.maximum(self.of_states(f, "floor", i), value)
        if any(s.extinct_below > 0 for s in self.states):
            few = f.compare("olt", value, self.of_states(f, "extinct", i))
            value = f.select(few, f.number(0.0), value)
        return value

    def accept(self) -> Function:
        """Write y = new where the mask is not zero, new raised to its floor."""
        f = self.function("accept")
        mask = f.compare("one", f.load(self.layout.row("mask")), f.number(0.0))
        with f.loop(len(self.states)) as i:
            new, old = f.load(self.at(f, "new", i)), f.load(self.at(f, "y", i))
            new = self.inside(f, new, i)
            f.store(f.select(mask, new, old), self.at(f, "y", i))
        f.give_back()
        return f


def _table(name: str, values: Sequence[float]) -> str:
    numbers = ", ".join(f"double {hexadecimal(v)}" for v in values)
    return f"@{name} = internal constant [{len(values)} x double] [{numbers}]"
