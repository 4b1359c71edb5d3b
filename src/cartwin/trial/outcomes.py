"""One row per patient: what the rules say, in the terms in which papers report.

The terms are those of small series: toxicity, cells and immunoglobulin in all diseases,
platelets and rescue by daratumumab in ITP. Nothing here knows whether the patients are
real.
"""

import polars as pl

from cartwin.rules import Judgement
from cartwin.study import Col, Study
from cartwin.trial.cell_outcomes import (
    b_cell_outcomes,
    blood_outcomes,
    early_return,
    toxicity_outcomes,
)
from cartwin.trial.platelet_outcomes import (
    antibody_outcomes,
    from_plateau,
    platelet_outcomes,
    rescue_outcomes,
    response_outcomes,
)


__all__ = ["tabulate_outcomes"]


def tabulate_outcomes(study: Study, judged: Judgement) -> pl.DataFrame:
    """Return the outcomes of every patient; null where a rule could not decide.

    Columns are those of `Outcome`, and patient, cohort, sex, age, disease duration and
    prior therapies of the record.
    """
    kept = (
        Col.PATIENT,
        Col.COHORT,
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
    ):
        table = table.join(part, on=Col.PATIENT, how="left", maintain_order="left")
    return from_plateau(table)
