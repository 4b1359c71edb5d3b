"""The values of an Excel sheet as the text a person sees."""

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager


__all__ = ["excel_rows", "excel_text"]

Value = float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def excel_rows(content: bytes, sheet: str) -> tuple[int, Iterator[list[str]]]:
    """Return the column (from 1) where the cells of a sheet begin, and all its rows.

    The rows are counted from the first of the sheet, empty ones included.

    Raises
    ------
    ValueError
        A damaged workbook.
    """
    from python_calamine import CalamineWorkbook

    with _explained():
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        found = book.get_sheet_by_name(sheet)
    start = found.start
    return (start[1] + 1 if start else 1), _texts(found.iter_rows())


def _texts(rows: Iterator[list[Value]]) -> Iterator[list[str]]:
    with _explained():
        for row in rows:
            yield [excel_text(value) for value in row]


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what the reader of workbooks raises, its panics included, into a sentence."""
    try:
        yield
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        reason = str(error).partition("\n")[0]
        msg = f"the .xlsx file is damaged ({reason:.100}); open it and save it again"
        raise ValueError(msg) from None


def excel_text(value: Value) -> str:
    """Return a value as text: shortest number, ISO date, `true` or `false`.

    >>> [excel_text(v) for v in (45.0, 0.1, 1e16, True, dt.date(2025, 1, 31))]
    ['45', '0.1', '1e+16', 'true', '2025-01-31']
    >>> excel_text(dt.timedelta(hours=36, minutes=5))
    '36:05:00'
    """
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            whole = abs(value) < 1e15 and value == int(value)
            return str(int(value)) if whole else repr(value)
        case dt.timedelta():
            return _duration(value)
        case _:
            return value.isoformat()


def _duration(value: dt.timedelta) -> str:
    sign = "-" if value < dt.timedelta(0) else ""
    minutes, seconds = divmod(round(abs(value).total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours}:{minutes:02}:{seconds:02}"
