"""The columns of the table of outcomes, and what their columns have in common."""

from enum import StrEnum

import polars as pl

from cartwin.study import Col, Study


__all__ = ["Outcome", "told_if", "value_near"]

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
    NORMALISED = "platelets_normal_once"
    NORMAL_5_MONTHS = "platelets_normal_at_5_months"
    RESPONSE = "response"
    NO_RESPONSE = "no_response"
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


def told_if(known: pl.Expr, finding: pl.Expr, name: Outcome) -> pl.Expr:
    """Return the finding where it can be known, else null: missing is not no."""
    return pl.when(known).then(finding).alias(name)


def value_near(study: Study, day: float) -> pl.DataFrame:
    """Return each patient's platelet count closest to a day, within the window."""
    distance = (pl.col(Col.DAY) - day).abs()
    close = study.values("PLAT").filter(distance <= WINDOW)
    ordered = close.sort(Col.PATIENT, distance, Col.DAY)
    return (
        ordered.group_by(Col.PATIENT, maintain_order=True)
        .first()
        .select(Col.PATIENT, Col.VALUE)
    )
