"""How reported quantities of an organ, and of what follows from it, are measured.

Visits are those within a week of the day that is named.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from cartwin.trial.measure import Measure, count, median
from cartwin.trial.outcome import Outcome


__all__ = ["ORGAN_MEASURES"]

_SLE: dict[str, Any] = {"diseases": ("sle",)}
_SSC: dict[str, Any] = {"diseases": ("ssc",)}
_IIM: dict[str, Any] = {"diseases": ("iim",)}
_AHA: dict[str, Any] = {"diseases": ("aha",)}
_RELAPSING: dict[str, Any] = {"diseases": ("aha", "sle", "ssc", "iim")}

_LUPUS: dict[str, Measure] = {
    "doris_3_months": count(Outcome.DORIS_3, "DORIS 2021 at month 3", **_SLE),
    "doris_week_24": count(Outcome.DORIS_24, "DORIS 2021 at week 24", **_SLE),
    "doris_6_months": count(Outcome.DORIS_6, "DORIS 2021 at month 6", **_SLE),
    "doris_week_36": count(Outcome.DORIS_36, "DORIS 2021 at week 36", **_SLE),
    "doris_9_months": count(Outcome.DORIS_9, "DORIS 2021 at month 9", **_SLE),
    "doris_week_48": count(Outcome.DORIS_48, "DORIS 2021 at week 48", **_SLE),
    "doris_any_time": count(
        Outcome.DORIS_EVER, "DORIS 2021 at any visit after the infusion", **_SLE
    ),
    "lldas_3_months": count(Outcome.LLDAS_3, "LLDAS at month 3", **_SLE),
    "lldas_6_months": count(Outcome.LLDAS_6, "LLDAS at month 6", **_SLE),
    "drug_free_remission": count(
        Outcome.DRUG_FREE,
        "DORIS 2021 at the last visit, without prednisolone and without any "
        "immunosuppressant since the infusion",
        **_SLE,
    ),
    "sledai_3_months": median(
        Outcome.SLEDAI_3, "points", "SLEDAI-2K at month 3", code="{score}", **_SLE
    ),
    "sledai_0_6_months": count(
        Outcome.SLEDAI_0_6,
        "SLEDAI-2K of 0 at month 6, serology included",
        otherwise=(Outcome.CLINICAL_0_6, "0 without complement and anti-dsDNA"),
        **_SLE,
    ),
    "baseline_sledai": median(
        Outcome.SLEDAI, "points", "SLEDAI-2K, first visit", code="{score}", **_SLE
    ),
    "dsdna_seroconversion": count(
        Outcome.SEROCONVERTED,
        "of those above the limit of normal at baseline, not so at the last visit",
        eligible=Outcome.DSDNA_POSITIVE,
        **_SLE,
    ),
    "baseline_dsdna": median(
        Outcome.DSDNA, "IU/mL", "first sample", analyte="DSDNA", **_SLE
    ),
    "baseline_c3": median(Outcome.C3, "g/L", "first sample", analyte="C3", **_SLE),
    "c3_3_months": median(Outcome.C3_3, "g/L", "at month 3", analyte="C3", **_SLE),
    "baseline_proteinuria": median(
        Outcome.UPCR, "g/g", "first sample", analyte="UPCR", **_SLE
    ),
    "proteinuria_3_months": median(
        Outcome.UPCR_3,
        "g/g",
        "at month 3, in the patient of the cohort with most proteinuria before therapy",
        eligible=Outcome.MOST_UPCR,
        analyte="UPCR",
        **_SLE,
    ),
    "renal_response_6_months": count(
        Outcome.RENAL_6, "complete renal response by KDIGO 2024 at month 6", **_SLE
    ),
    "renal_response_9_months": count(
        Outcome.RENAL_9, "complete renal response by KDIGO 2024 at month 9", **_SLE
    ),
    "renal_partial_response_9_months": count(
        Outcome.RENAL_PARTIAL_9, "partial renal response by KDIGO 2024 at month 9", **_SLE
    ),
    "renal_response_any_time": count(
        Outcome.RENAL_EVER, "complete renal response by KDIGO 2024 at any visit", **_SLE
    ),
}
_SCLEROSIS: dict[str, Measure] = {
    "eustar_decrease": count(
        Outcome.EUSTAR_FELL,
        "revised EUSTAR index lower at the last visit than before therapy",
        otherwise=(Outcome.EUSTAR_FELL_3, "lower at month 3"),
        **_SSC,
    ),
    "baseline_mrss": median(Outcome.MRSS, "points", "first visit", analyte="MRSS", **_SSC),
    "mrss_change_100_days": median(
        Outcome.MRSS_CHANGE, "points", "day 100 less baseline", analyte="MRSS", **_SSC
    ),
    "fvc_change": median(
        Outcome.FVC_CHANGE,
        "% of predicted",
        "last visit less baseline",
        analyte="FVCPP",
        **_SSC,
    ),
    "ild_stable": count(
        Outcome.LUNG_STABLE, "no progression of lung disease at any visit", **_SSC
    ),
}
_MYOSITIS: dict[str, Measure] = {
    "acr_eular_major_response": count(
        Outcome.TIS_MAJOR_LAST,
        "total improvement score of 60 or more at the last visit",
        otherwise=(Outcome.TIS_MAJOR_3, "at month 3"),
        **_IIM,
    ),
    "acr_eular_response_16_weeks": count(
        Outcome.TIS_MODERATE_16, "moderate or major response at week 16", **_IIM
    ),
    "acr_eular_response_6_months": count(
        Outcome.TIS_MODERATE_6, "moderate or major response at month 6", **_IIM
    ),
    "ck_normal": count(Outcome.CK_NORMAL, "CK within normal at the last visit", **_IIM),
    "mmt8_6_months": median(
        Outcome.MMT_6, "points", "MMT-8 at month 6", analyte="MMT8", **_IIM
    ),
}
_HAEMOPHILIA: dict[str, Measure] = {
    "factor_viii_recovered_2_months": count(
        Outcome.FVIII_60,
        "factor VIII above 50 IU/dL once by day 60, or within a week of it",
        otherwise=(Outcome.PARTIAL_60, "partial remission by GTH-AH 01/2010 by then"),
        **_AHA,
    ),
    "factor_viii_recovery_days": median(
        Outcome.FVIII_DAY, "d", "first factor VIII above 50 IU/dL", code="d", **_AHA
    ),
    "complete_remission_days": median(
        Outcome.COMPLETE_DAY,
        "d",
        "first complete remission by GTH-AH 01/2010",
        code="d",
        **_AHA,
    ),
    "partial_remission_any_time": count(
        Outcome.PARTIAL_EVER, "partial remission by GTH-AH 01/2010 at any visit", **_AHA
    ),
    "complete_remission_any_time": count(
        Outcome.COMPLETE_EVER, "complete remission by GTH-AH 01/2010 at any visit", **_AHA
    ),
    "stable_complete_remission": count(
        Outcome.COMPLETE_LASTS,
        "complete remission by GTH-AH 01/2010, and no relapse until the last visit",
        **_AHA,
    ),
    "durable_complete_remission": count(
        Outcome.COMPLETE_LASTS,
        "complete remission by GTH-AH 01/2010, and no relapse until the last visit",
        **_AHA,
    ),
    "bleeding_stopped_2_months": count(
        Outcome.NO_BLEEDING_60, "no active bleeding at the visit of day 60", **_AHA
    ),
    "inhibitor_before_infusion": median(
        Outcome.INHIBITOR, "BU/mL", "first sample", analyte="F8INH", **_AHA
    ),
    "factor_viii_before_infusion": median(
        Outcome.FVIII, "IU/dL", "first sample", analyte="FVIII", **_AHA
    ),
}
_ALL: dict[str, Measure] = {
    "relapse": count(
        Outcome.RELAPSE,
        "after remission or response, at two visits in a row: clinical SLEDAI-2K of 4 or "
        "more, mRSS 5 above its best, or total improvement below 20 (limits assumed); in "
        "haemophilia by GTH-AH 01/2010",
        **_RELAPSING,
    ),
    "immunosuppressants_stopped": count(
        Outcome.NO_DRUGS, "none given after the infusion, by the protocol", by_plan=True
    ),
    "pneumonia_in_hospital": count(
        Outcome.INFECTION,
        "a serious infection, or one of grade 3 or more, of any site after the infusion",
    ),
    "serious_infection": count(
        Outcome.INFECTION, "serious, or of grade 3 or more, after the infusion"
    ),
    "lymphocyte_recovery_days": median(
        Outcome.LYMPHOCYTE_DAY,
        "d",
        "first count above 1000/uL after one of 1000/uL or less",
        analyte="LYM",
        code="d",
    ),
    "b_cells_2_years": median(
        Outcome.B_CELLS_2_YEARS, "/µL", "within 45 days of day 730", analyte="BCELL"
    ),
}

ORGAN_MEASURES: Mapping[str, Measure] = MappingProxyType(
    {**_LUPUS, **_SCLEROSIS, **_MYOSITIS, **_HAEMOPHILIA, **_ALL}
)
