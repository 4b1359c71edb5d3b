"""Write the reference pages that are derived from the package; `--check` only compares.

What they show is declared once, in the code. They are committed so that they can be read
without building anything. The pages on the twin are in `reference_twin`.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from reference_twin import equations, limits, parameters, quantities
from typeset import Row, certainties, code, table

from cartwin import rules, twin
from cartwin.cli.main import app
from cartwin.study import (
    DRUGS,
    SCHEMA,
    Study,
    Table,
    held_out_studies,
    open_study,
    published_studies,
)
from cartwin.units import ANALYTES, Analyte


FOLDER = Path(__file__).parents[1] / "docs" / "reference"


def record() -> Iterator[str]:
    """Yield the paragraphs on the tables of the record."""
    yield "# The record"
    yield (
        "A study holds these tables. Each is a Polars frame with exactly these columns; on "
        "disk, a CSV or Parquet file of the same name. An empty cell means *not known*, "
        "never zero."
    )
    for declared in SCHEMA.values():
        yield f"## `{declared.name}` {{ #{declared.name} }}"
        yield f"{declared.meaning} A row is identified by {code(declared.key)}."
        yield table(
            ("Column", "Holds", "Unit", "Required", "Meaning"), columns_of(declared)
        )


def columns_of(declared: Table) -> Iterator[Row]:
    """Yield one row per column of a table."""
    for c in declared.columns:
        choice = f" One of {code(c.allowed)}." if c.allowed else ""
        required = "yes" if c.required else ""
        yield (code([c.name]), c.kind, code([c.unit]), required, c.meaning + choice)


def analytes() -> Iterator[str]:
    """Yield the paragraphs on the analytes."""
    yield "# Analytes"
    yield (
        "Inside cartwin a number is in the canonical unit of its analyte. The other units "
        "are accepted in files and converted once, on reading; the factor behind a unit is "
        "how many canonical units it is worth. Units are UCUM codes; the spellings that "
        "laboratories print (`x10^9/L`, `K/µL`, `IU/L`) are read where they can mean only "
        "one thing for the analyte. A value outside the plausible range is one that no "
        "laboratory would release. A total of a score is within the range of its scale; "
        "the questionnaires themselves belong to their owners and are not part of cartwin."
    )
    header = ("Code", "Name", "Unit", "Also accepted", "Plausible")
    header = (*header, "LOINC", "OMOP", "SDTM", "Also called")
    for group in dict.fromkeys(a.group for a in ANALYTES.values()):
        yield f"## {group[0].upper()}{group[1:]}"
        yield table(header, (analyte(a) for a in ANALYTES.values() if a.group == group))
    yield from codes_of_others()
    yield "## Readings of virtual patients"
    yield (
        "A virtual patient's value is the state of the twin with the error of an assay: "
        "log-normal, with this standard deviation on the log scale. Values below the "
        "limit are censored."
    )
    header = ("Code", "Error", "Limit", "Certainty", "Source")
    yield table(header, (assay(name, a) for name, a in twin.ASSAYS.items()))


def assay(name: str, a: Any) -> Row:
    """Return the row of one assay."""
    return (code([name]), f"{a.noise:g}", f"{a.limit:g}", a.certainty, a.source)


def analyte(a: Analyte) -> Row:
    """Return the row of one analyte."""
    low, high = a.plausible
    others = (worth(a, unit) for unit in a.factors if unit != a.unit)
    loinc = " ".join(
        [
            a.loinc or "",
            "*" if a.certainty == "secondary" else "",
            f"(for {code([a.loinc_unit])})" if a.loinc_unit else "",
        ]
    )
    sdtm = f"{a.domain} {a.testcd}{' *' if a.testcd_certainty == 'recalled' else ''}"
    return (
        code([a.code]),
        a.name,
        code([a.unit]),
        ", ".join(others),
        f"{low:g} to {high:g}",
        loinc,
        str(a.omop or ""),
        sdtm,
        ", ".join(a.synonyms),
    )


def worth(a: Analyte, unit: str) -> str:
    """Return an accepted unit and what it is worth in the canonical one."""
    offset = f"(x - {a.offsets[unit]:g}) " if unit in a.offsets else ""
    return f"{code([unit])} {offset}× {a.factors[unit]:.6g}"


def codes_of_others() -> Iterator[str]:
    """Yield the paragraphs on the codes of LOINC, OMOP and CDISC."""
    sources = Counter(a.source for a in ANALYTES.values() if a.source)
    yield "## Codes of others"
    yield (
        "LOINC has one code for a mass and another for an amount of substance; where the "
        "one given is not that of the canonical unit, the unit it is for stands behind it. "
        "A star marks a code that was not read in the terminology or in the published map, "
        "but in other people's tables (LOINC, OMOP) or from memory (SDTM). An empty cell "
        "means that none is known to us. Markers of cells go to the domain CP, and "
        "autoantibodies to IS, in newer versions of SDTM; the test codes shown are those "
        "of the laboratory codelist of 2022."
    )
    yield table(
        ("LOINC and OMOP codes from", "Analytes"),
        ((source, str(n)) for source, n in sources.most_common()),
    )
    yield (
        "This material contains content from LOINC (http://loinc.org). LOINC is copyright "
        "© Regenstrief Institute, Inc. and the Logical Observation Identifiers Names and "
        "Codes (LOINC) Committee and is available at no cost under the license at "
        "http://loinc.org/license. LOINC® is a registered United States trademark of "
        "Regenstrief Institute, Inc."
    )


def drugs() -> Iterator[str]:
    """Yield the paragraphs on the drugs of a regimen."""
    yield "# Drugs"
    yield (
        "The drugs that a regimen may name, with the units that their amounts may have. "
        "The purpose is that of the treatment row a dose becomes."
    )
    rows = (
        (code([d.name]), code(d.aliases), code(d.units), code([d.purpose]))
        for d in DRUGS.values()
    )
    yield table(("Name", "Also", "Units", "Purpose"), rows)


def criteria() -> Iterator[str]:
    """Yield the paragraphs on the thresholds of the rules."""
    yield "# Criteria"
    yield (
        "The thresholds of the [rules](rules.md), as published. They are data files of "
        "the package; each has the certainty that the source says so."
    )
    yield certainties()
    for name in rules.list_criteria()[rules.RuleCol.NAME]:
        criterion = rules.load_criterion(name)
        yield f"## {criterion.title} {{ #{name} }}"
        yield f"`{name}`, version {criterion.version}. {criterion.citation.rstrip('.')}."
        if criterion.notes:
            yield "\n".join(f"- {note}" for note in criterion.notes)
        header = ("Threshold", "Value", "Unit", "Certainty", "Meaning")
        yield table(header, (threshold(n, i) for n, i in criterion.items.items()))


def threshold(name: str, item: Any) -> Row:
    """Return the row of one threshold."""
    unit = code([item.unit])
    return (code([name]), plain(item.value), unit, item.certainty, item.meaning)


def plain(value: Any) -> str:
    """Return a value of a criterion in words."""
    match value:
        case dict():
            return "; ".join(f"{key}: {plain(v)}" for key, v in value.items())
        case list() | tuple():
            return ", ".join(map(plain, value))
        case bool():
            return "yes" if value else "no"
    return str(value)


def held_out() -> Iterator[str]:
    """Yield the paragraphs on the studies that no typical value was tuned to."""
    yield "# Held-out studies"
    yield (
        "What publications state that [no typical value of the twin was tuned to]"
        "(../explanation/foretold.md), in our own words, number by number, with what the "
        "twin has no counterpart of. `cartwin study list --held-out` lists them; "
        "`open_study` opens them by name."
    )
    yield certainties()
    yield from described(held_out_studies())


def studies() -> Iterator[str]:
    """Yield the paragraphs on the published studies."""
    yield "# Published studies"
    yield (
        "What the publications on six groups of patients state, in our own words, number "
        "by number. The studies come with cartwin; `open_study` opens them by name. What "
        "is recalled decides nothing. Months count 30 days where a day is named."
    )
    yield certainties()
    yield from described(published_studies())


def described(names: Iterable[str]) -> Iterator[str]:
    """Yield what the publications on some studies state."""
    for study in map(open_study, names):
        yield f"## `{study.name}` {{ #{study.name} }}"
        number = len(study.patients)
        size = f"{number} patient{'s' if number > 1 else ''}"
        also = study.provenance.get("overlap", "Nobody is in another study here.")
        yield f"{study.title}. {size}. {also} {study.provenance['method']}"
        header = ("Claim", "What is claimed", "Reported", "Certainty", "Source")
        yield table(header, map(claim, study.reported.iter_rows(named=True)))
        if courses := list(course(study)):
            yield "Known of single patients, day by day:"
            yield table(("Patient", "Day", "Finding", "Certainty", "Note"), courses)


def claim(c: dict[str, Any]) -> Row:
    """Return the row of one claim of a publication."""
    wording = f"{c['wording']} {c['note'] or ''}"
    return (c["claim"], wording, reported(c), c["certainty"], c["source"])


def reported(c: dict[str, Any]) -> str:
    """Return what a claim states, in a few words."""
    value, low, high, spread = (number(c[n]) for n in ("value", "low", "high", "spread"))
    unit = "" if c["unit"] in (None, "1", "{score}") else f" {code([c['unit']])}"
    within = {
        "iqr": f" (quartiles {low} to {high})",
        "sd": f" (SD {spread})",
        "range_width": f" (width of the range {spread})",
    }.get(c["interval"], f" ({low} to {high})" if low else "")
    statistic, words = c["statistic"], f"; {c['text']}" if c["text"] else ""
    match statistic:
        case "text":
            return str(c["text"])
        case "bound":
            return f"{c['text'] or (f'> {low}' if low else f'≤ {high}')}{unit}"
        case "count":
            return f"{value} of {c['denominator']}{words}"
        case "range":
            return f"{low} to {high}{unit}{words}"
        case "value" | "share":
            return f"{value}{unit}{words}"
    return f"{statistic} {value}{unit}{within}{words}"


def number(x: float | None) -> str:
    """Return a number as people write it; nothing for none."""
    return "" if x is None else f"{x:,}".removesuffix(".0")


def course(study: Study) -> Iterator[Row]:
    """Yield what was observed and assessed in each patient of a study."""
    sign = {"below": "< ", "above": "> ", "none": ""}
    for o in study.observations.iter_rows(named=True):
        known = ANALYTES[o["analyte"]]
        found = f"{sign[o['censoring']]}{number(o['value'])} {code([known.unit])}"
        yield finding(o, f"{known.name}: {found}")
    for a in study.assessments.iter_rows(named=True):
        yield finding(a, f"{code([a['item']])}: {a['text']}")


def finding(row: dict[str, Any], words: str) -> Row:
    """Return the row of one finding in a patient."""
    sure, note = row["certainty"] or "", row["note"] or ""
    return (row["patient"], number(row["day"]), words, sure, note)


def command_line() -> Iterator[str]:
    """Yield the paragraphs on the commands."""
    import typer

    yield "# Command line"
    yield (
        "Every command ends with exit code 0; with 1 if it found something wrong; with 2 "
        "if it could not run; with 130 if it was interrupted, with 143 if terminated."
    )
    yield from commands(typer.main.get_command(app), "cartwin")


def commands(command: Any, name: str) -> Iterator[str]:
    """Yield the paragraphs on a command, or on each command of a group."""
    for word, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, f"{name} {word}")
    if hasattr(command, "commands"):
        return
    yield f"## `{name}` {{ #{name.replace(' ', '-')} }}"
    yield command.help
    rows = [option(p) for p in command.params if p.name != "help"]
    if rows:
        yield table(("Argument or option", "Default", "Meaning"), rows)


def option(p: Any) -> Row:
    """Return the row of one argument or option of a command."""
    is_argument = p.param_type_name == "argument"
    names = p.name.upper() if is_argument else ", ".join([*p.opts, *p.secondary_opts])
    default = "required" if p.required else "" if p.default in (None, False) else p.default
    return (code([names]), str(default), p.help or "")


def pages() -> dict[Path, str]:
    """Return the text of every derived page."""
    made: dict[str, Callable[[], Iterator[str]]] = {
        "record": record,
        "analytes": analytes,
        "drugs": drugs,
        "criteria": criteria,
        "parameters": parameters,
        "equations": equations,
        "studies": studies,
        "held-out": held_out,
        "quantities": quantities,
        "limits": limits,
        "command-line": command_line,
    }
    return {FOLDER / f"{n}.md": "\n\n".join(page()) + "\n" for n, page in made.items()}


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or with `--check` name those that are out of date."""
    old = {p: t for p, t in pages().items() if not p.exists() or p.read_text() != t}
    if "--check" not in arguments:
        for path, text in old.items():
            path.write_text(text)
        return 0
    for path in old:
        print(f"{path} is out of date; `make fix` writes it anew", file=sys.stderr)
    return bool(old)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
