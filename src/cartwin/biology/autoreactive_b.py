"""Autoreactive memory B cells: one clone that can survive in a sanctuary, or die out.

Cells [1e9 per 70 kg]. Growth is lost when fewer than about `Xext` cells are left, a
smooth stand-in for extinction of a birth-death process.
"""

from cartwin.biology.notation import PER_CELL, Defined, N
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
        unit="10*9",
        spread=LogNormal(1),
        meaning="autoreactive memory B cells in the body before treatment",
        source=(
            "assumed: about 0.1 % of all memory B cells, 40 million cells; no measurement "
            "known; spread assumed"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="gX",
        value=0.03,
        unit="1/d",
        spread=LogNormal(0.3),
        meaning="net growth rate of autoreactive memory B cells when few are left",
        source=(
            "assumed: doubling in 23 d, so that a clone not eradicated relapses within "
            "months, as in one patient with Jo-1 myositis (relapse at 9 months, Nat Med "
            "2025, doi 10.1038/s41591-025-03718-3); spread assumed"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="d_X",
        value=0.02,
        unit="1/d",
        spread=Fixed(),
        meaning="death rate of autoreactive memory B cells",
        source="assumed: similar to other memory B cells (d_M)",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="k_XPB",
        value=0.005,
        unit="1/d",
        spread=Fixed(),
        meaning="rate at which autoreactive memory B cells become plasmablasts",
        source="assumed: equal to other memory B cells (k_MPB)",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="Xext",
        value=1.8,
        unit="{cells}",
        spread=Exponential(floor=1e-3),
        meaning="number of autoreactive memory B cells below which the clone dies out",
        source=(
            "assumed: an exponential spread between patients, mean 1.8 cells, as for a "
            "birth-death process; extinction of few cells by chance as in Kimmel 2021, "
            "Proc R Soc B 288:20210229"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="pen_X",
        value=0.6,
        unit="1",
        spread=LogitNormal(1),
        meaning=(
            "killing of autoreactive memory B cells in tissue (a sanctuary) relative to "
            "killing in blood"
        ),
        source=(
            "calibrated: to relapse in about 4 % within 2 years; no relapse in 15 "
            "patients at 4-29 months (Müller 2024, N Engl J Med, as quoted in later "
            "reviews), one at 9 months elsewhere (Nat Med 2025, doi "
            "10.1038/s41591-025-03718-3); spread assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
)
GONE = 1e-12  # a thousandth of a cell [1e9 cells]: from there on the clone is extinct
STATES = (
    State("XA", "10*9", "autoreactive memory B cells, accessible", 1e-7, 0.0, GONE),
    State("XT", "10*9", "autoreactive memory B cells, tissue", 1e-7, 0.0, GONE),
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
    cX = Xext * PER_CELL * gX / loss
    hx = X / (X + cX)
    return dict(k_atX=k_taM * MT / MA, p_X=p_X, cX=cX, Xmax=X / (1.0 - loss / (p_X * hx)))


def clone(
    XA: N, XT: N, LDk: N, kE: N, dl_a: N,
    b_kill_accessible: N, b_kill_tissue: N, memory_kill: N, clone_kill: N,
    p_X: N, cX: N, Xmax: N, k_taM: N, k_atX: N, d_X: N, k_XPB: N,
    kap: N, pen_X: N, ld_acc: N, ld_tis: N,
) -> Defined:  # fmt: skip
    """Return the rates of the clone [1e9/d]."""
    Xt = XA + XT
    hx = Xt / (Xt + cX)
    pX = p_X * hx * (1.0 - Xt / Xmax)
    drugs = b_kill_accessible + memory_kill + clone_kill
    loss_a = k_atX + d_X + k_XPB + dl_a + ld_acc * LDk + drugs
    drugs_t = b_kill_tissue + clone_kill
    loss_t = k_taM + d_X + k_XPB + kap * pen_X * kE + ld_tis * LDk + drugs_t
    return dict(
        dXA=pX * XA + k_taM * XT - loss_a * XA,
        dXT=pX * XT + k_atX * XA - loss_t * XT,
    )


BALANCE = (start, clone_balance)
RATES = (clone,)
