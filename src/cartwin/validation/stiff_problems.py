"""Three stiff chemical problems on which stiff solvers are compared.

As collected by Mazzia F, Magherini C, Test Set for Initial Value Problem Solvers,
release 2.4, University of Bari 2008, with the symbols used there.
"""

from typing import Any

from cartwin.engine import System
from cartwin.parameters import State


__all__ = ["PROBLEMS", "Problem"]

Problem = tuple[System, dict[str, float]]  # equations, and the values of their parameters


def _photomorphogenesis(
    P_r: Any, P_fr: Any, P_rX: Any, P_frX: Any, P_rX2: Any, P_frX2: Any, P_frX2E: Any,
    E: Any, k1: Any, k2: Any, k3: Any, k4: Any, k5: Any, k6: Any, k_plus: Any,
    k_minus: Any, k_star: Any, o_ks: Any,
) -> dict[str, Any]:  # fmt: skip
    """Return the rates of HIRES: light makes a plant grow (Schaefer 1975).

    Schaefer E, J Math Biol 1975;2:41; Gottwald BA, Simulation 1977;28:169.
    """
    binding = k_plus * P_frX2 * E
    loss = (k2 + k_minus + k_star) * P_frX2E
    return dict(
        dP_r=-k1 * P_r + k2 * P_fr + k6 * P_rX + o_ks,
        dP_fr=k1 * P_r - (k2 + k3) * P_fr,
        dP_rX=-(k6 + k1) * P_rX + k2 * P_frX + k5 * P_rX2,
        dP_frX=k3 * P_fr + k1 * P_rX - (k4 + k2) * P_frX,
        dP_rX2=-(k5 + k1) * P_rX2 + k2 * P_frX2 + k2 * P_frX2E,
        dP_frX2=-binding + k4 * P_frX + k1 * P_rX2 - k2 * P_frX2 + k_minus * P_frX2E,
        dP_frX2E=binding - loss,
        dE=loss - binding,
    )


def _autocatalysis(A: Any, B: Any, C: Any, k_1: Any, k_2: Any, k_3: Any) -> dict[str, Any]:
    """Return the rates of three reactions of very different speed (Robertson 1966).

    Robertson HH, in: Walsh J (ed), Numerical Analysis, Academic Press 1966, 178.
    """
    slow, fast, very_fast = k_1 * A, k_3 * B * C, k_2 * B * B
    return dict(dA=fast - slow, dB=slow - fast - very_fast, dC=very_fast)


def _relaxation(X: Any, Y: Any, Z: Any, s: Any, q: Any, omega: Any) -> dict[str, Any]:
    """Return the rates of the Oregonator: the Belousov-Zhabotinskii reaction.

    Field RJ, Noyes RM, J Chem Phys 1974;60:1877.
    """
    return dict(
        dX=s * (Y + X * (1.0 - q * X - Y)),
        dY=(Z - (1.0 + X) * Y) / s,
        dZ=omega * (X - Z),
    )


def _problem(rates: Any, names: str, smallest: float, **values: float) -> Problem:
    """Return a problem whose components, judged relative to themselves, end above this."""
    states = tuple(
        State(name, "1", "concentration", scale=smallest) for name in names.split()
    )
    system = System(
        name=rates.__name__.removeprefix("_"),
        states=states,
        parameters=tuple(values),
        balance=(),
        rates=(rates,),
        observables=(),
    )
    return system, values


PROBLEMS: dict[str, Problem] = {
    "hires": _problem(
        _photomorphogenesis, "P_r P_fr P_rX P_frX P_rX2 P_frX2 P_frX2E E", 1e-5,
        k1=1.71, k2=0.43, k3=8.32, k4=0.69, k5=0.035, k6=8.32, k_plus=280.0,
        k_minus=0.69, k_star=0.69, o_ks=0.0007,
    ),
    "rober": _problem(_autocatalysis, "A B C", 1e-14, k_1=0.04, k_2=3e7, k_3=1e4),
    "orego": _problem(_relaxation, "X Y Z", 1.0, s=77.27, q=8.375e-6, omega=0.161),
}  # fmt: skip
