"""Treatments side by side as one self-contained page."""

from collections.abc import Mapping
from dataclasses import dataclass

from cartwin.report.assumed import ABOUT_SHARES
from cartwin.report.templating import fill
from cartwin.report.treatments_assumed import tell_treatments
from cartwin.report.treatments_courses import CoursesFigure, draw_treatment_courses
from cartwin.report.treatments_figure import (
    TreatmentsFigure,
    draw_changes,
    draw_treatments,
)
from cartwin.report.treatments_summary import (
    far_out,
    judge_treatments,
    summarise_treatments,
)
from cartwin.report.treatments_tables import TREATMENT_TABLES, tabulate_treatments
from cartwin.report.treatments_words import (
    beyond_words,
    cell_words,
    change_words,
    fact_words,
    interval_words,
    predicted_words,
)
from cartwin.report.wording import number
from cartwin.study import Col
from cartwin.trial import (
    TREATMENT_MEASURES,
    Beyond,
    Fact,
    TreatmentComparison,
    treatment_measure,
)
from cartwin.twin import Variant


__all__ = ["Treatments", "write_treatments"]

TEMPLATE = "treatments.html.j2"
COMPARED = ("response", "durable", "at_end", "day_90", "bleeds", "infections", "igg")


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
    before, changes = draw_changes(found)
    courses, panels = draw_treatment_courses(found)
    text = fill(
        TEMPLATE,
        found=found,
        days=number(float(found.study.patients[Col.FOLLOW_UP][0])),
        population=population,
        treatments=[t for t in found.treatments if t.given],
        summary=summarise_treatments(found),
        judged=judge_treatments(found),
        far=far_out(found),
        figures=(outcomes, before, courses),
        tables=[
            (t, *tabulate_treatments(found, t, population.name)) for t in TREATMENT_TABLES
        ],
        differences=_differences(found),
        facts=[_fact(found, fact) for fact in found.published],
        beyond=[_beyond(found, fact) for fact in found.beyond],
        measures=TREATMENT_MEASURES,
        about_shares=ABOUT_SHARES,
        assumed=tell_treatments(population.name, [t for t in found.treatments if t.given]),
        failed={name: n for name, n in found.failed.items() if n},
        provenance=found.study.provenance,
        versions=versions,
    )
    return Treatments(
        page=text, figures={"outcomes": dots, "changes": changes, "courses": panels}
    )


def _differences(
    found: TreatmentComparison,
) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """Return heads, and each treatment with its differences from CAR-T."""
    measures = [treatment_measure(m) for m in COMPARED]
    rows = [
        (t.title, [change_words(found.row(t.name, m)) for m in COMPARED])
        for t in found.treatments
        if not t.is_cellular
    ]
    return [f"{m.title}, {m.unit}" if m.unit else m.title for m in measures], rows


def _fact(found: TreatmentComparison, fact: Fact) -> dict[str, str]:
    """Return what is told of a published number, beside the virtual one."""
    outside = found.is_outside(fact)
    return {
        "treatment": _title(found, fact.treatment),
        "measure": treatment_measure(fact.measure).title,
        "published": fact_words(fact),
        "interval": interval_words(fact),
        "virtual": cell_words(found.row(fact.treatment, fact.measure)),
        "predicted": predicted_words(found.predicted(fact)),
        "outside": "" if outside is None else "outside" if outside else "inside",
        "definition": fact.definition,
        "patients": fact.patients,
        "source": fact.source,
        "certainty": str(fact.certainty),
        "used": fact.calibration,
    }


def _beyond(found: TreatmentComparison, fact: Beyond) -> dict[str, str]:
    """Return what is told of a published finding that the twin does not have."""
    return {
        "treatment": _title(found, fact.treatment),
        "topic": fact.topic,
        "finding": fact.finding,
        "published": beyond_words(fact),
        "interval": interval_words(fact),
        "beside": fact.beside,
        "patients": fact.patients,
        "source": fact.source,
        "certainty": str(fact.certainty),
    }


def _title(found: TreatmentComparison, name: str) -> str:
    return next(t.title for t in found.treatments if t.name == name)
