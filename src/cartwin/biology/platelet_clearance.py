"""Platelets: four age stages, lost to age, to autoantibody and to CD8 cells.

Clearance by phagocytes is the only place where Fc-receptor blocks act: spleen, CD38+
effector cells, glucocorticoids, fostamatinib and IVIG. A' = sev AA / A0 is the antibody
in units of the half-maximal titre.

    kimm = (kmax ((1 - fH) fcr h(Aeff) + fH h(A')) + CD8) / (1 + P / KmP)
"""

import numpy as np

from cartwin.biology.notation import Defined, N
from cartwin.biology.thrombopoiesis import untreated_megakaryocytes
from cartwin.parameters import (
    Certainty,
    Fixed,
    LogitNormal,
    LogNormal,
    Mixture,
    Parameter,
    State,
)


__all__ = ["BALANCE", "PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="T_P",
        value=9.5,
        unit="d",
        spread=Fixed(),
        meaning="age at which platelets die in health",
        source=(
            "Wang 2010, AAPS J 12:729, as transcribed in nlmixr2lib: 253 h; 205 ± 18 h "
            "and 226 ± 25 h with indium-111 (Blood 95:2514; Transfusion 25:215, "
            "abstracts); 9.5 d lies between"
        ),
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="k_rand",
        value=0.03,
        unit="1/d",
        spread=Fixed(),
        meaning="random loss of platelets to haemostasis in health",
        source=(
            "general knowledge: about 7 x 10^9/L a day (Hanson and Slichter), source not "
            "at hand"
        ),
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="sev",
        value=1.1,
        unit="1",
        spread=LogNormal(0.4),
        meaning=(
            "severity: untreated autoantibody in units of the titre with half-maximal "
            "clearance"
        ),
        source=(
            "calibrated: to a baseline count of median 9 (2-24) x 10^9/L in the "
            "NCT06352281 series, conference abstract 2025; poorly identified below 10 x "
            "10^9/L; spread assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="kmax",
        value=6.0,
        unit="1/d",
        spread=LogNormal(0.25),
        meaning="largest clearance rate of antibody-coated platelets by phagocytes",
        source=(
            "calibrated: to untreated counts near 10 x 10^9/L in severe ITP (general "
            "knowledge); 4.8/d in Petrov 2024, Clin Pharmacol Drug Dev 2025;14:116, as "
            "transcribed in nlmixr2lib; spread assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="hA",
        value=2.5,
        unit="1",
        spread=Fixed(),
        meaning="Hill exponent of platelet clearance in the antibody",
        source=(
            "calibrated: to the platelet response to 1 g/kg on two days in chronic ITP, "
            "81 % at 50 x 10^9/L or more by day 8, after 1.7 d (Flebogamma 10 % DIF "
            "trial, NCT00511147)"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="fH",
        value=0.02,
        unit="1",
        spread=Mixture(share=0.30, median=0.35, omega=0.4, ceiling=0.95),
        meaning=(
            "share of antibody-mediated clearance that needs no Fc receptor (desialylated"
            " platelets, complement); higher in 30 % of patients"
        ),
        source=(
            "assumed: the subgroup and its share; level chosen so that no more than 87 % "
            "respond to intravenous immunoglobulin, the upper end of published trials; "
            "spread within it assumed"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="KmP",
        value=120.0,
        unit="10*9/L",
        spread=Fixed(),
        meaning="platelet count at which phagocytes are half saturated",
        source="assumed: a hypothesis; no measurement known",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="Iyield",
        value=0.4,
        unit="1",
        spread=LogitNormal(0.6),
        meaning="largest inhibition of platelet release by autoantibody",
        source=(
            "assumed: 0.4 with wide spread; production in ITP is low in some patients "
            "(Ballem 1987, J Clin Invest), normal (Stoll 1985, Blood 65:584) or 2.3-fold "
            "(Branehög 1974, Br J Haematol)"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="sevT",
        value=0.0,
        unit="1",
        spread=Mixture(share=0.20, median=0.40, omega=0.5, ceiling=3.0),
        meaning=(
            "severity of platelet clearance by autoreactive CD8 cells; zero in 80 % of "
            "patients"
        ),
        source=(
            "assumed: a fifth of patients, level and spread chosen to leave about 20 % "
            "without response"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="kTmax",
        value=3.0,
        unit="1/d",
        spread=Fixed(),
        meaning="clearance rate of platelets at unit severity of autoreactive CD8 cells",
        source="assumed: a hypothesis; sets the scale of sevT",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="ITyield",
        value=0.45,
        unit="1",
        spread=Fixed(),
        meaning="inhibition of platelet release at unit severity of autoreactive CD8 cells",
        source="assumed: a hypothesis",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="kEffr",
        value=0.0116,
        unit="1/d",
        spread=LogNormal(0.5),
        meaning="rate at which CD38+ Fc-effector cells return after anti-CD38 treatment",
        source=(
            "assumed: half-life 60 d; platelet responses lasted a median of 23 weeks in "
            "Chen 2024, N Engl J Med 390:2178 (CM313); spread assumed"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="f38",
        value=0.6,
        unit="1",
        spread=LogitNormal(1.8),
        meaning="share of Fc-receptor clearance that CD38+ effector cells carry out",
        source=(
            "calibrated: between response in 48 % under daratumumab (DART trial, Blood "
            "Adv 2025, doi 10.1182/bloodadvances.2025017279) and 95 % in Chen 2024, N "
            "Engl J Med 390:2178 (CM313); spread assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="kT_r",
        value=0.02,
        unit="1/d",
        spread=LogNormal(1),
        meaning="rate at which autoreactive CD8 cells return after treatment",
        source="assumed: a hypothesis; return within 1-2 months, wide spread",
        certainty=Certainty.ASSUMED,
    ),
)
STATES = (
    State("P1", "10*9/L", "platelets, age stage 1", 1.0),
    State("P2", "10*9/L", "platelets, age stage 2", 1.0),
    State("P3", "10*9/L", "platelets, age stage 3", 1.0),
    State("P4", "10*9/L", "platelets, age stage 4", 1.0),
    State("EFF", "1", "CD38+ Fc-effector cells, relative to baseline", 0.01),
    State("TCY", "1", "autoreactive cytotoxic T cells, relative to baseline", 0.01),
)
LOWEST, HIGHEST = 1e-6, 1e3  # the untreated count lies between, relative to health
HALVINGS = 70


def start(
    Pn: N, Smax: N, f_ns: N, f_p: N, f_m: N, T_P: N, k_rand: N, kmax: N, hA: N, fH: N,
    KmP: N, Iyield: N, sevT: N, kTmax: N, ITyield: N, sev: N,
) -> Defined:  # fmt: skip
    """Return the untreated age stages [10*9/L] and the production constant kin.

    Production per platelet falls strictly with the count, so the balance has exactly one
    root; it is found by halving an interval of its logarithm.
    """
    kp = 4.0 / T_P
    kin = Pn * k_rand / (1.0 - (kp / (kp + k_rand)) ** 4)
    yld = (1.0 - Iyield * sev / (1.0 + sev)) * (1.0 - ITyield * np.minimum(1.0, sevT))
    h = sev**hA / (1.0 + sev**hA)
    immune = kmax * h + kTmax * sevT

    def stages(P: N) -> tuple[N, N, N, N]:
        loss = kp + k_rand + immune / (1.0 + P / KmP)
        first = kin * yld * untreated_megakaryocytes(P / Pn, Smax, f_ns, f_p, f_m) / loss
        r = kp / loss
        return first, first * r, first * r * r, first * r * r * r

    low, high = np.log(LOWEST), np.log(HIGHEST)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        count = Pn * np.exp(middle)
        more = sum(stages(count)) > count
        low, high = np.where(more, middle, low), np.where(more, high, middle)
    P1, P2, P3, P4 = stages(Pn * np.exp(0.5 * (low + high)))
    return dict(kin=kin, P1=P1, P2=P2, P3=P3, P4=P4, EFF=1.0, TCY=1.0)


def pathogenic_titre(a_rel: N, sev: N) -> Defined:
    """Return the antibody Ap in units of the half-maximal phagocytosis titre [1]."""
    return dict(Ap=np.maximum(sev * a_rel, 0.0))


def clearance(
    plt: N, Ap: N, EFF: N, TCY: N, fc_competition: N, igc: N, phagocyte_block: N,
    kmax: N, hA: N, fH: N, KmP: N, spl: N, f38: N, sevT: N, kTmax: N,
) -> Defined:  # fmt: skip
    """Return the immune loss rate kimm [1/d]."""
    fcr = spl * (1.0 - f38 * (1.0 - EFF)) * (1.0 - phagocyte_block)
    hs = (Ap / (1.0 + fc_competition)) ** hA
    hh = Ap**hA
    antibody = kmax * ((1.0 - fH) * fcr * hs / (1.0 + hs) + fH * hh / (1.0 + hh))
    cytotoxic = kTmax * sevT * TCY * (1.0 - igc)
    return dict(kimm=(antibody + cytotoxic) / (1.0 + plt / KmP))


def count(P1: N, P2: N, P3: N, P4: N, f_circ: N) -> Defined:
    """Return all platelets plt, pooled ones included, and those in blood [10*9/L]."""
    plt = P1 + P2 + P3 + P4
    return dict(plt=plt, plt_blood=f_circ * plt)


def platelets(
    P1: N, P2: N, P3: N, P4: N, M4: N, Ap: N, TCY: N, kimm: N,
    kin: N, T_P: N, k_rand: N, Iyield: N, ITyield: N, sevT: N,
) -> Defined:  # fmt: skip
    """Return the rates of the age stages [10*9/L/d]."""
    blocked = Iyield * Ap / (1.0 + Ap)
    yld = (1.0 - blocked) * (1.0 - ITyield * np.minimum(1.0, sevT) * TCY)
    kp = 4.0 / T_P
    lo = kp + k_rand + kimm
    return dict(
        dP1=kin * M4 * yld - lo * P1,
        dP2=kp * P1 - lo * P2,
        dP3=kp * P2 - lo * P3,
        dP4=kp * P3 - lo * P4,
    )


def effector_cells(
    EFF: N, TCY: N, effector_kill: N, cd8_kill: N, kEffr: N, kT_r: N
) -> Defined:
    """Return the rates of CD38+ Fc-effector cells and of cytotoxic T cells [1/d]."""
    return dict(
        dEFF=kEffr * (1.0 - EFF) - effector_kill * EFF,
        dTCY=kT_r * (1.0 - TCY) - cd8_kill * TCY,
    )


BALANCE = (start,)
RATES = (pathogenic_titre, count, clearance, platelets, effector_cells)
