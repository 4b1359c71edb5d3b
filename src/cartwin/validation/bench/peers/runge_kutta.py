"""One patient, integrated by an explicit Runge-Kutta pair with dense output.

Dormand & Prince, J Comput Appl Math 1980;6:19, order 5(4); continuous extension of
order 4 by Hairer, Norsett & Wanner, Solving Ordinary Differential Equations I, II.6.
Compiled by Numba together with the generated right-hand side; imported only to compile.
"""

from typing import Any

import numpy as np
from numba import njit


__all__ = ["course"]

SAFETY = 0.9
SHRINK, GROW = 0.2, 5.0
FIRST_STEP = 0.02
LARGEST_STEP = 5.0
SMALLEST_STEP = 1e-12
HUGE = 1e300

# Plain division: 0/0 gives NaN and a rejected step, not an exception.
compiled = njit(error_model="numpy", nogil=True)


@compiled
def stages(rates: Any, y: Any, p: Any, h: float, k: Any, x: Any) -> None:
    """Fill k[1] to k[6] from k[0]; x becomes the solution of order 5."""
    n = y.size
    for i in range(n):
        x[i] = y[i] + h * (1 / 5) * k[0, i]
    rates(x, p, k[1])
    for i in range(n):
        x[i] = y[i] + h * (3 / 40 * k[0, i] + 9 / 40 * k[1, i])
    rates(x, p, k[2])
    for i in range(n):
        x[i] = y[i] + h * (44 / 45 * k[0, i] - 56 / 15 * k[1, i] + 32 / 9 * k[2, i])
    rates(x, p, k[3])
    for i in range(n):
        x[i] = y[i] + h * (
            19372 / 6561 * k[0, i]
            - 25360 / 2187 * k[1, i]
            + 64448 / 6561 * k[2, i]
            - 212 / 729 * k[3, i]
        )
    rates(x, p, k[4])
    for i in range(n):
        x[i] = y[i] + h * (
            9017 / 3168 * k[0, i]
            - 355 / 33 * k[1, i]
            + 46732 / 5247 * k[2, i]
            + 49 / 176 * k[3, i]
            - 5103 / 18656 * k[4, i]
        )
    rates(x, p, k[5])
    for i in range(n):
        x[i] = y[i] + h * (
            35 / 384 * k[0, i]
            + 500 / 1113 * k[2, i]
            + 125 / 192 * k[3, i]
            - 2187 / 6784 * k[4, i]
            + 11 / 84 * k[5, i]
        )
    rates(x, p, k[6])


@compiled
def error_norm(y: Any, x: Any, h: float, k: Any, rtol: float, atol: Any) -> Any:
    """Return the error of order 4 in units of the tolerance, root mean square."""
    total = 0.0
    for i in range(y.size):
        error = h * (
            71 / 57600 * k[0, i]
            - 71 / 16695 * k[2, i]
            + 71 / 1920 * k[3, i]
            - 17253 / 339200 * k[4, i]
            + 22 / 525 * k[5, i]
            - 1 / 40 * k[6, i]
        )
        total += (error / (atol[i] + rtol * max(abs(y[i]), abs(x[i])))) ** 2
    return (total / y.size) ** 0.5


@compiled
def interpolate(u: float, y: Any, x: Any, h: float, k: Any, dense: Any) -> None:
    """Write the solution at the fraction u of the step into `dense`."""
    v = 1.0 - u
    for i in range(y.size):
        rise = x[i] - y[i]
        c3 = h * k[0, i] - rise
        c4 = rise - h * k[6, i] - c3
        c5 = h * (
            -12715105075 / 11282082432 * k[0, i]
            + 87487479700 / 32700410799 * k[2, i]
            - 10690763975 / 1880347072 * k[3, i]
            + 701980252875 / 199316789632 * k[4, i]
            - 1453857185 / 822651844 * k[5, i]
            + 69997945 / 29380423 * k[6, i]
        )
        dense[i] = max(y[i] + u * (rise + v * (c3 + u * (c4 + v * c5))), 0.0)


@compiled
def course(
    rates: Any, start: Any, p: Any, times: Any, ends: Any, doses: Any,
    rtol: float, atol: Any, max_steps: int,
) -> Any:  # fmt: skip
    """Return the states of one patient at the wanted times (time, state).

    A leg k starts at ends[k] with the doses[k] and ends at ends[k + 1]; rows are NaN from
    where the solver gave up.
    """
    work = np.zeros((8, start.size))
    k, x = work[:7], work[7]
    y = start.copy()
    seen = np.full((times.size, start.size), np.nan)
    seen[0] = y
    row, steps, h = 1, 0, FIRST_STEP
    for leg in range(ends.size - 1):
        t, stop = ends[leg], ends[leg + 1]
        y += doses[leg]
        rates(y, p, k[0])
        h = min(h, FIRST_STEP)
        while t < stop:
            h = min(h, LARGEST_STEP)
            last = t + h >= stop - SMALLEST_STEP
            step = stop - t if last else h
            stages(rates, y, p, step, k, x)
            norm = error_norm(y, x, step, k, rtol, atol)
            steps += 1
            if steps > max_steps or step < SMALLEST_STEP:
                return seen
            if not norm <= 1.0:  # also true for NaN
                h = step * (max(SHRINK, SAFETY * norm**-0.2) if norm < HUGE else SHRINK)
                continue
            arrived = stop if last else t + step
            while row < times.size and times[row] <= arrived:
                interpolate((times[row] - t) / step, y, x, step, k, seen[row])
                row += 1
            t = arrived
            for i in range(y.size):
                y[i] = max(x[i], 0.0)  # exact solutions stay non-negative
                k[0, i] = k[6, i]
            grown = step * min(GROW, max(SHRINK, SAFETY * max(norm, 1e-10) ** -0.2))
            h = max(grown, h) if last else grown
    return seen
