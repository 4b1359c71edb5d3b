"""The muscle enzyme that the total improvement score of myositis follows.

It is the most abnormal one at baseline, by multiples of the upper limit of normal of its
laboratory, and stays the same at all later visits.
"""

import polars as pl

from cartwin.rules.anchors import up_to_start
from cartwin.rules.criterion import load_criterion
from cartwin.rules.response.columns import ResponseCol
from cartwin.study import Col, Study


__all__ = ["enzyme_at_baseline", "enzyme_visits"]

_MULTIPLE = pl.col(Col.VALUE) / pl.col(Col.UPPER_NORMAL)


def enzyme_at_baseline(study: Study) -> pl.DataFrame:
    """Return patient, enzyme, `enzyme_b` (its value) and `enzyme_range`.

    An enzyme without an upper limit of normal cannot be chosen.
    """
    ranges = load_criterion("tis-2016")["enzymes"]
    limited = _enzymes(study).filter(pl.col(Col.UPPER_NORMAL) > 0)
    early = up_to_start(limited, study).sort(Col.DAY)
    before = early.group_by(Col.PATIENT, Col.ANALYTE).last()
    times = pl.col(Col.ANALYTE).replace_strict(ranges, return_dtype=pl.Float64)
    chosen = before.with_columns(_MULTIPLE.alias("multiple"))
    ordered = chosen.sort("multiple", Col.ANALYTE, descending=[True, False])
    first = ordered.group_by(Col.PATIENT, maintain_order=True).first()
    return first.select(
        Col.PATIENT,
        pl.col(Col.ANALYTE).alias(ResponseCol.ENZYME),
        pl.col(Col.VALUE).alias("enzyme_b"),
        (times * pl.col(Col.UPPER_NORMAL)).alias("enzyme_range"),
    )


def enzyme_visits(study: Study) -> pl.DataFrame:
    """Return every value of the enzyme chosen for its patient: patient, day, value."""
    chosen = enzyme_at_baseline(study)
    own = _enzymes(study).join(chosen, on=Col.PATIENT)
    same = own.filter(pl.col(Col.ANALYTE) == pl.col(ResponseCol.ENZYME))
    return same.group_by(Col.PATIENT, Col.DAY).agg(pl.col(Col.VALUE).max())


def _enzymes(study: Study) -> pl.DataFrame:
    names = list(load_criterion("tis-2016")["enzymes"])
    dated = pl.col(Col.DAY).is_not_null()
    return study.observations.filter(pl.col(Col.ANALYTE).is_in(names) & dated)
