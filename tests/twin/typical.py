"""The course of the typical patient of a disease, given doses as they enter states."""

from functools import cache

import numpy as np

from cartwin.engine import Event, Events, compile, solve
from cartwin.twin import parameters_of, system_of


LYMPHODEPLETION = (
    *(Event(float(d), "AFLU", 30.0) for d in (-5, -4, -3)),
    *(Event(float(d), "ACY", 300.0) for d in (-5, -4, -3)),
)


def followed(disease, days):
    """Return what gives an observable on these days; keywords change parameters."""

    @cache
    def treated(*events, **changed):
        system = system_of(disease)
        typical = {p.name: np.array([p.value]) for p in parameters_of(disease)}
        typical |= {n: np.array([v]) for n, v in changed.items()}
        ordered = sorted(events, key=lambda e: e.time)
        plan = Events.of([ordered], [s.name for s in system.states])
        return solve(compile(system), typical, plan, list(days), rtol=1e-6)

    def seen(name, *events, **changed):
        return treated(*events, **changed)[name][:, 0]

    return seen
