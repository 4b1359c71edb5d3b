"""One row per patient: what the rules say, in the terms in which papers report.

The terms are those of small series: toxicity, cells and immunoglobulin in all diseases,
platelets and rescue by daratumumab in ITP, and in the others what the disease does to
their organ. Nothing here knows whether the patients are real.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import polars as pl

from cartwin.rules import Judgement
from cartwin.study import Col, Study
from cartwin.trial.cell_outcomes import (
    b_cell_outcomes,
    blood_outcomes,
    early_return,
    toxicity_outcomes,
)
from cartwin.trial.event_outcomes import event_outcomes
from cartwin.trial.haemophilia_outcomes import haemophilia_outcomes
from cartwin.trial.lupus_outcomes import lupus_outcomes
from cartwin.trial.myositis_outcomes import myositis_outcomes
from cartwin.trial.outcome import Outcome
from cartwin.trial.platelet_outcomes import (
    antibody_outcomes,
    from_plateau,
    platelet_outcomes,
    rescue_outcomes,
    response_outcomes,
)
from cartwin.trial.scleroderma_outcomes import scleroderma_outcomes
from cartwin.twin import DISEASES


__all__ = ["tabulate_outcomes"]

ORGANS: Mapping[str, Callable[[Study], pl.DataFrame]] = MappingProxyType(
    {
        "aha": haemophilia_outcomes,
        "sle": lupus_outcomes,
        "ssc": scleroderma_outcomes,
        "iim": myositis_outcomes,
    }
)


def tabulate_outcomes(study: Study, judged: Judgement) -> pl.DataFrame:
    """Return the outcomes of every patient; null where a rule could not decide.

    Columns are those of `Outcome`, and patient, cohort, diagnosis, sex, age, disease
    duration and prior therapies of the record.
    """
    kept = (
        Col.PATIENT,
        Col.COHORT,
        Col.DIAGNOSIS,
        Col.SEX,
        Col.AGE,
        Col.DISEASE_DURATION,
        Col.PRIOR_THERAPIES,
    )
    table = study.patients.select(kept)
    for part in (
        toxicity_outcomes(judged),
        b_cell_outcomes(judged),
        early_return(study),
        blood_outcomes(study),
        response_outcomes(study, judged),
        antibody_outcomes(judged),
        platelet_outcomes(study),
        rescue_outcomes(study),
        event_outcomes(study),
        _organ_outcomes(study),
    ):
        table = table.join(part, on=Col.PATIENT, how="left", maintain_order="left")
    return _complete(from_plateau(table))


def _organ_outcomes(study: Study) -> pl.DataFrame:
    """Return what became of the organ of each patient's own disease."""
    codes = study.disease.split("+")
    parts = [ORGANS[c](_those_with(study, c)) for c in codes if c in ORGANS]
    return pl.concat([study.patients.select(Col.PATIENT).clear(), *parts], how="diagonal")


def _those_with(study: Study, code: str) -> Study:
    """Return a study of those who have one of its diseases."""
    if study.disease == code:
        return study
    called = pl.col(Col.DIAGNOSIS).is_in([code, DISEASES[code].name])
    who = study.patients.filter(called).select(Col.PATIENT)
    tables = {
        name: table.join(who, on=Col.PATIENT, how="semi", maintain_order="left")
        for name, table in study.tables.items()
        if Col.PATIENT in table.columns
    }
    return study.with_tables(**tables)


def _complete(table: pl.DataFrame) -> pl.DataFrame:
    """Return the table with every outcome; null where nothing was there to judge by."""
    known = [name for name in table.columns if name not in set(Outcome)]
    every = [
        pl.col(name) if name in table.columns else pl.lit(None, pl.Float64).alias(name)
        for name in Outcome
    ]
    return table.select(*known, *every)
