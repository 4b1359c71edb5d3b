"""SLEDAI-2K, the activity of systemic lupus erythematosus, and its clinical part.

Gladman DD et al., J Rheumatol 2002;29:288-291: 24 descriptors, 0 to 105 points. The record
keeps them as instrument `SLEDAI-2K`, items as in `SledaiItem`, 1 present and 0 absent.
Low platelets and white cells are not scored where a drug lowers them: `by_drug` says so;
where it was not recorded, the weeks after lymphodepletion do.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.rules.findings import FLAG, Span
from cartwin.rules.grade import names_missing, reasons
from cartwin.rules.remembered import once_per_study
from cartwin.rules.response.call import Call, as_call, call_rows, is_so, visit
from cartwin.rules.response.columns import ResponseCol
from cartwin.rules.response.visits import at_visits, worst_within
from cartwin.study import Col, Study


__all__ = [
    "SLEDAI",
    "SledaiItem",
    "call_sledai",
    "points",
    "score_sledai",
    "sledai_visits",
]

SLEDAI = "SLEDAI-2K"
"""Name of the instrument in the record."""


class SledaiItem(StrEnum):
    """Descriptors, and what replaces one that was not recorded.

    `joints`: number of inflamed joints; `by_drug`: low counts are due to a drug.
    """

    SEIZURE = "seizure"
    PSYCHOSIS = "psychosis"
    ORGANIC_BRAIN_SYNDROME = "organic_brain_syndrome"
    VISUAL = "visual"
    CRANIAL_NERVE = "cranial_nerve"
    LUPUS_HEADACHE = "lupus_headache"
    CVA = "cva"
    VASCULITIS = "vasculitis"
    ARTHRITIS = "arthritis"
    MYOSITIS = "myositis"
    CASTS = "casts"
    HEMATURIA = "hematuria"
    PROTEINURIA = "proteinuria"
    PYURIA = "pyuria"
    RASH = "rash"
    ALOPECIA = "alopecia"
    MUCOSAL_ULCERS = "mucosal_ulcers"
    PLEURISY = "pleurisy"
    PERICARDITIS = "pericarditis"
    LOW_COMPLEMENT = "low_complement"
    ANTI_DNA = "anti_dna"
    FEVER = "fever"
    THROMBOCYTOPENIA = "thrombocytopenia"
    LEUKOPENIA = "leukopenia"
    JOINTS = "joints"
    BY_DRUG = "by_drug"


SPANS: dict[str, Span] = {
    **dict.fromkeys(SledaiItem, FLAG),
    SledaiItem.JOINTS: Span(0, 100),
}
_MEASURED = {"platelets": "PLAT", "white_cells": "WBC", "urine_protein": "UPROT24"}
_LOW_IS_WORSE = ("platelets", "white_cells")


@once_per_study
def sledai_visits(
    study: Study, *, joints: float | None = None, window: float = 0.0
) -> pl.DataFrame:
    """Return the visits with SLEDAI-2K findings, each descriptor 1, 0 or null.

    What was measured replaces a descriptor that was not recorded: platelets, white cells,
    urine protein per day.

    Parameters
    ----------
    study
        Any study.
    joints
        Inflamed joints beyond which arthritis is present, in place of the criterion's.
    window
        Days before the visit whose measured values count too, the most abnormal of them;
        without it those of the day alone.
    """
    visits = at_visits(study, SLEDAI, SPANS, _MEASURED)
    if window:
        visits = worst_within(visits, study, _MEASURED, window, low=_LOW_IS_WORSE)
    return _derived(_after_depletion(visits, study), joints)


def score_sledai(
    study: Study, *, joints: float | None = None, window: float = 0.0
) -> pl.DataFrame:
    """Return SLEDAI-2K of every visit; options as in `sledai_visits`.

    Returns
    -------
    DataFrame
        patient, day, scale, version, score, clinical_score (without complement and
        anti-DNA; each null while a descriptor that counts is not known), why, evidence.
    """
    return _scored(sledai_visits(study, joints=joints, window=window))


def call_sledai(present: Iterable[str], *, by_drug: bool = False) -> Call:
    """Return SLEDAI-2K of one visit at which all other descriptors were absent.

    >>> call_sledai(["arthritis", "rash", "anti_dna"]).score
    8.0
    >>> call_sledai(["leukopenia"], by_drug=True).score
    0.0
    """
    return as_call(_scored(_derived(one_visit(present, by_drug=by_drug))))


def one_visit(present: Iterable[str], *, by_drug: bool = False) -> pl.DataFrame:
    """Return one visit with these descriptors and no others."""
    weights = load_criterion("sledai-2k")["weights"]
    absent: dict[str, float] = dict.fromkeys(weights, 0.0)
    found = absent | dict.fromkeys(map(str, present), 1.0)
    return visit([*SledaiItem, *_MEASURED], {**found, SledaiItem.BY_DRUG: by_drug})


def points(leave_out: Iterable[str] = ()) -> tuple[pl.Expr, pl.Expr]:
    """Return the lowest and the highest score that the descriptors allow."""
    left_out = set(leave_out)
    weights: Mapping[str, int] = load_criterion("sledai-2k")["weights"]
    counted = {item: w for item, w in weights.items() if item not in left_out}
    low, high = (
        pl.sum_horizontal(
            [pl.col(item).fill_null(unknown) * w for item, w in counted.items()]
        )
        for unknown in (0.0, 1.0)
    )
    return low, high


def _scored(visits: pl.DataFrame) -> pl.DataFrame:
    criterion = load_criterion("sledai-2k")
    weights = criterion["weights"]
    score, clinical = (_agreed(*points(left)) for left in ((), criterion["serology"]))
    present = [pl.when(pl.col(i) == 1).then(pl.lit(f"{i} {w}")) for i, w in weights.items()]
    missing = pl.concat_str(pl.lit("cannot score: not recorded: "), names_missing(weights))
    none = pl.when(reasons(present) == "").then(pl.lit("no descriptor"))
    given = none.otherwise(reasons(present))
    why = pl.when(pl.col(ResponseCol.SCORE).is_null()).then(missing).otherwise(given)
    results = {ResponseCol.SCORE: score, ResponseCol.CLINICAL_SCORE: clinical}
    return call_rows(visits, criterion, results, why=why, items=SPANS)


def _agreed(low: pl.Expr, high: pl.Expr) -> pl.Expr:
    return pl.when(low == high).then(low)


def _derived(visits: pl.DataFrame, joints: float | None = None) -> pl.DataFrame:
    """Fill descriptors from what was counted, and leave drug cytopenias out."""
    criterion = load_criterion("sledai-2k")
    most = criterion["joints"] if joints is None else joints
    found = {
        SledaiItem.ARTHRITIS: pl.col(SledaiItem.JOINTS) > most,
        SledaiItem.THROMBOCYTOPENIA: pl.col("platelets") < criterion["platelets"],
        SledaiItem.LEUKOPENIA: pl.col("white_cells") < criterion["white_cells"],
        SledaiItem.PROTEINURIA: pl.col("urine_protein") > criterion["proteinuria"],
    }
    filled = visits.with_columns(
        pl.coalesce(pl.col(item), rule.cast(pl.Float64)).alias(item)
        for item, rule in found.items()
    )
    by_drug = is_so(SledaiItem.BY_DRUG).fill_null(value=False)
    return filled.with_columns(
        pl.when(by_drug).then(0.0).otherwise(pl.col(item)).alias(item)
        for item in criterion["cytopenias"]
    )


def _after_depletion(visits: pl.DataFrame, study: Study) -> pl.DataFrame:
    """Put low counts down to lymphodepletion in the weeks after its last dose."""
    given = study.treatments.filter(pl.col(Col.PURPOSE) == "lymphodepletion")
    last = given.group_by(Col.PATIENT).agg(pl.col(Col.DAY).max().alias(RuleCol.LAST_DAY))
    since = pl.col(Col.DAY) - pl.col(RuleCol.LAST_DAY)
    within = since.is_between(0, load_criterion("sledai-2k")["drug_window"])
    joined = visits.join(last, on=Col.PATIENT, how="left")
    recorded = pl.col(SledaiItem.BY_DRUG)
    return joined.with_columns(
        pl.coalesce(recorded, within.cast(pl.Float64)).alias(SledaiItem.BY_DRUG)
    ).drop(RuleCol.LAST_DAY)
