"""Where the numbers come from: parameters, assays, rules, citations."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from cartwin.parameters import (
    Certainty,
    Exponential,
    LogitNormal,
    LogNormal,
    Mixture,
    Parameter,
    Spread,
)
from cartwin.report.wording import number, prose, tidy
from cartwin.rules import JUDGED_BY, RuleCol, list_criteria, rule_catalogue
from cartwin.study import Col, Study
from cartwin.trial import Evaluation
from cartwin.twin import (
    ASSAYS,
    TOXICITY_PARAMETERS,
    parameters_of,
    strikes_platelets,
)
from cartwin.units import ANALYTES


__all__ = [
    "AssayRow",
    "CertaintyRow",
    "ParameterRow",
    "Rule",
    "count_certainties",
    "list_assays",
    "list_citations",
    "list_parameters",
    "list_rules",
    "spread_text",
]

OF_PLATELETS = ("autoantibody", "iwg-2009", "rescue-windows")  # rules of ITP alone
OF_COUNTS = ("ctcae-5.0", "ctcae-6.0")  # of which a study uses one
OWN = "Convention of this platform"  # how rules without a publication say so
PRODUCT_LIMIT = "Kaplan EL, Meier P. J Am Stat Assoc 1958;53:457-481"
UNITS = {"10*9/L": "10⁹/L", "/uL": "/µL", "{copies}/ug": "copies/µg", "1": "", "Cel": "°C"}


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One parameter in words."""

    name: str
    meaning: str
    value: str
    unit: str
    spread: str
    certainty: str
    source: str


@dataclass(frozen=True, slots=True)
class CertaintyRow:
    """How many parameters are known how surely."""

    certainty: str
    meaning: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class AssayRow:
    """One assay in words."""

    name: str
    noise: str
    limit: str
    source: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One criterion that was applied."""

    title: str
    version: str
    citation: str
    certainty: str
    notes: str


def _parameters(disease: str) -> dict[Parameter, str]:
    """Return parameter -> the diseases it is for, where they differ; else empty."""
    codes = disease.split("+")
    own: dict[Parameter, list[str]] = {}
    for code in codes:
        for p in parameters_of(code):
            own.setdefault(p, []).append(code)
    every = {p: "" if len(own[p]) == len(codes) else ", ".join(own[p]) for p in own}
    return every | dict.fromkeys(TOXICITY_PARAMETERS, "")


def list_parameters(disease: str) -> tuple[ParameterRow, ...]:
    """Return every parameter of the twin of a disease."""
    return tuple(
        ParameterRow(
            name=p.name,
            meaning=f"{p.meaning} ({whose})" if whose else p.meaning,
            value=number(p.value, 4),
            unit="" if p.unit == "1" else p.unit,
            spread=spread_text(p.spread),
            certainty=str(p.certainty),
            source=p.source,
        )
        for p, whose in _parameters(disease).items()
    )


def spread_text(spread: Spread) -> str:
    """Return in words how a parameter varies between patients.

    >>> spread_text(LogNormal(cv=0.3)), spread_text(Mixture(share=0.2, median=0.4))
    ('CV 30 %', '20 % of patients: median 0.4')
    """
    match spread:
        case LogNormal():
            return f"CV {100 * spread.cv:.0f} %"
        case LogitNormal():
            return f"logit SD {number(spread.sd)}"
        case Mixture():
            return f"{100 * spread.share:.0f} % of patients: median {number(spread.median)}"
        case Exponential():
            return "exponential"
    return "same in all"


def count_certainties(disease: str) -> tuple[CertaintyRow, ...]:
    """Return how many parameters there are of each certainty, the surest first."""
    counts = Counter(p.certainty for p in _parameters(disease))
    total = counts.total()
    return tuple(
        CertaintyRow(str(c), c.meaning, counts[c], counts[c] / total)
        for c in Certainty
        if counts[c]
    )


def list_assays(study: Study) -> tuple[AssayRow, ...]:
    """Return the assays with which a virtual study was read."""
    used = sorted(set(study.observations[Col.ANALYTE].unique()) & set(ASSAYS))
    return tuple(
        AssayRow(
            name=ANALYTES[code].name,
            noise=_percent(float(np.expm1(ASSAYS[code].noise))),
            limit=_limit(code),
            source=prose(ASSAYS[code].source),
            certainty=str(ASSAYS[code].certainty),
        )
        for code in used
    )


def _limit(code: str) -> str:
    unit = ANALYTES[code].unit
    limit = ASSAYS[code].limit
    return tidy(f"{number(limit)} {UNITS.get(unit, unit)}".strip()) if limit else "none"


def _percent(error: float) -> str:
    return f"{100 * error:.2g} %" if error else "none"


def list_rules(evaluation: Evaluation) -> tuple[Rule, ...]:
    """Return the criteria that were applied: of several versions one, of ITP in ITP."""
    platelets = strikes_platelets(evaluation.study.disease)
    applied = set(evaluation.virtual_judged.ctcae[Col.VERSION].unique())
    named = {*JUDGED_BY, *_criteria_of(evaluation)}
    return tuple(
        Rule(
            title=row[RuleCol.TITLE],
            version=row[Col.VERSION],
            citation=row[RuleCol.CITATION],
            certainty=row[Col.CERTAINTY],
            notes=row[RuleCol.NOTES],
        )
        for row in list_criteria().iter_rows(named=True)
        if row[RuleCol.NAME] in named
        if row[RuleCol.NAME] not in OF_COUNTS or row[Col.VERSION] in applied
        if row[RuleCol.NAME] not in OF_PLATELETS or platelets
    )


def _criteria_of(evaluation: Evaluation) -> set[str]:
    """Return the criteria of the published rules that had something to say."""
    judged = (evaluation.judged.published, evaluation.virtual_judged.published)
    rules = {rule for frame in judged for rule in frame["rule"].unique()}
    return {rule_catalogue()[rule].criterion for rule in rules}


def list_citations(evaluation: Evaluation) -> tuple[str, ...]:
    """Return the publications behind the study, the rules and this report, once."""
    reported = (
        evaluation.study.reported[Col.SOURCE].drop_nulls().unique(maintain_order=True)
    )
    named: Mapping[str, str] = evaluation.study.provenance
    all_of_them: Iterable[str] = (
        *([named["citation"]] if "citation" in named else []),
        *reported,
        *(r.citation for r in list_rules(evaluation)),
    )
    cited = (c for c in all_of_them if not c.startswith(OWN))
    return (*dict.fromkeys(cited), PRODUCT_LIMIT)
