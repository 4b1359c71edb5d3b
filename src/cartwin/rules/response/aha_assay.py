"""Whether an assay of factor VIII, or of its inhibitor, holds on a day.

Emicizumab falsifies clotting assays and chromogenic ones with human reagents for months
after its last dose; those with bovine reagents hold. The assay is the `method` of the
observation: one_stage, two_stage, chromogenic_human, chromogenic_bovine, for the inhibitor
also bethesda and bethesda_bovine.
"""

from collections.abc import Collection

import polars as pl

from cartwin.rules.criterion import load_criterion
from cartwin.study import Col, Study


__all__ = ["acts_on_assays", "holds", "on_emicizumab", "with_emicizumab"]

_DAYS_PER_MONTH = 365.25 / 12


def holds(method: str, on_board: str = "on_board") -> pl.Expr:
    """Return whether the assay named in a column holds; always so without emicizumab."""
    valid = load_criterion("aha-assays")["valid"]
    bovine = pl.col(method).is_in(valid).fill_null(value=False)
    return bovine | ~pl.col(on_board)


def on_emicizumab(since: pl.Expr) -> pl.Expr:
    """Return whether emicizumab may act, by the days since its last dose.

    >>> pl.select(on_emicizumab(pl.lit(182.0))).item()
    True
    """
    months = load_criterion("aha-assays")["months"]
    return since.is_between(0, months * _DAYS_PER_MONTH).fill_null(value=False)


def acts_on_assays(days_since_dose: float | None) -> bool:
    """Return whether emicizumab may still act, by the days since its last dose.

    >>> acts_on_assays(182), acts_on_assays(183), acts_on_assays(None)
    (True, False, False)
    """
    since = pl.lit(days_since_dose, pl.Float64)
    return bool(pl.select(on_emicizumab(since)).item())


def with_emicizumab(visits: pl.DataFrame, study: Study) -> pl.DataFrame:
    """Return the visits with `on_board` and `porcine`: what may act on that day.

    `on_board`: emicizumab; `porcine`: recombinant porcine factor VIII, which needs an assay
    of its own.
    """
    rule = load_criterion("aha-assays")
    emicizumab = on_emicizumab(_since(visits, study, rule["drugs"]))
    porcine = _since(visits, study, rule["porcine"]).is_between(0, rule["porcine_days"])
    return visits.with_columns(
        emicizumab.alias("on_board"), porcine.fill_null(value=False).alias("porcine")
    )


def _since(visits: pl.DataFrame, study: Study, drugs: Collection[str]) -> pl.Expr:
    """Return the days since the last dose of any of the drugs, visit by visit."""
    doses = study.treatments.filter(
        pl.col(Col.DRUG).is_in(list(drugs)) & pl.col(Col.DAY).is_not_null()
    )
    given = doses.select(Col.PATIENT, Col.DAY, pl.col(Col.DAY).alias("dose_day"))
    numbered = visits.select(Col.PATIENT, Col.DAY).with_row_index("row")
    last = numbered.sort(Col.DAY).join_asof(
        given.sort(Col.DAY), on=Col.DAY, by=Col.PATIENT, check_sortedness=False
    )
    since = (pl.col(Col.DAY) - pl.col("dose_day")).alias("since")
    return pl.lit(last.sort("row").select(since).to_series())
