"""The claims of the study as rows of a table, and as the sentence that opens the report.

Both are derived from the same results, so that their numbers cannot differ.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from cartwin.report.assumed import brief_shares, tell_shares
from cartwin.report.spark import Spark, sketch
from cartwin.report.wording import join_words, prose, tidy
from cartwin.study import Col, Study
from cartwin.trial import ClaimResult, Comparison, Shares, Standing, Tally, shares_of_claim
from cartwin.twin import DISEASES


__all__ = ["Answer", "Row", "answer", "claim_day", "claim_on", "row_of", "tabulate_claims"]

ORDER = ("miss", "untold", "agrees", "check", "matched", "recalled", "absent")
KINDS = {
    Standing.MATCHED: "matched",
    Standing.UNMATCHED: "matched",
    Standing.UNTOLD: "untold",
    Standing.FEW: "untold",
    Standing.RECALLED: "recalled",
    Standing.NOT_SEPARABLE: "absent",
    Standing.NO_MODULE: "absent",
    Standing.NO_COUNTERPART: "absent",
}
FEW = 0.1  # expected misses below which an agreement says next to nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One claim as the table shows it; all fields are text but the sketch.

    Attributes
    ----------
    kind
        `miss`, `agrees`, `check` (fitted), `matched` (by construction), `untold`,
        `recalled` or `absent` (nothing of it in the twin).
    assumed
        How much of the spread between patients is only assumed; empty of what was drawn to
        be so.
    otherwise
        The result under another reading of the words.
    note
        Caveat of the claim.
    small
        How it was read, and what to bear in mind.
    """

    claim: str
    wording: str
    reported: str
    virtual: str
    assumed: str
    sketch: Spark
    tail: str
    is_bound: bool
    calibration: str
    verdict: str
    kind: str
    otherwise: str
    note: str
    small: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How twin and report compare, in the few numbers that matter.

    Attributes
    ----------
    unseen, partly, fitted
        Claims that were not used to calibrate the twin, in part, and fully.
    expected
        Misses to expect by chance among the unseen claims, as text.
    is_easy
        Whether next to no miss was to be expected among the unseen, and none was found.
    disagreements
        Rows of all claims that the twin misses, tested first.
    tested
        Claims that are held against the twin, whatever it was tuned to.
    aside
        Claims that decide nothing, and why, in words; empty if there are none.
    """

    unseen: Tally
    partly: Tally
    fitted: Tally
    expected: str
    is_easy: bool
    disagreements: tuple[Row, ...]
    tested: int
    aside: str


def answer(comparison: Comparison) -> Answer:
    """Return how twin and report compare, in the few numbers that matter."""
    unseen = comparison.tally("no")
    return Answer(
        unseen=unseen,
        partly=comparison.tally("partly"),
        fitted=comparison.tally("yes"),
        expected=_about(unseen.expected),
        is_easy=bool(unseen.claims) and not unseen.misses and unseen.expected < FEW,
        disagreements=tabulate_claims(
            [r for r in comparison.outcomes if r.misses], comparison.sizes
        ),
        tested=sum(comparison.tally(used).claims for used in ("no", "partly", "yes")),
        aside=_aside(comparison),
    )


def _aside(comparison: Comparison) -> str:
    words = {
        Standing.FEW: "are told by too few cohorts",
        Standing.UNTOLD: "cannot be told",
        Standing.NO_MODULE: "concern what the twin has no module for yet",
        Standing.NO_COUNTERPART: "have no counterpart in the twin",
        Standing.NOT_SEPARABLE: "are about a group that the twin does not tell apart",
        Standing.RECALLED: "were written from memory and decide nothing",
    }
    counts = comparison.standings
    return join_words(f"{counts[s]} {w}" for s, w in words.items() if s in counts)


def _about(misses: float) -> str:
    """Return a number of misses to one decimal, to two if there are next to none."""
    if 0 < misses < 0.005:
        return "fewer than 0.01"
    return f"{misses:.2f}" if misses < FEW else f"{misses:.1f}"


def claim_on(comparison: Comparison, quantity: str) -> ClaimResult | None:
    """Return the outcome claim on a quantity; None if there is none."""
    return next((r for r in comparison.outcomes if r.quantity == quantity), None)


def claim_day(study: Study, claim: str) -> float | None:
    """Return the day on which a claim was observed; None if it has none.

    >>> from cartwin.study import open_study
    >>> claim_day(open_study("itp-nct06352281"), "S004-29")
    30.0
    """
    days = study.reported.filter(pl.col(Col.CLAIM) == claim)[Col.DAY]
    return None if days.is_empty() or days[0] is None else float(days[0])


def tabulate_claims(
    results: Sequence[ClaimResult], diseases: Iterable[str] = ()
) -> tuple[Row, ...]:
    """Return the rows of the table: disagreements first, then tests, then checks.

    Parameters
    ----------
    diseases
        Of the patients of the study.
    """
    rows = [(row_of(r, diseases), r) for r in results]
    rows.sort(key=lambda x: (ORDER.index(x[0].kind), x[1].calibration == "yes", x[0].claim))
    return tuple(row for row, _ in rows)


def row_of(result: ClaimResult, diseases: Iterable[str] = ()) -> Row:
    """Return one claim as the table shows it."""
    shares = shares_of_claim(result, diseases)
    return Row(
        claim=result.claim,
        wording=result.wording,
        reported=tidy(result.reported),
        virtual=tidy(result.virtual),
        assumed=brief_shares(shares),
        sketch=sketch(result),
        tail=result.tail_text,
        is_bound=result.bound is not None,
        calibration=result.calibration,
        verdict=result.verdict,
        kind=_kind(result),
        otherwise=tidy(result.otherwise),
        note=prose(result.note),
        small=_small(result, shares),
    )


def _kind(result: ClaimResult) -> str:
    if result.standing in KINDS:
        return KINDS[result.standing]
    if result.misses:
        return "miss"
    return "agrees" if result.calibration == "no" else "check"


def _measured(result: ClaimResult) -> str:
    if result.measure is not None:
        return f"Measured as: {prose(result.measure.reading)}."
    if result.missing:
        return f"No module yet for {result.missing}."
    return f"Not measured: {prose(result.lacking)}." if result.lacking else ""


def _whom(result: ClaimResult) -> str:
    """Return whom the claim is about, if not all patients of the study."""
    if result.group not in DISEASES:
        return f"About {result.group} only." if result.group else ""
    return f"About patients with {DISEASES[result.group].name} only."


def _exact(result: ClaimResult) -> str:
    """Return what the report alone says about the proportion."""
    share = result.proportion
    if share is None or share.estimate is None:
        return ""
    low, high = 100 * share.low, 100 * share.high
    percent = f"{100 * share.estimate:.0f} %"
    return f"The report alone: {percent}, exact 95 % interval {low:.0f} to {high:.0f} %."


def _small(result: ClaimResult, shares: Shares) -> tuple[str, ...]:
    told, asked = result.cohorts, len(result.values)
    is_whole = result.measure is None or told == asked
    parts = (
        _whom(result),
        _measured(result),
        "Written from memory, not read in the source." if result.is_recalled else "",
        f"Otherwise {tidy(result.otherwise)}." if result.otherwise else "",
        "" if is_whole else f"Told in {told} of {asked} cohorts.",
        _exact(result),
        tell_shares(shares),
        prose(result.note),
    )
    return tuple(p for p in parts if p)
