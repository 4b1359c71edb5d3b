"""How worked cases of the rules of toxicity name their findings."""

from collections.abc import Mapping
from typing import Any

from cartwin.validation.rules.spellings import plain, spelt


__all__ = [
    "OF_CRS",
    "OF_DLT",
    "OF_HLH",
    "OF_ICAHT",
    "OF_ICANS",
    "OF_IEC_HS",
    "OF_LICATS",
    "OXYGEN",
    "SEIZURE",
    "UNCOUNTED",
    "worded",
]


def worded(answer: Any, words: Mapping[str, str]) -> Any:
    """Return the product's word for an answer, or the answer where it has none.

    >>> worded("High-flow nasal cannula", OXYGEN), worded("cpap", OXYGEN)
    ('high_flow', 'cpap')
    """
    if not isinstance(answer, str):
        return answer
    word = plain(answer)
    return words.get(word, word)


OXYGEN = spelt(
    {
        "none": "room_air ra air no",
        "nasal_cannula": "low_flow low_flow_cannula cannula nc low_flow_nasal_cannula",
        "blow_by": "blowby",
        "high_flow": "hfnc hfno high_flow_cannula high_flow_nasal_cannula hi_flow",
        "facemask": "face_mask mask simple_mask simple_face_mask",
        "non_rebreather": "nonrebreather nrb non_rebreathing_mask nonrebreather_mask"
        " non_rebreather_mask",
        "venturi": "venturi_mask",
        "bipap": "niv non_invasive_ventilation positive_pressure",
        "ventilator": "intubated intubation ventilation ventilated invasive_ventilation"
        " mechanical_ventilation imv",
    }
)
SEIZURE = spelt(
    {
        "none": "no absent",
        "resolved": "brief short rapid resolves single resolves_rapidly"
        " nonconvulsive non_convulsive nonconvulsive_resolving ncse_resolving",
        "prolonged": "repetitive status status_epilepticus long continuous over_5_min"
        " gt5min",
    }
)
OF_CRS = spelt(
    {
        "death_due_to_crs": "death died",
        "airway_only": "intubated_for_airway airway_protection airway_protection_only",
    }
)
OF_ICANS = spelt(
    {
        "death_due_to_icans": "death died",
        "ice_score": "ice",
        "motor_weakness": "motor weakness focal_weakness deep_focal_weakness hemiparesis"
        " paraparesis deep_weakness",
        "edema": "oedema cerebral_edema cerebral_oedema",
        "sedated": "sedation on_sedation under_sedation",
        "developmental_delay": "delay baseline_delay",
    }
)
_UNCOUNTED = (
    "tremor myoclonus ich haemorrhage hemorrhage intracranial_hemorrhage"
    " intracranial_haemorrhage"
)
UNCOUNTED = frozenset(_UNCOUNTED.split())
"""Findings that the consensus leaves out of the grade of ICANS."""

OF_ICAHT = spelt(
    {
        "counting": "counting mode method icaht_days days",
        "until": "until end last last_day follow_up fu censor censor_day censored_at",
    }
)
OF_HLH = spelt(
    {
        "temperature": "temp temp_c",
        "haemoglobin": "hb",
        "platelets": "plt",
        "neutrophils": "anc",
        "triglycerides": "tg_mmol tg",
        "fibrinogen": "fibrinogen_gl",
        "scd25": "scd25_u sil2r",
        "splenomegaly": "spleno",
        "hepatomegaly": "hepato",
        "hemophagocytosis": "hemophago haemophagocytosis",
        "nk_low": "nk low_nk nk_absent",
        "immunosuppressed": "immunosuppression",
    }
)
OF_IEC_HS = spelt(
    {
        "ferritin_baseline": "ferritin_base baseline_ferritin base_ferritin baseline",
        "ferritin_uln": "uln",
        "ferritin_rising": "rising rapidly_rising rapid_rise",
        "other_cause": "attributable_to_other attributable explained",
    }
)
OF_LICATS = spelt(
    {
        "organ_affected_before": "affected_before affected organ_affected organ_before",
        "b_cell_aplasia": "aplasia b_aplasia bcell_aplasia",
        "b_cells_returned": "bcells_returned b_returned bcell_returned b_cells_back",
        "glucocorticoid": "steroid",
        "hospitalised": "hospital hospitalized",
        "intensive_care": "icu",
    }
)
OF_DLT = spelt(
    {
        "crs": "crs_g",
        "icans": "icans_g",
        "organ_grade": "organ_g organ",
        "organ_day": "day",
        "neutropenia_days": "neut_days anc_days cytopenia_days",
        "neutropenia_weeks": "neut_weeks anc_weeks cytopenia_weeks",
        "thrombopenia_days": "thrombocytopenia_days plt_days platelet_days",
        "thrombopenia_weeks": "thrombocytopenia_weeks plt_weeks platelet_weeks",
        "late_icaht": "late_icaht_g icaht_late_g icaht_late late_icaht_grade",
    }
)
