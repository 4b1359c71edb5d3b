"""Mappings as TOML: written for people, read with every problem named."""

from collections.abc import Mapping

from cartwin.errors import DataError
from cartwin.study.intake.mapping import FileMapping, Measured
from cartwin.study.schema import SCHEMA
from cartwin.study.section import Section
from cartwin.study.time.zones import check_zone
from cartwin.study.toml import Value, parsed, to_toml
from cartwin.units import ANALYTES, ucum_of


__all__ = ["DATE_FORMATS", "mapping_from_toml", "mapping_to_toml", "names_of"]

FORMAT = 1
DATE_FORMATS: Mapping[str, str] = {
    "dd.mm.yyyy": "%d.%m.%Y",
    "dd/mm/yyyy": "%d/%m/%Y",
    "mm/dd/yyyy": "%m/%d/%Y",
    "dd-mm-yyyy": "%d-%m-%Y",
    "yyyy/mm/dd": "%Y/%m/%d",
    "yyyymmdd": "%Y%m%d",
    "dd-mmm-yyyy": "%d-%b-%Y",
}
_TEXTS = ("decimal", "dates", "zone", "encoding", "separator", "sheet")
_KEYS = (
    "format",
    "table",
    *_TEXTS,
    "missing",
    "ignored",
    "columns",
    "constants",
    "values",
    "measured",
)


def names_of(table: str) -> tuple[str, ...]:
    """Return the names that columns of a file may be mapped to.

    >>> "unit" in names_of("observations"), "unit" in names_of("milestones")
    (True, False)
    """
    extra = ("unit",) if table == "observations" else ()
    return (*SCHEMA[table].dtypes, *extra)


def mapping_to_toml(mapping: FileMapping) -> str:
    """Return the mapping as TOML; `mapping_from_toml` reads it back."""
    document: dict[str, Value] = {"format": FORMAT, "table": mapping.table}
    document |= {k: v for k in _TEXTS if (v := getattr(mapping, k))}
    for key in ("missing", "ignored"):
        if texts := getattr(mapping, key):
            document[key] = list(texts)
    for key in ("columns", "constants"):
        if table := getattr(mapping, key):
            document[key] = dict(table)
    if mapping.values:
        document["values"] = {c: dict(words) for c, words in mapping.values.items()}
    if mapping.measured:
        document["measured"] = {
            column: {"analyte": m.analyte, "unit": m.unit}
            for column, m in mapping.measured.items()
        }
    return to_toml(document)


def mapping_from_toml(content: bytes, name: str) -> FileMapping:
    """Return the mapping that a TOML file describes.

    Raises
    ------
    DataError
        Naming everything that is wrong.
    """
    problems: list[str] = []
    try:
        section = Section(parsed(content), "", problems)
    except ValueError as error:
        raise DataError(name, [str(error)]) from None
    section.expect(_KEYS)
    section.expect_format(FORMAT)
    mapping = _mapping(section)
    if problems:
        raise DataError(name, problems)
    return mapping


def _mapping(section: Section) -> FileMapping:
    table = section.text("table")
    _among(section, "table", table, tuple(SCHEMA))
    _among(section, "decimal", section.text("decimal", ""), ("", "point", "comma"))
    _among(section, "dates", section.text("dates", ""), ("", *DATE_FORMATS))
    known = names_of(table) if table in SCHEMA else ()
    _known_zone(section)
    values = section.section("values")
    if known:
        values.expect(known, "column of the record")
    return FileMapping(
        table=table,
        columns=_words(section, "columns", known),
        constants=_words(section, "constants", known),
        measured=_measured(section.section("measured"), table),
        values={c: _all_texts(values.section(c)) for c in values.data},
        ignored=section.texts("ignored") if "ignored" in section.data else (),
        missing=section.texts("missing") if "missing" in section.data else (),
        **{k: section.text(k, "") for k in _TEXTS},
    )


def _known_zone(section: Section) -> None:
    if zone := section.text("zone", ""):
        try:
            check_zone(zone)
        except ValueError as error:
            section.report("zone", str(error))


def _among(section: Section, key: str, found: str, known: tuple[str, ...]) -> None:
    if found not in known:
        words = ", ".join(w for w in known if w)
        section.report(key, f"{found!r:.60} is not one of {words}")


def _words(section: Section, key: str, known: tuple[str, ...]) -> dict[str, str]:
    found = section.section(key)
    if known:
        found.expect(known, "column of the record")
    return _all_texts(found)


def _all_texts(section: Section) -> dict[str, str]:
    return {name: section.text(name) for name in section.data}


def _measured(section: Section, table: str) -> dict[str, Measured]:
    if section.data and table != "observations":
        section.report("", f"only observations are measured, the table is {table!r:.60}")
    return {column: _one_measured(section.section(column)) for column in section.data}


def _one_measured(section: Section) -> Measured:
    section.expect(("analyte", "unit"))
    analyte, unit = section.text("analyte"), section.text("unit")
    _among(section, "analyte", analyte, tuple(ANALYTES))
    if analyte in ANALYTES and ucum_of(unit, analyte) is None:
        accepted = ", ".join(ANALYTES[analyte].factors)
        section.report("unit", f"{unit!r:.60} cannot be used for {analyte}; use {accepted}")
    return Measured(analyte, unit)
