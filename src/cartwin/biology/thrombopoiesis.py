"""Megakaryocytes and thrombopoietin.

Four transit stages of megakaryocyte mass (relative to healthy), driven by the
stimulation of thrombopoietin and its agonists; platelets and megakaryocytes consume
thrombopoietin.
"""

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Certainty, Fixed, LogNormal, Parameter, State


__all__ = ["BALANCE", "PARAMETERS", "RATES", "STATES", "untreated_megakaryocytes"]

_FIT = (
    "calibrated: to thrombopoietin 17- to 28-fold in aplasia (Br J Haematol 1998 and "
    "others) and 1.4-fold (Ichikawa 1996) to 2.3-fold (Mukai) in ITP; the model gives "
    "12- and 1.3-fold"
)
PARAMETERS = (
    Parameter(
        name="Pn",
        value=250.0,
        unit="10*9/L",
        spread=LogNormal(0.22),
        meaning="platelet count that the patient would have in health; scales production",
        source=(
            "Wang 2010, AAPS J 12:729, as transcribed in nlmixr2lib: healthy counts "
            "150-450, here 250; 237 ± 41 in controls of a growth-factor study; CV assumed"
        ),
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="TPO0",
        value=100.0,
        unit="pg/mL",
        spread=Fixed(),
        meaning="thrombopoietin in health",
        source=(
            "Br J Haematol 1998, doi 10.1046/j.1365-2141.1998.00590.x: 95.3 ± 54.0 pg/mL "
            "in 119 healthy controls, rounded"
        ),
        certainty=Certainty.READ,
    ),
    Parameter(
        name="k_tpo",
        value=0.55,
        unit="1/d",
        spread=Fixed(),
        meaning="turnover rate of thrombopoietin",
        source="general knowledge: half-life 20-40 h, source not at hand",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="f_ns",
        value=0.01,
        unit="1",
        spread=Fixed(),
        meaning=(
            "share of thrombopoietin loss in health that is not by platelets or "
            "megakaryocytes"
        ),
        source=_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="f_p",
        value=0.37,
        unit="1",
        spread=Fixed(),
        meaning="share of thrombopoietin loss in health that is by platelets",
        source=_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="f_m",
        value=0.62,
        unit="1",
        spread=Fixed(),
        meaning="share of thrombopoietin loss in health that is by megakaryocytes",
        source=_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="Smax",
        value=12.0,
        unit="1",
        spread=Fixed(),
        meaning=(
            "largest production of megakaryocytes under stimulation, relative to health"
        ),
        source=(
            "Wang 2010, AAPS J 12:729, as transcribed in nlmixr2lib: 1 + 11.2; 1 + 9 in "
            "Petrov 2024, Clin Pharmacol Drug Dev 2025;14:116"
        ),
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="T_M",
        value=6.0,
        unit="d",
        spread=LogNormal(0.12),
        meaning="transit time from megakaryocyte precursor to platelet release",
        source=(
            "Wang 2010, AAPS J 12:729, as transcribed in nlmixr2lib: 142 h; 5.8 d in "
            "Farrell 2014, Br J Clin Pharmacol 77:717; 4 x 50 h, CV 11 %, in Petrov 2024"
        ),
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="rQ",
        value=0.1,
        unit="1/d",
        spread=Fixed(),
        meaning="recovery rate of haematopoietic stem cells",
        source=(
            "calibrated: with sMeg to platelets that stay near normal after "
            "lymphodepletion in lupus (Müller 2025, Blood, doi 10.1182/blood.2025028375, "
            "abstract); nadir 185 x 10^9/L in the model"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="sMeg",
        value=0.22,
        unit="1/d",
        spread=LogNormal(0.4),
        meaning=(
            "loss of haematopoietic stem cells at unit myeloid effect of lymphodepletion"
        ),
        source=(
            "calibrated: with rQ to platelets that stay near normal after lymphodepletion"
            " in lupus (Müller 2025, Blood, doi 10.1182/blood.2025028375, abstract); "
            "nadir 185 x 10^9/L in the model; spread assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_icaht",
        value=1.0,
        unit="1/d",
        spread=Fixed(),
        meaning="loss of haematopoietic stem cells at full suppression by macrophages",
        source="assumed: the number that suppresses neutrophil precursors, per day",
        certainty=Certainty.ASSUMED,
    ),
)
STATES = (
    State("HQ", "1", "haematopoietic stem cell quality", 0.01),
    State("M1", "1", "megakaryocytes, stage 1", 0.01),
    State("M2", "1", "megakaryocytes, stage 2", 0.01),
    State("M3", "1", "megakaryocytes, stage 3", 0.01),
    State("M4", "1", "megakaryocytes, stage 4", 0.01),
    State("TPO", "pg/mL", "thrombopoietin", 1.0),
)


def start(
    P1: N, P2: N, P3: N, P4: N, Pn: N, TPO0: N, Smax: N, f_ns: N, f_p: N, f_m: N
) -> Defined:
    """Return the untreated megakaryocytes and thrombopoietin, given the platelets."""
    plt = P1 + P2 + P3 + P4
    m = untreated_megakaryocytes(plt / Pn, Smax, f_ns, f_p, f_m)
    tpo = TPO0 / (f_ns + f_p * plt / Pn + f_m * m)
    return dict(HQ=1.0 + 0.0 * m, M1=m, M2=m, M3=m, M4=m, TPO=tpo)


def untreated_megakaryocytes(fill: N, Smax: N, f_ns: N, f_p: N, f_m: N) -> N:
    """Return the megakaryocyte mass at which production and loss balance [1].

    Stimulation Smax x / (Smax - 1 + x) with x = 1 / (f_ns + f_p fill + f_m m) equals m:
    a quadratic in m with one positive root.

    Parameters
    ----------
    fill
        Platelets relative to the patient's healthy count [1].

    Examples
    --------
    >>> round(untreated_megakaryocytes(1.0, 12.0, 0.01, 0.37, 0.62), 12)
    1.0
    """
    a = (Smax - 1.0) * f_m
    b = (Smax - 1.0) * (f_ns + f_p * fill) + 1.0
    return 2.0 * Smax / (b + (b * b + 4.0 * a * Smax) ** 0.5)


def thrombopoietin(
    plt: N, M1: N, M2: N, M3: N, M4: N, TPO: N,
    k_tpo: N, TPO0: N, f_ns: N, f_p: N, f_m: N, Pn: N,
) -> Defined:  # fmt: skip
    """Return dTPO/dt [pg/mL/d]."""
    mass = 0.25 * (M1 + M2 + M3 + M4)
    return dict(dTPO=k_tpo * (TPO0 - TPO * (f_ns + f_p * plt / Pn + f_m * mass)))


def megakaryocytes(
    HQ: N, M1: N, M2: N, M3: N, M4: N, TPO: N, mpl_drive: N, TPO0: N, Smax: N, T_M: N
) -> Defined:
    """Return the rates of the four stages [1/d]."""
    x = TPO / TPO0 + mpl_drive
    km = 4.0 / T_M
    return dict(
        dM1=km * (HQ * Smax * x / (Smax - 1.0 + x) - M1),
        dM2=km * (M1 - M2),
        dM3=km * (M2 - M3),
        dM4=km * (M3 - M4),
    )


def stem_cells(HQ: N, LDm: N, MAC: N, rQ: N, sMeg: N, k_icaht: N, s_icaht: N) -> Defined:
    """Return dHQ/dt [1/d]."""
    return dict(dHQ=rQ * (1.0 - HQ) - (sMeg * LDm + k_icaht * s_icaht * MAC) * HQ)


BALANCE = (start,)
RATES = (thrombopoietin, megakaryocytes, stem_cells)
