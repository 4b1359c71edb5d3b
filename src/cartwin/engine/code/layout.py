"""Where everything lies in the working memory of a vector of patients.

Memory is a table of rows, one vector each: the value of one quantity for every lane.
"""

from collections.abc import Mapping
from dataclasses import dataclass


__all__ = ["Layout"]


@dataclass(frozen=True, slots=True)
class Layout:
    """Blocks of rows, one behind the other.

    Attributes
    ----------
    first
        Block -> its first row.
    rows
        How many rows there are.

    Examples
    --------
    >>> layout = Layout.of({"y": 3, "h": 1})
    >>> layout.row("y", 2), layout.row("h"), layout.rows
    (2, 3, 4)
    """

    first: Mapping[str, int]
    rows: int

    @classmethod
    def of(cls, sizes: Mapping[str, int]) -> "Layout":
        """Return blocks of these sizes, in this order."""
        first, total = {}, 0
        for block, size in sizes.items():
            first[block] = total
            total += size
        return cls(first, total)

    def row(self, block: str, i: int = 0) -> int:
        """Return row i of a block."""
        return self.first[block] + i
