"""Worked cases of care: eligibility, doses, release, follow-up, units."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from cartwin.rules import care
from cartwin.validation.rules.spellings import renamed, spelt


__all__ = ["KINDS"]

_INPUTS = spelt(
    {
        "disease_months": "itp_months duration_months months_since_diagnosis",
        "platelets": "plt platelet_count",
        "cancer": "malignancy tumour tumor",
        "antithrombotic": "antiplatelet anticoagulant anticoagulation on_anticoagulant"
        " on_antiplatelet anticoagulants antiplatelet_or_anticoagulant anticoag",
        "preventive_splenectomy": "splenectomy prior_splenectomy prophylactic_splenectomy",
        "thrombosis": "thrombosis_history history_of_thrombosis prior_thrombosis",
        "haemostatic_disorder": "hemostatic_disorder",
        "other_blood_disease": "blood_disease other_haematological_disease"
        " other_hematological_disease",
        "in_other_trial": "other_trial other_trial_4wk other_trial_within_4_weeks",
        "organ_failure": "heart_failure liver_failure kidney_failure renal_failure",
        "pregnant": "pregnancy",
        "secondary_itp": "secondary",
        "steroid_stable_days": "steroids_stable_days",
        "steroid_stable_weeks": "steroids_stable_weeks steroid_weeks_stable",
    }
)


def _eligible(**answers: float | bool) -> dict[str, object]:
    """Unknown is not failed: eligible means that nothing failed."""
    named = renamed(answers, _INPUTS)
    if (weeks := named.pop("steroid_stable_weeks", None)) is not None:
        named["steroid_stable_days"] = 7 * weeks
    stable = named.pop("steroids_stable", named.pop("stable_steroids", None))
    if stable is not None:  # on steroids, changed today or long ago
        named |= {"on_steroids": True, "steroid_stable_days": 1000 * stable}
    if named.get("in_other_trial"):  # the criterion asks for the four weeks before
        named.setdefault("days_since_trial", 0)
    if "steroid_stable_days" in named:
        named.setdefault("on_steroids", True)
    found = care.eligibility.check_eligibility("nct06352281", named)
    reasons = [clause.reason for clause in found.failed]
    return {"eligible": not reasons, "reasons": reasons}


def _washout(drug: str, days: float, **given: float) -> bool:
    dose = next(iter(given.values()), None)
    return care.eligibility.washout_met(drug, days, dose=dose)


def _surface(h: float, w: float, m: str = "mosteller") -> float:
    return care.dosing.body_surface_area(h, w, m)


def _clearance(
    age: float, scr: float, w: float | None = None, sex: str = "M", h: float | None = None
) -> float | None:
    """Give a child's filtration rate where the height is known."""
    adult = None if w is None else care.dosing.creatinine_clearance(age, w, scr, sex)
    if adult is None and h is not None:
        return care.dosing.egfr_schwartz(h, scr)
    return adult


def _fludarabine(crcl_: float, label: str = "us_current") -> float:
    return care.dosing.fludarabine_factor(crcl_, label)


def _days(infusion: str, days: Sequence[int] = (-5, -4, -3)) -> list[str]:
    dates = care.dosing.course_dates(date.fromisoformat(str(infusion)), days)
    return [str(d) for d in dates]


def _dose(mg_m2: float, bsa: float, days: int, factor: float = 1.0) -> dict[str, float]:
    per_day, total = care.dosing.course_dose(mg_m2, bsa, days, factor)
    return {"per_day": per_day, "total": total}


def _cells(
    per_kg: float, w: float, cap_kg: float | None = None, cap_total: float | None = None
) -> float:
    return care.dosing.cell_dose(per_kg, w, cap_kg=cap_kg, cap_total=cap_total)


def _volume(
    dose: float,
    tnc_per_ml: float,
    viability: float,
    car_fraction: float,
    cd3_fraction: float = 1.0,
) -> float:
    return care.dosing.product_volume(
        dose,
        tnc_per_ml,
        viability=viability,
        car_fraction=car_fraction,
        cd3_fraction=cd3_fraction,
    )


def _release(
    res: Mapping[str, Any], spec: Mapping[str, Sequence[Any]] | None = None
) -> dict[str, object]:
    """Name what failed or is pending, in the order of the specification."""
    found = care.product.check_release(res, spec)
    stopped = {*found.failed, *found.pending}
    order = [item.partition(":")[0] for item in found.evidence]
    return {"release": found.released, "fails": [i for i in order if i in stopped]}


def _vein_to_vein(leuk: str, infusion: str) -> int:
    ends = (date.fromisoformat(str(day)) for day in (leuk, infusion))
    return care.course.vein_to_vein(*ends)


def _vector_copies(vcn_total: float, car_fraction: float) -> float:
    return care.product.vector_copies_per_transduced(vcn_total, car_fraction)


def _endotoxin(eu_ml: float, ml_per_h: float, kg: float) -> float:
    return care.product.endotoxin_rate(eu_ml, ml_per_h, kg)


def _convert(x: float, f: str, t: str) -> float:
    return care.convert(x, f, t)


KINDS: Mapping[str, Callable[..., object]] = {
    "nct06352281": _eligible,
    "washout_ok": _washout,
    "bsa": _surface,
    "crcl": _clearance,
    "flu_factor": _fludarabine,
    "ld_days": _days,
    "ld_dose": _dose,
    "cell_dose": _cells,
    "volume_ml": _volume,
    "release": _release,
    "vcn_per_transduced": _vector_copies,
    "endotoxin_per_kg_h": _endotoxin,
    "vein_to_vein": _vein_to_vein,
    "ltfu_contact": care.course.follow_up_contact,
    "cibmtr_1y_window": care.course.in_first_year_window,
    "convert": _convert,
}
