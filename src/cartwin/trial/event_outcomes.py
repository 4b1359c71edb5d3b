"""Outcomes told by what was given and by adverse events: drugs, infections, bleeds."""

import polars as pl

from cartwin.study import Col, Study
from cartwin.trial.outcome import Outcome, joined


__all__ = ["event_outcomes"]

INFECTIONS = "infection|pneumonia|sepsis"
BLEEDS = "bleed|haemorrh|hemorrh|haematoma|hematoma"
IMMUNOSUPPRESSANTS = (
    "prednis|dexamethasone|mycophenol|azathioprine|methotrexate|ciclosporin|tacrolimus"
    "|cyclophosphamide|leflunomide|rituximab|belimumab|anifrolumab|daratumumab"
)
SEVERE = 3  # CTCAE grade from which an infection usually needs a hospital
RECOVERED = 1.0  # lymphocytes per nL
TWO_YEARS, NEAR = 730.0, 45.0  # [d]


def event_outcomes(study: Study) -> pl.DataFrame:
    """Return one row per patient; null where nothing was recorded to judge by."""
    return joined(study, (_drugs(study), *_events(study), *_late_counts(study)))


def _drugs(study: Study) -> pl.DataFrame:
    """Return whether no immunosuppressant was given after the infusion, as recorded."""
    drugs = study.treatments.filter(
        pl.col(Col.DRUG).str.contains(IMMUNOSUPPRESSANTS)
        & (pl.col(Col.PURPOSE) != "toxicity")
        & (pl.col(Col.DAY) > 0)
    )
    given = pl.col(Col.PATIENT).is_in(drugs[Col.PATIENT].unique().to_list())
    return study.patients.select(Col.PATIENT, (~given).alias(Outcome.NO_DRUGS))


def _events(study: Study) -> tuple[pl.DataFrame, ...]:
    """Return whether there was a serious infection, or a bleed.

    Null in a study without any event of the kind: none recorded is not none.
    """
    events = study.adverse_events.filter(pl.col(Col.DAY) >= 0)
    term = pl.col(Col.TERM).str.to_lowercase()
    infections = events.filter(term.str.contains(INFECTIONS))
    grave = (pl.col(Col.GRADE) >= SEVERE) | pl.col(Col.SERIOUS)
    serious = infections.filter(grave.fill_null(value=False))
    bleeds = events.filter(term.str.contains(BLEEDS))
    found = ((infections, serious, Outcome.INFECTION), (bleeds, bleeds, Outcome.BLEED))
    return tuple(_had(study, some, name) for kind, some, name in found if kind.height)


def _had(study: Study, events: pl.DataFrame, name: Outcome) -> pl.DataFrame:
    """Return whether each patient has one of the events."""
    who = events[Col.PATIENT].unique().to_list()
    return study.patients.select(Col.PATIENT, pl.col(Col.PATIENT).is_in(who).alias(name))


def _late_counts(study: Study) -> tuple[pl.DataFrame, ...]:
    """Return when lymphocytes had recovered, and B cells two years after the infusion."""
    day, value = pl.col(Col.DAY), pl.col(Col.VALUE)
    counts = study.values("LYM").filter(day > 0).group_by(Col.PATIENT)
    fell = day.filter(value <= RECOVERED).min()
    again = day.filter((value > RECOVERED) & (day > fell)).min()
    recovered = counts.agg(again.fill_null(float("inf")).alias(Outcome.LYMPHOCYTE_DAY))
    late = study.values("BCELL").filter((day - TWO_YEARS).abs() <= NEAR)
    b_cells = late.group_by(Col.PATIENT).agg(value.last().alias(Outcome.B_CELLS_2_YEARS))
    return recovered, b_cells
