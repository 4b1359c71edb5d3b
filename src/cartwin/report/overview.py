"""Several evaluations as one page: every patient once, and what they say together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cartwin.report.assumed import ABOUT_SHARES, brief_shares
from cartwin.report.templating import fill
from cartwin.report.wording import join_words
from cartwin.trial import Counted, Evaluation, Pooled, shares_of_pooled
from cartwin.twin import diseases_of


__all__ = ["write_overview"]

TEMPLATE = "overview.html.j2"


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyRow:
    """One publication in the table of all; numbers as text.

    Attributes
    ----------
    link
        Its own report, relative to the page.
    fate
        Whose patients are counted, in words.
    compared, misses
        Outcomes held against the twin, and those that it misses.
    """

    name: str
    title: str
    link: str
    diseases: str
    patients: int
    unique: int
    fate: str
    compared: int
    misses: int


def write_overview(
    evaluations: Sequence[Evaluation],
    pooled: Pooled,
    *,
    links: Mapping[str, str],
    versions: Mapping[str, str],
) -> str:
    """Return one page of HTML5 on several evaluations, to be written as UTF-8.

    Parameters
    ----------
    pooled
        What the evaluations say together.
    links
        Name of a study -> its own report, relative to the page.
    versions
        Name of a package -> version.
    """
    first = evaluations[0]
    return fill(
        TEMPLATE,
        studies=_studies(evaluations, pooled, links),
        diseases=[
            (diseases_of(code)[0].name, *numbers)
            for code, numbers in pooled.patients.items()
        ],
        outcomes=[
            (o, brief_shares(shares_of_pooled(o, pooled.patients))) for o in pooled.outcomes
        ],
        about_shares=ABOUT_SHARES,
        total=sum(s.patients for s in pooled.studies),
        unique=pooled.unique,
        cohorts=first.cohorts,
        provenance=first.virtual.provenance,
        versions=versions,
    )


def _studies(
    evaluations: Sequence[Evaluation], pooled: Pooled, links: Mapping[str, str]
) -> list[StudyRow]:
    rows = []
    for e, counted in zip(evaluations, pooled.studies, strict=True):
        tallies = [e.comparison.tally(used) for used in ("no", "partly", "yes")]
        row = StudyRow(
            name=e.study.name,
            title=e.study.title,
            link=links[e.study.name],
            diseases=_diseases(e.comparison.sizes),
            patients=counted.patients,
            unique=counted.unique,
            fate=_fate(counted),
            compared=sum(t.claims for t in tallies),
            misses=sum(t.misses for t in tallies),
        )
        rows.append(row)
    return rows


def _diseases(sizes: Mapping[str, int]) -> str:
    """Return the diseases in words, with their patients where there are several."""
    names = {code: diseases_of(code)[0].name for code in sizes}
    if len(sizes) == 1:
        return join_words(names.values())
    return join_words(f"{names[code]} ({n})" for code, n in sizes.items())


def _fate(counted: Counted) -> str:
    if not counted.repeated:
        return "counted here"
    if not counted.unique:
        return f"counted in {counted.within}"
    return f"{counted.repeated} counted in {counted.within}; outcomes not pooled"
