"""The bordered Jacobian: sums through which many equations couple stay unknowns.

Where every cell type competes for one total, the Jacobian is sparse plus low rank, and a
plain factorisation fills in. Keeping the total z = g(x) as an unknown of the *linear*
system keeps it sparse:

    | D - f_x   -f_z | | k |   | b |
    |   -g_x   1 - g_z | | w | = | 0 |

Its elimination gives the same k. The integration itself does not know of z.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cartwin.engine.symbols.differentiation import gradient
from cartwin.engine.symbols.expression import Expression, needed
from cartwin.engine.symbols.tracing import Traced


__all__ = ["Bordered", "border"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bordered:
    """The Jacobian with auxiliary unknowns.

    Attributes
    ----------
    states
        Number of states; they come first among the unknowns.
    auxiliaries
        The sums kept as unknowns.
    entries
        (row, column) -> derivative of rate or auxiliary `row` with respect to unknown
        `column`; zeros are left out.
    """

    states: int
    auxiliaries: tuple[Expression, ...]
    entries: dict[tuple[int, int], Expression]

    @property
    def size(self) -> int:
        """Number of unknowns."""
        return self.states + len(self.auxiliaries)


def border(traced: Traced, auxiliaries: Sequence[Expression] | None = None) -> Bordered:
    """Return the bordered Jacobian of the rates.

    Parameters
    ----------
    auxiliaries
        Intermediates to keep; by default those that save operations, an empty sequence
        gives the plain Jacobian.
    """
    kept = worthwhile(traced) if auxiliaries is None else tuple(auxiliaries)
    states = [traced.tape.symbol(n) for n in traced.states]
    unknowns = [*states, *kept]
    place = {u: j for j, u in enumerate(unknowns)}
    rows = [*traced.rates.values(), *kept]
    return Bordered(
        states=len(states),
        auxiliaries=kept,
        entries={
            (i, place[u]): slope
            for i, row in enumerate(rows)
            for u, slope in gradient(row, unknowns).items()
        },
    )


def worthwhile(traced: Traced) -> tuple[Expression, ...]:
    """Return the intermediates whose elimination would fill in.

    An intermediate with m inputs and n users makes m n entries when it is eliminated and
    m + n when it is kept; inputs and users are counted beside those already kept.
    """
    states = [traced.tape.symbol(n) for n in traced.states]
    rates = list(dict.fromkeys(traced.rates.values()))
    roots = set(rates)
    kept: list[Expression] = []
    named = [e for e in needed(rates) if e.index in traced.names and e not in roots]
    for candidate in named:
        inputs = _inputs(candidate, {*states, *kept})
        users = _users(candidate, [*rates, *kept], kept)
        if inputs * users > inputs + users:
            kept.append(candidate)
    return tuple(kept)


def _inputs(root: Expression, unknowns: set[Expression]) -> int:
    return sum(e in unknowns for e in needed([root], unknowns - {root}))


def _users(
    candidate: Expression, rows: Sequence[Expression], kept: Sequence[Expression]
) -> int:
    return sum(candidate in needed([row], kept) for row in rows if row is not candidate)
