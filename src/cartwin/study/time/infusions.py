"""When the first infusion of each patient was, which is day 0."""

import polars as pl

from cartwin.study.columns import Col


__all__ = ["INFUSION_DATE", "infusion_dates", "with_infusion_date"]

INFUSION_DATE = "date of infusion"


def infusion_dates(milestones: pl.DataFrame) -> pl.DataFrame:
    """Return patient and date of the first infusion, as entered."""
    infusions = milestones.filter(pl.col(Col.MILESTONE) == "infusion")
    return infusions.group_by(Col.PATIENT).agg(pl.col(Col.DATE).min().alias(INFUSION_DATE))


def with_infusion_date(frame: pl.DataFrame, milestones: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with the date of the first infusion of their patient."""
    dates = infusion_dates(milestones)
    return frame.join(dates, on=Col.PATIENT, how="left", maintain_order="left")
