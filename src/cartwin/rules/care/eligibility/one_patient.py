"""Eligibility of one patient, from answers given by hand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from cartwin.errors import DataError, did_you_mean
from cartwin.rules.care.columns import CareCol, Verdict
from cartwin.rules.care.eligibility.evaluate import evaluate_clauses
from cartwin.rules.care.eligibility.inputs import INPUTS
from cartwin.rules.care.eligibility.waiting import SINCE
from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.rules.elapsed import elapsed
from cartwin.study import Col


__all__ = ["ClauseVerdict", "Eligibility", "check_eligibility"]

Answer = float | bool | date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseVerdict:
    """What one clause comes to in one patient.

    Attributes
    ----------
    criterion, expected
        The clause, and what it asks for.
    verdict
        Met, failed or unknown.
    reason
        Of a failed clause.
    evidence, why
        What was looked at; what is missing.
    first_day, first_date
        Days from the day asked about, and the date, on which it will pass; None if it
        passes, or if time alone will not do. The date needs `on`.
    certainty
        How sure we are that the source asks for it.
    """

    criterion: str
    expected: str
    verdict: Verdict
    reason: str | None
    evidence: str
    why: str | None
    first_day: float | None
    first_date: date | None
    certainty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """What all clauses come to in one patient.

    Attributes
    ----------
    criterion, citation
        The criteria asked.
    clauses
        In the order of the criteria.
    """

    criterion: str
    citation: str
    clauses: tuple[ClauseVerdict, ...]

    @property
    def failed(self) -> tuple[ClauseVerdict, ...]:
        """All clauses that failed, not only the first."""
        return tuple(c for c in self.clauses if c.verdict == Verdict.FAILED)

    @property
    def unknown(self) -> tuple[ClauseVerdict, ...]:
        """Clauses that cannot be decided yet."""
        return tuple(c for c in self.clauses if c.verdict == Verdict.UNKNOWN)

    @property
    def verdict(self) -> Verdict:
        """Failed if any clause is; else unknown if any is; else met."""
        if self.failed:
            return Verdict.FAILED
        return Verdict.UNKNOWN if self.unknown else Verdict.MET

    @property
    def first_date(self) -> date | None:
        """Date on which all that failed will pass; None if time alone will not do."""
        dates = [c.first_date for c in self.failed]
        known = [d for d in dates if d is not None]
        return max(known) if known and len(known) == len(dates) else None


def check_eligibility(
    criterion: str, answers: Mapping[str, Answer], *, on: date | None = None
) -> Eligibility:
    """Return what every clause of the criteria comes to in one patient.

    Parameters
    ----------
    criterion
        Name of the eligibility criteria, e.g. `nct06352281`.
    answers
        Input -> number or flag; None or left out: not known. For an input that grows with
        time also the date from which it counts (of birth, of diagnosis, of a last dose).
    on
        Day asked about; needed where an answer is a date.

    Raises
    ------
    DataError
        Naming every input that is not known to the criteria.

    Examples
    --------
    >>> answers = {"age": 30, "disease_months": date(2024, 1, 31), "refractory": 0}
    >>> found = check_eligibility("nct06352281", answers, on=date(2025, 1, 31))
    >>> [(c.reason, str(c.first_date)) for c in found.failed]
    [('not chronic or refractory', '2025-02-01')]
    """
    columns = dict(_columns(answers, on))
    frame = pl.DataFrame({Col.PATIENT: [""], **columns})
    rows = evaluate_clauses(frame, criterion).iter_rows(named=True)
    return Eligibility(
        criterion=criterion,
        citation=load_criterion(criterion).citation,
        clauses=tuple(_verdict(row, on) for row in rows),
    )


def _columns(
    answers: Mapping[str, Answer], on: date | None
) -> Iterator[tuple[str, list[Any]]]:
    problems = [f"unknown input {i!r} ({did_you_mean(i, INPUTS)})" for i in answers
                if i not in INPUTS]  # fmt: skip
    for name, answer in answers.items():
        clock = INPUTS[name].clock if name in INPUTS else "d"
        if isinstance(answer, date) and (on is None or not clock):
            problems.append(
                f"{name}: found the date {answer}; expected a number"
                + ("" if not clock else ", or `on`, the day asked about")
            )
        elif isinstance(answer, date) and on is not None:
            yield name, [elapsed(answer, on, clock)]
            yield name + SINCE, [answer]
        elif answer is not None and not isinstance(answer, date):
            yield name, [float(answer)]
    if problems:
        source = "the answers"
        raise DataError(source, problems)
    if on is not None:
        yield "on", [on]


def _verdict(row: Mapping[str, Any], on: date | None) -> ClauseVerdict:
    days = row[CareCol.FIRST_DAY]
    known = days is not None and on is not None
    return ClauseVerdict(
        criterion=row[CareCol.CRITERION],
        expected=row[CareCol.EXPECTED],
        verdict=Verdict(row[CareCol.VERDICT]),
        reason=row[CareCol.REASON],
        evidence=row[RuleCol.EVIDENCE],
        why=row[RuleCol.WHY],
        first_day=days,
        first_date=on + timedelta(days=days) if known and on is not None else None,
        certainty=row[Col.CERTAINTY],
    )
