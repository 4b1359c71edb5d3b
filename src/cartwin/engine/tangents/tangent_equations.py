"""What the tangent of a Rosenbrock step is computed from, as expressions.

A step with W = I / (h gamma) - J solves, for its stages,

    W k_i = f(u_i) + g_i      u_i = y + sum_j A[i][j] k_j     g_i = sum_j C[i][j] k_j / h

and the derivative of that in any direction, h held, is

    W k_i' = J(u_i) u_i' + f_p(u_i) p' + g_i' + J' k_i

with J' the change of J(y). The last term is the derivative of the product J(y) k with k
held: a matrix B(y, k) that is no fuller than J, times y', plus one for the parameters. All
matrices are the same for every direction. As in the value, sums that are kept as unknowns
(see `bordering`) are differentiated as unknowns of their own.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cartwin.engine.symbols.bordering import Bordered
from cartwin.engine.symbols.differentiation import gradient
from cartwin.engine.symbols.expression import Expression, needed
from cartwin.engine.symbols.tracing import Traced


__all__ = ["Slopes", "TangentEquations", "derive_tangents", "restricted"]

Slopes = Mapping[tuple[int, int], Expression]  # (row, column) -> derivative
Products = Mapping[tuple[int, int], Sequence[tuple[Expression, int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TangentEquations:
    """The matrices of the tangent; rows and unknowns as in the bordered Jacobian.

    Attributes
    ----------
    leaves
        What depends on parameters alone, and on which everything else depends.
    reached
        Unknowns of the Jacobian that can move; rows and columns count these.
    J, P
        Derivatives of rates and kept sums with respect to unknowns, and to leaves.
    B, Q
        Derivatives of the product of the Jacobian with a stage k, likewise: entry -> its
        terms, each a derivative of the Jacobian and the unknown of the stage it is
        multiplied by.
    S, R
        Derivatives of the observables with respect to states, and to leaves.
    """

    leaves: tuple[Expression, ...]
    reached: tuple[int, ...]
    J: Slopes
    P: Slopes
    B: Products
    Q: Products
    S: Slopes
    R: Slopes

    @property
    def size(self) -> int:
        """Number of unknowns."""
        return len(self.reached)

    @property
    def fixed(self) -> tuple[Expression, ...]:
        """The derivatives of the Jacobian that are no numbers, each once."""
        products = [*self.B.values(), *self.Q.values()]
        slopes = dict.fromkeys(e for terms in products for e, _ in terms)
        return tuple(e for e in slopes if e.operation != "constant")


def derive_tangents(
    traced: Traced, jacobian: Bordered, hoisted: Sequence[Expression]
) -> TangentEquations:
    """Return the matrices.

    Parameters
    ----------
    hoisted
        The largest subexpressions that depend on the parameters alone.
    """
    tape = traced.tape
    states = [tape.symbol(n) for n in traced.states]
    unknowns = [*states, *jacobian.auxiliaries]
    rows = [*traced.rates.values(), *jacobian.auxiliaries]
    seen = list(traced.observables.values())
    leaves = _leaves(traced, [*rows, *jacobian.entries.values(), *seen], hoisted)
    P = _slopes(rows, unknowns, leaves)[1]
    curved = _slopes(list(jacobian.entries.values()), unknowns, leaves)
    B, Q = (_products(slopes, list(jacobian.entries)) for slopes in curved)
    S, R = _slopes(seen, states, leaves)
    return TangentEquations(
        leaves=tuple(leaves), reached=tuple(range(jacobian.size)), J=jacobian.entries,
        P=P, B=B, Q=Q, S=S, R=R,
    )  # fmt: skip


def restricted(
    t: TangentEquations, leaves: Collection[int], states: Collection[int]
) -> TangentEquations:
    """Return what matters where only these leaves, and the start of these states, move.

    An unknown is reached from a leaf or an unknown on which its row depends. What is not
    reached does not move, and drops out of the linear systems as well: it is zero there.
    """
    driven = {i for (i, leaf) in (*t.P, *t.Q) if leaf in leaves}
    reached = driven | set(states) or {0}
    while more := {i for (i, j) in t.J if j in reached} - reached:
        reached |= more
    u = {old: new for new, old in enumerate(sorted(reached))}
    p = {old: new for new, old in enumerate(sorted(leaves))}
    return TangentEquations(
        leaves=tuple(t.leaves[old] for old in p),
        reached=tuple(u),
        J={(u[i], u[j]): e for (i, j), e in t.J.items() if j in u},
        P={(u[i], p[j]): e for (i, j), e in t.P.items() if j in p},
        B={(u[i], u[j]): e for (i, j), e in t.B.items() if j in u},
        Q={(u[i], p[j]): e for (i, j), e in t.Q.items() if j in p},
        S={(i, u[j]): e for (i, j), e in t.S.items() if j in u},
        R={(i, p[j]): e for (i, j), e in t.R.items() if j in p},
    )


def _products(slopes: Slopes, entries: Sequence[tuple[int, int]]) -> Products:
    """Return the products of a stage with the derivatives of the Jacobian's entries."""
    found: dict[tuple[int, int], list[tuple[Expression, int]]] = {}
    for (entry, u), slope in slopes.items():
        i, j = entries[entry]
        found.setdefault((i, u), []).append((slope, j))
    return found


def _leaves(
    traced: Traced, roots: Iterable[Expression], hoisted: Sequence[Expression]
) -> list[Expression]:
    own = {traced.tape.symbol(n) for n in traced.parameters}
    return [*hoisted, *(e for e in needed(roots, hoisted) if e in own)]


def _slopes(
    rows: Sequence[Expression],
    unknowns: Sequence[Expression],
    leaves: Sequence[Expression],
) -> tuple[Slopes, Slopes]:
    """Return the derivatives of rows with respect to unknowns, and to leaves."""
    first, second = ({u: j for j, u in enumerate(us)} for us in (unknowns, leaves))
    of_unknowns, of_leaves = {}, {}
    for i, row in enumerate(rows):
        if row in second:  # it is a leaf itself
            of_leaves[i, second[row]] = row.tape.number(1.0)
            continue
        for u, slope in gradient(row, [*unknowns, *leaves]).items():
            if u in first:
                of_unknowns[i, first[u]] = slope
            else:
                of_leaves[i, second[u]] = slope
    return of_unknowns, of_leaves
