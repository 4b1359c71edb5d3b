"""Multirefractory ITP over a record: which of four treatments are known to have failed."""

import polars as pl

from cartwin.rules.anchors import therapy_start
from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.rules.response.call import Conditions
from cartwin.rules.response.columns import ResponseCol
from cartwin.rules.response.itp_lines import itp_lines
from cartwin.study import Col, Study


__all__ = ["multirefractory_patients"]


def multirefractory_patients(study: Study) -> pl.DataFrame:
    """Return whether ITP is multirefractory at the start of the therapy.

    One row per patient with a recorded treatment of ITP. A treatment that is not recorded
    was not given only if as many are recorded as the table of patients says there were.

    Returns
    -------
    DataFrame
        patient, day, scale, version, `call` (null: not known), why, evidence (treatments
        and whether they failed).
    """
    criterion = load_criterion("itp-dependence")
    wanted = criterion["multirefractory"]
    judged = Conditions({f"failure of {drug}": pl.col(drug) for drug in wanted})
    start = therapy_start(study)
    return (
        _treatments(study, wanted)
        .join(start, on=Col.PATIENT, how="left")
        .select(
            Col.PATIENT,
            Col.DAY,
            *criterion.labels,
            judged.met.alias(ResponseCol.CALL),
            judged.why.alias(RuleCol.WHY),
            RuleCol.EVIDENCE,
        )
        .sort(Col.PATIENT)
    )


def _treatments(study: Study, wanted: list[str]) -> pl.DataFrame:
    """Return patient, one column per treatment (failed, did not, null), and evidence."""
    stated = study.patients.select(Col.PATIENT, Col.PRIOR_THERAPIES)
    lines = itp_lines(study).join(stated, on=Col.PATIENT, how="left")
    drug, failed = pl.col(Col.DRUG), pl.col(ResponseCol.CALL)
    complete = pl.col(Col.PRIOR_THERAPIES).first() == pl.len()
    word = (
        pl.when(failed).then(pl.lit("failed")).when(~failed).then(pl.lit("held"))
        .otherwise(pl.lit("not known"))
    )  # fmt: skip

    def outcome(name: str) -> pl.Expr:
        given = drug == name
        not_given = complete & ~given.any()
        return (
            pl.when(not_given)
            .then(pl.lit(value=False))
            .otherwise(failed.filter(given).first())
        )

    return lines.group_by(Col.PATIENT).agg(
        *(outcome(name).alias(name) for name in wanted),
        pl.format("{}={}", drug, word).sort().str.join("; ").alias(RuleCol.EVIDENCE),
    )
