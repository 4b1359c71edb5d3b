"""Every coefficient of every method, against the order conditions and measured orders."""

from dataclasses import replace
from itertools import combinations_with_replacement

import numpy as np
import pytest

from cartwin.engine.tableaus import METHODS, RODAS4, RODAS5P, TSIT5, Rosenbrock


TABLEAUS = list(METHODS.values())
ROSENBROCK = [t for t in TABLEAUS if isinstance(t, Rosenbrock)]
named = pytest.mark.parametrize("tableau", TABLEAUS, ids=lambda t: t.name)


# --- the order conditions, rebuilt from the rooted trees --------------------------------


def trees(order):
    """All rooted trees with so many vertices, each as the tuple of its subtrees."""
    if order == 1:
        return [()]
    smaller = [(n, tree) for n in range(1, order) for tree in trees(n)]
    return [
        tuple(tree for _, tree in children)
        for size in range(1, order)
        for children in combinations_with_replacement(smaller, size)
        if sum(n for n, _ in children) == order - 1
    ]


def size(tree):
    return 1 + sum(map(size, tree))


def density(tree):
    return size(tree) * int(np.prod([density(t) for t in tree]))


def square(rows):
    return np.array([[*row, *[0.0] * (len(rows) - len(row))] for row in rows])


def stage_matrices(tableau):
    """alpha, beta = alpha + Gamma, and the map from stages k to derivatives."""
    A = square(tableau.A)
    if not isinstance(tableau, Rosenbrock):
        return A, A, np.eye(len(A))
    Gamma = np.linalg.inv(np.eye(len(A)) / tableau.gamma - square(tableau.C))
    return A @ Gamma, (A + np.eye(len(A))) @ Gamma, Gamma


def elementary_weights(tree, alpha, beta):
    """Hairer & Wanner II, IV.7: an only child is reached by beta, siblings by alpha."""
    inner = beta if len(tree) == 1 else alpha
    product = np.ones(len(alpha))
    for child in tree:
        product = product * (inner @ elementary_weights(child, alpha, beta))
    return product


def dense_weights(tableau, u):
    """Weights of y(u) - y over the stages, as the docstring of the module says."""
    if not isinstance(tableau, Rosenbrock):
        return np.array(tableau.D) @ u ** np.arange(1, len(tableau.D[0]) + 1)
    K = np.zeros(tableau.stages)
    for row in reversed(tableau.H):
        K = np.array(row) + u * K
    return u * (np.array(tableau.m) + (1 - u) * K)


def step_weights(tableau):
    return np.array(tableau.m if isinstance(tableau, Rosenbrock) else tableau.b)


def condition_residuals(tableau):
    """What is left of every condition the coefficients must meet."""
    alpha, beta, Gamma = stage_matrices(tableau)
    step = step_weights(tableau)
    ends = [
        (step, 1.0, tableau.order),
        (step - np.array(tableau.e), 1.0, tableau.embedded_order),
        *[(dense_weights(tableau, u), u, tableau.dense_order) for u in (0.1, 0.4, 0.7)],
    ]
    left = [
        weights @ Gamma @ elementary_weights(tree, alpha, beta) - u**order / density(tree)
        for weights, u, up_to in ends
        for order in range(1, up_to + 1)
        for tree in trees(order)
    ]
    return np.array([*left, *structure_residuals(tableau), *stiff_residuals(tableau)])


def structure_residuals(tableau):
    """Stiffly accurate rows; the last stage at y1; the dense output ending in y1."""
    step, A = step_weights(tableau), square(tableau.A)
    if isinstance(tableau, Rosenbrock):
        last = np.eye(tableau.stages)[-1]
        return [*(step - A[-1] - last), *(np.array(tableau.e) - last)]
    return [*(step - A[-1]), *(dense_weights(tableau, 1.0) - step)]


def stiff_residuals(tableau):
    """Dense output of an infinitely stiff component, which must follow u^2, u^3, ...

    Conditions of the algebraic variable, Hairer & Wanner II, VI.4.
    """
    if not isinstance(tableau, Rosenbrock):
        return []
    alpha, beta, Gamma = stage_matrices(tableau)
    return [
        dense_weights(tableau, u) @ Gamma @ np.linalg.solve(beta, alpha.sum(1) ** power)
        - u**power
        for u in (0.1, 0.4, 0.7)
        for power in range(2, tableau.dense_order)
    ]


def test_there_are_as_many_trees_as_butcher_counted():
    assert [len(trees(n)) for n in range(1, 7)] == [1, 1, 2, 4, 9, 20]
    assert [density(tree) for tree in trees(3)] == [6, 3]


@named
def test_every_order_condition_is_met_to_rounding(tableau):
    assert np.abs(condition_residuals(tableau)).max() < 2e-13


@named
def test_no_method_has_a_higher_order_than_it_says(tableau):
    for field in ("order", "embedded_order", "dense_order"):
        better = replace(tableau, **{field: getattr(tableau, field) + 1})
        assert np.abs(condition_residuals(better)).max() > 1e-6, field


def wrong_by_a_thousandth(value):
    """Every copy of the value, a number or nested rows, with one number off."""
    if not isinstance(value, tuple):
        yield value * 1.001 if value else 1e-3
        return
    for i, item in enumerate(value):
        for wrong in wrong_by_a_thousandth(item):
            yield (*value[:i], wrong, *value[i + 1 :])


