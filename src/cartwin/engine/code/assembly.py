"""A function in LLVM's assembly language, written one operation at a time.

All numbers are vectors with one patient per lane; memory is a table of rows, each one
vector. Operations return the name of their result.
"""

import re
import struct
from collections.abc import Sequence


__all__ = ["Function", "hexadecimal"]


def hexadecimal(value: float) -> str:
    """Return a number as LLVM writes it.

    >>> hexadecimal(1.0)
    '0x3FF0000000000000'
    """
    return f"0x{struct.unpack('<Q', struct.pack('<d', value))[0]:016X}"


class Function:
    """One function under construction.

    Parameters
    ----------
    name
        Without the leading @.
    lanes
        Patients per vector.
    arguments
        Names of vector arguments; without any, the function takes the table of rows `%w`.
    pointers
        Names of further arguments that point to rows.
    fused
        Whether the machine has fused multiply-add; without, a product is rounded before
        it is added.
    internal
        Whether only other functions of the module call it.
    single
        Whether it computes in single precision; rows hold double precision all the same,
        except in blocks read and written by `load_packed` and `store_packed`.
    """

    def __init__(
        self,
        name: str,
        lanes: int,
        *,
        arguments: Sequence[str] = (),
        pointers: Sequence[str] = (),
        fused: bool = True,
        internal: bool = True,
        single: bool = False,
    ) -> None:
        self.name, self.lanes, self.fused, self.single = name, lanes, fused, single
        self.real, self.suffix = ("float", "f32") if single else ("double", "f64")
        self.type = f"<{lanes} x {self.real}>"
        self.row_type = f"<{lanes} x double>"
        self.align = min(64, (4 if single else 8) * lanes)
        self.flops = 0
        self._taken = dict.fromkeys(("w", "entry", *arguments, *pointers), 1)
        taken = [f"{self.type} %{a}" for a in arguments] or ["ptr noalias %w"]
        taken += [f"ptr noalias %{p}" for p in pointers]
        gives = self.type if arguments else "void"
        linkage = "internal " if internal else ""
        kind = "alwaysinline #0" if arguments else "#0"  # a call would spill all registers
        head = f"define {linkage}{gives} @{name}({', '.join(taken)}) {kind} {{"
        self.lines = [head, "entry:"]

    @property
    def text(self) -> str:
        """The function in LLVM's language."""
        return "\n".join([*self.lines, "}", ""])

    def label(self, word: str) -> str:
        """Return a name that no other result has."""
        word = re.sub(r"^(?=\d)|\W", "_", word, flags=re.ASCII)  # what LLVM takes
        count = self._taken.get(word, 0)
        self._taken[word] = count + 1
        return f"%{word}.{count}" if count else f"%{word}"

    def write(self, operation: str, name: str = "v") -> str:
        """Append an operation; return the name of its result."""
        result = self.label(name)
        self.lines.append(f"  {result} = {operation}")
        return result

    def say(self, line: str) -> None:
        """Append a line that has no result."""
        self.lines.append(f"  {line}")

    def give_back(self, value: str | None = None) -> None:
        """End the function."""
        self.say("ret void" if value is None else f"ret {self.type} {value}")

    # Numbers

    def number(self, value: float) -> str:
        """Return a constant in every lane."""
        rounded = struct.unpack("<f", struct.pack("<f", value))[0] if self.single else value
        return f"splat ({self.real} {hexadecimal(rounded)})"

    def word(self, value: int) -> str:
        """Return an integer constant in every lane."""
        return f"splat (i64 {value})"

    def _arithmetic(self, operation: str, a: str, b: str, name: str) -> str:
        self.flops += 1
        return self.write(f"{operation} {self.type} {a}, {b}", name)

    def add(self, a: str, b: str, name: str = "v") -> str:
        """Return a + b."""
        return self._arithmetic("fadd", a, b, name)

    def sub(self, a: str, b: str, name: str = "v") -> str:
        """Return a - b."""
        return self._arithmetic("fsub", a, b, name)

    def mul(self, a: str, b: str, name: str = "v") -> str:
        """Return a b."""
        return self._arithmetic("fmul", a, b, name)

    def div(self, a: str, b: str, name: str = "v") -> str:
        """Return a / b."""
        return self._arithmetic("fdiv", a, b, name)

    def neg(self, a: str, name: str = "v") -> str:
        """Return -a."""
        return self.write(f"fneg {self.type} {a}", name)

    def fma(self, a: str, b: str, c: str | None, name: str = "v") -> str:
        """Return a b + c, rounded once where the machine can; None stands for zero."""
        if c is None:
            return self.mul(a, b, name)
        if not self.fused:
            return self.add(self.mul(a, b), c, name)
        self.flops += 2
        return self.call(f"llvm.fma.v{self.lanes}{self.suffix}", a, b, c, name=name)

    def call(self, function: str, *arguments: str, name: str = "v") -> str:
        """Return the value of a function of vectors."""
        given = ", ".join(f"{self.type} {a}" for a in arguments)
        return self.write(f"call {self.type} @{function}({given})", name)

    def compare(self, condition: str, a: str, b: str, name: str = "c") -> str:
        """Return a truth per lane; `ogt` is greater and both are numbers."""
        return self.write(f"fcmp {condition} {self.type} {a}, {b}", name)

    def select(self, condition: str, yes: str, no: str, name: str = "v") -> str:
        """Return `yes` where the condition holds, `no` elsewhere."""
        choice = f"<{self.lanes} x i1> {condition}"
        return self.write(f"select {choice}, {self.type} {yes}, {self.type} {no}", name)

    def maximum(self, a: str, b: str, name: str = "v") -> str:
        """Return the larger; b if it is not a number."""
        return self.select(self.compare("ogt", a, b), a, b, name)

    def minimum(self, a: str, b: str, name: str = "v") -> str:
        """Return the smaller; b if it is not a number."""
        return self.select(self.compare("olt", a, b), a, b, name)

    def weighted(
        self, weights: Sequence[float | str], k: Sequence[str], start: str | None = None
    ) -> str:
        """Return start + sum of weights x k; numbers that are zero are left out."""
        value = start
        for weight, one in zip(weights, k, strict=True):
            if weight:
                word = weight if isinstance(weight, str) else self.number(weight)
                value = self.fma(word, one, value)
        return self.number(0.0) if value is None else value

    # Bits

    def bits(self, a: str) -> str:
        """Return the bits of a as an integer."""
        return self.write(f"bitcast {self.type} {a} to <{self.lanes} x i64>", "b")

    def from_bits(self, a: str) -> str:
        """Return the number with these bits."""
        return self.write(f"bitcast <{self.lanes} x i64> {a} to {self.type}")

    def integer(self, operation: str, a: str, b: str) -> str:
        """Return an operation on integers."""
        return self.write(f"{operation} <{self.lanes} x i64> {a}, {b}", "b")

    # Rows of the table

    def row(self, row: int | str) -> str:
        """Return the address of a row; the row is a number or an i64."""
        return self.write(f"getelementptr {self.row_type}, ptr %w, i64 {row}", "a")

    def load(self, row: int | str, name: str = "v") -> str:
        """Return the row, rounded to the precision of the function."""
        return self.round(self.load_double(row, name), name)

    def store(self, value: str, row: int | str) -> None:
        """Write a row."""
        self.store_double(self.widen(value), row)

    def packed(self, row: int, i: int | str) -> str:
        """Return the address of entry i of a block in the precision of the function."""
        return self.entry(self.row(row), i)

    def entry(self, block: str, i: int | str) -> str:
        """Return the address of entry i behind an address."""
        return self.write(f"getelementptr {self.type}, ptr {block}, i64 {i}", "a")

    def load_packed(self, row: int, i: int | str, name: str = "v") -> str:
        """Return entry i of a block in the precision of the function."""
        return self.load_at(self.packed(row, i), name)

    def load_single(self, row: int, i: int | str, name: str = "v") -> str:
        """Return entry i of a block of single precision, in double precision."""
        kind = f"<{self.lanes} x float>"
        address = self.write(f"getelementptr {kind}, ptr {self.row(row)}, i64 {i}", "a")
        value = self.write(f"load {kind}, ptr {address}, align {4 * self.lanes}", name)
        return self.write(f"fpext {kind} {value} to {self.row_type}", name)

    def store_packed(self, value: str, row: int, i: int | str) -> None:
        """Write entry i of a block in the precision of the function."""
        self.store_at(value, self.packed(row, i))

    def load_at(self, address: str, name: str = "v") -> str:
        """Return the vector at an address, in the precision of the function."""
        return self.write(f"load {self.type}, ptr {address}, align {self.align}", name)

    def store_at(self, value: str, address: str) -> None:
        """Write a vector in the precision of the function."""
        self.say(f"store {self.type} {value}, ptr {address}, align {self.align}")

    # Double precision inside a function of single precision

    def round(self, value: str, name: str = "v") -> str:
        """Return a value in double precision in that of the function."""
        if not self.single:
            return value
        return self.write(f"fptrunc {self.row_type} {value} to {self.type}", name)

    def widen(self, value: str) -> str:
        """Return the value in double precision."""
        if not self.single:
            return value
        return self.write(f"fpext {self.type} {value} to {self.row_type}")

    def load_double(self, row: int | str, name: str = "v") -> str:
        """Return the row in double precision."""
        address, align = self.row(row), f"align {8 * self.lanes}"
        return self.write(f"load {self.row_type}, ptr {address}, {align}", name)

    def store_double(self, value: str, row: int | str) -> None:
        """Write a row in double precision."""
        address, align = self.row(row), f"align {8 * self.lanes}"
        self.say(f"store {self.row_type} {value}, ptr {address}, {align}")

    def add_double(self, a: str, b: str) -> str:
        """Return a + b in double precision."""
        self.flops += 1
        return self.write(f"fadd {self.row_type} {a}, {b}")

    def loop(self, count: int | str, start: str | None = None) -> "Loop":
        """Repeat what is written inside `with` for i from 0 to before `count`.

        Parameters
        ----------
        count
            At least 1: a number, or the name of an i64.
        start
            First value of a running total, see `Loop.total`.
        """
        return Loop(self, count, start)


