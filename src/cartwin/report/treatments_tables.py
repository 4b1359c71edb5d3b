"""Treatments side by side as tables: what each measure comes to, and what was published."""

from dataclasses import dataclass, field, replace

from cartwin.report.assumed import brief_share
from cartwin.report.treatments_words import (
    cell_words,
    change_words,
    facts_words,
    range_words,
)
from cartwin.report.wording import prose
from cartwin.trial import (
    NO_MODEL,
    Treatment,
    TreatmentComparison,
    kept_treatment_share,
    treatment_measure,
)


__all__ = [
    "TREATMENT_TABLES",
    "TreatmentCell",
    "TreatmentTable",
    "tabulate_treatments",
]

QUALITY = "quality_of_life"
BETWEEN = "In brackets: between which values 90 % of virtual cohorts lie."
CHANGED = BETWEEN + " With a sign: the change from no treatment in the same patients."


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentTable:
    """One table: some measures of all treatments.

    Attributes
    ----------
    title
        What it is about.
    note
        How its cells are read.
    measures
        Names, in the order of the columns.
    ranged
        Those that are told with the range of 90 % of patients.
    quiet
        Those whose published numbers are in another table.
    changes
        Whether the change from no treatment is told, too.
    only_cells
        Whether only CAR-T is beside no treatment.
    """

    title: str
    note: str
    measures: tuple[str, ...]
    ranged: frozenset[str] = field(default_factory=frozenset)
    quiet: frozenset[str] = field(default_factory=frozenset)
    changes: bool = False
    only_cells: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentCell:
    """What is told of one measure of a treatment.

    Attributes
    ----------
    virtual
        What it comes to.
    change
        The change from no treatment; empty where it is not told.
    published
        What publications report; empty if nothing.
    assumed
        How much of the spread between patients is only assumed.
    """

    virtual: str
    change: str = ""
    published: str = ""
    assumed: str = ""


TREATMENT_TABLES = (
    TreatmentTable(
        title="Response",
        note=BETWEEN,
        measures=("reached", "response", "complete", "durable", "at_end"),
    ),
    TreatmentTable(
        title="Onset, and how long the effect lasts without another dose",
        note=BETWEEN,
        measures=("onset", "duration", "lasting"),
    ),
    TreatmentTable(
        title="Variability between patients",
        note=(
            "Medians, in brackets the range of 90 % of patients; of the spread, between "
            "which values 90 % of virtual cohorts lie."
        ),
        measures=("baseline", "onset", "peak", "day_90", "spread"),
        ranged=frozenset({"baseline", "onset", "peak", "day_90"}),
        quiet=frozenset({"onset"}),
    ),
    TreatmentTable(
        title="Before and after: counts, bleeding, steroids, quality of life",
        note=CHANGED,
        measures=(
            "day_90", "below_30", "bleeds", "major_bleeds", "bled", "steroids_needed",
            QUALITY,
        ),
        changes=True,
    ),
    TreatmentTable(
        title="Side effects: infections and immunoglobulin",
        note=CHANGED,
        measures=("infections", "severe_infections", "infected", "igg", "low_igg"),
        changes=True,
    ),
    TreatmentTable(
        title="Side effects of lymphodepletion and CAR-T cells",
        note=BETWEEN + " Neutropenia has no other cause in the twin.",
        measures=("neutropenia", "crs", "icans", "severe_icans", "steroids"),
        only_cells=True,
    ),
)  # fmt: skip


def tabulate_treatments(
    found: TreatmentComparison, table: TreatmentTable, population: str = ""
) -> tuple[list[str], list[tuple[str, list[TreatmentCell]]]]:
    """Return the heads, and each treatment with its cells; no treatment comes first.

    Parameters
    ----------
    population
        Name of that whose shares are told; of others they were not computed.
    """
    heads = [_head(name) for name in table.measures]
    rows = [
        (
            _title(t, table),
            [
                replace(_cell(found, t, m, table), assumed=_assumed(population, t, m))
                for m in table.measures
            ],
        )
        for t in found.treatments
        if t.is_cellular or not (table.only_cells and t.given)
    ]
    return heads, rows


def _assumed(population: str, treatment: Treatment, measure: str) -> str:
    if measure == QUALITY:
        return ""
    return brief_share(kept_treatment_share(population, treatment.name, measure))


def _title(treatment: Treatment, table: TreatmentTable) -> str:
    before = table.changes and not treatment.given
    return "Before (untreated)" if before else treatment.title


def _head(name: str) -> str:
    if name == QUALITY:
        return "quality of life"
    measure = treatment_measure(name)
    return f"{measure.title}, {prose(measure.unit)}" if measure.unit else measure.title


def _cell(
    found: TreatmentComparison, treatment: Treatment, measure: str, table: TreatmentTable
) -> TreatmentCell:
    if measure == QUALITY:
        return TreatmentCell(virtual=NO_MODEL)
    row = found.row(treatment.name, measure)
    changed = table.changes and treatment.given
    facts = [] if measure in table.quiet else found.reported(treatment.name, measure)
    return TreatmentCell(
        virtual=range_words(row) if measure in table.ranged else cell_words(row),
        change=change_words(row, "change") if changed else "",
        published=facts_words(facts),
    )