def last_of_rows(rows):
    return tuple(row[-1] for row in rows)


def wrong_tableaus(tableau):
    """Every tableau with one number off, but for those that no condition determines."""
    rosenbrock = isinstance(tableau, Rosenbrock)
    for field in ("gamma", "A", "C", "m", "e", "H") if rosenbrock else "AbeD":
        right = getattr(tableau, field)
        for value in wrong_by_a_thousandth(right):
            if field != "H" or last_of_rows(value) == last_of_rows(right):
                yield field, replace(tableau, **{field: value})


@named
def test_a_wrong_digit_in_any_coefficient_breaks_a_condition(tableau):
    wrong = list(wrong_tableaus(tableau))
    assert len(wrong) == {"rodas5p": 94, "rodas4": 53, "tsit5": 63}[tableau.name]
    for field, other in wrong:
        assert np.abs(condition_residuals(other)).max() > 1e-7, (field, other)


def test_the_part_of_the_error_in_the_dense_output_is_as_published():
    # The last stage is the error estimate, as small as the error of the dense output: no
    # order condition sees its weight there. Second entry of these numbers, therefore.
    assert last_of_rows(RODAS4.H) == (0.0, 0.0)
    published = (-0.17202221070155493, -6.710236069923372, 4.883087185713722)
    assert last_of_rows(RODAS5P.H) == published


@pytest.mark.parametrize("tableau", ROSENBROCK, ids=lambda t: t.name)
def test_rosenbrock_methods_are_stable_at_infinity(tableau):
    _, beta, Gamma = stage_matrices(tableau)
    for weights in (step_weights(tableau), step_weights(tableau) - np.array(tableau.e)):
        b = weights @ Gamma
        assert abs(1 - b @ np.linalg.solve(beta, np.ones(len(b)))) < 1e-10


# --- measured orders, by a stepper written from the docstring alone ---------------------


def f(y):
    s, c, z = y
    return np.array([c, -s, z * c])


def jacobian(y):
    _, c, z = y
    return np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, 0.0], [0.0, z, c]])


def exact(t):
    return np.array([np.sin(t), np.cos(t), np.exp(np.sin(t))])


def stages(tableau, y, h):
    k = np.zeros((tableau.stages, len(y)))
    if not isinstance(tableau, Rosenbrock):
        for i, row in enumerate(tableau.A):
            k[i] = h * f(y + np.array(row) @ k[:i])
        return k
    W = np.eye(len(y)) / (h * tableau.gamma) - jacobian(y)
    for i, (a, c) in enumerate(zip(tableau.A, tableau.C, strict=True)):
        inside = f(y + np.array(a) @ k[:i]) + np.array(c) @ k[:i] / h
        k[i] = np.linalg.solve(W, inside)
    return k


def local_error(tableau, weights, h, u):
    """Root sum of squares of the errors of single steps started all along the solution."""
    starts = np.linspace(0.0, 6.0, 8)
    return np.linalg.norm(
        [
            exact(t) + weights @ stages(tableau, exact(t), h) - exact(t + u * h)
            for t in starts
        ]
    )


def measured_order(tableau, weights, u=1.0):
    """Order of one step: the power of h its error falls with, less one."""
    h = np.array([0.1, 0.05, 0.025])
    errors = [local_error(tableau, weights, x, u) for x in h]
    return np.polyfit(np.log(h), np.log(errors), 1)[0] - 1


@named
def test_a_step_has_the_order_it_claims(tableau):
    assert measured_order(tableau, step_weights(tableau)) > tableau.order - 0.2


@named
def test_the_embedded_solution_has_the_order_it_claims(tableau):
    embedded = step_weights(tableau) - np.array(tableau.e)
    assert measured_order(tableau, embedded) > tableau.embedded_order - 0.2


@named
@pytest.mark.parametrize("u", [0.1, 0.25, 0.5, 0.75, 0.9])
def test_the_dense_output_has_the_order_it_claims(tableau, u):
    order = measured_order(tableau, dense_weights(tableau, u), u)
    assert order > tableau.dense_order - 0.2


@named
def test_the_dense_output_starts_and_ends_at_the_step(tableau):
    np.testing.assert_allclose(dense_weights(tableau, 0.0), 0.0)
    np.testing.assert_allclose(
        dense_weights(tableau, 1.0), step_weights(tableau), atol=1e-13
    )


@named
def test_many_steps_converge_with_the_order_of_the_method(tableau):
    steps = np.array([20, 40, 80])
    errors = []
    for n in steps:
        path = [exact(0.0)]
        for _ in range(n):
            change = step_weights(tableau) @ stages(tableau, path[-1], 5.0 / n)
            path.append(path[-1] + change)
        errors.append(np.abs(path - exact(np.linspace(0.0, 5.0, n + 1)).T).max())
    order = -np.polyfit(np.log(steps), np.log(errors), 1)[0]
    assert order > tableau.order - 0.2


def test_methods_are_found_by_name():
    assert METHODS == {"rodas5p": RODAS5P, "rodas4": RODAS4, "tsit5": TSIT5}


def test_tsit5_ends_a_step_where_the_next_begins():
    assert (*TSIT5.A[-1], 0.0) == TSIT5.b
