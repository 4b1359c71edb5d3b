"""The solution of a factorised sparse system, written entry by entry."""

from collections.abc import Callable, Sequence

from cartwin.engine.code.assembly import Function
from cartwin.engine.symbols.elimination import Elimination


__all__ = ["substituted"]


def substituted(
    f: Function,
    plan: Elimination,
    right: Sequence[str | None],
    entry: Callable[[int], str],
) -> list[str | None]:
    """Return x from L U x = right; None stands for zero.

    Parameters
    ----------
    entry
        Loads an entry of L + U by its place in the pattern; the diagonal of U as its
        reciprocal.
    """
    x, place = list(right), {at: i for i, at in enumerate(plan.pattern)}
    for p in plan.order:
        if (value := x[p]) is not None:
            for i in plan.rows[p]:
                x[i] = f.fma(f.neg(entry(place[i, p])), value, x[i])
    for p in reversed(plan.order):
        value = x[p]
        for j in plan.columns[p]:
            if (known := x[j]) is not None:
                value = f.fma(f.neg(entry(place[p, j])), known, value)
        x[p] = None if value is None else f.mul(value, entry(place[p, p]))
    return x
