"""What people write for a unit or an analyte, and what they mean by it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from cartwin.units.catalogue import ANALYTES, rows_of


__all__ = ["analyte_hint", "analyte_named", "nearest_analyte", "ucum_of"]

SHORTEST_GUESS = 4
_BIG = MappingProxyType({"G/L": "10*9/L", "T/L": "10*12/L"})
_REWRITTEN = (
    (r"[μµ]", "u"),
    (r"mc(?=[gl]|mol)|micro(?=g|l|mol)", "u"),
    (r"×", "x"),
    (r"per(?=[umd]?l$|mm3$)", "/"),
    (r"(?<![a-z])cells?(?=/)|#(?=/)|\{cells\}", ""),
    (r"lit(re|er)s?", "l"),
    (r"mm\^3|mm\*\*3|cumm|cmm", "mm3"),
    (r"m\^2|m\*\*2", "m2"),
    (r"^[x*]?10[*^e]*\(?(3|6|9|12)\)?(?=/)", r"10*\1"),
    (r"^[x*]?e(3|6|9|12)(?=/)", r"10*\1"),
    (r"[\[\]{}_]", ""),
)


def ucum_of(text: str, analyte: str) -> str | None:
    """Return the accepted UCUM code that `text` can only mean for this analyte, if any.

    Case matters where it decides (`G/L` is giga per litre); elsewhere it does not.

    >>> ucum_of("x10^9/L", "PLAT"), ucum_of("G/L", "PLAT"), ucum_of("K/µL", "PLAT")
    ('10*9/L', '10*9/L', '10*3/uL')
    >>> ucum_of("G/L", "IGG"), ucum_of("IU/L", "AST"), ucum_of("°C", "TEMP")
    ('g/L', 'U/L', 'Cel')
    >>> ucum_of("g/L", "PLAT") is None  # grams of platelets?
    True
    >>> ucum_of("ng/mL", "DDIMER") is None  # fibrinogen equivalents, or D-dimer units?
    True
    """
    known = ANALYTES.get(analyte)
    if known is None:
        return None
    if text in known.factors:
        return text
    if (big := _BIG.get(text.replace(" ", ""), "")) in known.factors:
        return big
    return _spellings(analyte).get(_plain(text))


def analyte_named(text: str) -> str | None:
    """Return the code of the analyte that people call by this name, if there is one.

    A unit in brackets behind the name is passed over.

    >>> analyte_named("PLT"), analyte_named("Platelets (10^9/L)"), analyte_named("ANC")
    ('PLAT', 'PLAT', 'NEUT')
    >>> analyte_named("CD28 count") is None
    True
    """
    names = _names()
    return names.get(_squeezed(text)) or names.get(_squeezed(_unbracketed(text)))


def nearest_analyte(text: str) -> str | None:
    """Return the analyte of this name, or of the name closest to it: a guess, to ask.

    >>> nearest_analyte("PLT"), nearest_analyte("haemoglobine")
    ('PLAT', 'HGB')
    >>> nearest_analyte("visit") is None
    True
    """
    return analyte_named(text) or _close(_squeezed(_unbracketed(text)))


def analyte_hint(text: str) -> str:
    """Return the hint that goes with an unknown analyte.

    >>> analyte_hint("PLTS")
    'did you mean PLAT?'
    >>> analyte_hint("visit")
    'the reference page "Analytes" and `cartwin.units.ANALYTES` list those known'
    """
    if code := nearest_analyte(text):
        return f"did you mean {code}?"
    return 'the reference page "Analytes" and `cartwin.units.ANALYTES` list those known'


@lru_cache(maxsize=4096)
def _close(word: str) -> str | None:
    import difflib

    names = _names() if len(word) >= SHORTEST_GUESS else {}
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.8)
    return names[close[0]] if close else None


def _unbracketed(text: str) -> str:
    return re.sub(r"[(\[].*", "", text)


def _plain(text: str) -> str:
    """Return the text in the one form in which spellings are compared."""
    plain = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    for pattern, replacement in _REWRITTEN:
        plain = re.sub(pattern, replacement, plain)
    return plain


def _squeezed(text: str) -> str:
    return re.sub(r"[\s_.\-]", "", unicodedata.normalize("NFKC", text).casefold())


@cache
def _written() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    return tuple(
        (row["unit"], row["only"], tuple(map(_plain, row["spellings"].split("; "))))
        for row in rows_of("spellings.csv")
    )


@cache
def _spellings(analyte: str) -> Mapping[str, str]:
    """Return what each spelling means for an analyte; those with two meanings are out."""
    known, found = ANALYTES[analyte], dict[str, str]()
    for spelling, unit in _candidates(analyte):
        other = found.setdefault(spelling, unit)
        if known.factors.get(other) != known.factors[unit]:
            found[spelling] = ""
    return {spelling: unit for spelling, unit in found.items() if unit}


def _candidates(analyte: str) -> Iterator[tuple[str, str]]:
    known = ANALYTES[analyte]
    yield from ((_plain(unit), unit) for unit in known.factors)
    for unit, only, spellings in _written():
        if unit in known.factors and only in {"", known.group}:
            yield from ((spelling, unit) for spelling in spellings)


@cache
def _names() -> Mapping[str, str]:
    """Return the code that each name stands for; codes win over names of others."""
    names = dict[str, str]()
    for a in ANALYTES.values():
        names |= {_squeezed(n): a.code for n in (a.name, a.testcd, *a.synonyms) if n}
    return names | {_squeezed(code): code for code in ANALYTES}
