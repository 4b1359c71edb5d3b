"""Total improvement score of myositis (0 to 100) and the category of the response.

Aggarwal R et al., Ann Rheum Dis 2017;76:792-801 (adults); Rider LG et al., ibid. 782-791
(juvenile). Globals, MMT-8 and HAQ-DI are observations (`PHGVAS`, `PTGVAS`, `MMT8`,
`HAQDI`), enzymes too; `extramuscular` activity [mm] is an item of instrument `IMACS`.
"""

from collections.abc import Mapping

import polars as pl

from cartwin.rules.criterion import load_criterion
from cartwin.rules.findings import Span
from cartwin.rules.grade import names_missing, reasons, shown, ten_digits
from cartwin.rules.response.call import Call, as_call, call_rows, visit
from cartwin.rules.response.columns import ResponseCol
from cartwin.rules.response.iim_enzyme import enzyme_at_baseline, enzyme_visits
from cartwin.rules.response.iim_points import TIS_ITEMS, improvement, points_of
from cartwin.rules.response.visits import at_visits, with_baseline
from cartwin.study import Col, Study


__all__ = ["IMACS", "call_tis", "tis_visits"]

IMACS = "IMACS"
"""Name of the instrument in the record."""

_MEASURED = {
    "physician_global": "PHGVAS",
    "patient_global": "PTGVAS",
    "mmt": "MMT8",
    "haq": "HAQDI",
}
_PLAIN = (*_MEASURED, "extramuscular")
_CHANGES = [f"{item}_change" for item in TIS_ITEMS]
_GRADES = ("minimal", "moderate", "major")


def tis_visits(
    study: Study, *, juvenile: bool = False, ranges: Mapping[str, float] | None = None
) -> pl.DataFrame:
    """Return score and category of every visit after baseline, and the enzyme followed.

    Parameters
    ----------
    study
        Any study.
    juvenile
        Whether the thresholds of juvenile disease are taken.
    ranges
        Item -> range of its scale where it is another (260 for MMT-26). Without it MMT-8
        counts as tested on both sides, 150, in a study that has a value above 80.
    """
    spans = {**load_criterion("tis-2016")["ranges"], **_of_both_sides(study)}
    spans |= ranges or {}
    worst = {"extramuscular": Span(0, spans["extramuscular"], whole=False)}
    found = at_visits(study, IMACS, worst, _MEASURED, both=True)
    visits = with_baseline(found, study, {c: f"{c}_b" for c in _PLAIN})
    visits = _with_enzyme(visits, study)
    changes = [
        improvement(i, pl.col(f"{i}_b"), pl.col(i), pl.lit(spans[i])).alias(f"{i}_change")
        for i in _PLAIN
    ]
    enzyme = improvement(
        "enzyme", pl.col("enzyme_b"), pl.col("enzyme_now"), pl.col("enzyme_range")
    )
    complete = visits.with_columns(*changes, enzyme.alias("enzyme_change"))
    return _scored(complete, juvenile=juvenile, keep=[ResponseCol.ENZYME])


def call_tis(changes: Mapping[str, float | None], *, juvenile: bool = False) -> Call:
    """Return score and category by the improvement of each item [% of its range].

    >>> found = call_tis(dict(physician_global=20, patient_global=20, mmt=15, haq=-10,
    ...                       enzyme=0, extramuscular=0))
    >>> found.score, found.call
    (40.0, 'moderate')
    """
    row = visit(_CHANGES, {f"{item}_change": change for item, change in changes.items()})
    return as_call(_scored(row, juvenile=juvenile))


def _of_both_sides(study: Study) -> dict[str, float]:
    """Return the range of MMT-8 if some value shows that both sides were tested."""
    criterion = load_criterion("tis-2016")
    highest = study.values(_MEASURED["mmt"])[Col.VALUE].max()
    more = isinstance(highest, float) and highest > criterion["ranges"]["mmt"]
    return {"mmt": criterion["mmt_both_sides"]} if more else {}


def _with_enzyme(visits: pl.DataFrame, study: Study) -> pl.DataFrame:
    key = [Col.PATIENT, Col.DAY]
    now = enzyme_visits(study).rename({Col.VALUE: "enzyme_now"})
    chosen = enzyme_at_baseline(study)
    return visits.join(now, on=key, how="left").join(chosen, on=Col.PATIENT, how="left")


def _scored(
    visits: pl.DataFrame, *, juvenile: bool, keep: list[str] | None = None
) -> pl.DataFrame:
    criterion = load_criterion("tis-2016")
    points = [points_of(item, pl.col(f"{item}_change")) for item in TIS_ITEMS]
    score = pl.sum_horizontal(points, ignore_nulls=False)
    each = [
        pl.format(f"{item} {{}}", shown(p))
        for item, p in zip(TIS_ITEMS, points, strict=True)
    ]
    unknown = pl.concat_str(pl.lit("cannot score: not known: "), names_missing(_CHANGES))
    lost = pl.col(ResponseCol.SCORE).is_null()
    scored = visits.with_columns(score.alias(ResponseCol.SCORE))
    results = {
        ResponseCol.SCORE: pl.col(ResponseCol.SCORE),
        ResponseCol.CALL: _category(criterion["juvenile" if juvenile else "adult"]),
    }
    why = pl.when(lost).then(unknown).otherwise(reasons(each))
    return call_rows(scored, criterion, results, why=why, items=_CHANGES, keep=keep or [])


def _category(lowest: list[float]) -> pl.Expr:
    score = ten_digits(pl.col(ResponseCol.SCORE))
    best_first = sorted(zip(lowest, _GRADES, strict=True), reverse=True)
    reached = [pl.when(score >= bound).then(pl.lit(name)) for bound, name in best_first]
    return pl.coalesce(*reached, pl.when(score < lowest[0]).then(pl.lit("none")))
