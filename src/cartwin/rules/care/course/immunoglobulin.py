"""Which values of IgG ask for a review of replacement."""

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.rules.grade import shown, ten_digits
from cartwin.study import Col, Study


__all__ = ["igg_reviews"]


def igg_reviews(study: Study) -> pl.DataFrame:
    """Return every IgG with `call`: whether replacement has to be reviewed.

    CTCAE has no term for low IgG: this is a flag, not a grade. A value that is only known
    to lie below a limit above the threshold cannot be called.

    Returns
    -------
    DataFrame
        patient, day, call, why, evidence.
    """
    limit = load_criterion("igg-replacement")["igg"]
    value, sign = ten_digits(pl.col(Col.VALUE)), pl.col(Col.CENSORING)
    low = value < limit
    open_ = ((sign == "below") & (value > limit)) | ((sign == "above") & low)
    call = pl.when(~open_).then(low | ((sign == "below") & (value <= limit)))
    why = (
        pl.when(call.is_null())
        .then(pl.lit("cannot call: the value is only known as a limit"))
        .when(call)
        .then(pl.lit(f"below {limit:g} g/L: review replacement"))
        .otherwise(pl.lit(f"{limit:g} g/L or more"))
    )
    rows = study.values("IGG").filter(pl.col(Col.VALUE).is_not_null())
    return rows.select(
        Col.PATIENT,
        Col.DAY,
        call.alias("call"),
        why.alias(RuleCol.WHY),
        pl.format("IGG={}", shown(pl.col(Col.VALUE))).alias(RuleCol.EVIDENCE),
    ).sort(Col.PATIENT, Col.DAY)
