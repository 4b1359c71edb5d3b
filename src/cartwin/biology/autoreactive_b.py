"""Autoreactive memory B cells: one clone that can survive in a sanctuary, or die out.

Cells [1e9 per 70 kg]. Growth is lost when fewer than about `Xext` cells are left, a
smooth stand-in for extinction of a birth-death process.
"""

from cartwin.biology.notation import Defined, N
from cartwin.parameters import (
    Certainty,
    Exponential,
    Fixed,
    LogitNormal,
    LogNormal,
    Parameter,
    State,
)


__all__ = ["BALANCE", "PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="X0",
        value=0.04,
        unit="1e9",
        spread=LogNormal(1),
        meaning="autoreactive memory (4e7 cells)",
        source="~0.1 % of memory B",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="gX",
        value=0.03,
        unit="1/d",
        spread=LogNormal(0.3),
        meaning="net autoreactive growth when rare (doubling 23 d)",
        source="relapse 9 mo after partial kill",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="d_X",
        value=0.02,
        unit="1/d",
        spread=Fixed(),
        meaning="autoreactive memory death",
        source="as memory",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="k_XPB",
        value=0.005,
        unit="1/d",
        spread=Fixed(),
        meaning="autoreactive memory -> PB",
        source="as memory",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="Xext",
        value=1.8,
        unit="cells",
        spread=Exponential(floor=1e-3),
        meaning="survival threshold N*; per patient ~ Exp(mean 1/(1-d/b) = 1.8)",
        source="birth-death extinction; hybrid idea from Kimmel 2021",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="pen_X",
        value=0.6,
        unit="1",
        spread=LogitNormal(1),
        meaning="killing of tissue autoreactive memory (sanctuary); logit-SD 1.0",
        source="tuned to ~4 % relapse in 2 y (Erlangen: 0/15 at 4-29 mo; one Jo-1 relapse at 9 mo)",
        certainty=Certainty.CALIBRATED,
    ),
)
STATES = (
    State("XA", "1e9", "autoreactive memory B cells, accessible", 1e-7),
    State("XT", "1e9", "autoreactive memory B cells, tissue", 1e-7),
)


def start(X0: N, fMa: N) -> Defined:
    """Return the untreated clone [1e9]."""
    return dict(XA=X0 * fMa, XT=X0 * (1.0 - fMa))


def clone_balance(
    XA: N, XT: N, MA: N, MT: N, k_taM: N, d_X: N, k_XPB: N, gX: N, Xext: N
) -> Defined:
    """Return the flow, growth, threshold and capacity that hold the clone in balance."""
    X = XA + XT
    loss = d_X + k_XPB
    p_X = loss + gX
    cX = Xext * 1e-9 * gX / loss  # 1e-9: cells to 1e9 cells
    hx = X / (X + cX)
    return dict(k_atX=k_taM * MT / MA, p_X=p_X, cX=cX, Xmax=X / (1.0 - loss / (p_X * hx)))


def clone(
    XA: N, XT: N, LDk: N, er: N, ed: N, kE: N, dl_a: N,
    p_X: N, cX: N, Xmax: N, k_taM: N, k_atX: N, d_X: N, k_XPB: N,
    kap: N, pen_X: N, ld_acc: N, ld_tis: N, kr_acc: N, kr_tis: N, kd_b: N,
) -> Defined:  # fmt: skip
    """Return the rates of the clone [1e9/d]."""
    Xt = XA + XT
    hx = Xt / (Xt + cX)
    pX = p_X * hx * (1.0 - Xt / Xmax)
    loss_a = k_atX + d_X + k_XPB + dl_a + ld_acc * LDk + kr_acc * er + kd_b * ed
    loss_t = k_taM + d_X + k_XPB + kap * pen_X * kE + ld_tis * LDk + kr_tis * er
    return dict(
        dXA=pX * XA + k_taM * XT - loss_a * XA,
        dXT=pX * XT + k_atX * XA - loss_t * XT,
    )


BALANCE = (start, clone_balance)
RATES = (clone,)
