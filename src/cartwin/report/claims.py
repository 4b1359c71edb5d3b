"""The claims of the study as rows of a table, and as the sentence that opens the report.

Both are derived from the same results, so that their numbers cannot differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cartwin.report.spark import Spark, sketch
from cartwin.report.wording import join_words, prose, tidy
from cartwin.trial import ClaimResult, Comparison, Tally


__all__ = ["Answer", "Row", "answer", "tabulate_claims"]

USED = {"no": "no", "partly": "partly", "yes": "yes"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One claim as the table shows it; all fields are text but the sketch.

    Attributes
    ----------
    kind
        `miss`, `agrees`, `check` (fitted), `matched` (by construction) or `untold`.
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
    disagreements
        Rows of all claims that the twin misses, tested first.
    """

    unseen: Tally
    partly: Tally
    fitted: Tally
    expected: str
    disagreements: tuple[Row, ...]

    @property
    def disagreeing(self) -> str:
        """The identifiers of the claims that the twin misses."""
        return join_words(r.claim for r in self.disagreements)


def answer(comparison: Comparison) -> Answer:
    """Return how twin and report compare, in the few numbers that matter."""
    unseen = comparison.tally("no")
    return Answer(
        unseen=unseen,
        partly=comparison.tally("partly"),
        fitted=comparison.tally("yes"),
        expected=_about(unseen.expected),
        disagreements=tabulate_claims([r for r in comparison.outcomes if r.misses]),
    )


def _about(misses: float) -> str:
    """Return a small number of misses to one decimal; more would be noise."""
    return "fewer than 0.1" if misses < 0.05 else f"{misses:.1f}"


def tabulate_claims(results: Sequence[ClaimResult]) -> tuple[Row, ...]:
    """Return the rows of the table: disagreements first, then tests, then checks."""
    order = {"miss": 0, "untold": 1, "agrees": 2, "check": 3, "matched": 4}
    rows = [(_row(r), r) for r in results]
    rows.sort(key=lambda x: (order[x[0].kind], x[1].calibration == "yes", x[0].claim))
    return tuple(row for row, _ in rows)


def _row(result: ClaimResult) -> Row:
    return Row(
        claim=result.claim,
        wording=result.wording,
        reported=tidy(result.reported),
        virtual=tidy(result.virtual),
        sketch=sketch(result),
        tail=result.tail_text,
        is_bound=result.bound is not None,
        calibration=USED.get(result.calibration, result.calibration),
        verdict=result.verdict,
        kind=_kind(result),
        otherwise=tidy(result.otherwise),
        note=prose(result.note),
        small=_small(result),
    )


def _kind(result: ClaimResult) -> str:
    if result.verdict == "matched by construction":
        return "matched"
    if result.tail is None:
        return "untold"
    if result.misses:
        return "miss"
    return "agrees" if result.calibration == "no" else "check"


def _small(result: ClaimResult) -> tuple[str, ...]:
    told = result.cohorts
    few = "" if told == len(result.values) else f"Told in {told} of {len(result.values)}"
    parts = (
        f"Measured as: {prose(result.measure.reading)}.",
        f"Otherwise {tidy(result.otherwise)}." if result.otherwise else "",
        f"{few} cohorts." if few else "",
        prose(result.note),
    )
    return tuple(p for p in parts if p)
