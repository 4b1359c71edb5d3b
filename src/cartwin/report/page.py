"""One evaluation as one self-contained HTML page."""

from collections.abc import Mapping

from cartwin.report.assumed import ABOUT_SHARES, tell_assumed
from cartwin.report.claims import answer, tabulate_claims
from cartwin.report.course_figure import draw_courses
from cartwin.report.explained import explain, list_published, published_rise, summarise
from cartwin.report.explained_figure import draw_explanations
from cartwin.report.limits import list_limits
from cartwin.report.methods import (
    count_certainties,
    list_assays,
    list_citations,
    list_parameters,
    list_rules,
)
from cartwin.report.published_rules import tabulate_rules
from cartwin.report.returns import tabulate_returns
from cartwin.report.returns_figure import draw_returns
from cartwin.report.templating import fill
from cartwin.report.toxicity import draw_toxicity, shift_tables
from cartwin.trial import CONVENTION, Evaluation
from cartwin.twin import diseases_of, strikes_platelets
from cartwin.units import ANALYTES


__all__ = ["write_report"]

TEMPLATE = "report.html.j2"


def write_report(evaluation: Evaluation, *, versions: Mapping[str, str]) -> str:
    """Return the report on an evaluation: HTML with figures and style in one file.

    The same evaluation gives the same text; nothing is fetched and nothing is dated.

    Parameters
    ----------
    evaluation
        A study beside its virtual cohorts.
    versions
        Name of a package -> version, printed under methods.

    Returns
    -------
    str
        A page of HTML5, to be written as UTF-8.
    """
    return fill(TEMPLATE, versions=versions, **_content(evaluation))


def _content(evaluation: Evaluation) -> dict[str, object]:
    """Return what the template names; figures are markup, all else is plain text."""
    study, virtual = evaluation.study, evaluation.virtual
    return {
        "evaluation": evaluation,
        "study": study,
        "virtual": virtual,
        "comparison": evaluation.comparison,
        "answer": answer(evaluation.comparison),
        "assumed_spread": tell_assumed(study.disease),
        "about_shares": ABOUT_SHARES,
        "claims": tabulate_claims(
            evaluation.comparison.outcomes, evaluation.comparison.sizes
        ),
        "covariates": tabulate_claims(evaluation.comparison.covariates),
        "convention": CONVENTION,
        "diseases": [d.name for d in diseases_of(study.disease)],
        "organs": "; ".join(d.organ.name for d in diseases_of(study.disease) if d.organ),
        "platelets": strikes_platelets(study.disease),
        "unread": [_name(q) for q in evaluation.comparison.unread],
        "courses": explain(evaluation),
        "summary_of_courses": summarise(evaluation),
        "published_course": list_published(evaluation.comparison),
        "published_rise": published_rise(evaluation.comparison),
        "shifts": shift_tables(evaluation),
        "published_rules": tabulate_rules(evaluation),
        "groups": tabulate_returns(evaluation),
        "limits": list_limits(study.disease, study=study.name),
        "parameters": list_parameters(study.disease),
        "certainties": count_certainties(study.disease),
        "assays": list_assays(virtual),
        "rules": list_rules(evaluation),
        "citations": list_citations(evaluation),
        "figures": _figures(evaluation),
    }


def _name(quantity: str) -> str:
    """Return the name of an analyte or instrument."""
    return ANALYTES[quantity].name if quantity in ANALYTES else quantity


def _figures(evaluation: Evaluation) -> dict[str, object]:
    """Return name -> figure; those for which the study has no data are left out."""
    drawings = (
        draw_courses(evaluation),
        draw_explanations(evaluation),
        draw_toxicity(evaluation),
        draw_returns(evaluation),
    )
    return {d.name: d for d in drawings if d is not None}
