"""Fit the explanations of patient 1 that `cartwin.twin.explanations` ships, and print them.

Least squares on log counts; see decision 0007. Takes about half a minute.

    python scripts/fit_explanations.py
"""

import numpy as np
from scipy.optimize import least_squares

from cartwin.engine import Events, compile as compile_system, solve
from cartwin.study import parse_regimen
from cartwin.twin import Body, events_of, give, parameters_of, system_of


REGIMEN = parse_regimen(
    "flu 30 mg/m2 d-5,-4,-3; cy 300 mg/m2 d-5,-4,-3; cart 3e5/kg d0; dara 800 mg d270,277"
)
BODY = Body(weight=50.0, height=160.0)
DAYS = np.array([-7.0, 90, 150, 210, 269, 277, 284, 330, 400, 480])
COUNTS = np.log([7, 30, 30, 30, 30, 205, 240, 240, 240, 240])
WEIGHTS = 1 / np.array([0.20, 0.15, 0.15, 0.15, 0.15, 0.10, 0.15, 0.30, 0.30, 0.35])
PRIORS = {  # median and standard deviation on the log scale
    "sev": (1.1, 0.4),
    "Pn": (250.0, 0.12),
    "sevT": (0.4, 0.5),
    "kT_dara": (0.15, 1.0),
    "fLLX": (0.3, 0.6),
    "kd_pc": (0.12, 0.3),
}
# Code -> fixed parameters, free ones with a start, counts used, and whether priors count.
PLANS = {
    "B′": (
        dict(fLLX=0.02, f38=0.6, kT_r=0.001, Iyield=0.394),
        dict(sev=1.0, Pn=270.0, sevT=0.5, kT_dara=0.75),
        10,
        True,
    ),
    "C": (
        dict(f38=0.9, kT_r=0.005, fLLX=0.37),
        dict(sev=1.2, Pn=275.0, sevT=0.25, kT_dara=0.5),
        10,
        True,
    ),
    "D": (
        dict(fLRX=0.98, f38=0.95, Iyield=0.366),
        dict(sev=1.3, Pn=275.0, fLLX=0.46),
        8,
        True,
    ),
    "E": (
        dict(f38=0.0, fLRX=0.25, Iyield=0.366),
        dict(sev=1.3, Pn=275.0, fLLX=0.46, kd_pc=0.12),
        10,
        True,
    ),
    "F": (dict(fLLX=0.02, f38=0.6), dict(sev=4.0, Pn=110.0), 10, False),
}


def main() -> None:
    """Fit and print every plan."""
    kernel = compile_system(system_of("itp"))
    typical = {p.name: p.value for p in parameters_of("itp")} | {"A0": 1.8}
    states = [s.name for s in kernel.system.states]
    given = [give(dose, day, BODY) for dose in REGIMEN for day in dose.days]
    events = Events.of([[e for g in given for e in events_of(g, BODY, typical)]], states)

    def counts(parameters):
        values = {n: np.array([v]) for n, v in {**typical, **parameters}.items()}
        return solve(kernel, values, events, DAYS, observables=["PLAT"])["PLAT"][:, 0]

    for code, (fixed, free, used, with_priors) in PLANS.items():
        names = list(free)

        def misfit(x, fixed=fixed, names=names, used=used, with_priors=with_priors):
            parameters = {**fixed, **dict(zip(names, np.exp(x), strict=True))}
            data = ((np.log(counts(parameters)) - COUNTS) * WEIGHTS)[:used]
            prior = [
                (v - np.log(PRIORS[n][0])) / PRIORS[n][1] * with_priors
                for n, v in zip(names, x, strict=True)
            ]
            return np.concatenate([data, prior])

        fit = least_squares(misfit, np.log(list(free.values())), diff_step=1e-3)
        found = fixed | {
            n: float(f"{v:.4g}") for n, v in zip(names, np.exp(fit.x), strict=True)
        }
        print(code, found, f"chi2 {2 * fit.cost:.1f}", counts(found).round())


if __name__ == "__main__":
    main()
