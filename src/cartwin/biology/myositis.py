"""Idiopathic inflammatory myopathy: muscle enzymes, weakness, damage.

Weakness has a part that follows the activity, and a part (damage) that stays once it has
come. What the activity depends on is in `organ_activity`; here are its numbers.

    CK = CKn + CKx ACT^2               with a turnover of its own
    MMT-8 = 150 - WKN - MUD            WKN follows ACT; MUD only grows

Before treatment every state is in balance except those of `ACCUMULATES`: damage starts
from an amount of the patient's own and grows, slowly, as long as there is activity. So
there is no steady state of damage; the other states do not depend on it.

Not in it: the rise of creatine kinase in the first days after CAR-T that one patient had
(Müller 2023, Lancet 401:815), weakness by glucocorticoids, lungs and joints.
"""

import numpy as np

from cartwin.biology.notation import Defined, N
from cartwin.biology.organ_activity import of_disease
from cartwin.parameters import (
    Certainty,
    Fixed,
    LogitNormal,
    LogNormal,
    Parameter,
    State,
)


__all__ = ["ACCUMULATES", "BALANCE", "PARAMETERS", "PRIORS", "RATES", "READOUTS", "STATES"]

_FIRST = "Müller 2023, Lancet 401:815, as quoted by the Institut de Myologie"
_STRENGTH = (
    "calibrated: to nearly full strength six months after CAR-T, MMT-8 149 of 150 "
    f"({_FIRST}), and to a major response in 3 of 3 (Müller 2024, N Engl J Med 390:687, as "
    "quoted in later reviews); the typical patient of the model reaches 142"
)
_ENZYME = (
    "calibrated: to creatine kinase near normal three months after CAR-T, general "
    "knowledge of the first reports"
)
_REFRACTORY = (
    "assumed: little, since these are patients whom steroids and mycophenolate have failed"
)
_GUESS = "assumed: no data; to a severely ill patient at the usual scale"
PARAMETERS = (
    Parameter(
        name="CKn", value=120.0, unit="U/L", spread=LogNormal(0.3),
        meaning="creatine kinase without myositis",
        source="assumed: the middle of a usual normal range; spread assumed",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="CKx", value=5880.0, unit="U/L", spread=LogNormal(1.5),
        meaning="creatine kinase above normal before treatment",
        source=(
            "assumed: a wide spread around 6000 U/L in all; single patients had 13600 U/L "
            f"({_FIRST}) and 29133 U/L (Taubmann 2023, Rheumatology 63:e12)"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="k_ck", value=0.46, unit="1/d", spread=Fixed(),
        meaning="turnover rate of creatine kinase in blood",
        source="general knowledge: half-life of 1.5 d, source not at hand",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="weak_rev", value=38.0, unit="1", spread=LogNormal(0.4, ceiling=100.0),
        meaning=(
            "points of MMT-8 missing before treatment that come back if the activity goes"
        ),
        source=f"{_STRENGTH}; spread assumed",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="weak_irr", value=3.0, unit="1", spread=LogNormal(0.8, ceiling=30.0),
        meaning="points of MMT-8 missing at the start of observation that do not come back",
        source=f"{_STRENGTH}; spread assumed",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_weak", value=0.028, unit="1/d", spread=LogNormal(0.4),
        meaning="rate at which reversible weakness follows the activity",
        source=f"{_STRENGTH}; spread assumed",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_mdam", value=0.0102, unit="1/d", spread=LogNormal(0.6),
        meaning=(
            "points of MMT-8 a day that are lost for good at full activity and strength"
        ),
        source=(
            "assumed: 3.7 points a year, fewer where less muscle is left; spread assumed"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="mmt_most", value=150.0, unit="1", spread=Fixed(),
        meaning="full strength by MMT-8, tested on both sides and the neck",
        source=(
            "general knowledge: 15 tests of 10 points (one side and the neck: 80), source "
            "not at hand"
        ),
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="phg_iim", value=70.0, unit="mm", spread=LogNormal(0.3, ceiling=95.0),
        meaning="physician's global assessment of activity before treatment",
        source=f"{_GUESS}; spread assumed",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="ptg_iim", value=70.0, unit="mm", spread=LogNormal(0.3, ceiling=85.0),
        meaning=(
            "part of the patient's global assessment before treatment that follows activity"
        ),
        source=f"{_GUESS}; spread assumed",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="ptdam_iim", value=5.0, unit="mm", spread=LogNormal(0.5, ceiling=15.0),
        meaning="part of the patient's global assessment before treatment that stays",
        source=f"{_GUESS}; spread assumed",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="haq_iim", value=1.9, unit="1", spread=LogNormal(0.3, ceiling=2.6),
        meaning="part of HAQ-DI before treatment that follows activity",
        source=f"{_GUESS}; spread assumed",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="had_iim", value=0.033, unit="1", spread=LogNormal(0.4),
        meaning="HAQ-DI per point of MMT-8 lost for good",
        source="assumed: 0.1 at 3 points; spread assumed",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="ext_iim", value=50.0, unit="mm", spread=LogNormal(0.5, ceiling=95.0),
        meaning=(
            "extramuscular activity before treatment (skin, joints, lungs, as one scale)"
        ),
        source=f"{_GUESS}; spread assumed",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="jo1", value=20.0, unit="[arb'U]/mL", spread=Fixed(),
        meaning="anti-Jo-1 at the detection limit of the autoantibody",
        source="assumed: a usual cut-off of immunoassays",
        certainty=Certainty.ASSUMED,
    ),
)  # fmt: skip
PRIORS = (
    of_disease(
        "wA",
        0.35,
        LogNormal(0.6),
        "assumed: about one third; whether the antibodies are pathogenic is open; spread "
        "assumed",
        Certainty.ASSUMED,
    ),
    of_disease(
        "wB",
        0.60,
        LogNormal(0.4),
        "assumed: most of it, since activity goes while part of the antibody stays; spread "
        "assumed",
        Certainty.ASSUMED,
    ),
    of_disease(
        "wI",
        0.05,
        LogNormal(0.7),
        "assumed: little, since remission after CAR-T was complete; spread assumed",
        Certainty.ASSUMED,
    ),
    of_disease(
        "k_activity",
        0.06,
        LogNormal(0.4),
        f"{_ENZYME}; spread assumed",
        Certainty.CALIBRATED,
    ),
    of_disease(
        "gc_activity",
        0.25,
        Fixed(),
        f"{_REFRACTORY}; far less than in lupus, but part of the patients improve",
        Certainty.ASSUMED,
    ),
    Parameter(
        name="fLLX", value=0.1, unit="1", spread=LogitNormal(1.4),
        meaning="share of the autoantibody that long-lived plasma cells make",
        source=(
            "assumed: a tenth; one patient relapsed nine months after CD19 CAR-T and "
            "answered to BCMA CAR-T (Nat Med 2025, doi 10.1038/s41591-025-03718-3); spread "
            "assumed"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="k_con", value=0.0028, unit="1/d", spread=Fixed(),
        meaning="loss of the autoantibody to its antigen, beside the catabolism of all IgG",
        source="assumed: so that its half-life is 18 d at a usual IgG",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="g_pb", value=0.1, unit="1", spread=Fixed(),
        meaning="largest inhibition of plasmablast formation by glucocorticoids",
        source=f"{_REFRACTORY}; a fifth of that elsewhere",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="mmf_act", value=0.07, unit="1", spread=Fixed(),
        meaning="largest block of inflammation in organs by mycophenolate",
        source=f"{_REFRACTORY}; a quarter of that elsewhere",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="mmf_pb", value=0.1, unit="1", spread=Fixed(),
        meaning="largest block of the formation of plasmablasts by mycophenolate",
        source=f"{_REFRACTORY}; a sixth of that elsewhere",
        certainty=Certainty.ASSUMED,
    ),
)  # fmt: skip
STATES = (
    State("CKB", "U/L", "creatine kinase in blood", 1.0),
    State("WKN", "1", "points of MMT-8 missing that can come back", 0.1),
    State("MUD", "1", "points of MMT-8 missing that cannot", 0.1),
)
ACCUMULATES = ("MUD",)
"""States of damage: they start from an amount and only grow, so nothing balances them."""


def start(act0: N, CKn: N, CKx: N, weak_rev: N, weak_irr: N) -> Defined:
    """Return the untreated state, with the damage that was there at the start."""
    return dict(CKB=CKn + CKx * act0 * act0, WKN=weak_rev * act0, MUD=1.0 * weak_irr)


def enzyme(ACT: N, CKB: N, CKn: N, CKx: N, k_ck: N) -> Defined:
    """Return the rate of creatine kinase [U/L/d]."""
    return dict(dCKB=k_ck * (CKn + CKx * ACT * ACT - CKB))


def muscle(
    ACT: N, WKN: N, MUD: N, weak_rev: N, k_weak: N, k_mdam: N, mmt_most: N
) -> Defined:
    """Return the rates of weakness [1/d]; nothing is lost where no muscle is left."""
    return dict(
        dWKN=k_weak * (weak_rev * ACT - WKN),
        dMUD=k_mdam * ACT * np.maximum(1.0 - MUD / mmt_most, 0.0),
    )


def strength(WKN: N, MUD: N, mmt_most: N) -> Defined:
    """Return manual muscle testing of eight groups on both sides, 0 to 150 [1]."""
    return dict(MMT8=np.maximum(mmt_most - WKN - MUD, 0.0))


def creatine_kinase(CKB: N) -> Defined:
    """Return creatine kinase in blood [U/L]."""
    return dict(CK=1.0 * CKB)


def globals_and_function(
    ACT: N, MUD: N,
    phg_iim: N, ptg_iim: N, ptdam_iim: N, haq_iim: N, had_iim: N, ext_iim: N,
) -> Defined:  # fmt: skip
    """Return the globals and extramuscular activity [mm], and HAQ-DI [1]."""
    return dict(
        PHGVAS=phg_iim * ACT,
        PTGVAS=ptg_iim * ACT + ptdam_iim,
        HAQDI=haq_iim * ACT + had_iim * MUD,
        extramuscular=ext_iim * ACT,
    )


def antibody_reading(AA: N, jo1: N) -> Defined:
    """Return anti-Jo-1 [arb'U/mL]."""
    return dict(JO1AB=jo1 * AA)


BALANCE = (start,)
RATES = (enzyme, muscle)
READOUTS = (strength, creatine_kinase, globals_and_function, antibody_reading)
