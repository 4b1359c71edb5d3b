"""IEC-HS, HLH-like syndrome after cell therapy: a form, graded by the clinician.

Hines MR et al., Transplant Cell Ther 2023. The form gathers what the record says about
the entry criterion and the features, beside the grade that the clinician gave. It never
computes a grade: the printed table was not read.
"""

import polars as pl

from cartwin.rules.criterion import Criterion, load_criterion
from cartwin.rules.grade import names_of, ten_digits
from cartwin.rules.response.call import call_rows
from cartwin.rules.toxicity.columns import ToxCol
from cartwin.rules.toxicity.instruments import IEC_HS, IecHsItem, flags_of
from cartwin.rules.toxicity.visits import baseline_values, with_latest
from cartwin.study import Col, Study


__all__ = ["iec_hs", "iec_hs_entries", "iec_hs_forms"]

_LABS = {
    "ferritin": "FERR",
    "ast": "AST",
    "alt": "ALT",
    "fibrinogen": "FIBRINO",
    "ldh": "LDH",
    "triglycerides": "TRIG",
}
_BASELINE = {f"{name}_baseline": _LABS[name] for name in ("ferritin", "ast", "alt")}
_OTHERS = (
    *(IecHsItem.COAGULOPATHY, IecHsItem.DIRECT_BILIRUBIN, IecHsItem.SPLENOMEGALY),
    *(IecHsItem.FEVER, IecHsItem.NEUROTOXICITY, IecHsItem.PULMONARY, IecHsItem.RENAL),
)
_ENTRY, _GRADE = pl.col(ToxCol.ENTRY), pl.col(IecHsItem.GRADE)


def iec_hs_forms(visits: pl.DataFrame) -> pl.DataFrame:
    """Return the filled form of each visit.

    Parameters
    ----------
    visits
        patient, day, the items of `IecHsItem`, and ferritin, ast, alt, fibrinogen, ldh
        and triglycerides with `_uln`, `_lln` and `_baseline` where they matter.

    Returns
    -------
    DataFrame
        patient, day, scale, version, grade (the clinician's, null if none was given),
        `entry` (whether ferritin fulfils the entry criterion without another cause; null:
        unknown), `common` and `others` (features present, by name), why, evidence.
    """
    criterion = load_criterion("iec-hs")
    results = {
        Col.GRADE: _GRADE.cast(pl.Int8),
        ToxCol.ENTRY: _entry(criterion),
        ToxCol.COMMON: names_of(_common(criterion)),
        ToxCol.OTHERS: names_of(_others(criterion)),
    }
    return call_rows(visits, criterion, results, why=_why(), items=(*_LABS, *IecHsItem))


def iec_hs(study: Study) -> pl.DataFrame:
    """Return the form of each visit with findings of `IEC-HS`; as in `iec_hs_forms`."""
    criterion = load_criterion("iec-hs")
    visits = flags_of(study.assessments, IEC_HS, IecHsItem)
    values = with_latest(visits, study, _LABS, criterion["lookback"])
    baseline = baseline_values(study, _BASELINE, patients=visits)
    return iec_hs_forms(values.join(baseline, on=Col.PATIENT, how="left"))


def iec_hs_entries(visits: pl.DataFrame) -> pl.Series:
    """Return whether ferritin opens the form, one value per row; null: unknown.

    The frame needs ferritin, ferritin_uln, ferritin_baseline, ferritin_rising and
    other_cause.
    """
    return visits.select(_entry(load_criterion("iec-hs")).alias(ToxCol.ENTRY)).to_series()


def _entry(criterion: Criterion) -> pl.Expr:
    """Return whether ferritin opens the form: high or rising, without another cause."""
    fold = criterion["ferritin_fold"]
    ferritin = ten_digits(pl.col("ferritin").cast(pl.Float64))
    above = [
        ferritin > ten_digits(pl.col(reference).cast(pl.Float64) * fold)
        for reference in ("ferritin_uln", "ferritin_baseline")
    ]
    rising = pl.col(IecHsItem.FERRITIN_RISING).fill_null(value=False)
    not_explained = ~pl.col(IecHsItem.OTHER_CAUSE).fill_null(value=False)
    known = pl.any_horizontal(higher.is_not_null() for higher in above) | rising
    high = pl.any_horizontal(higher.fill_null(value=False) for higher in above)
    return pl.when(known).then((high | rising) & not_explained)


def _common(criterion: Criterion) -> dict[str, pl.Expr]:
    fold = criterion["transaminase_fold"]
    fibrinogen = ten_digits(pl.col("fibrinogen"))
    low = (fibrinogen < criterion["fibrinogen"]) | (fibrinogen < pl.col("fibrinogen_lln"))
    return {
        "transaminases": _raised("ast", fold) | _raised("alt", fold),
        "fibrinogen": low,
        "haemophagocytosis": pl.col(IecHsItem.HEMOPHAGOCYTOSIS),
        "cytopenia": pl.col(IecHsItem.CYTOPENIA),
    }


def _raised(name: str, fold: float) -> pl.Expr:
    """Return whether an enzyme exceeds a multiple of normal, or of abnormal baseline."""
    normal, baseline = pl.col(f"{name}_uln"), pl.col(f"{name}_baseline")
    reference = pl.max_horizontal(normal, pl.when(baseline > normal).then(baseline))
    return ten_digits(pl.col(name)) > ten_digits(reference * fold)


def _others(criterion: Criterion) -> dict[str, pl.Expr]:
    return {
        "LDH": ten_digits(pl.col("ldh")) > pl.col("ldh_uln"),
        "triglycerides": ten_digits(pl.col("triglycerides")) > criterion["triglycerides"],
        **{item.replace("_", " "): pl.col(item) for item in _OTHERS},
    }


def _why() -> pl.Expr:
    entry = (
        pl.when(_ENTRY)
        .then(pl.lit("ferritin fulfils the entry criterion"))
        .when(~_ENTRY)
        .then(pl.lit("ferritin does not fulfil the entry criterion"))
        .otherwise(pl.lit("entry unknown: no ferritin with its limit or baseline"))
    )
    none = pl.lit("cannot grade: no grade of the clinician")
    given = pl.when(_GRADE.is_null()).then(none)
    return pl.concat_str(
        given.otherwise(pl.lit("grade of the clinician")),
        entry,
        pl.lit("no grade is computed"),
        separator="; ",
    )
