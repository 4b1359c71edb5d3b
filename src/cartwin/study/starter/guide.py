"""README.md of a new study, and its forms: made from the schema, never written by hand."""

from cartwin.study.columns import Col, Column, Table
from cartwin.study.diseases import Disease
from cartwin.study.schema import SCHEMA
from cartwin.study.starter.example import EXAMPLE
from cartwin.study.time import day_ranges
from cartwin.units import ANALYTES


__all__ = ["form_columns", "forms", "guide"]

_NOT_ENTERED = {Col.SOURCE, Col.CERTAINTY, Col.STATUS, Col.DAY, Col.END_DAY, Col.COHORT}
_OBSERVED = (
    Col.PATIENT, Col.DATE, Col.ANALYTE, Col.VALUE, Col.UNIT, Col.LOWER_NORMAL,
    Col.UPPER_NORMAL, Col.METHOD, Col.NOTE,
)  # fmt: skip
_FILLED = [table for name, table in SCHEMA.items() if name != "reported"]


def forms() -> dict[str, str]:
    r"""Return file name -> text of an empty form for every table that people fill.

    >>> forms()["milestones.csv"]
    'patient,milestone,date,note\n'
    """
    return {f"{t.name}.csv": f"{','.join(form_columns(t))}\n" for t in _FILLED}


def form_columns(table: Table) -> list[str]:
    """Return the columns of the form of a table; observations have the unit as entered."""
    if table.name == "observations":
        return [str(c) for c in _OBSERVED]
    return [str(c.name) for c in table.columns if c.name not in _NOT_ENTERED]


def guide(disease: Disease, title: str) -> str:
    """Return the text of README.md."""
    parts = [
        _HEAD.format(title=title, diagnosis=disease.diagnosis, example=EXAMPLE),
        _schedule(disease),
        _PLAN.format(source=disease.source),
        _TABLES,
        *map(_described, _FILLED),
    ]
    return "\n".join(parts)


_HEAD = """# {title}

This folder is a study of {diagnosis} as cartwin keeps it. It holds
one made-up patient, {example}, so that every table can be seen filled. Delete these rows
when you have your own.

## What to do

1. Give every patient a pseudonym, such as `P001`. Never write a name or a date of birth;
   the year of birth is enough.
2. Fill the forms in `forms/` with any spreadsheet and save them as *CSV UTF-8*. Start with
   `patients.csv` and `milestones.csv`: the milestone `infusion` defines day 0.
3. `cartwin study read FILE --into FOLDER` takes a form in. It says what is wrong, where,
   and how to repair it; nothing is lost, and reading a file twice changes nothing.
4. `cartwin study check FOLDER` looks for what can hardly be meant.
5. `cartwin study show FOLDER` says who is in the study, what is missing or overdue, and
   what the record can and cannot answer.

Dates are written 2024-05-17; what is not known is left out: 2024-05 or 2024. A time of day
is written 2024-05-17T08:30. Values below or above a limit are written `<5` or `>600`.
"""
_TABLES = """## The tables

An empty cell means *not known*. Columns marked * must be filled.
"""
_PLAN = """
Lymphodepletion and dose in `study.toml` are defaults, as in: {source}.
The schedule is cartwin's own. Replace them by those of your protocol.
"""


def _schedule(disease: Disease) -> str:
    lines = [
        "## What is usually measured\n",
        "| code | what | unit | days |",
        "|---|---|---|---|",
    ]
    for code, days in disease.visits.items():
        analyte = ANALYTES.get(code)
        name, unit = (analyte.name, analyte.unit) if analyte else (_INSTRUMENTS[code], "")
        lines.append(f"| {code} | {name} | {unit} | {day_ranges(days)} |")
    return "\n".join(
        [*lines, "", "Any unit of the analyte is accepted and converted once."]
    )


_INSTRUMENTS = {
    "CRS": "findings of cytokine release syndrome (table assessments)",
    "ICANS": "findings of neurotoxicity (table assessments)",
    "ICE": "the ten points of the ICE score (table assessments)",
    "BLEEDING": "bleeding, item `who` from 0 to 4 (table assessments)",
}


def _described(table: Table) -> str:
    columns = [c for c in table.columns if c.name not in _NOT_ENTERED]
    entered = [] if table.name != "observations" else [f"`{Col.UNIT}`* of the value, UCUM."]
    return "\n".join(
        [
            f"### {table.name}: {table.meaning}\n",
            *(_line(c) for c in columns),
            *(f"- {text}" for text in entered),
            "",
        ]
    )


def _line(column: Column) -> str:
    star = "*" if column.required else ""
    unit = f" [{column.unit}]" if column.unit else ""
    one_of = f" One of {', '.join(column.allowed)}." if column.allowed else ""
    return f"- `{column.name}`{star}{unit} {column.meaning}{one_of}"
