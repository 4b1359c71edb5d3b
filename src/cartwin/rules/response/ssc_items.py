"""What the composite criteria of systemic sclerosis look at, visit by visit.

Skin score, lung function, global assessments and HAQ-DI are observations (`MRSS`, `FVCPP`,
`DLCOPP`, `PTGVAS`, `PHGVAS`, `HAQDI`, `CRP`, `LVEF`); the rest is instrument `SSC`, items
as in `SscItem`.
"""

from enum import StrEnum

import polars as pl

from cartwin.rules.findings import FLAG, Span
from cartwin.rules.remembered import once_per_study
from cartwin.rules.response.visits import at_visits, with_baseline
from cartwin.study import Study


__all__ = ["CORE", "SSC", "SscItem", "ssc_changes", "ssc_visits"]

SSC = "SSC"
"""Name of the instrument in the record."""

CORE = ("mrss", "fvc", "patient_global", "physician_global", "haq")
"""The five core items of both composite criteria; globals from 0 to 10."""


class SscItem(StrEnum):
    """Findings of one visit; flags are 0 or 1.

    `renal_crisis` new; `ild`: interstitial lung disease on computed tomography;
    `fvc_fall_confirmed`; `lvef_treated`, `pah_treated`: the failure, or the pulmonary
    arterial hypertension, is new and needs treatment; `mpap`, `pawp` [mmHg], `pvr` [Wood
    units] by catheter; `skin_worsening`: what the patient says of the last month.
    """

    RENAL_CRISIS = "renal_crisis"
    ILD = "ild"
    FVC_FALL_CONFIRMED = "fvc_fall_confirmed"
    LVEF_TREATED = "lvef_treated"
    PAH_TREATED = "pah_treated"
    MPAP = "mpap"
    PAWP = "pawp"
    PVR = "pvr"
    SKIN_WORSENING = "skin_worsening"
    DIGITAL_ULCERS = "digital_ulcers"
    FRICTION_RUBS = "friction_rubs"


_PRESSURE = Span(0, 200, whole=False)
_SPANS: dict[str, Span] = {
    **dict.fromkeys(SscItem, FLAG),
    SscItem.MPAP: _PRESSURE,
    SscItem.PAWP: _PRESSURE,
    SscItem.PVR: _PRESSURE,
}
_MEASURED = {
    "mrss": "MRSS",
    "fvc": "FVCPP",
    "dlco": "DLCOPP",
    "patient_global": "PTGVAS",
    "physician_global": "PHGVAS",
    "haq": "HAQDI",
    "crp": "CRP",
    "lvef": "LVEF",
}


@once_per_study
def ssc_visits(study: Study) -> pl.DataFrame:
    """Return the visits with what was assessed or measured; globals from 0 to 10."""
    visits = at_visits(study, SSC, _SPANS, _MEASURED, both=True)
    in_cm = [pl.col(c) / 10 for c in ("patient_global", "physician_global")]
    return visits.with_columns(in_cm)


@once_per_study
def ssc_changes(study: Study) -> pl.DataFrame:
    """Return the visits after baseline, with the values at baseline as `..._b`."""
    kept = (*CORE, "dlco")
    return with_baseline(ssc_visits(study), study, {c: f"{c}_b" for c in kept})
