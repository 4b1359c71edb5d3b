"""CAR-T cells and B cells after Kirouac 2023, with the symbols used there.

Kirouac DC, Zmurchok C, Deyati A, et al., Nat Biotechnol 2023;41:1606.

    memory Tm -> effectors Te1 -> Te2 -> exhausted Tx, all steered by B antigen Ba
"""

from typing import Any

import numpy as np

from cartwin.engine import System
from cartwin.parameters import State


__all__ = ["PARAMETERS_OF_KIROUAC", "hill", "kirouac_system"]

START_B = 1e10  # cells, before treatment
DOSE = 1e8  # cells
ONE_CELL = 1.0
ALMOST_NO_CELL = 1e-9  # cells; below it x**n with n < 1 has no finite slope

PARAMETERS_OF_KIROUAC = (
    "B50", "uB", "k_kill", "f_loss", "TK50", "kt", "kb1", "kb2", "um", "km", "f_max", "ke",
    "ue", "N", "kex", "dm", "de1", "de2", "dx", "Bmax", "kx", "rm", "kr", "fTm", "fTe1",
    "fTe2", "fTx",
)  # fmt: skip


def hill(x: Any, n: Any, K: Any) -> Any:
    """Return x^n / (K^n + x^n), written so that no power can overflow.

    Above and below by x^n, 1 / (1 + (K/x)^n) needs one power of a ratio instead of two
    powers of cell numbers. Less than `ALMOST_NO_CELL` counts as that: at x = 0 the slope
    of x^n is infinite for n < 1, as some of the patients have it.

    >>> float(hill(2.0, 3.0, 2.0)), float(hill(0.0, 2.0, 1e9)) < 1e-30
    (0.5, True)
    """
    return 1.0 / (1.0 + (K / np.maximum(x, ALMOST_NO_CELL)) ** n)


def _steered(
    Ba: Any, f_max: Any, km: Any, ue: Any, ke: Any, kex: Any, kx: Any, rm: Any, kr: Any,
    B50: Any,
) -> dict[str, Any]:  # fmt: skip
    """Return what antigen does to the T cells."""
    return dict(
        renewal=f_max * (1.0 - hill(Ba, km, B50)),
        proliferation=ue * hill(Ba, ke, B50),
        exhaustion=kex * hill(Ba, kx, B50),
        regeneration=rm * (1.0 - hill(Ba, kr, B50)),
    )


def _memory(
    Tm: Any, Te2: Any, dX: Any, renewal: Any, regeneration: Any, um: Any, dm: Any, fTm: Any
) -> dict[str, Any]:
    differentiation = um * (1.0 - renewal) * Tm
    born = um * renewal * Tm + fTm * dX + regeneration * Te2
    return dict(differentiation=differentiation, dTm=born - differentiation - dm * Tm)


def _effectors(
    Te1: Any, Te2: Any, dX: Any, differentiation: Any, proliferation: Any, exhaustion: Any,
    regeneration: Any, bursts: Any, de1: Any, de2: Any, fTe1: Any, fTe2: Any,
) -> dict[str, Any]:  # fmt: skip
    divided = proliferation * Te1
    return dict(
        dTe1=2.0 * differentiation - divided - de1 * Te1 + fTe1 * dX,
        dTe2=bursts * divided + fTe2 * dX - (exhaustion + de2 + regeneration) * Te2,
    )


def _exhausted(
    Tx: Any, Te2: Any, dX: Any, exhaustion: Any, dx: Any, fTx: Any
) -> dict[str, Any]:
    return dict(dTx=exhaustion * Te2 - dx * Tx + fTx * dX)


def _b_cells(
    B: Any, Ba: Any, Te2: Any, uB: Any, Bmax: Any, k_kill: Any, kt: Any, TK50: Any,
    kb1: Any, kb2: Any,
) -> dict[str, Any]:  # fmt: skip
    killed = k_kill * B * hill(Te2, kt, TK50)
    return dict(dB=uB * B * (1.0 - B / Bmax) - killed, dBa=kb1 * B - kb2 * Ba)


def _infused(
    dose: Any, dX: Any, f_loss: Any, fTm: Any, fTe1: Any, fTe2: Any, fTx: Any
) -> dict[str, Any]:
    """Return the loss of the infused cells, and their passage into tissue.

    The four fTx are no fractions of one: they are 1 to 70, as published.
    """
    return dict(ddose=-(1.0 + f_loss) * dose, ddX=dose - (fTm + fTe1 + fTe2 + fTx) * dX)


def _before(N: Any) -> dict[str, Any]:
    return dict(bursts=2.0**N, B=START_B, Ba=START_B, dose=DOSE)


def _seen(Tm: Any, Te1: Any, Te2: Any, Tx: Any, B: Any, Ba: Any) -> dict[str, Any]:
    total = Tm + Te1 + Te2 + Tx
    return dict(
        seen_Tm=1.0 * Tm, seen_Te1=1.0 * Te1, seen_Te2=1.0 * Te2, seen_Tx=1.0 * Tx,
        seen_B=1.0 * B, seen_Ba=1.0 * Ba, seen_T_total=total,
    )  # fmt: skip


def kirouac_system() -> System:
    """Return the model: days and cells.

    Observables are `seen_` + the name of a state, and `seen_T_total`, all CAR-T cells.
    """
    return System(
        name="kirouac",
        states=(
            State("Tm", "cells", "memory CAR-T cells", scale=ONE_CELL),
            State("Te1", "cells", "CAR-T cells on their way to effectors", scale=ONE_CELL),
            State("Te2", "cells", "effector CAR-T cells", scale=ONE_CELL),
            State("Tx", "cells", "exhausted CAR-T cells", scale=ONE_CELL),
            State("B", "cells", "B cells, normal and malignant", scale=ONE_CELL),
            State("Ba", "cells", "B-cell antigen", scale=ONE_CELL),
            State("dose", "cells", "infused cells not yet distributed", scale=ONE_CELL),
            State("dX", "cells", "infused cells entering tissue", scale=ONE_CELL),
        ),
        parameters=PARAMETERS_OF_KIROUAC,
        balance=(_before,),
        rates=(_steered, _memory, _effectors, _exhausted, _b_cells, _infused),
        observables=(_seen,),
    )
