"""ICAHT over a record: the neutrophils of every patient, early and late."""

from collections.abc import Collection

import polars as pl

from cartwin.rules.anchors import patients_of
from cartwin.rules.toxicity.censoring import OBSERVATION, UNDISTURBED, Censor, last_days
from cartwin.rules.toxicity.icaht import Counting, icaht_early_grades
from cartwin.rules.toxicity.icaht_late import icaht_late_grades
from cartwin.study import Col, Study


__all__ = ["icaht_early", "icaht_late"]

_PER_UL = 1000  # of 10*9/L


def icaht_early(
    study: Study,
    *,
    counting: Counting | str = Counting.CUMULATIVE,
    censor: Collection[Censor | str] = OBSERVATION,
) -> pl.DataFrame:
    """Return the early ICAHT grade of every patient of the record.

    Columns as in `icaht_early_grades`; `censor` names what ends the observation.
    """
    return icaht_early_grades(
        _neutrophils(study),
        counting=counting,
        patients=patients_of(study)[Col.PATIENT],
        ends=last_days(study, censor),
    )


def icaht_late(
    study: Study, *, censor: Collection[Censor | str] = UNDISTURBED
) -> pl.DataFrame:
    """Return the late ICAHT grade of every patient of the record.

    Columns as in `icaht_late_grades`; `censor` names what ends the time that counts.
    """
    return icaht_late_grades(
        _neutrophils(study),
        patients=patients_of(study)[Col.PATIENT],
        ends=last_days(study, censor),
    )


def _neutrophils(study: Study) -> pl.DataFrame:
    chosen = study.observations.filter(pl.col(Col.ANALYTE) == "NEUT")
    count = (pl.col(Col.VALUE) * _PER_UL).alias(Col.VALUE)
    return chosen.select(Col.PATIENT, Col.DAY, count, Col.CENSORING)
