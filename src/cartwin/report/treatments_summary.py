"""What treatments side by side come to, in a few sentences, and where they are wrong."""

from collections.abc import Mapping, Sequence
from typing import Any

from cartwin.report.treatments_words import cell_words, fact_words, predicted_words
from cartwin.report.wording import join_words, number
from cartwin.trial import (
    CAR_T,
    UNTREATED,
    Fact,
    TreatmentComparison,
    treatment_measure,
)


__all__ = ["far_out", "judge_treatments", "summarise_treatments"]

FEW = 5  # misses that are named
CHANCE = 0.1  # of shares would be outside a 90 % interval if all were as assumed
NAMED = 0.2  # a share of patients from which on a treatment is named


def summarise_treatments(found: TreatmentComparison) -> list[str]:
    """Return a few sentences: how long, how soon, how alike, how much bleeding."""
    return [_at_end(found), _onset(found), _spread(found), _fewest(found, "bleeds"),
            _fewest(found, "steroids_needed")]  # fmt: skip


def judge_treatments(found: TreatmentComparison) -> str:
    """Return how published shares lie to those predicted for cohorts of their size."""
    judged = [f for f in found.published if found.is_outside(f) is not None]
    if not judged:
        return "No published share can be set beside these."
    unseen = [f for f in judged if f.calibration == "no"]
    out, new = (sum(found.is_outside(f) is True for f in x) for x in (judged, unseen))
    return (
        f"Of {len(judged)} published shares with a known number of patients, {out} are "
        f"outside what is predicted for 90 % of virtual cohorts of their size; of the "
        f"{len(unseen)} that were not in view when the twin was tuned, {new}. About "
        f"{number(round(CHANCE * len(judged)))} would be by chance if twin, patients and "
        "definitions were right."
    )


def far_out(found: TreatmentComparison) -> list[str]:
    """Return the published shares that are farthest outside, one of each measure."""
    gaps = sorted(
        ((_gap(found, f), f) for f in found.published if found.is_outside(f)),
        key=lambda x: -x[0],
    )
    titles = {t.name: t.title for t in found.treatments}
    worst = {(f.treatment, f.measure): f for _, f in reversed(gaps)}
    gaps = [(gap, f) for gap, f in gaps if worst[f.treatment, f.measure] is f]
    return [
        f"{titles[f.treatment]}, {treatment_measure(f.measure).title}: published "
        f"{fact_words(f)}, predicted {predicted_words(found.predicted(f))}"
        for _, f in gaps[:FEW]
    ]


def _gap(found: TreatmentComparison, fact: Fact) -> float:
    low, high = found.predicted(fact) or (fact.value, fact.value)
    return max(low - fact.value, fact.value - high)


def _at_end(found: TreatmentComparison) -> str:
    rows = _ranked(found, "at_end")[::-1]
    named = [x for x in rows if x[0]["estimate"] >= NAMED]
    words = [f"{title} {cell_words(row)}" for row, title in named]
    others = [f"{title} {cell_words(row)}" for row, title in rows[len(named) :]]
    rest = f"; of the others most with {others[0]}" if others else ""
    return f"Counts of 50 or more at the end: {join_words(words) or 'none'}{rest}."


def _onset(found: TreatmentComparison) -> str:
    words = [f"{title} {cell_words(row)}" for row, title in _ranked(found, "onset")]
    told = "; ".join(words) or "nobody does"
    return f"Median day on which 50 is reached, of those who reach it: {told}."


def _ranked(
    found: TreatmentComparison, measure: str
) -> list[tuple[Mapping[str, Any], str]]:
    """Return the rows of a measure with their treatments, the smallest first."""
    rows = [(found.row(t.name, measure), t.title) for t in found.treatments if t.given]
    return sorted((x for x in rows if x[0]["n"]), key=lambda x: x[0]["estimate"])


def _spread(found: TreatmentComparison) -> str:
    names = [t.name for t in found.treatments if t.given and t.name != CAR_T.name]
    after, before = (found.row(t.name, "spread") for t in (CAR_T, UNTREATED))
    if not after["n"]:
        return "Nobody has a count at month 3."
    others = sorted(found.row(name, "spread")["estimate"] for name in names)
    ends = ""
    if others:
        ends = f", under the others {number(others[0], 2)} to {number(others[-1], 2)}"
    return (
        "How far patients differ (count at month 3, ninth decile over the first): after "
        f"CAR-T {cell_words(after)}{ends}, and without treatment {cell_words(before)}, "
        f"since nothing leaves patients alike, too. {_alike(after, others)}"
    )


def _alike(row: Mapping[str, float], others: Sequence[float]) -> str:
    """Return how the spread after CAR-T is beside the middle one of the others."""
    if not others:
        return ""
    middle = others[len(others) // 2]
    if row["high"] < middle:
        return "So patients differ less after CAR-T than under most others."
    if row["low"] > middle:
        return "So patients differ more after CAR-T than under most others, not less."
    return "So it is not shown that patients differ less after CAR-T than under others."


def _fewest(found: TreatmentComparison, name: str) -> str:
    measure = treatment_measure(name)
    words = [f"{title} {cell_words(row)}" for row, title in _ranked(found, name)[:3]]
    before = cell_words(found.row(UNTREATED.name, name))
    head = f"{measure.title[0].upper()}{measure.title[1:]}, {measure.unit}"
    return f"{head}: {before} without treatment; least with {join_words(words)}."
