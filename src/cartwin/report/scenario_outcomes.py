"""What the published rule of a disease says of a scenario at its end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from cartwin.rules import call_itp_response, response
from cartwin.study import Col, Study
from cartwin.twin import Staged


__all__ = ["RULES", "Outcome", "Rule", "outcome_of"]

CALL = "call"
ResponseCol = response.ResponseCol


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How a disease is judged.

    Attributes
    ----------
    name
        Rule, as it is cited.
    words
        What it calls a patient -> how that is printed, best first.
    good
        Calls that count as a response.
    meaning
        Of a response, in a few words.
    call
        Study -> patient and call at the end.
    """

    name: str
    words: Mapping[str, str]
    good: frozenset[str]
    meaning: str
    call: Callable[[Study], pl.DataFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What is printed beneath a scenario.

    Attributes
    ----------
    typical
        Call of the typical patient, in words.
    is_good
        Whether that is a response.
    counts
        Call in words -> adults, best first; none that nobody has.
    responders, adults
        How many respond, of how many.
    """

    typical: str
    is_good: bool
    counts: Mapping[str, int]
    responders: int
    adults: int


def outcome_of(staged: Staged) -> Outcome | None:
    """Return the outcome of a scenario; None where there is no disease to judge."""
    if not staged.scenario.sick:
        return None
    rule = RULES[staged.adults.disease]
    (own,) = rule.call(staged.typical)[CALL]
    calls = rule.call(staged.adults)[CALL]
    found = {w: int((calls == key).sum()) for key, w in rule.words.items()}
    return Outcome(
        typical=rule.words[own],
        is_good=own in rule.good,
        counts=MappingProxyType({w: n for w, n in found.items() if n}),
        responders=int(calls.is_in(list(rule.good)).sum()),
        adults=len(calls),
    )


def _last(visits: Callable[[Study], pl.DataFrame]) -> Callable[[Study], pl.DataFrame]:
    """Return what gives the latest call of every patient."""

    def call(study: Study) -> pl.DataFrame:
        told = visits(study).drop_nulls(ResponseCol.CALL).sort(Col.DAY)
        last = told.group_by(Col.PATIENT, maintain_order=True).last().sort(Col.PATIENT)
        return last.select(
            Col.PATIENT, pl.col(ResponseCol.CALL).cast(pl.String).alias(CALL)
        )

    return call


def _itp(study: Study) -> pl.DataFrame:
    """Return the best response; what a scenario gives is its therapy, not its rescue."""
    cells = pl.col(Col.PURPOSE).is_in(["lymphodepletion", "car_t"])
    alone = study.with_tables(treatments=study.treatments.filter(cells))
    called = call_itp_response(alone)
    lost = pl.col("loss_day").is_not_null()
    call = pl.when(lost).then(pl.lit("lost")).otherwise(pl.col("best"))
    return called.select(Col.PATIENT, call.fill_null("NR").alias(CALL))


def _rule(
    name: str, good: str, meaning: str, call: Callable[[Study], pl.DataFrame],
    words: Mapping[str, str],
) -> Rule:  # fmt: skip
    return Rule(
        name=name,
        words=MappingProxyType(words),
        good=frozenset(good.split()),
        meaning=meaning,
        call=call,
    )


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "itp": _rule(
            "IWG 2009", "CR R", "response, not lost", _itp,
            {"CR": "complete response", "R": "response", "lost": "response lost",
             "NR": "no response"},
        ),
        "aha": _rule(
            "GTH-AH 01/2010", "CR PR", "remission",
            _last(response.gth_visits),
            {"CR": "complete remission", "PR": "partial remission", "none": "no remission"},
        ),
        "sle": _rule(
            "DORIS 2021", "true", "remission",
            _last(response.doris_visits),
            {"true": "remission", "false": "no remission"},
        ),
        "ssc": _rule(
            "CRISS 2016", "improved", "improved",
            _last(response.criss_visits),
            {"improved": "improved", "not improved": "not improved"},
        ),
        "iim": _rule(
            "TIS 2016", "major moderate", "at least moderate",
            _last(response.tis_visits),
            {"major": "major response", "moderate": "moderate response",
             "minimal": "minimal response", "none": "no response"},
        ),
    }
)  # fmt: skip
