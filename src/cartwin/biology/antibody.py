"""Immunoglobulin G, the autoantibody and a vaccine antibody, with recycling by FcRn.

All IgG shares one catabolism, which saturates FcRn: more IgG (or a blocker) means a
faster loss of every antibody.

    kel = k_deg (1 - fr)      fr = FRm K_fc / (K_fc + IgG) (1 - FcRn blockade)
"""

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Certainty, Fixed, LogNormal, Parameter, State


__all__ = ["BALANCE", "PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="A0",
        value=2.0,
        unit="1",
        spread=LogNormal(0.9),
        meaning=(
            "autoantibody before treatment, as a multiple of the ELISA detection"
            " limit; values below 1 are antibody-negative patients"
        ),
        source=(
            "assumed: median 2 and its spread, which leave 18 % of patients negative; "
            "consistent with 3 of 4 positive in the NCT06352281 series, conference "
            "abstract 2025"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="IG0",
        value=11.4,
        unit="g/L",
        spread=LogNormal(0.22),
        meaning="total serum immunoglobulin G (IgG) before treatment",
        source=(
            "Valenzuela 2025, CPT Pharmacometrics Syst Pharmacol 14:2074, as transcribed "
            "in nlmixr2lib: 11.4 g/L, between-patient CV 21.9 %"
        ),
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="k_deg",
        value=0.217,
        unit="1/d",
        spread=LogNormal(0.1),
        meaning="catabolism of IgG without rescue by the neonatal Fc receptor (FcRn)",
        source=(
            "Valenzuela 2025, CPT Pharmacometrics Syst Pharmacol 14:2074, as transcribed "
            "in nlmixr2lib: 0.217/d, CV 16.9 %; the CV used here is narrower, assumed"
        ),
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="FRm",
        value=0.954,
        unit="1",
        spread=Fixed(),
        meaning="largest fraction of IgG that FcRn can recycle",
        source=(
            "calibrated: to an IgG half-life of 19.4 d at 11.4 g/L (follows from "
            "Valenzuela 2025, as transcribed in nlmixr2lib), about 40 d at 3 g/L and 10 d"
            " at 35 g/L (general knowledge)"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="K_fc",
        value=80.6,
        unit="g/L",
        spread=Fixed(),
        meaning="total IgG concentration at which recycling by FcRn is half-maximal",
        source=(
            "calibrated: together with FRm to IgG half-lives of 19.4 d at 11.4 g/L "
            "(Valenzuela 2025), about 40 d at 3 g/L and 10 d at 35 g/L (general "
            "knowledge)"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_con",
        value=0.0,
        unit="1/d",
        spread=Fixed(),
        meaning="loss rate of the autoantibody to its antigen, beyond that of all IgG",
        source="assumed: none where the antigen is scarce",
        certainty=Certainty.ASSUMED,
    ),
)
STATES = (
    State("IG", "g/L", "own immunoglobulin G"),
    State("AA", "1", "autoantibody, multiple of the detection limit", 0.01),
    State("VAC", "1", "vaccine antibody, relative to baseline", 0.01),
)


def start(IG0: N, A0: N) -> Defined:
    """Return the untreated antibodies."""
    return dict(IG=IG0, AA=A0, VAC=1.0)


def secretion(
    IG: N, AA: N, PB: N, SP: N, LL: N, LR: N, PBX: N, SPX: N, LLX: N, LRX: N,
    k_deg: N, FRm: N, K_fc: N, w_pb: N, k_con: N,
) -> Defined:  # fmt: skip
    """Return the secretion per cell that holds the antibodies in balance."""
    kel0 = k_deg * (1.0 - FRm * K_fc / (K_fc + IG))
    return dict(
        q_ig=kel0 * IG / (w_pb * PB + SP + LL + LR),
        q_aa=(kel0 + k_con) * AA / (w_pb * PBX + SPX + LLX + LRX),
        q_vac=kel0 / (LL + LR),
    )


def catabolism(IG: N, IVG: N, fcrn_block: N, k_deg: N, FRm: N, K_fc: N) -> Defined:
    """Return the loss rate of all IgG [1/d]."""
    fr = FRm * K_fc / (K_fc + IG + IVG) * (1.0 - fcrn_block)
    return dict(kel=k_deg * (1.0 - fr))


def antibodies(
    IG: N, AA: N, VAC: N, PB: N, SP: N, LL: N, LR: N, PBX: N, SPX: N, LLX: N, LRX: N,
    kel: N, q_ig: N, q_aa: N, q_vac: N, w_pb: N, k_con: N,
) -> Defined:  # fmt: skip
    """Return the rates of the antibodies."""
    return dict(
        dIG=q_ig * (w_pb * PB + SP + LL + LR) - kel * IG,
        dAA=q_aa * (w_pb * PBX + SPX + LLX + LRX) - (kel + k_con) * AA,
        dVAC=q_vac * (LL + LR) - kel * VAC,
    )


def relative_antibody(AA: N, A0: N) -> Defined:
    """Return the autoantibody relative to that before treatment [1]."""
    return dict(a_rel=AA / A0)


BALANCE = (start, secretion)
RATES = (catabolism, antibodies, relative_antibody)
