"""A function on the table that stores packed numbers, for the tangents."""

from cartwin.engine.code.assembly import Function
from cartwin.engine.tangents.tangent_layout import TangentLayout


__all__ = ["PackedFunction"]


class PackedFunction(Function):
    """A function on the table that stores packed numbers."""

    def __init__(
        self, name: str, layout: TangentLayout, *, fused: bool, single: bool
    ) -> None:
        super().__init__(name, layout.lanes, fused=fused, single=single)
        self.layout = layout

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
