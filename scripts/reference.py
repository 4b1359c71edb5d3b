"""Write the reference pages that are derived from the package; `--check` only compares.

The record, the analytes, the drugs, the parameters and the commands are declared once, in
the code. Their pages are committed so that they can be read without building anything.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from cartwin import biology
from cartwin.parameters import (
    Certainty,
    Exponential,
    LogitNormal,
    LogNormal,
    Mixture,
    Spread,
)
from cartwin.study import DRUGS, SCHEMA, Table
from cartwin.units import ANALYTES, Analyte


FOLDER = Path(__file__).parents[1] / "docs" / "reference"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(
        "| " + " | ".join(c.replace("|", "\\|") for c in r) + " |" for r in lines
    )


def code(words: Iterable[str]) -> str:
    """Return the words, each set as code."""
    return ", ".join(f"`{w}`" for w in words if w)


def record() -> Iterator[str]:
    """Yield the paragraphs on the tables of the record."""
    yield "# The record"
    yield (
        "A study holds these tables. Each is a Polars frame with exactly these columns; on "
        "disk, a CSV or Parquet file of the same name. An empty cell means *not known*, "
        "never zero."
    )
    for declared in SCHEMA.values():
        yield f"## `{declared.name}`"
        yield f"{declared.meaning} A row is identified by {code(declared.key)}."
        yield table(
            ("Column", "Holds", "Unit", "Required", "Meaning"), columns_of(declared)
        )


def columns_of(declared: Table) -> Iterator[Sequence[str]]:
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
        "are accepted in files and converted once, on reading. Units are UCUM codes. A "
        "value outside the plausible range is one that no laboratory would release."
    )
    header = ("Code", "Name", "Unit", "Also accepted", "Plausible", "LOINC")
    yield table(header, map(analyte, ANALYTES.values()))


def analyte(a: Analyte) -> Sequence[str]:
    """Return the row of one analyte."""
    low, high = a.plausible
    others = code(u for u in a.factors if u != a.unit)
    return (
        code([a.code]),
        a.name,
        code([a.unit]),
        others,
        f"{low:g} to {high:g}",
        a.loinc or "",
    )


def drugs() -> Iterator[str]:
    """Yield the paragraphs on the drugs of a regimen."""
    yield "# Drugs"
    yield (
        "The drugs that a regimen may name, with the units that their amounts may have. "
        "The purpose is that of the treatment row a dose becomes."
    )
    rows = (
        (code([d.name]), code(d.aliases), code(d.units), d.purpose) for d in DRUGS.values()
    )
    yield table(("Name", "Also", "Units", "Purpose"), rows)


def parameters() -> Iterator[str]:
    """Yield the paragraphs on the parameters of the twin."""
    yield "# Parameters of the twin"
    yield (
        "Typical value, how patients differ, where the value comes from, and how sure we "
        "are of it."
    )
    yield table(("Certainty", "Meaning"), ((c, c.meaning) for c in Certainty))
    rows = (
        (
            code([p.name]),
            f"{p.value:g}",
            code([p.unit]),
            spread(p.spread),
            p.meaning,
            p.certainty,
            p.source,
        )
        for p in biology.PARAMETERS
    )
    header = ("Name", "Value", "Unit", "Between patients", "Meaning", "Certainty", "Source")
    yield table(header, rows)


def spread(s: Spread) -> str:
    """Return how patients differ, in a few words."""
    match s:
        case LogNormal():
            return f"log-normal, CV {s.cv:.0%}"
        case LogitNormal():
            return f"logit-normal, SD {s.sd:g}"
        case Exponential():
            return "exponential"
        case Mixture():
            others = spread(s.otherwise) or "typical"
            return (
                f"{s.share:.0%}: median {s.median:g}, log SD {s.omega:g}; others: {others}"
            )
    return ""


def pages() -> dict[Path, str]:
    """Return the text of every derived page that the package has the contents for."""
    made = {"record": record, "analytes": analytes, "drugs": drugs}
    if hasattr(biology, "PARAMETERS"):
        made["parameters"] = parameters
    return {
        FOLDER / f"{name}.md": "\n\n".join(page()) + "\n" for name, page in made.items()
    }


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
