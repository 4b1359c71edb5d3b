"""HScore: how likely a reactive haemophagocytic syndrome is, 0 to 337 points.

Fardet L et al., Arthritis Rheumatol 2014;66:2613-2620. Items of the instrument `HLH`, and
the latest laboratory values of the last days. A missing part leaves the score open.
"""

from collections.abc import Sequence

import polars as pl

from cartwin.rules.criterion import Criterion, load_criterion
from cartwin.rules.grade import ten_digits
from cartwin.rules.toxicity.instruments import HLH, HlhItem, flags_of
from cartwin.rules.toxicity.points import as_scores
from cartwin.rules.toxicity.visits import with_latest
from cartwin.study import Col, Study


__all__ = ["hscore", "hscore_visits"]

LINEAGES = "lineages"
_G_PER_L = 10  # of g/dL
_LABS = {
    "temperature": "TEMP",
    "ferritin": "FERR",
    "triglycerides": "TRIG",
    "fibrinogen": "FIBRINO",
    "ast": "AST",
}
_CELLS = {"haemoglobin": "HGB", "platelets": "PLAT", "leukocytes": "WBC"}
_FLAGS = (
    *(HlhItem.IMMUNOSUPPRESSED, HlhItem.HEPATOMEGALY, HlhItem.SPLENOMEGALY),
    HlhItem.HEMOPHAGOCYTOSIS,
)


def hscore_visits(visits: pl.DataFrame) -> pl.DataFrame:
    """Return the HScore of each visit.

    Parameters
    ----------
    visits
        patient, day, temperature [Cel], ferritin [ug/L], triglycerides [mmol/L],
        fibrinogen [g/L], ast [U/L], `lineages` (0 to 3 affected), immunosuppressed,
        hepatomegaly, splenomegaly and hemophagocytosis (true or false); null: unknown.

    Returns
    -------
    DataFrame
        patient, day, scale, version, score (null if a part is missing), the lowest and
        highest score possible, why, evidence.
    """
    criterion = load_criterion("hscore")
    points = _points(criterion)
    return as_scores(
        visits,
        criterion,
        points=points,
        most={part: _most(criterion[part]) for part in points},
        items=(*_LABS, LINEAGES, *_FLAGS),
        keep=[Col.DAY],
    ).sort(Col.PATIENT, Col.DAY)


def hscore(study: Study) -> pl.DataFrame:
    """Return the HScore at each visit with findings of `HLH`; as in `hscore_visits`."""
    criterion = load_criterion("hscore")
    visits = flags_of(study.assessments, HLH, _FLAGS)
    values = with_latest(visits, study, _LABS | _CELLS, criterion["lookback"])
    grams = values.with_columns(pl.col("haemoglobin") * _G_PER_L)
    affected = [ten_digits(pl.col(name)) <= criterion[name] for name in _CELLS]
    lineages = pl.sum_horizontal(affected, ignore_nulls=False).cast(pl.Int64)
    return hscore_visits(grams.with_columns(lineages.alias(LINEAGES)))


def _most(points: int | Sequence[int]) -> int:
    return points if isinstance(points, int) else max(points)


def _points(criterion: Criterion) -> dict[str, pl.Expr]:
    organs = pl.col(HlhItem.HEPATOMEGALY).cast(pl.Int64) + pl.col(HlhItem.SPLENOMEGALY)
    fibrinogen = ten_digits(pl.col("fibrinogen")) <= criterion["fibrinogen_bound"]
    ast = ten_digits(pl.col("ast")) >= criterion["ast_bound"]
    flags = {
        str(name): pl.col(name) * criterion[name]
        for name in (HlhItem.IMMUNOSUPPRESSED, HlhItem.HEMOPHAGOCYTOSIS)
    }
    return {
        **{name: _step(name, criterion) for name in ("temperature", "ferritin")},
        "triglycerides": _step("triglycerides", criterion),
        "organomegaly": _listed(organs, criterion["organomegaly"]),
        LINEAGES: _listed(pl.col(LINEAGES), criterion[LINEAGES]),
        "fibrinogen": fibrinogen * criterion["fibrinogen"],
        "ast": ast * criterion["ast"],
        **flags,
    }


def _step(name: str, criterion: Criterion) -> pl.Expr:
    """Return points below, within (both ends included) and above the bounds."""
    low, high = criterion[f"{name}_bounds"]
    below, within, above = criterion[name]
    value = ten_digits(pl.col(name).cast(pl.Float64))
    return (
        pl.when(value < low).then(below).when(value <= high).then(within).when(value > high)
    ).then(above)


def _listed(number: pl.Expr, points: Sequence[int]) -> pl.Expr:
    table = dict(enumerate(points))
    return number.replace_strict(table, default=None, return_dtype=pl.Int64)
