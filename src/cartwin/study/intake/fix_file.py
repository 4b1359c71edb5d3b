"""The rows that were held back, in the columns of their file, to be mended."""

import polars as pl

from cartwin.study.checks import ROW, Verdict
from cartwin.study.intake.intake import Intake
from cartwin.study.intake.mapping import CONFIRM, PROBLEM
from cartwin.study.intake.staging import LINE, WHOLE


__all__ = ["fix_file"]

_HELD = (Verdict.REJECTED, Verdict.QUARANTINED)
_FORMULA = r"^[=+@\t\r]|^-\S"
_NUMBER = r"^[-+]?[\d.,]+([eE][-+]?\d+)?$"


def fix_file(intake: Intake) -> bytes | None:
    r"""Return the rows held back as CSV, as they were, with what is wrong beside them.

    It is read with the mapping of its file. The column `__problem__` says what is wrong;
    a reason written into `__confirm__` lets a quarantined row in as it stands. A row that
    had too few or too many cells stays out until its problem is deleted. Rows of a wide
    file are given whole: what was accepted of them will be unchanged.

    Returns
    -------
    bytes or None
        None if nothing was held back, or the file as a whole was refused.

    Examples
    --------
    >>> from cartwin.study import Origin, Study, take_in
    >>> study = Study(name="new", title="New", origin=Origin.REAL, disease="itp")
    >>> intake = take_in(b"patient,sex\nP1,female\nP2,f\n", study, name="patients.csv")
    >>> print(fix_file(intake).decode("utf-8-sig").splitlines()[0])
    patient,sex,__problem__,__confirm__
    """
    grid = intake.grid
    if grid is None or intake.problems:
        return None
    held = intake.entries.filter(pl.col("verdict").is_in(_HELD)).select(LINE).unique()
    if held.is_empty():
        return None
    kept = [i for i, name in enumerate(grid.header) if name not in (PROBLEM, CONFIRM)]
    cells = grid.cells.with_columns(grid.lines.cast(pl.UInt32).alias(LINE))
    rows = cells.join(held, on=LINE, how="semi", maintain_order="left")
    rows = rows.join(_problems(intake), on=LINE, how="left", maintain_order="left")
    reasons = intake.reason_of_line().alias(CONFIRM)  # of rows with another fault still
    rows = rows.with_columns(reasons).select(
        *(_harmless(str(i)) for i in kept), _harmless(PROBLEM), _harmless(CONFIRM)
    )
    header = [*(grid.header[i] for i in kept), PROBLEM, CONFIRM]
    return _written(rows, header, intake)


def _problems(intake: Intake) -> pl.DataFrame:
    """Return line -> everything that is wrong with it, in one cell."""
    lines = intake.entries.select(ROW, LINE)
    told = intake.located().join(lines, on=ROW, how="left", maintain_order="left")
    whole = pl.when(pl.col("column") == "").then(pl.lit(WHOLE)).otherwise("column")
    sentence = pl.format("{}: {}; expected {}; {}", whole, "found", "expected", "repair")
    return told.group_by(LINE, maintain_order=True).agg(
        sentence.unique(maintain_order=True).str.join(" | ").alias(PROBLEM)
    )


def _harmless(column: str) -> pl.Expr:
    """Return cells that a spreadsheet does not run as formulas."""
    text = pl.col(column)
    is_formula = text.str.contains(_FORMULA) & ~text.str.contains(_NUMBER)
    return pl.when(is_formula).then(pl.format("'{}", text)).otherwise(text).alias(column)


def _written(rows: pl.DataFrame, header: list[str], intake: Intake) -> bytes:
    asked = intake.mapping
    semicolon = intake.grid is not None and intake.grid.decimal_comma
    separator = (asked.separator if asked else "") or (";" if semicolon else ",")
    rows.columns = [f"{i}" for i in range(rows.width)]
    line = pl.DataFrame({str(i): [name] for i, name in enumerate(header)})
    both = pl.concat([line, rows.cast(pl.String)])
    text = both.write_csv(
        include_header=False, separator=separator, quote_style="necessary"
    )
    encoding = (asked.encoding if asked else "") or "utf-8-sig"
    return text.encode(encoding, errors="backslashreplace")
