"""ITP-BAT: bleeding by skin, mucosae and organs, written as an index such as S2M3O2.

Rodeghiero F et al., Blood 2013;121:2596-2606. The worst manifestation of each domain since
the last visit counts; domains are never summed. The record keeps the findings as
instrument `ITP-BAT`, items as in `BatItem`; domains alone may stand in `BLEEDING` instead.
"""

from enum import StrEnum

import polars as pl

from cartwin.rules.criterion import Criterion, load_criterion
from cartwin.rules.findings import FLAG, Span
from cartwin.rules.grade import names_unknown, shown
from cartwin.rules.response.call import Call, as_call, call_rows, is_so, visit
from cartwin.rules.response.columns import ResponseCol
from cartwin.rules.response.itp_inputs import BLEEDING
from cartwin.rules.response.visits import at_visits
from cartwin.study import Col, Study


__all__ = ["ITP_BAT", "BatItem", "bat_visits", "call_bat", "grade_petechiae", "smog_index"]

ITP_BAT = "ITP-BAT"
"""Name of the instrument in the record."""


class BatItem(StrEnum):
    """Findings since the last visit.

    `petechiae_palm`: most in one area the size of a palm; `petechiae_areas`: such areas
    with more than 5; `petechiae_total`; `above_and_below`: the belt, 0 or 1. Ecchymoses
    smaller than a palm and the areas they are in; ecchymoses larger than a palm;
    haematomas under the skin. `skin`, `mucosae`, `organs`: grade by the assessor;
    `..._reported`: 1 if the patient reports it and nothing documents it.
    """

    PETECHIAE_PALM = "petechiae_palm"
    PETECHIAE_AREAS = "petechiae_areas"
    PETECHIAE_TOTAL = "petechiae_total"
    ABOVE_AND_BELOW = "above_and_below"
    ECCHYMOSES_SMALL = "ecchymoses_small"
    ECCHYMOSES_AREAS = "ecchymoses_areas"
    ECCHYMOSES_LARGE = "ecchymoses_large"
    HAEMATOMAS_SMALL = "haematomas_small"
    HAEMATOMAS_LARGE = "haematomas_large"
    SKIN = "skin"
    MUCOSAE = "mucosae"
    ORGANS = "organs"
    SKIN_REPORTED = "skin_reported"
    MUCOSAE_REPORTED = "mucosae_reported"
    ORGANS_REPORTED = "organs_reported"


_DOMAINS = (BatItem.SKIN, BatItem.MUCOSAE, BatItem.ORGANS)
_COUNTS = list(BatItem)[:9]
_FLAGS = (BatItem.ABOVE_AND_BELOW, *list(BatItem)[12:])
SPANS: dict[str, Span] = {
    **dict.fromkeys(_COUNTS, Span(0, 100_000)),
    **dict.fromkeys(_FLAGS, FLAG),
    BatItem.SKIN: Span(0, 3),
    BatItem.MUCOSAE: Span(0, 3),
    BatItem.ORGANS: Span(0, 5),
}


def bat_visits(study: Study) -> pl.DataFrame:
    """Return the grade of each domain and the index (`call`) of every visit.

    The index is null where a domain was not assessed.
    """
    counted = at_visits(study, ITP_BAT, SPANS)
    graded = at_visits(study, BLEEDING, {d: SPANS[d] for d in _DOMAINS})
    graded = graded.filter(pl.any_horizontal(pl.col(_DOMAINS).is_not_null()))
    key = [Col.PATIENT, Col.DAY]
    merged = counted.join(graded, on=key, how="full", coalesce=True, suffix="_site")
    either = [pl.coalesce(d, f"{d}_site").alias(d) for d in _DOMAINS]
    return _bat(merged.with_columns(either))


def call_bat(**found: float | None) -> Call:
    """Return the index of one visit; findings as in `BatItem`.

    >>> call_bat(petechiae_palm=11, mucosae=3, organs=0).call
    'S2M3O0'
    """
    return as_call(_bat(visit(BatItem, found)))


def smog_index(skin: int, mucosae: int, organs: int) -> str:
    """Return the index of three grades.

    >>> smog_index(2, 3, 2)
    'S2M3O2'
    """
    grades = {BatItem.SKIN: skin, BatItem.MUCOSAE: mucosae, BatItem.ORGANS: organs}
    for domain, grade in grades.items():
        if not 0 <= grade <= load_criterion("itp-bat")["most"][domain]:
            msg = f"grade {grade} of {domain}; expected {SPANS[domain]}"
            raise ValueError(msg)
    return f"S{skin}M{mucosae}O{organs}"


