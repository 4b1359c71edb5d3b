"""Small systems with known solutions, the ITP twin, and expressions evaluated by NumPy."""

import numpy as np

from cartwin.engine import Effect, Events, System
from cartwin.engine.symbols.expression import needed
from cartwin.parameters import State
from cartwin.twin import parameters_of, system_of


NUMPY = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide,
    "pow": np.power, "neg": np.negative, "abs": np.abs, "sqrt": np.sqrt, "log": np.log,
    "log10": np.log10, "exp": np.exp, "max": np.maximum, "min": np.minimum,
    "lt": np.less, "gt": np.greater, "le": np.less_equal, "ge": np.greater_equal,
    "where": np.where,
}  # fmt: skip


def values_of(roots, symbols):
    """What expressions are worth, computed node by node by NumPy."""
    known = {}
    with np.errstate(all="ignore"):
        for node in needed(roots):
            if node.operation == "constant":
                known[node.index] = node.value
            elif node.operation == "symbol":
                known[node.index] = np.float64(symbols[node.name])
            else:
                inputs = [known[a.index] for a in node.inputs]
                known[node.index] = NUMPY[node.operation](*inputs)
    return [known[r.index] for r in roots]


def multiply_adds(plan):
    """Multiply-adds of one factorisation by a plan of elimination."""
    return sum(len(plan.rows[p]) * (1 + len(plan.columns[p])) for p in plan.order)


def system(*rates, start=None, states="P", parameters=("k",), observables=None, **state):
    """A system from its rates; observables `P_seen` and so on unless others are given."""
    names = tuple(states.split())

    def seen(**values):
        return {f"{n}_seen": 1.0 * values[n] for n in names}

    given = [start] if callable(start) else []
    look = observables or eval(  # noqa: S307 - a function with the states as arguments
        f"lambda {', '.join(names)}: seen({', '.join(f'{n}={n}' for n in names)})",
        {"seen": seen},
    )
    return System(
        name="test",
        states=tuple(State(n, "1", "a quantity", **state) for n in names),
        parameters=tuple(parameters),
        balance=tuple(given),
        rates=rates,
        observables=(look,),
    )


def one(k):
    return dict(P=1.0 + 0.0 * k)


def decay(P, k):
    return dict(dP=-k * P)


DECAY = system(decay, start=one)


# --- a system with every kind of operation -----------------------------------------------


def mixed_rates(A, B, C, k, n, K):
    total = A + B + C
    hill = np.power(np.maximum(A, 0.0) / K, n) / (1.0 + np.power(A / K, n))
    warm = np.exp(-0.3 * B) * np.log(1.0 + total)
    brake = np.where(B > 0.5, 0.5 * k, k)
    return dict(
        total=total,
        dA=1.2 * brake - k * A * hill / (0.2 + total),
        dB=warm - 0.4 * B * total,
        dC=np.sqrt(0.1 + A) * 0.3 - 0.2 * C * np.abs(B - 0.3),
    )


def mixed_start(k, n):
    return dict(A=np.exp(-k) * 1.3, B=np.power(n, 0.7) * 0.1, C=0.0 * k)


MIXED = system(mixed_rates, start=mixed_start, states="A B C", parameters=("k", "n", "K"))


def mixed_parameters(patients, seed=1):
    random = np.random.default_rng(seed)
    return {
        "k": random.uniform(0.2, 2.0, patients),
        "n": random.uniform(1.1, 4.0, patients),
        "K": random.uniform(0.3, 2.0, patients),
    }


# --- the twin ----------------------------------------------------------------------------

ITP = system_of("itp")
ITP_DOSED = ("AFLU", "ACY", "CB", "IVG", "RTX", "GC", "ROMD")


def itp_parameters(patients, seed=1):
    """Typical patients, each parameter off by about a tenth."""
    random = np.random.default_rng(seed)
    declared = parameters_of("itp")
    off = np.exp(0.1 * random.standard_normal((len(declared), patients)))
    return {p.name: p.value * (off[j] if p.varies else 1.0 + 0.0 * off[j])
            for j, p in enumerate(declared)}  # fmt: skip


def itp_constants():
    return {p.name: p.value for p in parameters_of("itp") if not p.varies}


def itp_events(patients, seed=1, last=180.0):
    """Lymphodepletion and cells for everybody, other drugs on days of their own."""
    random = np.random.default_rng(seed)
    place = {s.name: i for i, s in enumerate(ITP.states)}
    planned = [(-5.0, "AFLU", 50.0), (-4.0, "AFLU", 50.0), (-5.0, "ACY", 500.0)]
    rows = [(i, *p) for i in range(patients) for p in planned]
    rows += [(i, 0.0, "CB", random.uniform(1.0, 30.0)) for i in range(patients)]
    for i in range(patients):
        for name, amount in (("IVG", 1.0), ("GC", 40.0), ("RTX", 300.0), ("ROMD", 3.0)):
            rows += [(i, random.uniform(1.0, last - 1.0), name, amount) for _ in range(3)]
    return Events.from_columns(
        patients,
        patient=[r[0] for r in rows],
        time=[r[1] for r in rows],
        state=[place[r[2]] for r in rows],
        amount=[r[3] for r in rows],
        effect=Effect.ADD,
    )
