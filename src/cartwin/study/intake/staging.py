"""The rows of a file as rows of one table of the record, still as text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from cartwin.study.checks import FAULTS, ROW, Rule, find, quoted
from cartwin.study.columns import Col
from cartwin.study.grid_faults import faults_of_grid
from cartwin.study.intake.mapping import CONFIRM, PROBLEM, FileMapping
from cartwin.study.sources import Grid, GridFault


__all__ = ["LINE", "SOURCE", "WHOLE", "Staged", "stage"]

LINE, SOURCE = "line", "source column"
WHOLE = "row"  # stands for the column in a fix-file where the row as a whole is wrong
_ENTRY_OF = "row of the file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """The entries of a file: what could become one row of a table each.

    Attributes
    ----------
    texts
        Row number, line, and columns of the record as text; `unit` of observations, too;
        of a wide file the name of the measured column.
    faults
        Of the file's rows and cells, by entry.
    """

    texts: pl.DataFrame
    faults: pl.DataFrame


def stage(grid: Grid, mapping: FileMapping) -> Staged:
    """Return the entries of a file: its rows, or the measured cells of a wide one."""
    places = {name: i for i, name in reversed(list(enumerate(grid.header)))}
    cells = _as_it_was(grid.cells) if PROBLEM in places else grid.cells
    cells = cells.with_columns(
        grid.lines.cast(pl.UInt32).alias(LINE),
        pl.int_range(pl.len(), dtype=pl.UInt32).alias(_ENTRY_OF),
    )
    shared = list(_shared(mapping, places))
    if mapping.is_wide:
        texts = _molten(cells, mapping, places, shared, grid.faults)
    else:
        source = pl.lit(None, pl.String).alias(SOURCE)
        texts = cells.select(LINE, _ENTRY_OF, source, *shared)
    texts = texts.with_row_index(ROW)
    faults = _faults(grid.faults, texts, grid.header, mapping)
    if PROBLEM in texts.columns:
        faults = pl.concat([faults, find(_not_mended(mapping), texts)])
    return Staged(texts=texts.drop(_ENTRY_OF), faults=faults)


def _shared(mapping: FileMapping, places: dict[str, int]) -> Iterator[pl.Expr]:
    """Yield the columns that each row gives once."""
    for column, name in mapping.columns.items():
        yield _worded(pl.col(str(places[name])), column, mapping).alias(column)
    for column, text in mapping.constants.items():
        if column not in mapping.columns:
            yield pl.lit(text).alias(column)
    for name in (PROBLEM, CONFIRM):
        if name in places:
            yield pl.col(str(places[name])).alias(name)


def _as_it_was(cells: pl.DataFrame) -> pl.DataFrame:
    """Return the cells of a fix-file without what makes formulas harmless in it."""
    return cells.with_columns(pl.all().str.replace("^'([=+@\t\r-])", "$1"))


def _not_mended(mapping: FileMapping) -> Iterator[Rule]:
    """Yield the rules for what looks well in a fix-file, but nobody has mended.

    The cells of a row that was not whole stand under their columns there, and a formula
    is the text of one.
    """
    yield _still_not_whole()
    yield from (_still_a_formula(column, name) for column, name in mapping.columns.items())


def _still_a_formula(column: str, name: str) -> Rule:
    text, told = pl.col(column), pl.lit(f"{name}: the formula ")
    return Rule(
        code="formula-cell",
        column=column,
        wrong=text.str.contains("^[=+@-]")
        & pl.col(PROBLEM).str.contains(told, literal=True),
        found=pl.format("the formula {}", quoted(text)),
        expected="a value",
        repair="replace the formula by its value",
    )


def _still_not_whole() -> Rule:
    problem = pl.col(PROBLEM)
    return Rule(
        code="not-mended",
        column="",
        wrong=_was_not_whole(problem),
        found=problem.str.extract(f"^{WHOLE}: (.*?)(?:; expected|$)"),
        expected=f"the cells that belong here, and nothing in {PROBLEM}",
        repair=f"mend the row as in its file, then delete the text in {PROBLEM}",
    )


def _was_not_whole(problem: pl.Expr) -> pl.Expr:
    return problem.str.starts_with(f"{WHOLE}: ").fill_null(value=False)


def _worded(text: pl.Expr, column: str, mapping: FileMapping) -> pl.Expr:
    if mapping.missing:
        text = pl.when(~text.str.strip_chars().is_in(mapping.missing)).then(text)
    words = mapping.values.get(column)
    if not words:
        return text
    return text.str.strip_chars().replace(dict(words))


def _molten(
    cells: pl.DataFrame,
    mapping: FileMapping,
    places: dict[str, int],
    shared: Sequence[pl.Expr],
    faults: Sequence[GridFault],
) -> pl.DataFrame:
    """Return one row per measured cell; rows with a fault of their own are kept too."""
    parts = []
    for column, measured in mapping.measured.items():
        value = _worded(pl.col(str(places[column])), Col.VALUE, mapping)
        part = cells.select(
            LINE,
            _ENTRY_OF,
            pl.lit(column).alias(SOURCE),
            *shared,
            pl.lit(measured.analyte).alias(Col.ANALYTE),
            value.alias(Col.VALUE),
            pl.lit(measured.unit).alias(Col.UNIT),
        )
        parts.append(part.filter(pl.col(Col.VALUE).str.strip_chars() != ""))
    molten = pl.concat(parts)
    whole = pl.col(_ENTRY_OF).is_in([f.row for f in faults])
    if PROBLEM in places:
        whole |= _was_not_whole(pl.col(str(places[PROBLEM])))
    no_value = ~pl.col(_ENTRY_OF).is_in(molten[_ENTRY_OF].unique().implode())
    bare = cells.filter(whole & no_value).select(LINE, _ENTRY_OF, *shared)
    return pl.concat([molten, bare], how="diagonal").sort(_ENTRY_OF, maintain_order=True)


def _columns_of(header: Sequence[str], mapping: FileMapping) -> dict[int, str]:
    """Return position in the file -> column of the record, of measured ones their name."""
    names = {name: column for column, name in mapping.columns.items()}
    return {i: names.get(h, h) for i, h in enumerate(header) if h not in mapping.ignored}


def _faults(
    faults: Sequence[GridFault],
    texts: pl.DataFrame,
    header: Sequence[str],
    mapping: FileMapping,
) -> pl.DataFrame:
    """Return the faults of the file by entry; a measured cell's only of its own."""
    columns = _columns_of(header, mapping)
    relevant = [f for f in faults if f.column is None or f.column in columns]
    found = faults_of_grid(relevant, columns).rename({ROW: _ENTRY_OF})
    entries = texts.select(ROW, _ENTRY_OF, SOURCE)
    joined = entries.join(found, on=_ENTRY_OF, how="inner", maintain_order="left")
    own = (
        pl.col(SOURCE).is_null()
        | (pl.col("column") == pl.col(SOURCE))
        | ~pl.col("column").is_in(list(mapping.measured))
    )
    column = (
        pl.when(pl.col("column") == pl.col(SOURCE))
        .then(pl.lit(Col.VALUE.value))
        .otherwise("column")
    )
    return joined.filter(own).with_columns(column.alias("column")).select(*FAULTS)
