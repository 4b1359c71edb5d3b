"""Every rule over one study."""

from dataclasses import dataclass

import polars as pl

from cartwin.rules.antibody import antibody_clearance
from cartwin.rules.b_cells import b_cell_reset
from cartwin.rules.ctcae import grade_ctcae
from cartwin.rules.emergent import flag_emergent
from cartwin.rules.graded import crs_of, icans_of
from cartwin.rules.kinetics import car_kinetics
from cartwin.rules.response.itp_record import itp_responses
from cartwin.rules.suited import apply_suited
from cartwin.rules.worst import worst_grades
from cartwin.study import Study


__all__ = ["JUDGED_BY", "Judgement", "judge"]

JUDGED_BY = (  # criteria that `judge` always applies; of CTCAE one version
    "autoantibody",
    "b-cells",
    "capd",
    "cellular-kinetics",
    "crs",
    "ctcae-5.0",
    "ctcae-6.0",
    "icans",
    "ice",
    "iwg-2009",
    "rescue-windows",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the rules say about a study; each frame is that of its rule.

    Attributes
    ----------
    crs, icans
        Grade of every visit.
    crs_worst, icans_worst
        Highest grade of every patient with findings, and its dates.
    ctcae
        Grade of every platelet and neutrophil count, with that at baseline and whether
        the grade is treatment-emergent.
    response
        Response in ITP, one row per patient; so are the following.
    b_cells
        Depletion and return of B cells.
    antibody
        Clearance of the autoantibody.
    kinetics
        Cellular kinetics by the transgene.
    published
        Result of every patient by each published rule that suits the disease and of which
        the record holds the data, see `apply_suited`.
    """

    crs: pl.DataFrame
    icans: pl.DataFrame
    crs_worst: pl.DataFrame
    icans_worst: pl.DataFrame
    ctcae: pl.DataFrame
    response: pl.DataFrame
    b_cells: pl.DataFrame
    antibody: pl.DataFrame
    kinetics: pl.DataFrame
    published: pl.DataFrame


def judge(study: Study, *, ctcae_version: str = "5.0") -> Judgement:
    """Return what every rule says about the study, whatever its origin.

    A table without rows gives frames without grades or with nothing called.

    >>> from cartwin.study import Origin, Study
    >>> study = Study(name="new", title="New", origin=Origin.REAL, disease="itp")
    >>> judge(study).crs.height
    0
    """
    crs, icans = crs_of(study), icans_of(study)
    ctcae = grade_ctcae(study.observations, version=ctcae_version)
    return Judgement(
        crs=crs,
        icans=icans,
        crs_worst=worst_grades(crs),
        icans_worst=worst_grades(icans),
        ctcae=flag_emergent(ctcae, study),
        response=itp_responses(study),
        b_cells=b_cell_reset(study),
        antibody=antibody_clearance(study),
        kinetics=car_kinetics(study),
        published=apply_suited(study, ctcae_version=ctcae_version),
    )
