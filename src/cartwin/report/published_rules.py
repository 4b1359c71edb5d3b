"""What the published rules that suit the disease say of reported and virtual patients."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import polars as pl

from cartwin.parameters import Certainty
from cartwin.report.wording import number, spaced
from cartwin.rules import EVERY_DISEASE, rule_catalogue
from cartwin.study import Col
from cartwin.trial import Evaluation


__all__ = ["PublishedRule", "tabulate_rules"]

MOST = 6  # results that are listed; more are summed up by their median and range
KEY = ["rule", "part"]
ANSWERS = {"true": "yes", "false": "no"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRule:
    """One rule, or one term or preset of it, in words.

    Attributes
    ----------
    title, part
        What it gives, and for which term.
    reported, virtual
        Of how many patients it could say something, and what.
    certainty
        That of the weakest threshold behind it.
    """

    title: str
    part: str
    reported: str
    virtual: str
    certainty: str


def tabulate_rules(evaluation: Evaluation) -> tuple[PublishedRule, ...]:
    """Return every rule that could say something, in the order of the catalogue."""
    reported, virtual = evaluation.judged.published, evaluation.virtual_judged.published
    patients = (evaluation.study.patients.height, evaluation.virtual.patients.height)
    both = pl.concat([reported, virtual])
    order = list(rule_catalogue())
    keys = sorted(both.select(KEY).unique().rows(), key=lambda k: (order.index(k[0]), k[1]))
    return tuple(
        PublishedRule(
            title=rule_catalogue()[rule].title,
            part=part,
            reported=_told(_of(reported, rule, part), rule, patients[0]),
            virtual=_told(_of(virtual, rule, part), rule, patients[1]),
            certainty=_weakest(_of(both, rule, part)),
        )
        for rule, part in keys
    )


def _of(frame: pl.DataFrame, rule: str, part: str) -> pl.DataFrame:
    return frame.filter((pl.col("rule") == rule) & (pl.col("part") == part))


def _told(rows: pl.DataFrame, rule: str, patients: int) -> str:
    """Return `12 of 20: grade 0 in 9, grade 1 in 3`."""
    known = rows["result"].drop_nulls()
    if known.is_empty():
        return spaced(f"0 of {patients}")
    share = spaced(f"{len(known)} of {patients}")
    return f"{share}: {_results(known, graded=_is_graded(rule))}"


def _results(known: pl.Series, *, graded: bool) -> str:
    counts = known.value_counts().sort("result")
    numbers = counts["result"].cast(pl.Float64, strict=False)
    if len(counts) > MOST and numbers.count() == len(counts):
        return _spread(known.cast(pl.Float64).to_list())
    word = "grade " if graded else ""
    told = (
        f"{word}{ANSWERS.get(name, name)} in {spaced(str(n))}" for name, n in counts.rows()
    )
    return ", ".join(told)


def _spread(values: Sequence[float]) -> str:
    ends = f"{number(min(values))} to {number(max(values))}"
    return f"median {number(median(values))} ({ends})"


def _is_graded(rule: str) -> bool:
    """Return whether results are grades and not points or categories."""
    return any(s.rule == rule and s.result == Col.GRADE for s in EVERY_DISEASE)


def _weakest(rows: pl.DataFrame) -> str:
    order = [str(c) for c in Certainty]
    return max(rows[Col.CERTAINTY].drop_nulls(), key=order.index, default="")