def grade_petechiae(**found: float | None) -> int | None:
    """Return the grade of petechiae alone; findings as in `BatItem`, None if none counted.

    >>> grade_petechiae(petechiae_palm=10), grade_petechiae(petechiae_palm=11)
    (1, 2)
    """
    expression = petechiae(load_criterion("itp-bat"))
    grade: int | None = visit(BatItem, found).select(expression).item()
    return grade


def petechiae(rule: Criterion) -> pl.Expr:
    """Return the grade of petechiae; null if none was counted."""
    palm, total = pl.col(BatItem.PETECHIAE_PALM), pl.col(BatItem.PETECHIAE_TOTAL)
    spread = is_so(BatItem.ABOVE_AND_BELOW).fill_null(value=False)
    scattered = (total > rule["scattered"]) & spread
    areas = (pl.col(BatItem.PETECHIAE_AREAS) >= rule["areas"]).fill_null(value=False)
    dense = (palm > rule["palm_several"]).fill_null(value=True)
    several = (palm > rule["palm_few"]) | (areas & spread & dense)
    some = pl.max_horizontal(palm, total) > 0
    return (
        pl.when(scattered).then(3).when(several).then(2).when(some).then(1)
        .when(~some).then(0)
    )  # fmt: skip


def ecchymoses(rule: Criterion) -> pl.Expr:
    """Return the grade of ecchymoses; fewer than those of grade 1 are grade 0."""
    small, large = pl.col(BatItem.ECCHYMOSES_SMALL), pl.col(BatItem.ECCHYMOSES_LARGE)
    in_two = pl.col(BatItem.ECCHYMOSES_AREAS) >= 2
    several = (small >= rule["ecchymoses_one_area"]) | (
        (small >= rule["ecchymoses_two_areas"]) & in_two
    )
    any_counted = small.is_not_null() | large.is_not_null()
    return (
        pl.when(large > rule["ecchymoses_large"]).then(3)
        .when(large > 0).then(2).when(several).then(1).when(any_counted).then(0)
    )  # fmt: skip


def haematomas(rule: Criterion) -> pl.Expr:
    """Return the grade of haematomas under the skin."""
    small, large = pl.col(BatItem.HAEMATOMAS_SMALL), pl.col(BatItem.HAEMATOMAS_LARGE)
    many = small > rule["haematomas_small"]
    any_counted = small.is_not_null() | large.is_not_null()
    return (
        pl.when((large >= rule["haematomas_large"]) | many).then(3)
        .when(small == rule["haematomas_small"]).then(2)
        .when(small == 1).then(1).when(any_counted).then(0)
    )  # fmt: skip


def _bat(visits: pl.DataFrame) -> pl.DataFrame:
    rule = load_criterion("itp-bat")
    skin = [petechiae(rule), ecchymoses(rule), haematomas(rule), pl.col(BatItem.SKIN)]
    worst = {BatItem.SKIN: pl.max_horizontal(skin)}
    worst |= {d: pl.col(d) for d in _DOMAINS[1:]}
    most = rule["reported_grade"]
    grades = [
        pl.when(is_so(f"{d}_reported"))
        .then(pl.min_horizontal(grade, most))
        .otherwise(grade)
        .cast(pl.Int8)
        .alias(f"{d}_grade")
        for d, grade in worst.items()
    ]
    graded = visits.with_columns(grades)
    parts = [pl.col(f"{d}_grade") for d in _DOMAINS]
    missing = names_unknown(dict(zip(_DOMAINS, parts, strict=True)))
    unknown = pl.concat_str(pl.lit("cannot call: not assessed: "), missing)
    told = pl.format("skin {}, mucosae {}, organs {}", *[shown(p) for p in parts])
    results = {
        ResponseCol.CALL: pl.format("S{}M{}O{}", *parts),
        ResponseCol.SKIN: parts[0],
        ResponseCol.MUCOSAE: parts[1],
        ResponseCol.ORGANS: parts[2],
    }
    why = pl.coalesce(told, unknown)
    return call_rows(graded, rule, results, why=why, items=_evidence_of(graded))


def _evidence_of(graded: pl.DataFrame) -> list[str]:
    return [str(item) for item in BatItem if item in graded.columns]