class Loop:
    """Lines that are repeated; gives the counter, an i64.

    Attributes
    ----------
    total
        The running total: inside the loop its value so far, behind it the last one.
    """

    def __init__(self, function: Function, count: int | str, start: str | None) -> None:
        self.function, self.count, self.start = function, count, start
        self.total = ""

    def __enter__(self) -> str:
        f = self.function
        self.label = f.label("loop")[1:]
        self.before = f.label("before")[1:]
        self.counter, self.next = f.label("i"), f.label("next")
        self.flops = f.flops
        f.say(f"br label %{self.before}")
        f.lines += [f"{self.before}:", f"  br label %{self.label}", f"{self.label}:"]
        start = f"[ 0, %{self.before} ], [ {self.next}, %{self.label} ]"
        f.say(f"{self.counter} = phi i64 {start}")
        if self.start is not None:
            self.total, self.grown = f.label("total"), f.label("grown")
            values = f"[ {self.start}, %{self.before} ], [ {self.grown}, %{self.label} ]"
            f.say(f"{self.total} = phi {f.type} {values}")
        return self.counter

    def grow(self, value: str) -> None:
        """Make `value` the running total."""
        zero = self.function.number(-0.0)
        self.function.say(f"{self.grown} = fadd {self.function.type} {value}, {zero}")
        self.total = self.grown

    def __exit__(self, *_: object) -> None:
        f = self.function
        times = self.count if isinstance(self.count, int) else 1
        f.flops = self.flops + (f.flops - self.flops) * times
        f.say(f"{self.next} = add i64 {self.counter}, 1")
        done, after = f.label("done"), f.label("after")[1:]
        f.say(f"{done} = icmp eq i64 {self.next}, {self.count}")
        f.say(f"br i1 {done}, label %{after}, label %{self.label}")
        f.lines.append(f"{after}:")
