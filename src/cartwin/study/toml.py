"""TOML as text: written always in the same way, read with its encoding checked."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any

from cartwin.study.numbers import format_number


__all__ = ["Value", "parsed", "to_toml"]

Value = str | float | Sequence["Value"] | Mapping[str, "Value"]

_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_SPECIAL = re.compile(r'[\x00-\x1f\x7f"\\]')
_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_ONE_LINE = 72
_WIDTH = 90


def parsed(content: bytes) -> dict[str, Any]:
    """Return what a TOML file holds.

    Raises
    ------
    ValueError
        Why it is not TOML.
    """
    try:
        return tomllib.loads(_decoded(content))
    except (ValueError, RecursionError) as error:
        msg = f"not TOML ({error!s:.200})"
        raise ValueError(msg) from None


def _decoded(content: bytes) -> str:
    """Return the text of a file; a byte order mark is dropped."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        msg = f"line {line}: not UTF-8 text; save the file as UTF-8"
        raise ValueError(msg) from None


def to_toml(document: Mapping[str, Value]) -> str:
    """Return the TOML text of a document, its keys in the order given.

    >>> print(to_toml({"name": "a", "days": [-5, 0], "notes": {"dose level": "unknown"}}))
    name = "a"
    days = [-5, 0]
    <BLANKLINE>
    [notes]
    "dose level" = "unknown"
    <BLANKLINE>
    """
    return "\n".join([*_lines(document, ()), ""])


def _lines(table: Mapping[str, Value], path: tuple[str, ...]) -> Iterator[str]:
    for key, value in table.items():
        if not isinstance(value, Mapping) and not _tables(value):
            yield f"{_key(key)} = {_inline(value)}"
    for key, value in table.items():
        header = ".".join(map(_key, (*path, key)))
        if isinstance(value, Mapping):
            yield from ("", f"[{header}]", *_lines(value, (*path, key)))
        for item in _tables(value):
            yield from ("", f"[[{header}]]", *_lines(item, (*path, key)))


def _tables(value: Value) -> tuple[Mapping[str, Value], ...]:
    """Return the tables in an array of tables; nothing for any other value."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return ()
    return tuple(item for item in value if isinstance(item, Mapping))


def _inline(value: Value) -> str:
    match value:
        case str():
            return '"' + _SPECIAL.sub(lambda m: _escape(m[0]), value) + '"'
        case int() | float():
            return format_number(value)
        case Sequence():
            return _array(value)
    msg = f"no table inside an array of values: {value!r}"
    raise TypeError(msg)


def _array(values: Sequence[Value]) -> str:
    items = [_inline(v) for v in values]
    line = f"[{', '.join(items)}]"
    if len(line) <= _ONE_LINE:
        return line
    if isinstance(values[0], str):
        return "\n".join(["[", *(f"  {i}," for i in items), "]"])
    lines = wrap(", ".join(items), _WIDTH, break_on_hyphens=False, break_long_words=False)
    return "\n".join(["[", *(f"  {line}" for line in lines), "]"])


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _inline(key)


def _escape(character: str) -> str:
    return _ESCAPED.get(character, f"\\u{ord(character):04x}")
