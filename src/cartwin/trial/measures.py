"""How each reported quantity is measured on a cohort.

A claim names its quantity; the quantity decides which outcome is looked at, whether
patients are counted, a median is taken, or patient 1 is read off, and how the wording of
the publication was understood. Measures of an organ apply to its disease only.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from cartwin.study import Col
from cartwin.trial.measure import Measure, count, index, median
from cartwin.trial.organ_measures import ORGAN_MEASURES
from cartwin.trial.outcome import Outcome


__all__ = ["MEASURES", "WITHOUT"]


_P: dict[str, Any] = {"diseases": ("itp",)}
_COUNTED: dict[str, Any] = {**_P, "analyte": "PLAT"}

MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "crs_grade_1": count(Outcome.CRS_1, "highest ASTCT grade of CRS is 1"),
        "crs_grade_2_or_more": count(Outcome.CRS_2, "highest ASTCT grade of CRS is 2 to 5"),
        "icans_grade_3_or_more": count(
            Outcome.ICANS_3,
            "highest ASTCT grade of ICANS is 3 to 5; the report names grade 3",
        ),
        "crs_any": count(Outcome.CRS_ANY, "highest ASTCT grade of CRS is 1 to 5"),
        "crs_grade_3_or_more": count(Outcome.CRS_3, "highest ASTCT grade of CRS is 3 to 5"),
        "icans_any": count(Outcome.ICANS_ANY, "highest ASTCT grade of ICANS is 1 to 5"),
        "icans_grade_1": count(Outcome.ICANS_1, "highest ASTCT grade of ICANS is 1"),
        "car_expansion": count(Outcome.EXPANSION, "CAR copies quantifiable at least once"),
        "car_tmax": median(
            Outcome.TMAX, "d", "median day of the highest sampled value", code="d"
        ),
        "car_peak": median(
            Outcome.CELL_PEAK,
            "/µL",
            "highest CAR-T cells by flow cytometry",
            analyte="CARCELL",
        ),
        "b_cells_eliminated": count(
            Outcome.ELIMINATED, "CD19+ cells below the limit of quantification"
        ),
        "b_cell_aplasia_persistent": count(
            Outcome.APLASTIC,
            "depleted, and no confirmed return until last follow-up",
            otherwise=(Outcome.APLASTIC_60, "no confirmed return by day 60"),
        ),
        "b_cell_return_one_month": count(
            Outcome.RETURNED,
            "first of two samples with 10/uL or more by day 45",
            otherwise=(Outcome.RETURNED_5, "5/uL or more by day 45"),
        ),
        "b_cells_returned": count(
            Outcome.RETURN_SEEN,
            "first of two samples with 10/uL or more by the last follow-up",
        ),
        "b_cell_aplasia_days": median(
            Outcome.APLASIA_DAYS,
            "d",
            "days from the first sample below 10/uL to the return; not seen = never, and "
            "not in a mean",
            otherwise=(Outcome.RETURN_DAY, "days from the infusion to the return"),
            code="d",
        ),
        "b_cell_return_day": median(
            Outcome.RETURN_DAY,
            "d",
            "days from the infusion to the return; not seen = never, and not in a mean",
            code="d",
        ),
        "returning_b_cells_naive": count(
            Outcome.NAIVE_RETURN,
            "of those with a naive share at return, more than half naive",
            eligible=Outcome.SHARE_KNOWN,
        ),
        "naive_share_at_return": median(
            Outcome.NAIVE_SHARE,
            "%",
            "first naive share on or after the return",
            analyte="BNAIVE",
        ),
        "baseline_b_cells": median(
            Outcome.FIRST_B_CELLS, "/µL", "first sample", analyte="BCELL"
        ),
        "neutrophil_nadir": median(
            Outcome.NEUTROPHIL_NADIR, "10⁹/L", "lowest from day 0 to 28", analyte="NEUT"
        ),
        "neutropenia_grade_3_or_more": count(
            Outcome.NEUTROPENIA_3,
            "a count below 1.0 after the infusion, by CTCAE",
            analyte="NEUT",
        ),
        "thrombocytopenia_grade_3_or_more": count(
            Outcome.THROMBOCYTOPENIA_3,
            "a count below 50 after the infusion, by CTCAE",
            analyte="PLAT",
        ),
        "igg_nadir": median(
            Outcome.IGG_NADIR, "g/L", "lowest after infusion, not replaced", analyte="IGG"
        ),
        "igg_follow_up": median(
            Outcome.IGG_LAST, "g/L", "last sample, not replaced", analyte="IGG"
        ),
        "platelets_normalised": count(
            Outcome.NORMALISED, "150 or more once after infusion, before rescue", **_COUNTED
        ),
        "off_treatment_normal_platelets_5_months": count(
            Outcome.NORMAL_5_MONTHS,
            "150 or more within a week of day 150, before any rescue",
            **_COUNTED,
        ),
        "objective_response": count(
            Outcome.RESPONSE,
            "R or CR of IWG 2009, before any rescue with daratumumab",
            **_COUNTED,
        ),
        "response": count(
            Outcome.RESPONSE,
            "R or CR of IWG 2009 at any time, before any rescue with daratumumab",
            **_COUNTED,
        ),
        "complete": count(Outcome.COMPLETE, "CR of IWG 2009 at any time", **_COUNTED),
        "response_6_months": count(
            Outcome.RESPONSE_6,
            "in R or CR of IWG 2009 within a week of day 180, of those followed until then",
            **_COUNTED,
        ),
        "complete_response_6_months": count(
            Outcome.CR_6_MONTHS,
            "in CR of IWG 2009 within a week of day 180, of those followed until then",
            **_COUNTED,
        ),
        "durable": count(
            Outcome.DURABLE,
            "50 or more on at least 4 of the 6 last visits of weeks 19 to 24",
            **_COUNTED,
        ),
        "onset": median(Outcome.ONSET, "d", "first count of 50 or more", code="d", **_P),
        "no_response": count(
            Outcome.NO_RESPONSE, "neither R nor CR of IWG 2009", **_COUNTED
        ),
        "complete_response_3_months": count(
            Outcome.CR_3_MONTHS,
            "in CR of IWG 2009 within a week of day 90, of those followed until then",
            eligible=Outcome.FOLLOWED_3_MONTHS,
            **_COUNTED,
        ),
        "antibody_negative_after": count(
            Outcome.ANTIBODY_NEGATIVE,
            "of those positive at baseline, below the limit once",
            eligible=Outcome.POSITIVE,
            **_P,
        ),
        "platelets_3_months": index(
            Outcome.PLATELETS_3_MONTHS,
            "10⁹/L",
            "patient 1, within a week of day 90",
            **_COUNTED,
        ),
        "platelet_rise_to_9_months": index(
            Outcome.RISE,
            "×",
            "patient 1, count at month 9 over that at month 3; 1 = no rise",
            code="1",
            **_P,
        ),
        "platelets_after_daratumumab": index(
            Outcome.PLATEAU_PEAK,
            "10⁹/L",
            "patient 1 if rescued from a plateau of 20 to 45, highest within 7 days",
            otherwise=(Outcome.RESCUE_PEAK, "whatever the count before the rescue"),
            **_COUNTED,
        ),
        "time_to_rise_after_daratumumab": index(
            Outcome.PLATEAU_DAYS,
            "d",
            "patient 1 if rescued from a plateau of 20 to 45, days to a count above 200",
            otherwise=(Outcome.SECOND_DAYS, "counted from the second dose"),
            code="d",
            **_P,
        ),
        "age": median(Col.AGE, "a", "median of the cohort", code="a"),
        "female": count("is_female", "women"),
        "baseline_platelets": median(
            Outcome.BASELINE,
            "10⁹/L",
            "median of the cohort, drawn within the range reported",
            **_COUNTED,
        ),
        "disease_duration": median(
            Col.DISEASE_DURATION, "a", "median of the cohort", code="a"
        ),
        "prior_therapies": median(
            Col.PRIOR_THERAPIES, "", "median of the cohort", code="1"
        ),
        "antibody_positive": count(Outcome.POSITIVE, "first reading above the limit", **_P),
        "baseline_platelets_p1": index(Outcome.BASELINE, "10⁹/L", "patient 1", **_COUNTED),
        **ORGAN_MEASURES,
    }
)

WITHOUT: Mapping[str, str] = MappingProxyType(
    {
        "endpoints_met": "a judgement on endpoints, whose parts are compared one by one",
        "organ_inflammation_resolved": "stated in words; what it sums up is compared",
        "quality_of_life": "the twin has no questionnaire",
        "symptom_free_5_months": "which symptoms were asked for is not stated",
        "host_cd4_nadir": "the T cells of the twin are one pool, CD4 and CD8 together",
        "host_cd8_nadir": "the T cells of the twin are one pool, CD4 and CD8 together",
        "ifn_alpha_3_months": "the twin has no interferon alpha",
        "leukocyte_recovery_days": "the count that is meant is not stated",
        "igg_replacement": "replacing it was a decision whose threshold is not stated",
    }
)
"""Why a quantity that publications report has no measure."""
