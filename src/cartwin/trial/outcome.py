"""The columns of the table of outcomes, and what their columns have in common."""

from collections.abc import Iterable
from enum import StrEnum

import polars as pl

from cartwin.study import Col, Study


__all__ = [
    "Outcome",
    "first",
    "joined",
    "last",
    "near",
    "told_if",
    "twice_in_a_row",
    "value_near",
]

WINDOW = 7.0  # a count within a week of the day asked for stands for it


class Outcome(StrEnum):
    """Columns of the table of outcomes."""

    CRS_ANY = "crs_is_grade_1_or_more"
    CRS_1 = "crs_is_grade_1"
    CRS_2 = "crs_is_grade_2_or_more"
    CRS_3 = "crs_is_grade_3_or_more"
    ICANS_ANY = "icans_is_grade_1_or_more"
    ICANS_1 = "icans_is_grade_1"
    ICANS_3 = "icans_is_grade_3_or_more"
    EXPANSION = "expansion"
    TMAX = "tmax"
    ELIMINATED = "b_cells_eliminated"
    APLASTIC = "b_cell_aplasia_persists"
    APLASTIC_60 = "b_cell_aplasia_at_day_60"
    RETURNED = "b_cells_returned_by_one_month"
    RETURNED_5 = "b_cells_returned_by_one_month_at_5"
    RETURN_SEEN = "b_cells_returned_by_last_follow_up"
    RETURN_DAY = "day_of_return_of_b_cells"
    APLASIA_DAYS = "days_of_b_cell_aplasia"
    NAIVE_SHARE = "naive_share_at_return"
    NAIVE_RETURN = "returning_b_cells_are_mostly_naive"
    SHARE_KNOWN = "naive_share_at_return_is_known"
    FIRST_B_CELLS = "first_b_cell_count"
    CELL_PEAK = "highest_car_t_cell_count"
    NEUTROPHIL_NADIR = "lowest_neutrophil_count"
    IGG_NADIR = "lowest_igg"
    IGG_LAST = "last_igg"
    NEUTROPENIA_3 = "neutrophils_below_1"
    THROMBOCYTOPENIA_3 = "platelets_below_50"
    NORMALISED = "platelets_normal_once"
    NORMAL_5_MONTHS = "platelets_normal_at_5_months"
    RESPONSE = "response"
    NO_RESPONSE = "no_response"
    COMPLETE = "cr"
    RESPONSE_6 = "in_response_at_6_months"
    CR_6_MONTHS = "in_cr_at_6_months"
    DURABLE = "count_of_50_or_more_late"
    ONSET = "day_of_count_of_50"
    CR_3_MONTHS = "cr_at_3_months"
    FOLLOWED_3_MONTHS = "followed_for_3_months"
    ANTIBODY_NEGATIVE = "antibody_turned_negative"
    PLATELETS_3_MONTHS = "platelets_at_3_months"
    RISE = "rise_to_9_months"
    PLATEAU_PEAK = "highest_count_in_week_after_rescue_from_plateau"
    PLATEAU_DAYS = "days_from_rescue_to_risen_from_plateau"
    RESCUE_PEAK = "highest_count_in_week_after_rescue"
    SECOND_DAYS = "days_from_second_rescue_to_risen_from_plateau"
    BASELINE = "baseline_platelets"
    POSITIVE = "antibody_positive_at_baseline"
    RELAPSE = "relapsed"
    DRUG_FREE = "in_remission_without_drugs_at_last_visit"
    NO_DRUGS = "no_immunosuppressant_after_infusion"
    INFECTION = "serious_infection"
    BLEED = "bled_after_infusion"
    SLEDAI = "first_sledai"
    SLEDAI_3 = "sledai_at_3_months"
    SLEDAI_0_6 = "sledai_is_0_at_6_months"
    CLINICAL_0_6 = "clinical_sledai_is_0_at_6_months"
    DORIS_3 = "doris_at_3_months"
    DORIS_24 = "doris_at_week_24"
    DORIS_6 = "doris_at_6_months"
    DORIS_36 = "doris_at_week_36"
    DORIS_9 = "doris_at_9_months"
    DORIS_48 = "doris_at_week_48"
    DORIS_EVER = "doris_at_any_visit"
    LLDAS_3 = "lldas_at_3_months"
    LLDAS_6 = "lldas_at_6_months"
    C3 = "first_c3"
    C3_3 = "c3_at_3_months"
    DSDNA = "first_anti_dsdna"
    DSDNA_POSITIVE = "anti_dsdna_positive_at_baseline"
    SEROCONVERTED = "anti_dsdna_not_positive_at_last_visit"
    UPCR = "first_proteinuria"
    UPCR_3 = "proteinuria_at_3_months"
    MOST_UPCR = "has_most_proteinuria_of_cohort"
    RENAL_6 = "complete_renal_response_at_6_months"
    RENAL_9 = "complete_renal_response_at_9_months"
    RENAL_PARTIAL_9 = "partial_renal_response_at_9_months"
    RENAL_EVER = "complete_renal_response_at_any_visit"
    EUSTAR_FELL = "eustar_index_lower_at_last_visit"
    EUSTAR_FELL_3 = "eustar_index_lower_at_3_months"
    MRSS = "first_mrss"
    MRSS_CHANGE = "mrss_change_at_100_days"
    FVC_CHANGE = "fvc_change_at_last_visit"
    LUNG_STABLE = "lung_disease_not_progressed"
    TIS_MAJOR_LAST = "major_response_at_last_visit"
    TIS_MAJOR_3 = "major_response_at_3_months"
    TIS_MODERATE_16 = "moderate_or_major_response_at_week_16"
    TIS_MODERATE_6 = "moderate_or_major_response_at_6_months"
    CK_NORMAL = "ck_normal_at_last_visit"
    MMT_6 = "mmt8_at_6_months"
    FVIII = "first_factor_viii"
    INHIBITOR = "first_inhibitor"
    FVIII_60 = "factor_viii_above_50_by_day_60"
    PARTIAL_60 = "partial_remission_by_day_60"
    FVIII_DAY = "day_of_factor_viii_above_50"
    COMPLETE_DAY = "day_of_complete_remission"
    PARTIAL_EVER = "partial_remission_at_any_visit"
    COMPLETE_EVER = "complete_remission_at_any_visit"
    COMPLETE_LASTS = "complete_remission_not_lost"
    NO_BLEEDING_60 = "no_bleeding_at_day_60"
    LYMPHOCYTE_DAY = "day_of_lymphocyte_recovery"
    B_CELLS_2_YEARS = "b_cells_at_2_years"


