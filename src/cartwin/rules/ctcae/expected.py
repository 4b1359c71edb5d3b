"""Low counts that lymphodepletion is given for: flagged, and counted apart."""

import numpy as np
import polars as pl

from cartwin.rules.criterion import load_criterion
from cartwin.rules.ctcae.columns import CtcaeCol
from cartwin.study import Col, Study


__all__ = ["flag_expected"]


def flag_expected(grades: pl.DataFrame, study: Study) -> pl.DataFrame:
    """Return the grades with the flag `expected`, which attributes nothing.

    Expected are low lymphocytes, white blood cells and neutrophils from the first day of
    lymphodepletion to day 30 after the infusion. Without lymphodepletion nothing is.
    """
    policy = load_criterion("ctcae-policy")
    given = study.treatments.filter(pl.col(Col.PURPOSE) == "lymphodepletion")
    first = given.group_by(Col.PATIENT).agg(pl.col(Col.DAY).min().alias("given"))
    day = pl.col(Col.DAY)
    within = (day >= pl.col("given")) & (day <= policy["expected_until"])
    named = grades[Col.TERM].is_in(policy["expected_terms"])
    rows = grades.select(Col.PATIENT, Col.DAY).filter(named)
    dated = rows.join(first, on=Col.PATIENT, how="left", maintain_order="left")
    flags = np.zeros(grades.height, np.bool_)
    flags[named.to_numpy()] = dated.select(within.fill_null(value=False)).to_series()
    return grades.with_columns(pl.Series(CtcaeCol.EXPECTED, flags))
