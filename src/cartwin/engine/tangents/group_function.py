"""A function for a group of directions, written one operation at a time."""

from cartwin.engine.code.assembly import Function
from cartwin.engine.tangents.tangent_layout import TangentLayout


__all__ = ["GroupFunction"]


class GroupFunction(Function):
    """A function on the table `%w` and one group of directions `%t` in it."""

    def __init__(
        self, name: str, layout: TangentLayout, *, fused: bool,
        pointers: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        super().__init__(
            name, layout.width * layout.lanes, pointers=("t", *pointers), fused=fused,
            single=layout.single,
        )  # fmt: skip
        self.layout = layout
        self.row_align = min(64, 8 * layout.lanes)

    def address(self, base: str, start: int, kind: str, i: int | str) -> str:
        """Return the address of entry i behind a byte."""
        begin = self.write(f"getelementptr i8, ptr {base}, i64 {start}", "a")
        return self.write(f"getelementptr {kind}, ptr {begin}, i64 {i}", "a")

    def mine(self, block: str, i: int | str = 0) -> str:
        """Return the address of a packed entry of the group."""
        return self.address("%t", self.layout.inside(block), self.type, i)

    def get(self, block: str, i: int | str) -> str:
        """Return a packed entry of the group."""
        return self.load_at(self.mine(block, i))

    def put(self, value: str, block: str, i: int | str) -> None:
        """Write a packed entry of the group."""
        self.store_at(value, self.mine(block, i))

    def exact(self, block: str, i: int | str) -> str:
        """Return an entry in double precision, unrounded."""
        address = self._exact(block, i)
        return self.write(f"load {self.row_type}, ptr {address}, align {self.row_align}")

    def keep_exact(self, value: str, block: str, i: int | str) -> None:
        """Write an entry in double precision."""
        address = self._exact(block, i)
        self.say(f"store {self.row_type} {value}, ptr {address}, align {self.row_align}")

    def _exact(self, block: str, i: int | str) -> str:
        start = 8 * self.layout.lanes * self.layout.group.row(block)
        return self.address("%t", start, self.row_type, i)

    def chosen(self, condition: str, yes: str, no: str) -> str:
        """Return one of two numbers in double precision."""
        kind = self.row_type
        choice = f"select <{self.lanes} x i1> {condition}, {kind} {yes}, {kind} {no}"
        return self.write(choice)

    def shared(self, block: str, i: int | str) -> str:
        """Return what the directions share, for each of them."""
        return self.each(self.layout.at(block), i, self.real)

    def each(self, start: int, i: int | str, real: str, base: str = "%w") -> str:
        """Return entry i behind a byte of the table, once for every direction."""
        n = self.layout.lanes
        kind = f"<{n} x {real}>"
        address = self.address(base, start, kind, i)
        align = (4 if real == "float" else 8) * n
        value = self.write(f"load {kind}, ptr {address}, align {min(64, align)}")
        return self.repeated(value, kind)

    def repeated(self, value: str, kind: str) -> str:
        """Return a vector of patients, once for every direction."""
        n = self.layout.lanes
        order = ", ".join(f"i32 {j % n}" for j in range(self.lanes))
        choice = f"<{self.lanes} x i32> <{order}>"
        return self.write(f"shufflevector {kind} {value}, {kind} poison, {choice}")

    def row_of_value(self, row: int) -> str:
        """Return a row of the value for all directions, rounded."""
        return self.round(self.each(8 * self.layout.lanes * row, 0, "double"))
