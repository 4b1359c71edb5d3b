"""SLEDAI-2K, the physician's global assessment and what the targets of lupus ask for.

Every patient has items of his own: those whose trait says so, each present while activity
exceeds the patient's threshold. What the laboratory decides is decided by its readings.
Protein in urine counts while the kidneys are inflamed: what leaks later is healing or scar.
An assessor errs at 3 % of the items that are not plainly gone (below half the threshold).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from cartwin.rules import load_criterion, response
from cartwin.twin.assay import ASSAYS
from cartwin.twin.instruments.instrument import Bedside, Instrument


__all__ = ["INSTRUMENTS"]

SledaiItem, SleItem = response.SledaiItem, response.SleItem
Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Sign:
    """A descriptor: activity above which it shows, and the share of patients with it."""

    threshold: float
    share: float
    activity: str = "activity"


# thresholds and shares are assumed; a typical patient has the items with a share above half
SIGNS: Mapping[str, _Sign] = {
    SledaiItem.ARTHRITIS: _Sign(0.40, 0.80),
    SledaiItem.RASH: _Sign(0.28, 0.65),
    SledaiItem.ALOPECIA: _Sign(0.20, 0.55),
    SledaiItem.MUCOSAL_ULCERS: _Sign(0.35, 0.45),
    SledaiItem.FEVER: _Sign(0.55, 0.20),
    SledaiItem.PLEURISY: _Sign(0.65, 0.20),
    SledaiItem.HEMATURIA: _Sign(0.45, 0.45, "renal_activity"),
    SledaiItem.PROTEINURIA: _Sign(0.20, 1.0, "renal_activity"),
}
THRESHOLD_SPREAD = 0.08  # between patients (assumed)
ERROR = 0.03  # of the judgement of one item at one visit (assumed)
PLAINLY_GONE = 0.5  # of the threshold; below it nobody errs (assumed)
LOW_WHITE_CELLS = 1.5  # neutrophils that go with white cells below 3 [10*9/L] (assumed)
PUT_DOWN_TO_TREATMENT = (-7.0, 180.0)  # days on which low counts are (assumed)
GLOBAL_PER_ACTIVITY = 3.0  # a typical refractory patient has the highest score
GLOBAL_ERROR = 0.1  # of the assessor (assumed)
STEROID_STEP, MYCOPHENOLATE_STEP = 0.5, 250.0  # in which doses are prescribed [mg/d]
LOW_FILTRATION = 50.0  # a point of the damage index [mL/min/1.73 m2]


def assess_sledai(bedside: Bedside) -> Mapping[str, Array]:
    """Return the descriptors of SLEDAI-2K, 1 or 0 (day, patient)."""
    signs = {item: _shows(bedside, item, sign) for item, sign in SIGNS.items()}
    absent = np.zeros_like(bedside.truth["activity"], bool)
    every = dict.fromkeys(load_criterion("sledai-2k")["weights"], absent)
    found = {**every, **signs, **_by_laboratory(bedside)}
    found[SledaiItem.BY_DRUG] = _treated(bedside)
    return {item: present.astype(float) for item, present in found.items()}


def assess_targets(bedside: Bedside) -> Mapping[str, Array]:
    """Return what DORIS and LLDAS ask for beyond SLEDAI-2K (day, patient)."""
    activity = bedside.truth["activity"]
    score = GLOBAL_PER_ACTIVITY * activity + GLOBAL_ERROR * bedside.noise("phga")
    mycophenolate = _prescribed(bedside.truth["mycophenolate"], MYCOPHENOLATE_STEP)
    changed = np.diff(mycophenolate, axis=0, prepend=mycophenolate[:1]) != 0.0
    after = (bedside.days >= 0.0)[:, None]
    since = np.maximum.accumulate(after & (mycophenolate > 0.0), axis=0)
    taken = np.where(after, since, mycophenolate > 0.0)
    return {
        SleItem.PHGA: np.asarray(np.round(np.clip(score, 0.0, 3.0), 1), float),
        SleItem.PREDNISOLONE: _prescribed(bedside.truth["prednisolone"], STEROID_STEP),
        SleItem.STABLE_THERAPY: (~changed).astype(float),
        SleItem.IMMUNOSUPPRESSANTS: taken.astype(float),
        SleItem.MYCOPHENOLATE_MOFETIL: mycophenolate,
        SleItem.NEW_ACTIVITY: _new(assess_sledai(bedside)),
    }


def assess_damage(bedside: Bedside) -> Mapping[str, Array]:
    """Return the damage index: whole points, and one for filtration that is lost."""
    kidneys = bedside.truth["GFRE"] < LOW_FILTRATION
    return {"total": np.floor(bedside.truth["sle_damage"]) + kidneys}


def _shows(bedside: Bedside, item: str, sign: _Sign) -> Flags:
    """Return whether an item of the patient is found (day, patient)."""
    most = NormalDist().inv_cdf(sign.share) if sign.share < 1.0 else np.inf
    own = bedside.trait(f"{item} of lupus") < most
    if sign.activity == "renal_activity":
        own = own & _leaks(bedside)
    spread = THRESHOLD_SPREAD * bedside.trait(f"{item} of lupus, threshold")
    threshold = np.maximum(sign.threshold + spread, 0.0)
    activity = bedside.truth[sign.activity]
    wrong = bedside.noise(f"{item} of lupus") > NormalDist().inv_cdf(1.0 - ERROR)
    wrong &= activity > PLAINLY_GONE * threshold
    return np.asarray(own & ((activity > threshold) ^ wrong))


def _by_laboratory(bedside: Bedside) -> Mapping[str, Flags]:
    """Return the descriptors that readings of the laboratory decide."""
    criterion = load_criterion("sledai-2k")
    truth, noise = bedside.truth, bedside.noise
    read = {a: ASSAYS[a].read(truth[a], noise(a)) for a in ("C3", "C4", "DSDNA", "PLAT")}
    normal = {a: _normal(a) for a in read}
    return {
        SledaiItem.LOW_COMPLEMENT: (
            (read["C3"] < normal["C3"][0]) | (read["C4"] < normal["C4"][0])
        ),
        SledaiItem.ANTI_DNA: read["DSDNA"] > normal["DSDNA"][1],
        SledaiItem.THROMBOCYTOPENIA: read["PLAT"] < criterion["platelets"],
        SledaiItem.LEUKOPENIA: truth["NEUT"] < LOW_WHITE_CELLS,
    }


def _leaks(bedside: Bedside) -> Flags:
    """Return whether the reading of protein in urine is what SLEDAI-2K asks for."""
    reading = ASSAYS["UPCR"].read(bedside.truth["UPCR"], bedside.noise("UPCR"))
    return np.asarray(reading > load_criterion("sledai-2k")["proteinuria"])


def _normal(analyte: str) -> tuple[float, float]:
    """Return the limits of normal, infinite where the laboratory prints none."""
    low, high = ASSAYS[analyte].normal
    return -np.inf if low is None else low, np.inf if high is None else high


def _treated(bedside: Bedside) -> Flags:
    """Return whether low counts are put down to the treatment (day, patient)."""
    first, last = PUT_DOWN_TO_TREATMENT
    within = (bedside.days >= first) & (bedside.days <= last)
    return np.broadcast_to(within[:, None], bedside.truth["NEUT"].shape)


def _prescribed(dose: Array, step: float) -> Array:
    """Return the daily dose in the steps in which it is prescribed [mg/d]."""
    return np.asarray(np.round(dose / step) * step, float)


def _new(items: Mapping[str, Array]) -> Array:
    """Return whether an item is there that was not at the visit before (day, patient)."""
    found = np.stack([v for i, v in items.items() if i != SledaiItem.BY_DRUG])
    came = (found[:, 1:] > found[:, :-1]).any(axis=0).astype(float)
    return np.concatenate([np.full_like(found[0, :1], np.nan), came])


_LABORATORY = ("C3", "C4", "DSDNA", "PLAT", "NEUT", "UPCR")
_SEEN = ("activity", "renal_activity", *_LABORATORY)
INSTRUMENTS = (
    Instrument(name=response.SLEDAI, observables=_SEEN, find=assess_sledai),
    Instrument(
        name=response.SLE,
        observables=(*_SEEN, "prednisolone", "mycophenolate"),
        find=assess_targets,
    ),
    Instrument(name="SDI", observables=("sle_damage", "GFRE"), find=assess_damage),
)
