"""What the package declares is documented, and the derived pages are current."""

import re
import tomllib
from pathlib import Path

import pytest
import typer

from cartwin import biology, rules, trial, twin, verbs
from cartwin.cli.main import app
from cartwin.study import DRUGS, SCHEMA, open_study
from cartwin.units import ANALYTES


REPOSITORY = Path(__file__).parents[1]
DOCS = REPOSITORY / "docs"
REFERENCE = DOCS / "reference"
SITE = tomllib.loads((REPOSITORY / "zensical.toml").read_text())


def section(page: str, heading: str) -> str:
    """The part of a page beneath a heading."""
    text = (REFERENCE / page).read_text()
    _, _, below = text.partition(f"\n## {heading}")
    assert below, f"{page} has no section {heading}"
    return below.partition("\n## ")[0]


def targets(entries: list) -> list[str]:
    """All pages of the navigation, from its nested lists and tables."""
    found = []
    for entry in entries:
        for target in entry.values() if isinstance(entry, dict) else [entry]:
            found += targets(target) if isinstance(target, list) else [target]
    return found


def test_derived_pages_are_current(script):
    old = [p.name for p, t in script("reference").pages().items() if p.read_text() != t]

    assert old == [], "`make fix` writes them anew"


def test_the_navigation_and_the_pages_are_the_same():
    pages = {str(p.relative_to(DOCS)) for p in DOCS.rglob("*.md")}
    listed = targets(SITE["project"]["nav"])

    assert sorted(listed) == sorted(pages)


@pytest.mark.parametrize("code", ANALYTES)
def test_every_analyte_is_documented(code):
    assert f"| `{code}` |" in (REFERENCE / "analytes.md").read_text()


@pytest.mark.parametrize("drug", DRUGS)
def test_every_drug_is_documented(drug):
    assert f"| `{drug}` |" in (REFERENCE / "drugs.md").read_text()


@pytest.mark.parametrize("table", SCHEMA)
def test_every_column_is_documented_beneath_its_table(table):
    text = section("record.md", f"`{table}`")

    assert [c.name for c in SCHEMA[table].columns if f"| `{c.name}` |" not in text] == []


def test_every_criterion_is_documented():
    text = (REFERENCE / "criteria.md").read_text()

    assert [
        n for n in rules.list_criteria()[rules.RuleCol.NAME] if f"`{n}`" not in text
    ] == []


def test_every_parameter_is_documented():
    text = (REFERENCE / "parameters.md").read_text()

    declared = [*biology.PARAMETERS, *twin.TOXICITY_PARAMETERS]

    assert [p.name for p in declared if f"| `{p.name}` |" not in text] == []


def test_every_reading_of_a_claim_is_documented():
    text = (REFERENCE / "quantities.md").read_text()

    assert [q for q in trial.MEASURES if f"| `{q}` |" not in text] == []


def test_every_command_is_documented():
    def names(command, words):
        inner = getattr(command, "commands", None)
        if inner is None:
            return [" ".join(words)]
        return [n for w, c in inner.items() for n in names(c, [*words, w])]

    text = (REFERENCE / "command-line.md").read_text()
    commands = names(typer.main.get_command(app), ["cartwin"])

    assert [c for c in commands if f"## `{c}`" not in text] == []


def test_every_room_has_a_page():
    rooms = {p.parent.name for p in (REPOSITORY / "src" / "cartwin").glob("*/__init__.py")}
    text = "\n".join(p.read_text() for p in DOCS.rglob("*.md"))
    shown = set(re.findall(r"^::: cartwin\.(\w+)", text, flags=re.MULTILINE))

    assert rooms - shown - {"cli"} == set()


@pytest.mark.slow
def test_the_readme_shows_what_a_run_prints():
    text = (REPOSITORY / "README.md").read_text()
    study = open_study("itp-nct06352281")
    result = trial.evaluate(study, cohorts=verbs.COHORTS, seed=verbs.SEED).comparison
    rows = {
        f"| {r.wording} | {r.reported} | {r.virtual} | {r.verdict} |"
        for r in result.outcomes
    }
    shown = {line for line in text.splitlines() if re.match(r"\|.* of 4 \(", line)}
    unseen, partly, fitted = (result.tally(used) for used in ("no", "partly", "yes"))
    stated = (
        f"Of {unseen.claims} claims that were not used to tune the twin it misses "
        f"{unseen.misses}, of {partly.claims} that were used in part {partly.misses}, "
        f"of {fitted.claims} that it was fitted to {fitted.misses}."
    )

    assert len(shown) == 4
    assert shown <= rows
    assert stated in text


def test_the_disclaimer_stands_once_in_the_readme():
    text = (REPOSITORY / "README.md").read_text()

    assert text.count("not a medical device") == 1
