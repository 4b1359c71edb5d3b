"""An organ driven by given courses of plasmablasts and antibody, without the core.

An organ is a tuple of its modules, of which the last gives the numbers of the disease.
"""

import numpy as np
from scipy.integrate import solve_ivp

from cartwin.biology import lupus, lupus_kidney, myositis, organ_activity, scleroderma
from cartwin.engine import evaluate
from cartwin.twin import stream


LUPUS = (organ_activity, lupus_kidney, lupus)
SCLERODERMA = (organ_activity, scleroderma)
MYOSITIS = (organ_activity, myositis)
# plasmablasts relative to baseline after CAR-T on day 0; in SSC without lymphodepletion
DAYS = (-10, 0, 1, 3, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 18, 21, 24, 28, 35)
WITHOUT = (
    *(1, 1, 0.9993, 0.9914, 0.9449, 0.8733, 0.7367, 0.5321, 0.3115, 0.1465, 0.0641),
    *(0.0295, 0.0074, 0.0023, 0.0009, 0.0003, 0.0001, 0.0001, 0),
)
WITH = (
    *(1, 1, 0.9791, 0.9351, 0.8628, 0.7879, 0.6597, 0.4751, 0.2780, 0.1308, 0.0572),
    *(0.0263, 0.0066, 0.0021, 0.0008, 0.0003, 0.0001, 0.0001, 0),
)
CALM = {"igc": 0.0, "activity_block": 0.0}


def parameters_of(organ):
    own = {p.name: p for p in organ[-1].PRIORS}
    return [own.get(p.name, p) for m in organ for p in m.PARAMETERS]


def typical(organ, **changed):
    return {p.name: p.value for p in parameters_of(organ)} | changed


def drawn(organ, n=1000, seed=3):
    random = stream(seed, organ[-1].__name__)
    return {
        p.name: np.array([p.spread.draw(p.value, random) for _ in range(n)])
        for p in parameters_of(organ)
    }


def balance(organ, parameters):
    """Return states, and parameters with derived ones."""
    found = evaluate([e for m in organ for e in m.BALANCE], parameters)
    names = [s.name for m in organ for s in m.STATES]
    states = {n: found.pop(n) for n in names}
    return states, {**parameters, **found}


def rates(organ, known):
    found = evaluate([e for m in organ for e in m.RATES], known)
    return {s.name: found[f"d{s.name}"] for m in organ for s in m.STATES}


def readouts(organ, known):
    return evaluate([e for m in organ for e in m.READOUTS], known)


def course(organ, days, drive, parameters=None, acting=CALM):
    """Return the readouts (name -> values by day); `drive(t)` gives a_rel and pbx_rel."""
    start, known = balance(organ, parameters or typical(organ))
    names = list(start)

    def rhs(t, y):
        a_rel, pbx_rel = drive(t)
        here = {**known, **acting, "a_rel": a_rel, "pbx_rel": pbx_rel}
        change = rates(organ, {**here, **dict(zip(names, y, strict=True))})
        return [change[n] for n in names]

    found = solve_ivp(
        rhs, (days[0], days[-1]), [float(start[n]) for n in names],
        t_eval=days, rtol=1e-8, atol=1e-9, max_step=1.0,
    )  # fmt: skip
    states = dict(zip(names, found.y, strict=True))
    driven = {"a_rel": np.array([drive(t)[0] for t in days]), "AA": 2.0}
    return {**states, **readouts(organ, {**known, **states, **driven})}


def after_car_t(plasmablasts, *, half_life, long_lived):
    """Return the drive after CAR-T: antibody follows plasmablasts but for a share."""
    rate = np.log(2.0) / half_life
    grid = np.arange(-10.0, 600.0, 0.1)
    cells = np.interp(grid, DAYS, plasmablasts)
    made = (1.0 - long_lived) * cells + long_lived
    keep = np.exp(-rate * 0.1)
    antibody = np.empty_like(grid)
    antibody[0] = 1.0
    for i in range(1, len(grid)):
        mean = 0.5 * (made[i - 1] + made[i])
        antibody[i] = mean + (antibody[i - 1] - mean) * keep
    return lambda t: (np.interp(t, grid, antibody), np.interp(t, grid, cells))


def untreated(t):
    return 1.0, 1.0
