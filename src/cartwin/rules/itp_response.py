"""Response in ITP for every patient of a study.

Takes from the record what `call_iwg` needs: the baseline count, the days of bleeding, the
time in which a rescue acts, and the day from which another therapy takes over.

Bleeding is instrument `BLEEDING`: item `who` (0 to 4), or the ITP-BAT domains `skin`,
`mucosae`, `organs`; any item above 0 is bleeding on that day. Where bleeding was never
assessed the counts alone decide, and `why` says so.
"""

from collections.abc import Mapping

import polars as pl

from cartwin.rules.anchors import by_patient, patients_of, therapy_start
from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.rules.findings import Span, findings
from cartwin.rules.iwg import Count, ItpResponse, call_iwg
from cartwin.study import Col, Study


__all__ = ["BLEEDING", "call_itp_response"]

BLEEDING = "BLEEDING"
"""Name of the instrument in the record."""

_DOMAINS = {
    "who": Span(0, 4),
    "skin": Span(0, 5),
    "mucosae": Span(0, 5),
    "organs": Span(0, 5),
}
_RESPONSES: dict[str, type[pl.DataType]] = {
    Col.PATIENT: pl.String,
    RuleCol.BASELINE: pl.Float64,
    RuleCol.BEST: pl.String,
    RuleCol.FIRST_R_DAY: pl.Float64,
    RuleCol.FIRST_CR_DAY: pl.Float64,
    RuleCol.LOSS_DAY: pl.Float64,
    RuleCol.WHY: pl.String,
    RuleCol.EVIDENCE: pl.String,
    RuleCol.COUNTS_EXCLUDED: pl.Int64,
    RuleCol.CENSORED_AT: pl.Float64,
}

_Windows = dict[str, list[tuple[float, float]]]


def call_itp_response(
    study: Study,
    *,
    baseline: Mapping[str, float] | None = None,
    windows: Mapping[str, float] | None = None,
    attribution: bool = True,
) -> pl.DataFrame:
    """Return the response of every patient by the criteria of IWG 2009.

    Parameters
    ----------
    study
        Any study with platelet counts.
    baseline
        Patient -> count at the start [10^9/L]. For the others it is the last count up to
        lymphodepletion on which no rescue acts.
    windows
        Drug -> days after each dose in which counts are left out; goes before the
        protocol's windows, and these before our defaults.
    attribution
        Whether counts from the first day of a new therapy for ITP on are left out
        (purpose `rescue`; immunoglobulin and platelet transfusions only open a window).

    Returns
    -------
    DataFrame
        One row per patient: baseline, best (`CR`, `R`, `NR`; null: cannot call),
        first_r_day, first_cr_day, loss_day (of the best response), why, evidence,
        counts_excluded, censored_at.
    """
    lengths = _window_lengths(study, windows)
    acting = _acting(study, lengths)
    counts = by_patient(study.values("PLAT"), (Col.DAY, Col.VALUE, Col.CENSORING))
    bleeds, assessed = _bleeding(study)
    ends = _takeovers(study) if attribution else {}
    starts = dict(therapy_start(study).iter_rows())
    rows = []
    for patient in patients_of(study)[Col.PATIENT]:
        series = [Count(*c) for c in counts.get(patient, ())]
        first = _baseline(series, starts[patient], acting.get(patient, []))
        first = (baseline or {}).get(patient, first)
        call = call_iwg(
            series,
            baseline=first,
            bleeding_days=bleeds.get(patient, ()),
            windows=acting.get(patient, ()),
            censored_at=ends.get(patient),
        )
        why = _why(call, starts[patient], bleeding_known=patient in assessed)
        rows.append(_row(patient, first, call, why, ends.get(patient)))
    return pl.DataFrame(rows, schema=_RESPONSES, orient="row")


def _row(
    patient: str, baseline: float | None, call: ItpResponse, why: str, end: float | None
) -> tuple[object, ...]:
    evidence = "; ".join(call.evidence)
    days = (call.first_r_day, call.first_cr_day, call.loss_day)
    return (patient, baseline, call.best, *days, why, evidence, call.counts_excluded, end)


def _why(call: ItpResponse, start: float, *, bleeding_known: bool) -> str:
    if call.why.endswith("at baseline"):
        return f"cannot call: no platelet count up to the start of therapy (day {start:g})"
    return call.why if bleeding_known else f"{call.why}; bleeding was not assessed"


def _window_lengths(study: Study, windows: Mapping[str, float] | None) -> dict[str, float]:
    planned = {} if study.protocol is None else study.protocol.rescue_windows
    return {**load_criterion("rescue-windows")["windows"], **planned, **(windows or {})}


def _acting(study: Study, lengths: Mapping[str, float]) -> _Windows:
    """First and last day of each rescue's effect, by patient."""
    rules = load_criterion("rescue-windows")
    drug = pl.col(Col.DRUG)
    opens = drug.is_in(rules["transient"]) | pl.col(Col.PURPOSE).is_in(rules["purposes"])
    given = study.treatments.filter(opens & drug.is_in(list(lengths)))
    acting: _Windows = {}
    for patient, day, name in given.select(Col.PATIENT, Col.DAY, Col.DRUG).iter_rows():
        acting.setdefault(patient, []).append((day, day + lengths[name]))
    return acting


def _takeovers(study: Study) -> dict[str, float]:
    """Day from which a new therapy for ITP takes over, by patient."""
    rules = load_criterion("rescue-windows")
    censors = pl.col(Col.PURPOSE).is_in(rules["censoring"])
    transient = pl.col(Col.DRUG).is_in(rules["transient"])
    new = study.treatments.filter(censors & ~transient & (pl.col(Col.DAY) >= 0))
    return dict(new.group_by(Col.PATIENT).agg(pl.col(Col.DAY).min()).iter_rows())


def _bleeding(study: Study) -> tuple[dict[str, list[float]], set[str]]:
    """Days with bleeding by patient, and the patients who were assessed."""
    visits = findings(study.assessments, BLEEDING, numbers=_DOMAINS)
    bled = visits.filter(pl.max_horizontal(*_DOMAINS) > 0)
    days = by_patient(bled, (Col.DAY,))
    return {p: [d for (d,) in rows] for p, rows in days.items()}, set(visits[Col.PATIENT])


def _baseline(
    counts: list[Count], start: float, acting: list[tuple[float, float]]
) -> float | None:
    """Last count up to the start of therapy on which no rescue acts."""
    free = [
        c
        for c in counts
        if c.day <= start
        and c.censoring != "above"
        and not any(first <= c.day <= last for first, last in acting)
    ]
    return free[-1].value if free else None
