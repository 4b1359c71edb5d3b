"""Kinetics of every patient of a record.

One assay at a time: copies and cells never share a curve, nor do two methods of one
analyte.
"""

import polars as pl

from cartwin.rules.anchors import patients_of
from cartwin.rules.columns import RuleCol
from cartwin.rules.nca.analysis import analyse_rows
from cartwin.rules.nca.columns import NcaCol
from cartwin.rules.nca.expansion import expansion, month_area
from cartwin.rules.nca.profile import profiles
from cartwin.rules.statistics.description import describe_geometric
from cartwin.study import Col, Study


__all__ = ["analyse_study", "car_kinetics", "label_table"]

ASSAYS = ("CARCOPY", "CARCELL")
_WITHOUT_DOSE = (
    *(Col.PATIENT, NcaCol.RULE, NcaCol.SAMPLES, NcaCol.QUANTIFIABLE),
    *(RuleCol.CMAX, RuleCol.TMAX, RuleCol.CLAST, RuleCol.TLAST, NcaCol.LAMBDA_Z),
    *(NcaCol.HALF_LIFE, NcaCol.POINTS, NcaCol.POINT_DAYS, NcaCol.R2_ADJ),
    *(NcaCol.AUC_LAST, NcaCol.AUC_ALL, NcaCol.AUC_INF, NcaCol.EXTRAPOLATED),
    *(NcaCol.MRT_INF, NcaCol.FLAGS, NcaCol.WHY),
)
_LABEL = (RuleCol.CMAX, RuleCol.TMAX, RuleCol.AUC_0_28, NcaCol.HALF_LIFE)


def car_kinetics(study: Study, analyte: str = "CARCOPY") -> pl.DataFrame:
    """Return the kinetics of every patient, one row each; columns as in `expansion`."""
    table = expansion(_one_method(study.values(analyte)))
    everyone = patients_of(study).join(table, on=Col.PATIENT, how="left")
    return everyone.with_columns(pl.col(RuleCol.FLAGS).fill_null("")).sort(Col.PATIENT)


def analyse_study(study: Study) -> pl.DataFrame:
    """Return the non-compartmental parameters of the CAR-T cells of every patient.

    Returns
    -------
    DataFrame
        One row per assay (analyte) and patient sampled after the infusion: the columns of
        `analyse_profiles` that need no dose, by the linear rule, with the area to day 28
        (auc_0_28, auc_truncated).
    """
    tables = [_analysed(study, analyte) for analyte in ASSAYS]
    return pl.concat(tables).sort(Col.ANALYTE, Col.PATIENT)


def label_table(study: Study) -> pl.DataFrame:
    """Return the kinetics of the cohort as product labels print them.

    Returns
    -------
    DataFrame
        analyte, parameter (cmax, tmax, auc_0_28, half_life), n, missing, geometric_mean,
        geometric_cv [%], median, low, high, values. Each parameter has its own n: not
        every half-life can be estimated.
    """
    table = describe_geometric(analyse_study(study), _LABEL, by=Col.ANALYTE)
    return table.rename({Col.GROUP: Col.ANALYTE})


def _analysed(study: Study, analyte: str) -> pl.DataFrame:
    samples = _one_method(study.values(analyte)).filter(pl.col(Col.DAY) >= 0)
    rows = profiles(samples)
    found = analyse_rows(rows, samples.select(Col.PATIENT).unique())
    table = found.select(_WITHOUT_DOSE).join(month_area(rows), on=Col.PATIENT, how="left")
    return table.select(pl.lit(analyte).alias(Col.ANALYTE), pl.all())


def _one_method(samples: pl.DataFrame) -> pl.DataFrame:
    """Keep of each patient the method with most samples; ties by name."""
    method = pl.col(Col.METHOD).fill_null("")
    per_method = samples.group_by(Col.PATIENT, method).len()
    chosen = per_method.sort("len", Col.METHOD, descending=[True, False])
    chosen = chosen.unique(Col.PATIENT, keep="first", maintain_order=True).drop("len")
    kept = samples.with_columns(method).join(chosen, on=[Col.PATIENT, Col.METHOD])
    return kept.filter(pl.col(Col.DAY).is_not_null())