def told_if(known: pl.Expr, finding: pl.Expr, name: Outcome) -> pl.Expr:
    """Return the finding where it can be known, else null: missing is not no."""
    return pl.when(known).then(finding).alias(name)


def value_near(study: Study, day: float, analyte: str = "PLAT") -> pl.DataFrame:
    """Return each patient's value closest to a day, within the window."""
    return near(study.values(analyte), day).select(Col.PATIENT, Col.VALUE)


def near(visits: pl.DataFrame, day: float) -> pl.DataFrame:
    """Return each patient's visit closest to a day, within the window."""
    distance = (pl.col(Col.DAY) - day).abs()
    close = visits.filter(distance <= WINDOW).sort(Col.PATIENT, distance, Col.DAY)
    return close.group_by(Col.PATIENT, maintain_order=True).first()


def last(visits: pl.DataFrame) -> pl.DataFrame:
    """Return each patient's last visit after the infusion."""
    after = visits.filter(pl.col(Col.DAY) > 0).sort(Col.PATIENT, Col.DAY)
    return after.group_by(Col.PATIENT, maintain_order=True).last()


def first(study: Study, analyte: str, name: Outcome) -> pl.DataFrame:
    """Return each patient's first value."""
    values = study.values(analyte).group_by(Col.PATIENT, maintain_order=True).first()
    return values.select(Col.PATIENT, pl.col(Col.VALUE).alias(name))


def joined(study: Study, parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return one row per patient of the study, with the columns of all parts."""
    table = study.patients.select(Col.PATIENT)
    for part in parts:
        table = table.join(part, on=Col.PATIENT, how="left", maintain_order="left")
    return table


def twice_in_a_row(visits: pl.DataFrame, finding: pl.Expr) -> pl.DataFrame:
    """Return the visits with `again`: whether something is found there and next time.

    One visit alone may be an error of the assessor; null if a visit is undecided.
    """
    found = pl.col("again")
    visits = visits.sort(Col.PATIENT, Col.DAY).with_columns(finding.alias("again"))
    return visits.with_columns(found & found.shift(-1).over(Col.PATIENT))
