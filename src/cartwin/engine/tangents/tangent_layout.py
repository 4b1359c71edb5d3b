"""Where the tangents lie: behind the rows of the value, in the same table.

First comes what all directions share, then one block for every group of directions: the
directions of a group, of all patients of a vector, make one vector of that many times the
width. What only the code of the tangents reads is packed in the precision in which it
computes; what is read from outside is in double precision.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cartwin.engine.code.layout import Layout


__all__ = ["TangentLayout", "TangentSizes"]

HEAD = 1  # row in front: the number of groups


@dataclass(frozen=True, slots=True, kw_only=True)
class TangentSizes:
    """How many there are of what.

    Attributes
    ----------
    behind
        Rows of the value.
    unknowns, stages
        Of the value: unknowns of its linear systems; all its stages k.
    states, auxiliaries
        Reached by the tangents.
    fixed, factors, matrices
        Numbers shared by all directions: ingredients of B and Q; entries of L and U;
        entries by matrix.
    """

    behind: int
    unknowns: int
    value_stages: int
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
    group
        Blocks behind the first row of a group of directions.
    first
        Row at which the first group begins.
    lanes
        Patients per vector.
    width
        Directions per group.
    """

    shared: Layout
    group: Layout
    first: int
    lanes: int
    width: int
    single: bool

    @classmethod
    def of(
        cls, sizes: TangentSizes, lanes: int, width: int, *, single: bool
    ) -> "TangentLayout":
        """Return the layout for vectors of so many patients."""
        per_row = 2 if single else 1  # packed vectors of patients
        counts = {
            "fixed": sizes.fixed, "kappa": sizes.unknowns, "keep": sizes.states,
            "factors": sizes.factors, "stages": sizes.value_stages,
            **sizes.matrices,
        }  # fmt: skip
        begin = _whole(sizes.behind, width)
        shared = Layout.of(
            {"": begin, "head": HEAD} | {b: -(-c // per_row) for b, c in counts.items()}
        )
        return cls(
            shared=shared, group=_group(sizes, width, 1 if single else 2),
            first=_whole(shared.rows, width), lanes=lanes, width=width, single=single,
        )  # fmt: skip

    @property
    def size(self) -> int:
        """Bytes of a packed number."""
        return 4 if self.single else 8

    @property
    def stride(self) -> int:
        """Rows from one group of directions to the next."""
        return _whole(self.group.rows, self.width)

    def at(self, block: str, i: int = 0) -> int:
        """Return the byte at which entry i of a shared packed block lies in the table."""
        return 8 * self.lanes * self.shared.row(block) + i * self.lanes * self.size

    def inside(self, block: str, i: int = 0) -> int:
        """Return the byte at which entry i of a packed block lies in a group."""
        vector = self.width * self.lanes * self.size
        return 8 * self.lanes * self.group.row(block) + i * vector


def _whole(rows: int, width: int) -> int:
    """Return the rows, rounded up to a multiple of the width."""
    return -(-rows // width) * width


def _group(sizes: TangentSizes, width: int, halves: int) -> Layout:
    n, kept, leaves = sizes.states, sizes.auxiliaries, max(1, sizes.leaves)
    double = {"y": n, "new": n, "dense": n, "seen": sizes.seen, "leaf": leaves}
    packed = {
        "F": n + 2 * kept, "yr": n, "z": kept, "u": n, "zu": kept, "k": n * sizes.stages,
        "K": n * sizes.powers, "leafr": leaves,
    }  # fmt: skip
    return Layout.of(
        {b: width * c for b, c in double.items()}
        | {b: width * halves * c // 2 for b, c in packed.items()}
    )
