"""The verb of this package: bytes in, a grid of text out, whatever the format is."""

from cartwin.errors import DataError
from cartwin.study.sources.foreign import foreign_format
from cartwin.study.sources.grid import Grid


__all__ = ["read_grid"]

_ZIP = b"PK\x03\x04"
_PARQUET = b"PAR1"


def read_grid(
    content: bytes,
    name: str,
    *,
    encoding: str | None = None,
    separator: str | None = None,
    sheet: str | None = None,
    as_written: bool = False,
) -> Grid:
    r"""Return the cells of a CSV, Excel (.xlsx) or Parquet file as text.

    The format is told by the content, never by the name.

    Parameters
    ----------
    name
        Of the file, for messages.
    encoding
        Of a CSV file; by default UTF-8, UTF-16 by its mark, else Windows-1252.
    separator
        Of a CSV file; by default the one of comma, semicolon, tab and bar that its
        header and first rows agree on.
    sheet
        Of an Excel file; by default the first that is not empty.
    as_written
        Of a CSV file: keep unseen characters at the ends of cells.

    Raises
    ------
    DataError
        What is wrong with the file as a whole. Wrong rows and cells do not raise: they
        are `Grid.faults`.

    Examples
    --------
    >>> grid = read_grid(b"patient;value\nP1;4,5\nP2;\n", "counts.csv")
    >>> grid.header, grid.lines.to_list(), grid.decimal_comma
    (('patient', 'value'), [2, 3], True)
    >>> grid.cells.rows()
    [('P1', '4,5'), ('P2', None)]
    """
    try:
        return _read(
            content,
            encoding=encoding,
            separator=separator,
            sheet=sheet,
            as_written=as_written,
        )
    except ValueError as error:
        raise DataError(name, [str(part) for part in error.args]) from None


def _read(
    content: bytes,
    *,
    encoding: str | None,
    separator: str | None,
    sheet: str | None,
    as_written: bool,
) -> Grid:
    if content.startswith(_PARQUET):
        from cartwin.study.sources.parquet import read_parquet_grid

        return read_parquet_grid(content, unused(encoding, separator, sheet))
    if content.startswith(_ZIP):
        from cartwin.study.sources.excel import read_excel_grid

        return read_excel_grid(content, sheet, unused(encoding, separator, None))
    if foreign := foreign_format(content):
        raise ValueError(foreign)
    from cartwin.study.sources.delimited import read_csv_grid

    ignored = unused(None, None, sheet)
    return read_csv_grid(content, encoding, separator, ignored, as_written=as_written)


def unused(encoding: str | None, separator: str | None, sheet: str | None) -> list[str]:
    """Return a notice for each choice that has no meaning for the format of the file."""
    choices = {"encoding": encoding, "separator": separator, "sheet": sheet}
    return [
        f"{choice} {given!r:.60} was not used: a file of this format has none"
        for choice, given in choices.items()
        if given is not None
    ]
