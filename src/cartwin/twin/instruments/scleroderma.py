"""Skin sites and signs of systemic sclerosis, as an assessor finds them.

What criteria read as numbers (`MRSS`, `FVCPP`, `DLCOPP`, globals, HAQ-DI) are observations
of the record; see `twin.scales`. Here are the 17 sites behind the skin score, which add up
to the very score observed that day, and the signs that are there or not.

Kidneys, heart and the pulmonary circulation have no module: their items stay unassessed.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from cartwin.rules import load_criterion, response
from cartwin.twin.instruments.instrument import Bedside, Instrument
from cartwin.twin.scales import SCALES


__all__ = ["INSTRUMENTS"]

Array = npt.NDArray[np.float64]
SscItem = response.SscItem

# how early a part of the body hardens; one point more comes as late as `DEEPER` (assumed)
EARLY: Mapping[str, float] = {
    "fingers": 0.0, "hand": 0.5, "forearm": 1.2, "face": 1.2, "foot": 1.5, "chest": 1.8,
    "leg": 2.0, "upper_arm": 2.2, "abdomen": 2.4, "thigh": 2.6,
}  # fmt: skip
DEEPER = 1.2
SITE_SPREAD = 0.4  # between patients (assumed)
SIDES = ("_left", "_right")

# activity at which a sign is found in half of the patients (assumed): skin that the patient
# finds worse in half of the untreated, ulcers and friction rubs in three of ten
HALF: Mapping[str, float] = {
    SscItem.SKIN_WORSENING: 1.0,
    SscItem.DIGITAL_ULCERS: 1.16,
    SscItem.FRICTION_RUBS: 1.16,
}
SIGN_SPREAD = 0.3  # of that activity between patients (assumed)
SIGN_ERROR = 0.05  # of it between visits (assumed)
LEAST_FIBROSIS = 0.03  # share of the lungs that tomography shows (assumed)
CONFIRMED_FALL = 15.0  # relative fall of FVC of predicted, at two visits in a row [%]


def assess_skin(bedside: Bedside) -> Mapping[str, Array]:
    """Return the 17 sites, 0 to 3, which add up to the observed score (day, patient)."""
    sites = load_criterion("mrss")["sites"]
    score = SCALES["MRSS"].read(bedside.truth["MRSS"], bedside.noise("MRSS"))
    points = np.argsort(_order_of_points(bedside, sites), axis=0, kind="stable")
    rank = np.argsort(points, axis=0, kind="stable")  # of each point, in its patient
    most = load_criterion("mrss")["most"]
    own = rank.reshape(len(sites), most, -1)
    return {
        site: (own[i][None] < score[:, None, :]).sum(axis=1).astype(float)
        for i, site in enumerate(sites)
    }


def _order_of_points(bedside: Bedside, sites: list[str]) -> Array:
    """Return when each point of each site comes, in the order of sites (point, patient)."""
    most = int(load_criterion("mrss")["most"])
    rows = []
    for site in sites:
        part = site
        for side in SIDES:
            part = part.removesuffix(side)
        own = EARLY[part] + SITE_SPREAD * bedside.trait(f"{site}, skin")
        rows += [own + DEEPER * level for level in range(most)]
    return np.stack(rows)


def assess_signs(bedside: Bedside) -> Mapping[str, Array]:
    """Return the signs of activity, 1 or 0, and the state of the lungs (day, patient)."""
    activity = bedside.truth["activity"]
    signs = {
        item: _shows(bedside, item, activity, half).astype(float)
        for item, half in HALF.items()
    }
    shown = bedside.truth["lung_fibrosis"] > LEAST_FIBROSIS
    return {
        **signs,
        SscItem.ILD: shown.astype(float),
        SscItem.FVC_FALL_CONFIRMED: _confirmed_fall(bedside),
    }


def _shows(
    bedside: Bedside, item: str, activity: Array, half: float
) -> npt.NDArray[np.bool_]:
    own = half + SIGN_SPREAD * bedside.trait(f"{item} of sclerosis")
    error = SIGN_ERROR * bedside.noise(f"{item} of sclerosis")
    return np.asarray(activity + error > np.maximum(own, 0.5 * half))


def _confirmed_fall(bedside: Bedside) -> Array:
    """Return whether FVC had fallen at this visit and the one before (day, patient).

    The first visit is the baseline. Nothing is confirmed before the third.
    """
    fvc = SCALES["FVCPP"].read(bedside.truth["FVCPP"], bedside.noise("FVCPP"))
    fallen = 100.0 * (fvc[:1] - fvc) / fvc[:1] >= CONFIRMED_FALL
    again = np.zeros_like(fallen)
    again[1:] = fallen[1:] & fallen[:-1]
    return again.astype(float)


INSTRUMENTS = (
    Instrument(name=response.MRSS, observables=("MRSS",), find=assess_skin),
    Instrument(
        name=response.SSC,
        observables=("activity", "lung_fibrosis", "FVCPP"),
        find=assess_signs,
    ),
)
