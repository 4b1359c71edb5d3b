"""Factor VIII and the antibody that inhibits it: acquired haemophilia A.

The titre counts Bethesda units: one leaves half of factor VIII active. Inhibitors of type
I leave almost nothing at high titre, those of type II a plateau r:

    residual(u) = r + (1 - r) exp(-s u)        residual(1) = 1/2

Factor VIII with antibody on it is cleared faster; it rises with inflammation. Porcine
factor VIII has a pool of its own, which the antibody attacks at a fraction of its titre;
antibodies of its own that it provokes are left out. Bleeds are a hazard that falls with
active factor VIII and is zero where partial remission begins.
"""

import math

import numpy as np

from cartwin.biology.notation import Defined, N
from cartwin.parameters import (
    Basis,
    Certainty,
    Enters,
    Fixed,
    LogitNormal,
    LogNormal,
    Mixture,
    Parameter,
    State,
)


__all__ = ["ACCUMULATES", "BALANCE", "DOSES", "PARAMETERS", "PRIORS", "RATES", "STATES"]

_KINETICS = (
    "Kamel 2025, Haemophilia, doi 10.1111/hae.15144 (types I and II in acquired "
    "haemophilia A, 34 patients), abstract"
)
_CLEARANCE = (
    "Garmann 2017, Haemophilia 23:528 (severe haemophilia A), as transcribed in "
    "nlmixr2lib: "
)
PARAMETERS = (
    Parameter(
        name="F8n",
        value=100.0,
        unit="[iU]/dL",
        spread=LogNormal(0.3),
        meaning="personal normal factor VIII activity",
        source=(
            "general knowledge: 100 by the definition of the unit, and higher in old age; "
            "spread assumed, source not at hand"
        ),
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="k_f8",
        value=1.24,
        unit="1/d",
        spread=LogNormal(0.37),
        meaning="loss rate of factor VIII without antibody",
        source=(
            _CLEARANCE + "clearance 1.88 dL/h (CV 37 %) over volumes of 30.0 and 6.37 dL "
            "lumped into one, a half-life of 13.4 h"
        ),
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="V_f8",
        value=36.4,
        unit="dL",
        spread=LogNormal(0.11),
        meaning="distribution volume of infused factor VIII",
        source=(
            _CLEARANCE + "30.0 (CV 11.2 %) and 6.37 dL at a lean mass of 51 kg, lumped "
            "into one"
        ),
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="kap_f8",
        value=3.0,
        unit="1",
        spread=LogNormal(0.5),
        meaning="extra loss of factor VIII that carries antibody, relative to its own loss",
        source=(
            "calibrated: to factor VIII below 1 IU/dL in about half of patients, and to "
            "partial remission at about 0.3 Bethesda units; spread assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="f8_res",
        value=0.02,
        unit="1",
        spread=Mixture(
            share=0.51,
            median=0.19,
            omega=0.35,
            ceiling=0.45,
            otherwise=LogNormal(0.5, ceiling=0.1),
        ),
        meaning=(
            "factor VIII activity that no titre removes: near zero in inhibitors of type "
            "I, a plateau in the 51 % of type II"
        ),
        source=(
            f"{_KINETICS}: 44 % type I, 47 % type II, 9 % undetermined, split evenly here;"
            " plateau 18.6 in type II and 2.9 IU/dL in type I, at least 97 % inactivated, "
            "where 2 % is used; spread assumed"
        ),
        certainty=Certainty.READ,
    ),
    Parameter(
        name="f8_crp",
        value=0.6,
        unit="1",
        spread=Fixed(),
        meaning="largest relative rise of factor VIII production in inflammation",
        source="assumed: factor VIII is an acute-phase protein; the size is a guess",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="f8_crp50",
        value=60.0,
        unit="mg/L",
        spread=Fixed(),
        meaning="C-reactive protein above normal at which that rise is half-maximal",
        source="assumed: that of a clear inflammation",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="x_por",
        value=0.1,
        unit="1",
        spread=LogNormal(0.8, ceiling=1.0),
        meaning="titre against porcine factor VIII relative to that against human",
        source=(
            "general knowledge: usually 5-10 % or less, here the top of that range; "
            "measurable in 3 of 5 patients of the Japanese trial of 2024; spread assumed, "
            "source not at hand"
        ),
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="k_f8p",
        value=2.1,
        unit="1/d",
        spread=LogNormal(0.4),
        meaning="loss rate of infused porcine factor VIII without antibody",
        source=(
            "general knowledge: half-life of about 8 h, source not at hand; spread assumed"
        ),
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="h_bleed",
        value=0.043,
        unit="1/d",
        spread=LogNormal(0.7),
        meaning="rate of new bleeds without any active factor VIII",
        source=(
            "calibrated: to 0.27 bleeds per patient-week before partial remission "
            "(Holstein 2020, Blood 136:279, abstract); spread assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="f8_safe",
        value=50.0,
        unit="[iU]/dL",
        spread=Fixed(),
        meaning="active factor VIII at which bleeding ends, the hazard falling in a line",
        source=(
            "Holstein 2020, Blood 136:279, abstract: the rate fell with factor VIII, and "
            "only 50 % or more abolished bleeding; the line is assumed"
        ),
        certainty=Certainty.READ,
    ),
)
PRIORS = (
    Parameter(
        name="A0",
        value=20.0,
        unit="1",
        spread=LogNormal(3.0),
        meaning="inhibitor before treatment, in Bethesda units",
        source=(
            "calibrated: to a median of 22.3 and a range of 3 to 2000 in 12 patients "
            "(Knoebl 2020, Blood, abstract); spread from the range"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="fLLX",
        value=0.003,
        unit="1",
        spread=LogitNormal(1.0),
        meaning="share of the inhibitor that long-lived plasma cells make",
        source=(
            "calibrated: it must be small for remission, since 0.2 Bethesda units cost "
            "about a third of factor VIII; spread assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_con",
        value=0.0509,
        unit="1/d",
        spread=LogNormal(0.5),
        meaning="loss of the inhibitor with the antigen it binds",
        source=(
            "calibrated: with the catabolism of immunoglobulin G to a half-life of 8 d, "
            "for factor VIII to recover two months after CAR-T (case of Hannover, "
            "Leukemia 2025); spread assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
)
STATES = (
    State("F8", "[iU]/dL", "human factor VIII, with and without antibody"),
    State("F8P", "[iU]/dL", "porcine factor VIII, infused"),
    State("BLEEDS", "1", "bleeds expected so far: the cumulative hazard", 1e-3),
)
DOSES = (
    Enters("factor_viii", ("F8",), Basis.PER_KG, over="V_f8"),
    Enters("porcine_factor_viii", ("F8P",), Basis.PER_KG, over="V_f8"),
)
ACCUMULATES = ("BLEEDS",)
"""States that only grow: nothing balances them before treatment."""
LN2 = math.log(2.0)


def shape(f8_res: N) -> Defined:
    """Return the slope that makes one Bethesda unit leave half [1]."""
    return dict(f8_slope=np.log((1.0 - f8_res) / (0.5 - f8_res)))


def start(A0: N, F8n: N, kap_f8: N) -> Defined:
    """Return factor VIII of the untreated patient [IU/dL]."""
    return dict(F8=F8n / (1.0 + kap_f8 * bound(A0)))


def bound(bu: N) -> N:
    """Return the share of factor VIII that carries antibody [1]."""
    return 1.0 - np.exp(-LN2 * bu)


def residual(bu: N, f8_res: N, f8_slope: N) -> N:
    """Return the share of factor VIII that a titre leaves active [1].

    >>> round(float(residual(1.0, 0.19, shape(0.19)["f8_slope"])), 3)
    0.5
    """
    return f8_res + (1.0 - f8_res) * np.exp(-f8_slope * bu)


def inhibitor(a_rel: N, A0: N) -> Defined:
    """Return the titre, in Bethesda units [1]."""
    return dict(bu=A0 * a_rel)


def human(
    F8: N, bu: N, CRP: N, crp0: N, F8n: N, k_f8: N, kap_f8: N, f8_crp: N, f8_crp50: N,
    rate_scale: N,
) -> Defined:  # fmt: skip
    """Return dF8/dt [IU/dL/d]."""
    inflamed = np.maximum(CRP - crp0, 0.0)
    made = F8n * (1.0 + f8_crp * inflamed / (inflamed + f8_crp50))
    return dict(dF8=rate_scale * k_f8 * (made - (1.0 + kap_f8 * bound(bu)) * F8))


def porcine(F8P: N, bu: N, x_por: N, k_f8p: N, kap_f8: N, rate_scale: N) -> Defined:
    """Return dF8P/dt [IU/dL/d]."""
    loss = k_f8p * (1.0 + kap_f8 * bound(x_por * bu))
    return dict(dF8P=-rate_scale * loss * F8P)


def activity(F8: N, F8P: N, bu: N, x_por: N, f8_res: N, f8_slope: N) -> Defined:
    """Return active factor VIII of both species [IU/dL]."""
    own = F8 * residual(bu, f8_res, f8_slope)
    return dict(f8c=own + F8P * residual(x_por * bu, f8_res, f8_slope))


def bleeding(f8c: N, bleed_block: N, f8_bleed_block: N, h_bleed: N, f8_safe: N) -> Defined:
    """Return the hazard of a new bleed, which is dBLEEDS/dt [1/d]."""
    unprotected = np.maximum(1.0 - f8c / f8_safe, 0.0)
    left = (1.0 - bleed_block) * (1.0 - f8_bleed_block)
    return dict(dBLEEDS=h_bleed * unprotected * left)


BALANCE = (shape, start)
RATES = (inhibitor, human, porcine, activity, bleeding)
