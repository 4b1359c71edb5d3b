"""Treatments side by side as one self-contained page."""

from collections.abc import Mapping
from dataclasses import dataclass

from cartwin.report.templating import environment, style_sheet
from cartwin.report.treatment_courses import CoursesFigure, draw_treatment_courses
from cartwin.report.treatment_words import (
    cell_words,
    change_words,
    fact_words,
    facts_words,
    range_words,
)
from cartwin.report.treatments_figure import TreatmentsFigure, draw_treatments
from cartwin.report.wording import number, prose
from cartwin.study import Col
from cartwin.trial import (
    NO_MODEL,
    TREATMENT_MEASURES,
    Fact,
    TreatmentComparison,
    treatment_measure,
)
from cartwin.twin import Variant


__all__ = [
    "TREATMENT_TABLES",
    "TreatmentTable",
    "Treatments",
    "tabulate_treatments",
    "write_treatments",
]

TEMPLATE = "treatments.html.j2"
RANGED = frozenset({"baseline", "peak", "day_90"})  # shown with the range of patients
BEFORE = frozenset({"bleeds", "major_bleeds", "infections"})  # shown with untreated
QUALITY = "quality_of_life"


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentTable:
    """One table: some measures of all treatments.

    Attributes
    ----------
    title
        What it is about.
    measures
        Names, in the order of the columns.
    """

    title: str
    measures: tuple[str, ...]


TREATMENT_TABLES = (
    TreatmentTable(
        title="Response",
        measures=("response", "complete", "durable", "at_end", "onset", "duration"),
    ),
    TreatmentTable(
        title="Variability, bleeding, steroids",
        measures=("baseline", "peak", "day_90", "bleeds", "major_bleeds", "steroids"),
    ),
    TreatmentTable(
        title="Side effects and quality of life",
        measures=("infections", "neutropenia", "igg", "crs", "icans", QUALITY),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatments:
    """A page, and the figures that are on it.

    Attributes
    ----------
    page
        HTML5, to be written as UTF-8.
    figures
        Name of a file -> what paints it.
    """

    page: str
    figures: Mapping[str, TreatmentsFigure | CoursesFigure]


def write_treatments(
    found: TreatmentComparison, population: Variant, *, versions: Mapping[str, str]
) -> Treatments:
    """Return treatments side by side as one page, and its figures.

    Parameters
    ----------
    population
        Whom the treatments were given to.
    versions
        Name of a package -> version.
    """
    outcomes, dots = draw_treatments(found)
    courses, panels = draw_treatment_courses(found)
    page = environment().get_template(TEMPLATE)
    text = page.render(
        patients=found.findings[Col.COHORT].n_unique(),
        days=number(float(found.study.patients[Col.FOLLOW_UP][0])),
        population=population,
        treatments=[t for t in found.treatments if t.given],
        figures=(outcomes, courses),
        tables=[(t.title, *tabulate_treatments(found, t)) for t in TREATMENT_TABLES],
        differences=_differences(found),
        facts=[_fact(found, fact) for fact in found.published],
        apart=found.apart,
        measures=TREATMENT_MEASURES,
        failed={name: n for name, n in found.failed.items() if n},
        no_model=found.without_model,
        provenance=found.study.provenance,
        versions=dict(sorted(versions.items())),
        style=style_sheet(),
    )
    return Treatments(page=text, figures={"outcomes": dots, "courses": panels})


def tabulate_treatments(
    found: TreatmentComparison, table: TreatmentTable
) -> tuple[list[str], list[tuple[str, list[tuple[str, str]]]]]:
    """Return the heads, and each treatment with its cells: virtual and published."""
    heads = [_head(name) for name in table.measures]
    rows = [
        (t.title, [_cell(found, t.name, m) for m in table.measures])
        for t in found.treatments
        if t.given
    ]
    return heads, rows


def _head(name: str) -> str:
    if name == QUALITY:
        return "quality of life"
    measure = treatment_measure(name)
    return f"{measure.title}, {prose(measure.unit)}" if measure.unit else measure.title


def _cell(found: TreatmentComparison, treatment: str, measure: str) -> tuple[str, str]:
    if measure == QUALITY:
        return NO_MODEL, ""
    row = found.row(treatment, measure)
    words = range_words(row) if measure in RANGED else cell_words(row)
    if measure in BEFORE:
        words = f"{number(row['before'], 2)} → {words}"
    return words, facts_words(found.reported(treatment, measure))


def _differences(found: TreatmentComparison) -> list[tuple[str, list[str]]]:
    """Return each treatment with its differences from CAR-T in a few measures."""
    return [
        (t.title, [change_words(found.row(t.name, m)) for m in COMPARED])
        for t in found.treatments
        if t.given and not t.is_cellular
    ]


COMPARED = ("response", "durable", "at_end", "day_90", "bleeds", "infections", "igg")


def _fact(found: TreatmentComparison, fact: Fact) -> tuple[str, ...]:
    """Return treatment, measure, published, virtual, whether apart, and what it is."""
    apart = found.is_apart(fact)
    title = next(t.title for t in found.treatments if t.name == fact.treatment)
    virtual = cell_words(found.row(fact.treatment, fact.measure))
    return (
        title,
        treatment_measure(fact.measure).title,
        fact_words(fact),
        virtual,
        "" if apart is None else "apart" if apart else "together",
        fact.definition,
        fact.patients,
        fact.source,
        str(fact.certainty),
        fact.calibration,
    )
