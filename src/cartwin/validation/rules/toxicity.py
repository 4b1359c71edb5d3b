"""Worked cases of the rules of toxicity: what each kind gives the product, and gets back.

A finding that a case leaves out is absent, as in the cases of the other suites; a case
that wants to say "not recorded" writes null.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

import polars as pl

from cartwin.rules import (
    grade_crs,
    grade_icans,
    load_criterion,
    score_capd,
    score_ice,
    toxicity,
)
from cartwin.study import Col
from cartwin.validation.rules.spellings import renamed
from cartwin.validation.rules.toxicity_names import (
    OF_CRS,
    OF_DLT,
    OF_HLH,
    OF_ICAHT,
    OF_ICANS,
    OF_IEC_HS,
    OF_LICATS,
    OXYGEN,
    SEIZURE,
    UNCOUNTED,
    worded,
)


__all__ = ["KINDS"]

Case = Mapping[str, Any]


def crs(
    *,
    temp_c: float | None = None,
    o2: str | None = "none",
    flow_lpm: float | None = None,
    pressors: Iterable[str] | None = (),
    antipyretic_or_anticytokine: bool = False,
    **rest: Any,
) -> int | None:
    """Return the CRS grade."""
    return grade_crs(
        temperature=temp_c,
        oxygen=worded(o2, OXYGEN),
        flow=flow_lpm,
        vasopressors=pressors,
        anticytokine_given=antipyretic_or_anticytokine,
        **renamed(rest, OF_CRS),
    ).grade


def icans(**findings: Any) -> int | None:
    """Return the ICANS grade; what the consensus does not count is left out."""
    known = {n: v for n, v in renamed(findings, OF_ICANS).items() if n not in UNCOUNTED}
    if "seizure" in known:
        known["seizure"] = worded(known["seizure"], SEIZURE)
    return grade_icans(**known).grade


def icaht_early(
    obs: Mapping[float, float],
    *,
    counting: str | None = None,
    until: float | None = None,
    **rest: Any,
) -> dict[str, Any]:
    """Return grade and days; counts by day in /uL."""
    known = {"counting": counting, "until": until} | renamed(rest, OF_ICAHT)
    counted = known["counting"] or toxicity.Counting.CUMULATIVE
    words = {"longest": "longest_run", "run": "longest_run"}
    row = toxicity.icaht_early_grades(
        _values(obs),
        counting=words.get(counted, counted),
        patients=pl.Series([""]),
        ends=_ends(known),
    )
    return row.row(0, named=True)


def icaht_late(
    values: Iterable[float] | Mapping[float, float], until: float | None = None, **rest: Any
) -> int | None:
    """Return the grade by counts of different days, or by day, in /uL."""
    if not isinstance(values, Mapping):
        return toxicity.grade_icaht_late([*values]).grade
    known = {"until": until} | renamed(rest, OF_ICAHT)
    rows = toxicity.icaht_late_grades(
        _values(values), patients=pl.Series([""]), ends=_ends(known)
    )
    grade: int | None = rows[Col.GRADE].item()
    return grade


def t_icaht(phase: str) -> Callable[..., object]:
    """Return the function of one phase: days below 100, 50 and 20 to the grade."""

    def grade(
        days_lt100: float | None = None,
        days_lt50: float | None = None,
        days_lt20: float | None = None,
        tests: int | None = None,
        disease: str | None = None,
        itp: bool = False,
    ) -> int | None:
        disease = "itp" if itp else disease
        days = {"days_lt_100": days_lt100, "days_lt_50": days_lt50, "days_lt_20": days_lt20}
        known = {name: value for name, value in days.items() if value is not None}
        return toxicity.grade_t_icaht(known, phase, tests=tests, disease=disease).grade

    return grade


def car_hematotox(boundary: str = "table", **values: float | None) -> dict[str, Any]:
    """Return score and risk."""
    names = dict(plt="platelets", anc="neutrophils", hb="haemoglobin")
    parts = ("platelets", "neutrophils", "haemoglobin", "crp", "ferritin")
    row = _row(renamed(values, names), parts)
    return toxicity.hematotox_scores(row, boundary=boundary).row(0, named=True)


def hlh2004(**values: Any) -> dict[str, Any]:
    """Return the criteria met, and whether they suffice without those left out."""
    flags = ("splenomegaly", "hemophagocytosis", "nk_low")
    numbers = (
        *("temperature", "haemoglobin", "platelets", "neutrophils", "triglycerides"),
        *("fibrinogen", "ferritin", "scd25"),
    )
    row = _row(renamed(values, OF_HLH), numbers, flags)
    found = toxicity.call_hlh_2004(row).row(0, named=True)
    return {**found, "hlh": found["call"] is True}


def hscore(**values: Any) -> int | None:
    """Return the score; what is left out is missing."""
    flags = ("immunosuppressed", "hepatomegaly", "splenomegaly", "hemophagocytosis")
    numbers = ("temperature", "ferritin", "triglycerides", "fibrinogen", "ast", "lineages")
    row = _row(renamed(values, OF_HLH), numbers, flags)
    score: int | None = toxicity.hscore_visits(row)["score"].item()
    return score


def iec_hs(**values: Any) -> bool | None:
    """Return whether the entry criterion is fulfilled."""
    numbers = ["ferritin", "ferritin_uln", "ferritin_baseline"]
    row = _row(renamed(values, OF_IEC_HS), numbers, ("ferritin_rising", "other_cause"))
    entry: bool | None = toxicity.iec_hs_entries(row).item()
    return entry


def licats(**values: Any) -> int | None:
    """Return the grade; the organ was affected and B cells are gone unless told."""
    given = renamed(values, OF_LICATS)
    if "b_cells_returned" in given:
        given["b_cell_aplasia"] = not given.pop("b_cells_returned")
    whole = {"organ_affected_before": True, "b_cell_aplasia": True, **given}
    flags = [item for item in toxicity.LicatsItem if item != "organ"]
    row = _row(whole, [], flags).with_columns(organ=pl.lit(""))
    grade: int | None = toxicity.licats_grades(row)[Col.GRADE].item()
    return grade


def licats_onset(day: float) -> str | None:
    """Return the class of the onset."""
    row = pl.DataFrame({Col.DAY: [float(day)]})
    onset: str | None = row.select(toxicity.onset_class(pl.col(Col.DAY))).item()
    return onset


def castle_dlt(**values: Any) -> bool | None:
    """Return whether it was dose-limiting; grades and days left out are 0.

    `late_icaht: true` says that there was one, of the lowest grade that limits. Elsewhere
    a flag in the place of a number is refused.
    """
    given = renamed(values, OF_DLT)
    if isinstance(late := given.get(toxicity.DltCol.LATE_ICAHT), bool):
        least = load_criterion("castle-dlt")["late_icaht"]
        given[toxicity.DltCol.LATE_ICAHT] = least if late else 0
    if "disease" in given:
        given["itp"] = str(given.pop("disease")).lower() == "itp"
    for cells in ("neutropenia", "thrombopenia"):
        if (weeks := given.pop(f"{cells}_weeks", None)) is not None:
            _refuse_flags({f"{cells}_weeks": weeks})
            given[f"{cells}_days"] = 7 * weeks
    zeros = {c: 0 for c in toxicity.DltCol if c not in (toxicity.DltCol.ITP, "organ_day")}
    numbers = [c for c in toxicity.DltCol if c != toxicity.DltCol.ITP]
    row = _row(zeros | given, numbers, [toxicity.DltCol.ITP])
    call: bool | None = toxicity.call_castle_dlt(row)["call"].item()
    return call


def _ends(known: Case) -> pl.DataFrame | None:
    """Return the last day that counts, if the case tells it."""
    _refuse(set(known) - {"counting", "until"})
    end = known["until"]
    return None if end is None else pl.DataFrame({Col.PATIENT: [""], Col.DAY: [end]})


def _refuse(unknown: set[str]) -> None:
    if unknown:
        msg = f"the case has findings that are not known: {', '.join(sorted(unknown))}"
        raise ValueError(msg)


def _refuse_flags(numbers: Case) -> None:
    """Refuse true and false where a number belongs: they would read as 1 and 0."""
    if flags := [name for name, value in numbers.items() if isinstance(value, bool)]:
        msg = f"the case has yes or no where a number belongs: {', '.join(sorted(flags))}"
        raise ValueError(msg)


def _values(series: Mapping[float, float]) -> pl.DataFrame:
    days = [float(day) for day in series]
    counts = [None if v is None else float(v) for v in series.values()]
    return pl.DataFrame(
        {Col.PATIENT: [""] * len(days), Col.DAY: days, Col.VALUE: counts},
        schema={Col.PATIENT: pl.String, Col.DAY: pl.Float64, Col.VALUE: pl.Float64},
    )


def _row(given: Case, numbers: Iterable[str], flags: Iterable[str] = ()) -> pl.DataFrame:
    """Return the findings of a case as a frame of one row; null where it says none."""
    numbers, flags = [*numbers], [*flags]
    _refuse(set(given) - {*numbers, *flags, Col.DAY})
    _refuse_flags({n: given.get(n) for n in numbers})
    return pl.select(
        pl.lit("").alias(Col.PATIENT),
        pl.lit(given.get("day", 0.0), pl.Float64).alias(Col.DAY),
        *(pl.lit(given.get(n), pl.Float64).alias(n) for n in numbers),
        *(pl.lit(given.get(n), pl.Boolean).alias(n) for n in flags),
    )


KINDS: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "crs": crs,
        "ice": lambda **answers: score_ice(answers),
        "icans": icans,
        "capd": lambda **answers: score_capd(answers),
        "icaht_early": icaht_early,
        "icaht_late": icaht_late,
        "t_icaht_early": t_icaht("early"),
        "t_icaht_late": t_icaht("late"),
        "car_hematotox": car_hematotox,
        "hlh2004": hlh2004,
        "hscore": hscore,
        "iec_hs": iec_hs,
        "licats": licats,
        "licats_onset": licats_onset,
        "castle_dlt": castle_dlt,
    }
)
"""Kind of case -> the function that takes its input and returns what it expects."""
