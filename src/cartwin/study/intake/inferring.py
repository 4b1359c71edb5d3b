"""Find out what a file holds from its header, where no mapping says it."""

import re
from collections.abc import Sequence

from cartwin.errors import did_you_mean
from cartwin.study.columns import Col
from cartwin.study.intake.mapping import CONFIRM, PROBLEM, FileMapping, Measured
from cartwin.study.intake.mapping_toml import names_of
from cartwin.study.schema import SCHEMA
from cartwin.units import ANALYTES, analyte_named, ucum_of


__all__ = ["infer_mapping", "mapping_problems"]

_WITH_UNIT = re.compile(r"(.+?)\s*[\[(]([^\[\]()]+)[\])]\s*")
_ADD = "add it, or say in a mapping which column it is"
_RESERVED = (PROBLEM, CONFIRM)


def infer_mapping(
    header: Sequence[str], *, name: str = "", table: str | None = None
) -> tuple[FileMapping, list[str]]:
    """Return how the columns are read, and what cannot be told from the header.

    Parameters
    ----------
    header
        Names of the columns: those of the record in any case, or `ANALYTE [unit]`.
    name
        Of the file; `observations.csv` tells its table.
    table
        Table of the record, if known.

    Examples
    --------
    >>> mapping, problems = infer_mapping(["Patient", "day", "PLAT [10*9/L]"])
    >>> mapping.table, mapping.measured, problems
    ('observations', {'PLAT [10*9/L]': Measured(analyte='PLAT', unit='10*9/L')}, [])
    """
    table = table or _table_of(header, name)
    if table is None:
        return FileMapping(table="observations"), [_unknown_table(header)]
    columns: dict[str, str] = {}
    measured: dict[str, Measured] = {}
    problems: list[str] = []
    for cell in header:
        if cell in _RESERVED:
            continue
        known = _column_of(cell, table)
        if known is not None:
            columns.setdefault(known, cell)
            continue
        found = _measured_of(cell) if table == "observations" else None
        if isinstance(found, Measured):
            measured[cell] = found
        else:
            problems.append(found or _unknown_column(cell, table))
    mapping = FileMapping(table=table, columns=columns, measured=measured)
    return mapping, problems


def _table_of(header: Sequence[str], name: str) -> str | None:
    stem = name.rpartition("/")[2].partition(".")[0].lower()
    if stem in SCHEMA:
        return stem
    if Col.ANALYTE in map(_plain, header) or any(_is_analyte(c) for c in header):
        return "observations"
    fits = {t: [_column_of(c, t) is not None for c in header] for t in SCHEMA}
    full = [t for t, f in fits.items() if header and all(f) and _has_required(header, t)]
    return full[0] if len(full) == 1 else None


def _has_required(header: Sequence[str], table: str) -> bool:
    return set(SCHEMA[table].required) <= {_column_of(c, table) for c in header}


def _is_analyte(cell: str) -> bool:
    return isinstance(_measured_of(cell), Measured)


def _unknown_table(header: Sequence[str]) -> str:
    shown = ", ".join(header)
    return (
        f"a header with {shown!s:.200} could be of no or several tables; expected "
        f"the columns of one of {', '.join(SCHEMA)}; name the table or give a mapping"
    )


def _unknown_column(cell: str, table: str) -> str:
    hint = did_you_mean(cell, names_of(table))
    return (
        f"unknown column {cell!r:.60} of {table} ({hint}); rename it, or map or "
        "ignore it in a mapping"
    )


def _plain(cell: str) -> str:
    return re.sub(r"[\s-]+", "_", cell.strip().lower())


def _column_of(cell: str, table: str) -> str | None:
    plain = _plain(cell)
    return plain if plain in names_of(table) else None


def _measured_of(cell: str) -> Measured | str | None:
    """Return what a column measures; why it cannot be told; or None if it is no analyte."""
    match = _WITH_UNIT.fullmatch(cell)
    name, unit = match.groups() if match else (cell, None)
    code = name if name in ANALYTES else analyte_named(name)
    if code is None:
        return None
    accepted = ", ".join(ANALYTES[code].factors)
    if unit is None:
        return (
            f"column {cell!r:.60} has no unit; expected one of {accepted}; write "
            f"{code} [{ANALYTES[code].unit}]"
        )
    if ucum_of(unit, code) is None:
        return (
            f"column {cell!r:.60} has the unit {unit!r:.40}; expected one of "
            f"{accepted}; write {code} [{ANALYTES[code].unit}]"
        )
    return Measured(code, unit)


def mapping_problems(mapping: FileMapping, header: Sequence[str]) -> list[str]:
    """Return what a mapping and a header lack for the file to be read."""
    used = [*mapping.columns.values(), *mapping.measured]
    problems = [
        f"no column {c!r:.60}, which the mapping names ({did_you_mean(c, header)})"
        for c in dict.fromkeys(used)
        if c not in header
    ]
    known = {*used, *mapping.ignored, *_RESERVED}
    problems += [
        f"unknown column {c!r:.60}; map it, or list it as ignored in the mapping"
        for c in dict.fromkeys(header)
        if c not in known
    ]
    problems += [
        f"column {c!r:.60} stands there {header.count(c)} times; keep one"
        for c in dict.fromkeys(used)
        if header.count(c) > 1
    ]
    return problems + _absent(mapping, header)


def _absent(mapping: FileMapping, header: Sequence[str]) -> list[str]:
    given = {*mapping.columns, *mapping.constants}
    needed = set(SCHEMA[mapping.table].required)
    if mapping.table == "observations":
        needed -= {Col.CENSORING}
        if mapping.is_wide:
            needed -= {Col.ANALYTE, Col.VALUE}
        elif Col.CENSORING not in given:
            needed |= {Col.UNIT}
    shown = ", ".join(header)
    problems = [
        f"no column {c!r}; the header has {shown!s:.200}; {_ADD}"
        for c in names_of(mapping.table)
        if c in needed - given
    ]
    if Col.DAY in SCHEMA[mapping.table].key and not given & {Col.DAY, Col.DATE}:
        problems.append(f"no column 'day' or 'date'; the header has {shown!s:.200}; {_ADD}")
    return problems
