"""Files that are no table we read, recognised by how they begin."""

__all__ = ["foreign_format"]

_EXPORT = "export the table as 'CSV UTF-8' or .xlsx"
_UNPACK = "unpack it and give the table inside"

_BEGINNINGS: tuple[tuple[bytes, str, str], ...] = (
    (
        b"\xd0\xcf\x11\xe0",
        "an old Excel file (.xls) or one with a password",
        "save it as .xlsx without a password, or as 'CSV UTF-8'",
    ),
    (b"%PDF", "a PDF", _EXPORT),
    (b"{\\rtf", "a text document (RTF)", _EXPORT),
    (b"PK\x05\x06", "an empty zip archive", "give the table"),
    (b"\x1f\x8b", "packed with gzip", _UNPACK),
    (b"BZh", "packed with bzip2", _UNPACK),
    (b"\xfd7zXZ", "packed with xz", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "packed with zstd", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (b"Rar!", "a rar archive", _UNPACK),
    (b"\x89PNG", "a picture (PNG)", _EXPORT),
    (b"\xff\xd8\xff", "a picture (JPEG)", _EXPORT),
    (b"SQLite format 3", "an SQLite database", _EXPORT),
    (b"ARROW1", "an Arrow (Feather) file", "save it as Parquet or 'CSV UTF-8'"),
    (b"HEADER RECORD*******LIB", "a SAS transport file (.xpt)", _EXPORT),
    (b"$FL2", "an SPSS file", _EXPORT),
    (b"<stata_dta>", "a Stata file (.dta)", _EXPORT),
)
_MARKUP: tuple[tuple[bytes, str], ...] = (
    (b"<!doctype html", "a web page (HTML)"),
    (b"<html", "a web page (HTML)"),
    (b"<table", "a web page (HTML)"),
    (b"<?xml", "an XML file"),
)


def foreign_format(content: bytes) -> str:
    r"""Return what a file is that no table can be read from, and the repair; or nothing.

    >>> foreign_format(b"PK\5\6...")
    'the file is an empty zip archive; expected CSV, .xlsx or Parquet: give the table'
    >>> foreign_format(b"patient,value")
    ''
    """
    for beginning, what, repair in _BEGINNINGS:
        if content.startswith(beginning):
            return _sentence(what, repair)
    start = content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for beginning, what in _MARKUP:
        if start.startswith(beginning):
            return _sentence(what, _EXPORT)
    return ""


def _sentence(what: str, repair: str) -> str:
    return f"the file is {what}; expected CSV, .xlsx or Parquet: {repair}"
