"""Since when a patient is off treatment for ITP, and after which drug.

A drug against ITP starts the time anew, one that is known to be given for something else
does not. A drug of which neither is known does not either, and is named.
"""

import polars as pl

from cartwin.rules.anchors import other_treatments, therapy_start
from cartwin.rules.criterion import load_criterion
from cartwin.rules.response.columns import ResponseCol
from cartwin.rules.response.itp_occasions import P
from cartwin.study import Col, Study


__all__ = ["LAST_DRUG", "UNKNOWN", "off_since"]

LAST_DRUG, UNKNOWN = "last_drug", "unknown_drugs"
_DAY, _DRUG, _PURPOSE = pl.col(Col.DAY), pl.col(Col.DRUG), pl.col(Col.PURPOSE)
_OFF = pl.col(ResponseCol.OFF_SINCE)


def off_since(study: Study) -> pl.DataFrame:
    """Return since when each patient is off treatment.

    Returns
    -------
    DataFrame
        p, patient, start (of the therapy), off_since (the day of the last dose of a drug
        against ITP, of the infusion if there was none), last_drug (null: none after it),
        unknown_drugs (given later, their role not known; null: none).
    """
    rule = load_criterion("srot")
    later = other_treatments(study).filter(_DAY.is_not_null())
    directed = _DRUG.is_in(rule["itp_drugs"]) | _PURPOSE.is_in(rule["itp_purposes"])
    cells = study.treatments.filter(_PURPOSE == "car_t")
    infused = cells.group_by(Col.PATIENT).agg(_DAY.max().alias("infused"))
    last = later.filter(directed).sort(Col.DAY, Col.DRUG).group_by(Col.PATIENT).agg(
        _DAY.last().alias("last"), _DRUG.last().alias(LAST_DRUG)
    )  # fmt: skip
    starts = therapy_start(study).join(last, on=Col.PATIENT, how="left")
    since = pl.max_horizontal("last", "infused", _DAY, pl.lit(0.0))
    off = starts.join(infused, on=Col.PATIENT, how="left").select(
        Col.PATIENT,
        _DAY.alias("start"),
        since.alias(ResponseCol.OFF_SINCE),
        pl.when(pl.col("last") >= since).then(LAST_DRUG).alias(LAST_DRUG),
    )
    known = off.sort(Col.PATIENT).with_row_index(P)
    others = later.filter(~directed & ~_DRUG.is_in(rule["other_drugs"]))
    named = others.join(known, on=Col.PATIENT).filter(_OFF < _DAY).group_by(Col.PATIENT)
    unknown = named.agg(_DRUG.unique().sort().str.join(", ").alias(UNKNOWN))
    return known.join(unknown, on=Col.PATIENT, how="left", maintain_order="left")
