"""Eltrombopag: stimulates the receptor of thrombopoietin.

A part of the stimulation comes only once progenitors have been stimulated for a while, so
that counts go on rising after the second week; all of it ends with the drug.
"""

from cartwin.biology.notation import Defined, N
from cartwin.parameters import (
    Basis,
    Certainty,
    Enters,
    Fixed,
    LogNormal,
    Mixture,
    Parameter,
    State,
)


__all__ = ["ACTS", "DOSES", "PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="elt_ka",
        value=4.0,
        unit="1/d",
        spread=Fixed(),
        meaning="absorption rate of eltrombopag",
        source="general knowledge: peak within 2-6 h, source not at hand",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="elt_cl",
        value=16.0,
        unit="L/d",
        spread=LogNormal(0.4),
        meaning="apparent clearance of eltrombopag",
        source=(
            "Gibiansky 2011, J Clin Pharmacol 51:842, abstract (ITP, 70 kg): 0.668 L/h; "
            "CV assumed"
        ),
        certainty=Certainty.READ,
    ),
    Parameter(
        name="elt_vc",
        value=8.76,
        unit="L",
        spread=Fixed(),
        meaning="apparent central volume of eltrombopag",
        source="Gibiansky 2011, J Clin Pharmacol 51:842, abstract (ITP, 70 kg): 8.76 L",
        certainty=Certainty.READ,
    ),
    Parameter(
        name="elt_q",
        value=9.58,
        unit="L/d",
        spread=Fixed(),
        meaning=(
            "apparent clearance of eltrombopag between central and peripheral compartment"
        ),
        source="Gibiansky 2011, J Clin Pharmacol 51:842, abstract (ITP, 70 kg): 0.399 L/h",
        certainty=Certainty.READ,
    ),
    Parameter(
        name="elt_vp",
        value=11.3,
        unit="L",
        spread=Fixed(),
        meaning="apparent peripheral volume of eltrombopag",
        source="Gibiansky 2011, J Clin Pharmacol 51:842, abstract (ITP, 70 kg): 11.3 L",
        certainty=Certainty.READ,
    ),
    Parameter(
        name="elt_slope",
        value=2.8,
        unit="mL/ug",
        spread=Mixture(share=0.19, median=0.0, otherwise=LogNormal(0.54)),
        meaning=(
            "stimulation per concentration of eltrombopag in ITP; zero in the 19 % who do"
            " not respond"
        ),
        source=(
            "calibrated: to response in 59-70 % at 50 mg daily (registration trials); "
            "non-responders 19 % (Hayes 2011, J Clin Pharmacol 51:1403); CV 54 % from "
            "liver disease (Farrell 2014, as transcribed in nlmixr2lib)"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="elt_late",
        value=0.5,
        unit="1",
        spread=Fixed(),
        meaning="share of the stimulation that only primed progenitors answer to",
        source=(
            "calibrated: with elt_prime, to counts that reach 70-80 % of their plateau by "
            "week 2 and are back within two weeks of the last dose (general knowledge of "
            "the registration trials, source not at hand); the mechanism is a hypothesis"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="elt_prime",
        value=0.1,
        unit="1/d",
        spread=Fixed(),
        meaning="rate at which progenitors become primed, and cease to be",
        source="calibrated: with elt_late",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="elt_half",
        value=0.1,
        unit="ug/mL",
        spread=Fixed(),
        meaning="eltrombopag concentration at which half of the progenitors become primed",
        source="assumed: far below therapeutic concentrations, so that nearly all do",
        certainty=Certainty.ASSUMED,
    ),
)
STATES = (
    State("ELTD", "mg", "eltrombopag, gut"),
    State("ELTC", "mg", "eltrombopag, central"),
    State("ELTP", "mg", "eltrombopag, peripheral"),
    State("PRIMED", "1", "progenitors primed by eltrombopag, share of all", 0.01),
)
DOSES = (Enters("eltrombopag", ("ELTD",), Basis.BODY),)


def kinetics(
    ELTD: N, ELTC: N, ELTP: N, elt_ka: N, elt_cl: N, elt_vc: N, elt_q: N, elt_vp: N,
    rate_scale: N,
) -> Defined:  # fmt: skip
    """Return the rates of eltrombopag [mg/d]."""
    exchange = rate_scale * elt_q * (ELTC / elt_vc - ELTP / elt_vp)
    return dict(
        dELTD=-elt_ka * ELTD,
        dELTC=elt_ka * ELTD - rate_scale * elt_cl * ELTC / elt_vc - exchange,
        dELTP=exchange,
    )


def priming(ELTC: N, PRIMED: N, elt_vc: N, elt_half: N, elt_prime: N) -> Defined:
    """Return dPRIMED/dt [1/d]."""
    concentration = ELTC / elt_vc
    primes = concentration / (concentration + elt_half)
    return dict(dPRIMED=elt_prime * (primes - PRIMED))


def stimulation(ELTC: N, PRIMED: N, elt_vc: N, elt_slope: N, elt_late: N) -> N:
    """Return the stimulation added, in multiples of healthy thrombopoietin [1]."""
    return elt_slope * ELTC / elt_vc * (1.0 - elt_late * (1.0 - PRIMED))


RATES = (kinetics, priming)
ACTS = {"mpl_drive": stimulation}
