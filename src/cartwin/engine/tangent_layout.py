"""Where the tangents lie: behind the rows of the value, in the same table.

First comes what all directions share, then one block for every pair of directions: two
directions of all patients of a vector make one vector of twice the width. What only the
code of the tangents reads is packed in the precision in which it computes; what is read
from outside is in double precision.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cartwin.engine.layout import Layout


__all__ = ["TangentLayout", "TangentSizes"]

HEAD = 2  # rows in front: numbers of 64 bits for the code


@dataclass(frozen=True, slots=True, kw_only=True)
class TangentSizes:
    """How many there are of what; `behind` are the rows of the value.

    Attributes
    ----------
    fixed, matrices
        Numbers shared by all directions: ingredients of B and Q; entries by matrix.
    """

    behind: int
    states: int
    auxiliaries: int
    stages: int
    powers: int
    leaves: int
    seen: int
    fixed: int
    factors: int
    matrices: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class TangentLayout:
    """Rows of a vector of patients in double precision.

    Attributes
    ----------
    shared
        Blocks in the table.
    pair
        Blocks behind the first row of a pair of directions.
    first
        Row at which the first pair begins.
    lanes
        Patients per vector.
    """

    shared: Layout
    pair: Layout
    first: int
    lanes: int
    single: bool

    @classmethod
    def of(cls, sizes: TangentSizes, lanes: int, *, single: bool) -> "TangentLayout":
        """Return the layout for vectors of so many patients."""
        per_row = 2 if single else 1  # packed vectors of patients
        unknowns = sizes.states + sizes.auxiliaries
        counts = {
            "fixed": sizes.fixed, "kappa": unknowns, "keep": sizes.states,
            "factors": sizes.factors, "stages": sizes.states * sizes.stages,
            **sizes.matrices,
        }  # fmt: skip
        begin = sizes.behind + sizes.behind % 2
        shared = Layout.of(
            {"": begin, "head": HEAD} | {b: -(-c // per_row) for b, c in counts.items()}
        )
        return cls(
            shared=shared, pair=_pair(sizes, 1 if single else 2),
            first=shared.rows + shared.rows % 2, lanes=lanes, single=single,
        )  # fmt: skip

    @property
    def size(self) -> int:
        """Bytes of a packed number."""
        return 4 if self.single else 8

    @property
    def stride(self) -> int:
        """Rows from one pair of directions to the next."""
        return self.pair.rows + self.pair.rows % 2

    def at(self, block: str, i: int = 0) -> int:
        """Return the byte at which entry i of a shared packed block lies in the table."""
        return 8 * self.lanes * self.shared.row(block) + i * self.lanes * self.size

    def inside(self, block: str, i: int = 0) -> int:
        """Return the byte at which entry i of a packed block lies in a pair."""
        return 8 * self.lanes * self.pair.row(block) + i * 2 * self.lanes * self.size


def _pair(sizes: TangentSizes, packed: int) -> Layout:
    n, kept = sizes.states, sizes.auxiliaries
    double = {"head": 1, "y": n, "new": n, "dense": n, "seen": sizes.seen}
    double["leaf"] = max(1, sizes.leaves)
    rows = {
        "F": n + 2 * kept, "yr": n, "z": kept, "u": n, "zu": kept, "k": n * sizes.stages,
        "K": n * sizes.powers, "leafr": max(1, sizes.leaves), "seenr": sizes.seen,
    }  # fmt: skip
    return Layout.of(
        {b: 2 * c for b, c in double.items()} | {b: packed * c for b, c in rows.items()}
    )
