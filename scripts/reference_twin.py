"""The reference pages on the twin: parameters, claims, equations, limits."""

from collections.abc import Iterator
from types import ModuleType
from typing import Any

from typeset import Row, certainties, code, table

from cartwin import biology, trial, twin
from cartwin.parameters import (
    Covariate,
    Exponential,
    LogitNormal,
    LogNormal,
    Mixture,
    Spread,
)
from cartwin.report.limits import list_limits


def parameters() -> Iterator[str]:
    """Yield the paragraphs on the parameters of the twin."""
    yield "# Parameters of the twin"
    yield (
        f"{len(biology.PARAMETERS)} parameters of the equations, and those that turn "
        "signals into grades: typical value, how patients differ, where "
        "the value comes from, and how sure we are of it. The "
        "[equations](equations.md) use them under the same names."
    )
    yield certainties()
    header = ("Name", "Value", "Unit", "Between patients", "Meaning", "Certainty", "Source")
    for name, module in modules():
        if module.PARAMETERS:
            yield f"## {name}"
            yield table(header, map(parameter, module.PARAMETERS))
    for code_, disease in twin.DISEASES.items():
        if disease.priors:
            yield f"## Different in {disease.name} {{ #{code_} }}"
            yield "In place of the parameter of the same name above."
            yield table(header, map(parameter, disease.priors))
    yield "## Grades of toxicity"
    yield table(header, map(parameter, twin.TOXICITY_PARAMETERS))
    yield "## Numbers of events and instruments { #events }"
    yield (
        "What decides, beside the equations, who the patients are, how bad events are, "
        "when local toxicity in organs (LICATS) happens, and what assessors find. "
        "Activity is relative to the untreated patient."
    )
    yield table(header, map(parameter, twin.EVENT_PARAMETERS))


def quantities() -> Iterator[str]:
    """Yield the paragraphs on how the claims of a publication are read."""
    yield "# How claims are read"
    yield (
        "A claim names its quantity. This is how each quantity is measured on a virtual "
        "cohort, which is also how the words of the publication were understood. "
        "`index` is the one virtual patient of the cohort who stands for patient 1. Where "
        "a mean is reported, the mean is taken in place of the median. Numbers are "
        "compared in the unit of the quantity, whatever unit they were reported in."
    )
    rows = (
        (
            code([name]),
            m.summary,
            m.reading,
            m.otherwise[1] if m.otherwise else "",
            code(m.diseases),
        )
        for name, m in trial.MEASURES.items()
    )
    only = "Only in"
    yield table(("Quantity", "Summary", "Read as", "Could also mean", only), rows)
    yield "## Quantities without a measure { #without }"
    yield "Publications report these, too. Nothing is measured for them, and why."
    yield table(("Quantity", "Why"), ((code([q]), why) for q, why in trial.WITHOUT.items()))
    yield "## Outcomes without a module { #missing }"
    yield (
        "A quantity whose name contains one of these words (between underscores) is about "
        "something that the twin of the disease has no module for yet. It is listed, "
        "counted, and decides nothing. Of any other quantity that is not in the table "
        "above, virtual patients have no counterpart."
    )
    missing = (
        (code([c]), m.name, code(sorted(m.words)))
        for c, d in twin.DISEASES.items()
        for m in d.missing
    )
    yield table(("Disease", "No module for", "Words"), missing)


def modules() -> Iterator[tuple[str, ModuleType]]:
    """Yield title and module of each part of the biology that has parameters."""
    for module in biology.MODULES:
        title = (module.__doc__ or module.__name__).partition("\n")[0].partition(":")[0]
        yield title.rstrip("."), module


def parameter(p: Any) -> Row:
    """Return the row of one parameter."""
    value, unit = f"{p.value:g}", code([p.unit])
    varies = spread(p.spread)
    return (code([p.name]), value, unit, varies, p.meaning, p.certainty, p.source)


def spread(s: Spread) -> str:
    """Return how patients differ, in a few words."""
    match s:
        case LogNormal():
            return f"log-normal, CV {s.cv:.0%}"
        case LogitNormal():
            return f"logit-normal, SD {s.sd:g}"
        case Exponential():
            return "exponential"
        case Covariate():
            return "told of each patient"
        case Mixture():
            others = spread(s.otherwise) or "typical"
            member = f"{s.share:.0%}: median {s.median:g}, log SD {s.omega:g}"
            return f"{member}; others: {others}"
    return ""


def equations() -> Iterator[str]:
    """Yield the paragraphs on the equations, whose text is taken from the source."""
    yield "# Equations"
    yield (
        "Each function gives rates of change, or quantities that other functions ask for "
        "by name. The [parameters](parameters.md) and the states go by the same names "
        "everywhere. A rate is called `d` followed by the name of its state; time is in "
        "days."
    )
    yield "## Actions"
    yield (
        "What one part does to another, drugs above all. The contributions of all parts "
        "to an action are added; to a block, each takes its share of what the others have "
        "left. The core reads the action and does not know who contributes."
    )
    yield table(("Action", "Unit", "Combined by", "Meaning", "Contributed by"), actions())
    for name, module in modules():
        yield f"## {name}"
        states = getattr(module, "STATES", ())
        if states:
            rows = ((code([s.name]), code([s.unit]), s.meaning) for s in states)
            yield table(("State", "Unit", "Meaning"), rows)
        yield (
            f"::: {module.__name__}\n    options:\n"
            "      show_source: true\n      heading_level: 3"
        )


def actions() -> Iterator[Row]:
    """Yield one row per action."""
    for name, action in biology.ACTIONS.items():
        acting = (m for m in biology.MODULES if name in getattr(m, "ACTS", {}))
        who = ", ".join(m.__name__.rpartition(".")[2].replace("_", " ") for m in acting)
        yield (code([name]), code([action.unit]), action.combination, action.meaning, who)


def limits() -> Iterator[str]:
    """Yield the paragraphs on the limits of the twins."""
    yield "# Limits of the twin"
    yield (
        "What the twin does not reproduce, or reproduces for a weak reason, or assumes "
        "with nothing behind it. The report of a run prints those of the twin, and those "
        "of its own study."
    )
    for disease in twin.DISEASES:
        yield f"## `{disease}`"
        rows = ((limit.heading, limit.kind, limit.text) for limit in list_limits(disease))
        yield table(("Limit", "Kind", "What it means"), rows)
