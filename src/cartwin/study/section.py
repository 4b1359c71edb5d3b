"""One table of a TOML file, read with all its problems collected."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cartwin.errors import DataError, did_you_mean
from cartwin.study.regimen import Regimen, parse_regimen


__all__ = ["Section"]

_KINDS: Mapping[type, str] = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "a table",
}


@dataclass(frozen=True, slots=True)
class Section:
    """A table of a TOML file and where it stands.

    What cannot be read is replaced by something harmless and said in `problems`, which
    all sections of a file share.

    Attributes
    ----------
    data
        The table as parsed.
    path
        Where it stands in the file, e.g. `protocol.arms[1]`; empty for the whole file.
    """

    data: Mapping[str, Any]
    path: str
    problems: list[str]

    def text(self, key: str, default: str | None = None) -> str:
        """Return the text under `key`; required unless there is a default."""
        return str(self._value(key, str, "", default))

    def whole(self, key: str) -> int:
        """Return the number of something under `key`."""
        number = int(self._value(key, int, 0))
        if number < 0:
            self.report(key, f"{number} is negative")
        return number

    def number(self, key: str) -> float:
        """Return the finite number under `key`."""
        number = float(self._value(key, float, 0.0))
        if not math.isfinite(number):
            self.report(key, f"{number} is not a number")
        return number

    def numbers(self, key: str) -> tuple[float, ...]:
        """Return the finite numbers under `key`; none if one of them is wrong."""
        items, before = self._items(key), len(self.problems)
        numbers = tuple(items.number(place) for place in items.data)
        return numbers if len(self.problems) == before else ()

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the texts under `key`."""
        items = self._items(key)
        return tuple(items.text(place) for place in items.data)

    def regimen(self, key: str, default: str | None = None) -> Regimen:
        """Return the regimen whose text is under `key`."""
        try:
            return parse_regimen(self.text(key, default))
        except DataError as error:
            for problem in error.problems:
                self.report(key, problem)
            return Regimen()

    def regimens(self, key: str) -> tuple[Regimen, ...]:
        """Return the regimens whose texts are under `key`."""
        items = self._items(key)
        return tuple(items.regimen(place) for place in items.data)

    def section(self, key: str) -> "Section":
        """Return the table under `key`; an empty one if there is none."""
        return Section(self._value(key, dict, {}, {}), self._place(key), self.problems)

    def sections(self, key: str) -> "tuple[Section, ...]":
        """Return the tables of the array under `key`; none if there is no array."""
        items = self._items(key, [])
        tables = {place: items.section(place) for place in items.data}
        return tuple(t for place, t in tables.items() if t.data is items.data[place])

    def expect(self, known: Iterable[str], what: str = "key") -> None:
        """Report every key that is not a known one; `what` says what keys are here."""
        words = tuple(known)
        for key in self.data:
            if key not in words:
                self.report(key, f"unknown {what} ({did_you_mean(key, words)})")

    def expect_format(self, newest: int) -> None:
        """Report a `format` that a newer cartwin writes."""
        if (found := self.whole("format")) > newest:
            why = f"{found} is of a newer cartwin; this one reads {newest}"
            self.report("format", why)

    def report(self, key: str, problem: str) -> None:
        """Add a problem of the value under `key`."""
        self.problems.append(f"{self._place(key)}: {problem}")

    def _items(self, key: str, default: object = None) -> "Section":
        """Return the array under `key` as a section with keys `key[1]`, `key[2]`, ..."""
        items = self._value(key, list, [], default)
        numbered = {f"{key}[{n}]": item for n, item in enumerate(items, 1)}
        return Section(numbered, self.path, self.problems)

    def _value(self, key: str, kind: type, harmless: object, default: object = None) -> Any:
        value = self.data.get(key, default)
        if value is None:
            self.report(key, f"missing; expected {_KINDS[kind]}")
            return harmless
        accepted = (int, float) if kind is float else kind
        if isinstance(value, bool) or not isinstance(value, accepted):
            self.report(key, f"expected {_KINDS[kind]}, found {value!r:.60}")
            return harmless
        return value

    def _place(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key
