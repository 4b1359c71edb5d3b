"""Sparse LU factorisation without pivoting, planned once for a pattern.

Diagonal pivots in the order of Markowitz (Management Sci 1957;3:255): the next pivot is
the one with the smallest product of other entries in its row and column. Numerical safety
is left to the step control: a factorisation that goes wrong gives a residual or a NaN, the
step is rejected and halved.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


__all__ = ["Elimination", "plan_elimination", "within"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Elimination:
    """What to do with a sparse matrix, step by step.

    Attributes
    ----------
    order
        The pivots.
    pattern
        Entries of L + U, fill-in included, in the order of their storage.
    rows, columns
        For each pivot p: the rows below it that hold an entry in its column, and the
        columns to its right that hold an entry in its row.
    """

    order: tuple[int, ...]
    pattern: tuple[tuple[int, int], ...]
    rows: dict[int, tuple[int, ...]]
    columns: dict[int, tuple[int, ...]]


def within(plan: Elimination, kept: Sequence[int]) -> Elimination:
    """Return the plan for some unknowns, renumbered, where the others are zero."""
    new = {old: i for i, old in enumerate(kept)}

    def those(lines: Mapping[int, Sequence[int]]) -> dict[int, tuple[int, ...]]:
        return {new[p]: tuple(new[i] for i in lines[p] if i in new) for p in kept}

    return Elimination(
        order=tuple(new[p] for p in plan.order if p in new),
        pattern=tuple((new[i], new[j]) for i, j in plan.pattern if i in new and j in new),
        rows=those(plan.rows),
        columns=those(plan.columns),
    )


def plan_elimination(size: int, entries: Collection[tuple[int, int]]) -> Elimination:
    """Return the plan for a matrix with these off-diagonal entries and a full diagonal.

    Examples
    --------
    >>> arrow = [(0, 1), (0, 2), (1, 0), (2, 0)]
    >>> plan = plan_elimination(3, arrow)  # the tip is not first: no fill-in
    >>> plan.order, len(plan.pattern)
    ((1, 0, 2), 7)
    """
    right: list[set[int]] = [set() for _ in range(size)]  # columns with an entry, by row
    below: list[set[int]] = [set() for _ in range(size)]  # rows with an entry, by column
    for i, j in entries:
        if i != j:
            right[i].add(j)
            below[j].add(i)
    filled = {(i, i) for i in range(size)} | {(i, j) for i in range(size) for j in right[i]}
    left = set(range(size))
    order: list[int] = []
    rows, columns = {}, {}
    while left:
        p = min(left, key=lambda x: (len(right[x]) * len(below[x]), x))
        left.remove(p)
        order.append(p)
        rows[p], columns[p] = tuple(sorted(below[p])), tuple(sorted(right[p]))
        for j in columns[p]:
            below[j].discard(p)
        for i in rows[p]:
            right[i].discard(p)
            for j in columns[p]:
                if j != i:
                    right[i].add(j)
                    below[j].add(i)
                filled.add((i, j))
    return Elimination(
        order=tuple(order), pattern=tuple(sorted(filled)), rows=rows, columns=columns
    )
