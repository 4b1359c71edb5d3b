"""One disease in its scenarios as one self-contained HTML page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from cartwin.report.assumed import tell_assumed
from cartwin.report.limits import list_limits
from cartwin.report.mechanism_figure import draw_mechanism
from cartwin.report.scenario_figure import draw_scenarios
from cartwin.report.scenario_outcomes import RULES, Outcome, outcome_of
from cartwin.report.templating import fill
from cartwin.study import parse_regimen
from cartwin.twin import Staged, diseases_of


__all__ = ["write_disease"]

TEMPLATE = "disease.html.j2"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioRow:
    """One scenario in the table: what was done, and how it ended.

    Attributes
    ----------
    changes
        Parameter and value that the scenario changes, in words.
    source
        Where doses come from; of a changed belief, where that comes from.
    """

    title: str
    meaning: str
    regimen: str
    changes: tuple[str, ...]
    source: str
    outcome: Outcome | None


def write_disease(
    disease: str, staged: Sequence[Staged], *, versions: Mapping[str, str]
) -> str:
    """Return the page of a disease: HTML with figures and style in one file.

    Parameters
    ----------
    staged
        Its scenarios, as `cartwin.twin.stage_scenarios` gives them.
    versions
        Name of a package -> version.

    Returns
    -------
    str
        A page of HTML5, to be written as UTF-8.
    """
    first = staged[0].adults
    return fill(
        TEMPLATE,
        code=disease,
        name=diseases_of(disease)[0].name,
        rule=RULES[disease],
        rows=[_row(s) for s in staged],
        adults=first.patients.height,
        provenance=first.provenance,
        figure=draw_scenarios(disease, staged),
        mechanism=_mechanism(disease),
        assumed_spread=tell_assumed(disease),
        limits=list_limits(disease, study=""),
        versions=versions,
    )


def _row(staged: Staged) -> ScenarioRow:
    scenario = staged.scenario
    changes = [
        f"{name} {'×' if c.value is None else '='} "
        f"{c.factor if c.value is None else c.value:g}"
        for name, c in scenario.variant.changes.items()
    ]
    sources = [scenario.source, scenario.variant.source if changes else ""]
    return ScenarioRow(
        title=scenario.title,
        meaning=scenario.meaning,
        regimen=str(parse_regimen(scenario.regimen)),
        changes=tuple(changes),
        source="; ".join(filter(None, sources)),
        outcome=outcome_of(staged),
    )


def _mechanism(disease: str) -> str:
    """Return the mechanism as markup."""
    with TemporaryDirectory() as folder:
        drawn = draw_mechanism(disease, Path(folder) / "mechanism.svg")
        svg = drawn.read_text("utf-8")
    return svg[svg.index("<svg") :]
