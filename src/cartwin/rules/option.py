"""Options of a rule: what can be chosen, and the keywords that a choice means.

A rule is applied with the choices of its criterion unless another is asked for by name.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cartwin.errors import DataError, did_you_mean


__all__ = ["Option", "choice", "chosen", "lengths", "number", "yes_no"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing that can be chosen.

    Attributes
    ----------
    name
        As in `cartwin grade RULE SOURCE --option NAME=VALUE`.
    meaning
        One line for people.
    allowed
        What a value can be, in words.
    default
        What holds where nothing is chosen.
    keywords
        Text of a value -> keywords for the rule; a `ValueError` where it is not allowed.
    """

    name: str
    meaning: str
    allowed: str
    default: str
    keywords: Callable[[str], Mapping[str, Any]]


def choice(
    name: str, meaning: str, known: Mapping[str, Mapping[str, Any]], default: str
) -> Option:
    """Return an option with named values, each of which means some keywords."""

    def keywords(text: str) -> Mapping[str, Any]:
        if text not in known:
            raise ValueError(did_you_mean(text, known))
        return known[text]

    allowed = ", ".join(known)
    return Option(
        name=name, meaning=meaning, allowed=allowed, default=default, keywords=keywords
    )


def yes_no(name: str, meaning: str, keyword: str, default: str = "no") -> Option:
    """Return an option that is switched on or off.

    >>> yes_no("strict", "5 mg are too much", "strict").keywords("yes")
    {'strict': True}
    """
    both = {"yes": {keyword: True}, "no": {keyword: False}}
    return choice(name, meaning, both, default)


def number(
    name: str,
    meaning: str,
    default: str,
    keywords: Callable[[float], Mapping[str, Any]],
) -> Option:
    """Return an option whose value is a positive number."""

    def read(text: str) -> Mapping[str, Any]:
        value = _positive(text)
        return keywords(value)

    return Option(
        name=name, meaning=meaning, allowed="a number", default=default, keywords=read
    )


def lengths(
    name: str, meaning: str, default: str, keyword: str, known: Callable[[], Iterable[str]]
) -> Option:
    """Return an option whose value is `NAME:DAYS,NAME:DAYS`."""

    def read(text: str) -> Mapping[str, Any]:
        pairs = [part.partition(":") for part in text.split(",")]
        names = [*known()]
        for drug, _, _ in pairs:
            if drug.strip() not in names:
                raise ValueError(did_you_mean(drug.strip(), names))
        return {keyword: {drug.strip(): _positive(days) for drug, _, days in pairs}}

    allowed = "DRUG:DAYS, joined by commas"
    return Option(
        name=name, meaning=meaning, allowed=allowed, default=default, keywords=read
    )


def chosen(
    rule: str, options: Iterable[Option], wanted: Mapping[str, str]
) -> dict[str, Any]:
    """Return the keywords that the wanted values mean.

    Raises
    ------
    DataError
        Naming every option that the rule does not have, and every value it cannot have.

    Examples
    --------
    >>> strict = yes_no("strict", "5 mg are too much", "strict")
    >>> chosen("doris", [strict], {"strict": "yes"})
    {'strict': True}
    >>> chosen("doris", [strict], {"strikt": "yes"})
    Traceback (most recent call last):
        ...
    cartwin.errors.DataError: rule doris was not applied:
      there is no option strikt (did you mean strict?)
    """
    known = {option.name: option for option in options}
    keywords: dict[str, Any] = {}
    problems = [
        f"there is no option {name:.40} ({_others(name, known)})"
        for name in wanted
        if name not in known
    ]
    for name in [n for n in known if n in wanted]:
        text = wanted[name].strip()
        try:
            keywords |= known[name].keywords(text)
        except ValueError as error:
            allowed = known[name].allowed
            problems.append(
                f"option {name}: found {text[:40]!r}; expected {allowed} ({error})"
            )
    if problems:
        source = f"rule {rule}"
        raise DataError(source, problems, failure="was not applied")
    return keywords


def _others(name: str, known: Mapping[str, Option]) -> str:
    return did_you_mean(name, known) if known else "the rule has none"


def _positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        msg = f"{text.strip()[:20]!r} is no number"
        raise ValueError(msg) from None
    if not 0 <= value < float("inf"):
        msg = "it must not be negative, nor without end"
        raise ValueError(msg)
    return value
