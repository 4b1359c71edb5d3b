"""HLH-2004: five of eight criteria of haemophagocytic lymphohistiocytosis.

Henter JI et al., Pediatr Blood Cancer 2007;48:124-131. Items of the instrument `HLH`, and
the latest laboratory values of the last days. What was not recorded is not absent: the
call is open as long as it could make up the five.
"""

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import Criterion, load_criterion
from cartwin.rules.grade import names_of, names_unknown, ten_digits
from cartwin.rules.response.call import call_rows
from cartwin.rules.toxicity.columns import ToxCol
from cartwin.rules.toxicity.instruments import HLH, HlhItem, flags_of
from cartwin.rules.toxicity.visits import with_latest
from cartwin.study import Study


__all__ = ["call_hlh_2004", "hlh_2004"]

_G_PER_L = 10  # of g/dL
_LABS = {
    "temperature": "TEMP",
    "haemoglobin": "HGB",
    "platelets": "PLAT",
    "neutrophils": "NEUT",
    "triglycerides": "TRIG",
    "fibrinogen": "FIBRINO",
    "ferritin": "FERR",
    "scd25": "IL2RA",
}
_FLAGS = (HlhItem.SPLENOMEGALY, HlhItem.HEMOPHAGOCYTOSIS, HlhItem.NK_LOW)


def call_hlh_2004(visits: pl.DataFrame) -> pl.DataFrame:
    """Return whether each visit fulfils HLH-2004.

    Parameters
    ----------
    visits
        patient, day, temperature [Cel], haemoglobin [g/L], platelets and neutrophils
        [10*9/L], triglycerides [mmol/L], fibrinogen [g/L], ferritin [ug/L], scd25 [U/mL],
        splenomegaly, hemophagocytosis and nk_low (true or false); null: not recorded.

    Returns
    -------
    DataFrame
        patient, day, scale, version, `met` and `unknown` (number of criteria), `call`
        (true: five met; null: what is unknown decides), why, evidence.
    """
    criterion = load_criterion("hlh-2004")
    criteria = _criteria(criterion)
    met = pl.sum_horizontal(c.fill_null(value=False) for c in criteria.values())
    unknown = pl.sum_horizontal(c.is_null() for c in criteria.values())
    fewest = criterion["fewest"]
    call = pl.when(met >= fewest).then(True).when(met + unknown < fewest).then(False)
    fulfilled = pl.format("{} of 8 met: {}", met, names_of(criteria))
    missing = pl.format("; not recorded: {}", names_unknown(criteria))
    why = pl.concat_str(
        pl.when(call.is_null()).then(pl.lit("cannot call: ")).otherwise(pl.lit("")),
        fulfilled,
        pl.when(unknown > 0).then(missing).otherwise(pl.lit("")),
    )
    results = {
        ToxCol.MET: met.cast(pl.Int64),
        ToxCol.UNKNOWN: unknown.cast(pl.Int64),
        ToxCol.CALL: call,
    }
    return call_rows(visits, criterion, results, why=why, items=(*_LABS, *_FLAGS))


def hlh_2004(study: Study) -> pl.DataFrame:
    """Return whether HLH-2004 was fulfilled at each visit with findings of `HLH`.

    Columns as in `call_hlh_2004`; a note in `why` tells where the platelets say nothing.
    """
    criterion = load_criterion("hlh-2004")
    visits = flags_of(study.assessments, HLH, _FLAGS)
    values = with_latest(visits, study, _LABS, criterion["lookback"])
    grams = values.with_columns(pl.col("haemoglobin") * _G_PER_L)
    called = call_hlh_2004(grams)
    if "itp" not in study.disease.split("+"):
        return called
    note = "; platelets say nothing in immune thrombocytopenia"
    return called.with_columns(pl.concat_str(RuleCol.WHY, pl.lit(note)))


def _criteria(criterion: Criterion) -> dict[str, pl.Expr]:
    """Return each criterion: met, not met, or null."""
    value = {name: ten_digits(pl.col(name).cast(pl.Float64)) for name in _LABS}
    lineages = [
        value[n] < criterion[n] for n in ("haemoglobin", "platelets", "neutrophils")
    ]
    fat = value["triglycerides"] >= criterion["triglycerides"]
    clotting = value["fibrinogen"] <= criterion["fibrinogen"]
    return {
        "fever": value["temperature"] >= criterion["fever"],
        "splenomegaly": pl.col(HlhItem.SPLENOMEGALY),
        "cytopenia": _enough(lineages, criterion["lineages"]),
        "triglycerides or fibrinogen": fat | clotting,
        "haemophagocytosis": pl.col(HlhItem.HEMOPHAGOCYTOSIS),
        "NK activity": pl.col(HlhItem.NK_LOW),
        "ferritin": value["ferritin"] >= criterion["ferritin"],
        "sCD25": value["scd25"] >= criterion["scd25"],
    }


def _enough(affected: list[pl.Expr], fewest: int) -> pl.Expr:
    """Return whether enough lineages are affected; null if the unknown ones decide."""
    sure = pl.sum_horizontal(a.fill_null(value=False) for a in affected)
    possible = pl.sum_horizontal(a.fill_null(value=True) for a in affected)
    return pl.when(sure >= fewest).then(True).when(possible < fewest).then(False)
