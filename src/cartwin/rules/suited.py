"""Which published rules suit a study: by its disease, and by what its record holds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import polars as pl

from cartwin.rules.anchors import therapy_start
from cartwin.rules.catalogue import rule_catalogue
from cartwin.rules.columns import RuleCol
from cartwin.study import DISEASES, Col, Study


__all__ = ["EVERY_DISEASE", "SUITED", "Reading", "Suited", "apply_suited"]


class Reading(StrEnum):
    """Which of several results of a patient is theirs."""

    WORST = "worst"  # the highest from the start of therapy on
    LAST = "last"  # the latest that could be said


@dataclass(frozen=True, slots=True)
class Suited:
    """One rule, the column of its frames that is its result, and how that is read.

    Attributes
    ----------
    rule
        Name in the catalogue.
    result
        Column of its frames.
    reading
        Which result of a patient counts.
    by
        Column whose values are results of their own, e.g. the term; empty: none.
    """

    rule: str
    result: str
    reading: Reading = Reading.LAST
    by: str = ""


def _worst(*rules: str) -> tuple[Suited, ...]:
    return tuple(Suited(rule, "grade", Reading.WORST) for rule in rules)


def _calls(*rules: str) -> tuple[Suited, ...]:
    return tuple(Suited(rule, "call") for rule in rules)


EVERY_DISEASE: tuple[Suited, ...] = (
    *_worst("crs", "icans", "icaht-early", "icaht-late"),
    *_worst("t-icaht-early", "t-icaht-late", "iec-hs", "licats", "febrile-neutropenia"),
    Suited("crs-episodes", "episode", Reading.WORST),
    Suited("icans-episodes", "episode", Reading.WORST),
    Suited("castle-dlt", "call"),
    Suited("hlh-2004", "call"),
    Suited("car-hematotox", "risk"),
    Suited("ctcae5", "grade", Reading.WORST, by="term"),
    Suited("ctcae6", "grade", Reading.WORST, by="term"),
    Suited("adverse-events", "emergent", Reading.WORST, by="term"),
)
"""Rules that suit every disease; of CTCAE the version that is asked for."""

SUITED: Mapping[str, tuple[Suited, ...]] = MappingProxyType(
    {
        "itp": (
            Suited("iwg", "best"),
            Suited("srot", "call", by="preset"),
            *_calls("steroid-dependence", "refractory", "multirefractory", "itp-bat"),
            Suited("who-bleeding", "score", Reading.WORST),
            Suited("buchanan", "score", Reading.WORST),
        ),
        "aha": _calls("aha-gth", "aha-each2"),
        "sle": (
            Suited("sledai-2k", "score"),
            *_calls("doris", "lldas", "renal", "perr"),
        ),
        "ssc": (
            Suited("mrss", "score"),
            *_calls("criss", "rcriss", "eustar", "ssc-ild"),
        ),
        "iim": _calls("tis"),
    }
)
"""Disease -> rules that are about it."""

_EMPTY: dict[str, type[pl.DataType]] = {
    "rule": pl.String,
    "part": pl.String,
    Col.PATIENT: pl.String,
    "result": pl.String,
    RuleCol.WHY: pl.String,
    Col.CERTAINTY: pl.String,
}


def apply_suited(study: Study, *, ctcae_version: str = "5.0") -> pl.DataFrame:
    """Return what the rules that suit the study say, wherever the record holds the data.

    A rule that can say nothing of anybody is left out.

    Returns
    -------
    DataFrame
        rule, part (term or preset; empty: none), patient, result (as text; null: cannot
        be said), why, certainty. One row per patient, rule and part; see `SUITED` for
        which result of several is the patient's.

    Examples
    --------
    >>> from cartwin.study import Origin
    >>> study = Study(name="s", title="S", origin=Origin.REAL, disease="sle+ssc")
    >>> apply_suited(study).height
    0
    """
    skipped = {"ctcae5", "ctcae6"} - {f"ctcae{ctcae_version[0]}"}
    pairs = [(suited, study) for suited in EVERY_DISEASE if suited.rule not in skipped]
    pairs += [pair for code in study.disease.split("+") for pair in _of(code, study)]
    parts = [_results(suited, about) for suited, about in pairs]
    held = [p for p in parts if p["result"].count()]
    return pl.concat([pl.DataFrame(schema=_EMPTY), *held])


def _of(code: str, study: Study) -> Iterator[tuple[Suited, Study]]:
    """Yield the rules of one disease with the record of the patients who have it."""
    about = study if study.disease == code else _with_disease(study, code)
    for suited in SUITED.get(code, ()):
        yield suited, about


def _with_disease(study: Study, code: str) -> Study:
    """Return the record of those whose diagnosis is this disease."""
    known = DISEASES[code].diagnosis if code in DISEASES else code
    diagnosis = pl.col(Col.DIAGNOSIS).str.strip_chars().str.to_lowercase()
    theirs = study.patients.filter(diagnosis.is_in([known.lower(), code]))
    key = theirs.select(Col.PATIENT)
    rows = {
        name: table.join(key, on=Col.PATIENT, how="semi", maintain_order="left")
        for name, table in study.tables.items()
        if Col.PATIENT in table.columns
    }
    return study.with_tables(**rows)


def _results(suited: Suited, study: Study) -> pl.DataFrame:
    """Return the result of each patient, and of each part."""
    found = rule_catalogue()[suited.rule].apply(study)
    if suited.reading is Reading.WORST and Col.DAY in found.columns:
        found = _since_start(found, study)
    day = pl.col(Col.DAY) if Col.DAY in found.columns else pl.lit(0.0)
    part = pl.col(suited.by) if suited.by else pl.lit("")
    rows = found.select(
        Col.PATIENT,
        part.alias("part"),
        pl.col(suited.result).alias("result"),
        RuleCol.WHY,
        Col.CERTAINTY,
        day.alias("day"),
    ).sort(Col.PATIENT, "part", "day", "result", RuleCol.WHY, nulls_last=False)
    first = ["result"] if suited.reading is Reading.WORST else []
    known = pl.col("result").is_not_null().alias("known")
    last = rows.with_columns(known).sort("known", *first, maintain_order=True)
    own = last.group_by(Col.PATIENT, "part", maintain_order=True).last()
    return own.sort("part", Col.PATIENT).select(
        pl.lit(suited.rule).alias("rule"),
        "part",
        Col.PATIENT,
        pl.col("result").cast(pl.String).str.strip_suffix(".0"),
        RuleCol.WHY,
        Col.CERTAINTY,
    )


def _since_start(found: pl.DataFrame, study: Study) -> pl.DataFrame:
    start = therapy_start(study).rename({Col.DAY: "start"})
    dated = found.join(start, on=Col.PATIENT, how="left", maintain_order="left")
    later = pl.col(Col.DAY) >= pl.col("start")
    return dated.filter(later.fill_null(value=True)).drop("start")
