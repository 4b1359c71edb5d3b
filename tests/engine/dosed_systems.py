"""Two systems that are dosed, and the closed forms of the linear one."""

import numpy as np

from cartwin.engine import Doses, Effect, System, dose_events, solve
from cartwin.parameters import State


# One compartment with first-order absorption: the closed forms below are its solutions.
KA, K = 1.5, 0.055
T = np.linspace(0.0, 130.0, 261)
COMPARTMENTS = ("depot", "central")
DEPOT, CENTRAL = 1, 2

LINEAR = System(
    name="one compartment",
    states=(
        State("depot", "mg", "drug to be absorbed", scale=1e-4),
        State("central", "mg", "drug in plasma", scale=1e-4),
    ),
    parameters=("ka", "k"),
    balance=(),
    rates=(
        lambda depot, ka: dict(ddepot=-ka * depot),
        lambda depot, central, ka, k: dict(dcentral=ka * depot - k * central),
    ),
    observables=(lambda central: dict(amount=1.0 * central),),
)

# Endogenous turnover with saturable loss, and a drug that adds to it.
SATURABLE = System(
    name="saturable",
    states=(State("X", "mg", "mediator", scale=1e-4),),
    parameters=("k_in", "v_max", "k_m"),
    balance=(lambda k_in, v_max, k_m: dict(X=k_m * k_in / (v_max - k_in)),),
    rates=(lambda X, k_in, v_max, k_m: dict(dX=k_in - v_max * X / (k_m + X)),),
    observables=(lambda X: dict(amount=1.0 * X),),
)
SATURATING = dict(k_in=0.5, v_max=3.0, k_m=10.0)


def simulated(kernel, delivery=None, times=T, parameters=None, **columns):
    """The amount seen (time, patient) after the records, given as columns."""
    p = dict(ka=KA, k=K) if parameters is None else parameters
    columns = dict(patient=0, time=0.0, amt=100.0, cmt=CENTRAL) | columns
    patients = 1 + int(np.max(columns["patient"]))
    names = COMPARTMENTS if kernel.system is LINEAR else ("X",)
    doses = Doses.from_columns(patients, names, **columns)
    every = {n: np.broadcast_to(v, (patients,)) for n, v in p.items()}
    events = dose_events(doses, kernel, every, times, delivery=delivery)
    solution = solve(kernel, every, events, times, rtol=1e-9)
    assert not solution.status.any()
    return solution["amount"]


def events_of(kernel, parameters, cycles=2**16, **columns):
    columns = dict(time=0.0, amt=100.0, cmt=CENTRAL) | columns
    names = COMPARTMENTS if kernel.system is LINEAR else ("X",)
    patients = len(next(iter(parameters.values())))
    doses = Doses.from_columns(patients, names, patient=range(patients), **columns)
    return dose_events(doses, kernel, parameters, T, cycles=cycles)


def set_to(events, compartment, patient):
    """The value to which a steady state sets a compartment."""
    theirs = slice(*events.offsets[patient : patient + 2])
    here = (events.states[theirs] == compartment - 1) & (
        events.effects[theirs] == Effect.SET
    )
    return events.amounts[theirs][here][0]


def agree(found, expected):
    scale = np.abs(expected).max()
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-8 * scale)


def bolus(t, at, amount=100.0, k=K):
    since = np.maximum(t - at, 0.0)
    return np.where(t > at, amount * np.exp(-k * since), 0.0)


def oral(t, at, amount=100.0, k=K, ka=KA):
    return ka / (ka - k) * (bolus(t, at, amount, k) - bolus(t, at, amount, ka))


def infusion(t, at, rate, length, k=K):
    during = np.clip(t - at, 0.0, length)
    after = np.maximum(t - at - length, 0.0)
    return rate / k * (1 - np.exp(-k * during)) * np.exp(-k * after)


def repeated(form, t, arrivals, *arguments):
    return sum(form(t, at, *arguments) for at in arrivals)


def from_long_ago(form, t, interval, offset, *arguments):
    """Superposition of 300 doses, the last of which arrived `offset` after 0."""
    return repeated(form, t, offset - interval * np.arange(300), *arguments)
