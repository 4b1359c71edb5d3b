"""Three published CAR-T models as BioModels keeps them, with the symbols used there.

Each is an ordinary system whose observables bear its states' names in words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from cartwin.engine import System
from cartwin.parameters import State


__all__ = ["CART_MODELS", "CartModel"]

ONE_CELL = 1.0
IN_5_LITRES = 2e-7  # cells/µL: one cell in five litres of blood


@dataclass(frozen=True, slots=True, kw_only=True)
class CartModel:
    """A model with its published numbers.

    Attributes
    ----------
    system
        Its equations; the observables stand in the order of the states.
    values
        Its parameters.
    one_cell
        A single cell in the whole body, in the unit of the states.
    source
        Citation.
    """

    system: System
    values: Mapping[str, float]
    one_cell: float
    source: str


def _leon_triana(
    C: Any, L: Any, B: Any, rho_C: Any, tau_C: Any, rho_L: Any, alpha: Any, tau_B: Any
) -> dict[str, Any]:
    """CAR-T cells kill leukaemia and B cells alike, and are stimulated by both."""
    return dict(
        dC=rho_C * alpha * (L + B) * C - C / tau_C,
        dL=rho_L * L - alpha * L * C,
        dB=-alpha * B * C - B / tau_B,
    )


def _leon_triana_start() -> dict[str, Any]:
    return dict(C=1e7, L=5e10, B=2.5e10)


def _leon_triana_seen(C: Any, L: Any, B: Any) -> dict[str, Any]:
    return dict(CAR_T=1.0 * C, Leukaemia=1.0 * L, B_healthy=1.0 * B)


def _kimmel(
    N: Any, C: Any, B: Any, r_N: Any, K_N: Any, r_C: Any, K_C: Any, a: Any, b: Any,
    r_B: Any, g_B: Any, k_B: Any,
) -> dict[str, Any]:  # fmt: skip
    """Lymphopenia lets normal T cells and CAR-T cells grow; CAR-T cells kill tumour."""
    T = N + C
    missing = (T - K_N) * (T - K_N)
    growth = r_C + a * missing / (b * T * T + missing)
    return dict(
        dN=-r_N * N * np.log(T / K_N),
        dC=-growth * C * np.log(T / K_C),
        dB=r_B * B - g_B * B * C / (k_B + C),
    )


def _kimmel_start() -> dict[str, Any]:
    return dict(N=6.0, C=0.36, B=94.86)


def _kimmel_seen(N: Any, C: Any, B: Any) -> dict[str, Any]:
    return dict(Normal_T=1.0 * N, CAR_T=1.0 * C, Tumour=1.0 * B)


def _hanson(
    Cm: Any, Ce: Any, Hm: Any, He: Any, L: Any, Inflam: Any, B: Any, n: Any, r_1: Any,
    r: Any, d_1: Any, d_2: Any, d_3: Any, d_5: Any, p_0: Any, p_1: Any, p_2: Any, a_1: Any,
    a_2: Any, a_3: Any, b: Any, l_0: Any, k: Any,
) -> dict[str, Any]:  # fmt: skip
    """Inflammation activates CAR-T cells, which kill B cells, which inflames.

    Room for lymphocytes is left by all of them, B cells included.
    """
    room = np.maximum(0.0, 1.0 - (B + Ce + Cm + He + Hm + L) / l_0)
    inflamed = Inflam * Inflam / (Inflam * Inflam + b * b)
    activated = a_1 * B * Cm * inflamed * (1.0 + a_2 * He)
    helped = a_3 * B * Hm * inflamed
    return dict(
        dCm=r * Cm * room - activated,
        dCe=2.0**n * activated - d_3 * Ce,
        dHm=r * Hm * room - helped,
        dHe=2.0**n * helped - d_3 * He,
        dL=p_2 + r * L * room - d_5 * L,
        dInflam=p_1 * B * (Ce + He) - d_2 * Inflam + p_0,
        dB=r_1 * B * (1.0 - B / k) - d_1 * B * Ce,
    )


def _hanson_start(l_0: Any) -> dict[str, Any]:
    return dict(Cm=10.0, Ce=10.0, Hm=10.0, He=10.0, L=1.0 * l_0, Inflam=140.0, B=300.0)


def _hanson_seen(
    Cm: Any, Ce: Any, Hm: Any, He: Any, L: Any, Inflam: Any, B: Any
) -> dict[str, Any]:
    return dict(
        C_m=1.0 * Cm, C_e=1.0 * Ce, H_m=1.0 * Hm, H_e=1.0 * He, Lymphocytes=1.0 * L,
        Inflammation=1.0 * Inflam, B_cells=1.0 * B,
    )  # fmt: skip


def _model(
    equations: tuple[Any, Any, Any],
    states: str,
    one_cell: float,
    source: str,
    **values: float,
) -> CartModel:
    start, rates, seen = equations
    system = System(
        name=rates.__name__.removeprefix("_"),
        states=tuple(State(n, "as published", "", scale=one_cell) for n in states.split()),
        parameters=tuple(values),
        balance=(start,),
        rates=(rates,),
        observables=(seen,),
    )
    return CartModel(system=system, values=values, one_cell=one_cell, source=source)


# By the number of the model in BioModels.
CART_MODELS: Mapping[str, CartModel] = {
    "BIOMD1011": _model(
        (_leon_triana_start, _leon_triana, _leon_triana_seen), "C L B", ONE_CELL,
        "Leon-Triana O, Sabir S, Calvo GF, et al., CAR T cell therapy in B-cell acute "
        "lymphoblastic leukaemia: insights from mathematical models, 2020",
        rho_C=0.25, tau_C=14.0, rho_L=0.03333333333, alpha=4.5e-11, tau_B=60.0,
    ),
    "BIOMD1041": _model(
        (_kimmel_start, _kimmel, _kimmel_seen), "N C B", IN_5_LITRES,
        "Kimmel GJ, Locke FL, Altrock PM, Proc R Soc B 2021;288:20210229",
        r_N=0.17, K_N=500.0, r_C=0.0251, K_C=139.0, a=0.525, b=0.423,
        r_B=0.01, g_B=1.15, k_B=4.05,
    ),
    "BIOMD837": _model(
        (_hanson_start, _hanson, _hanson_seen), "Cm Ce Hm He L Inflam B", IN_5_LITRES,
        "Hanson S, Grimes DR, Taylor-King JP, et al., bioRxiv 2016, doi 10.1101/049908",
        n=6.0, r_1=0.003, r=0.1, d_1=2e-4, d_2=1.5, d_3=0.004, d_5=2e-4, p_0=200.0,
        p_1=0.002, p_2=0.4, a_1=4e-7, a_2=2.0, a_3=8e-5, b=800.0, l_0=1600.0, k=4800.0,
    ),
}  # fmt: skip
