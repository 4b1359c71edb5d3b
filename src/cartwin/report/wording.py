"""Numbers as people read them: spaced thousands, "1 to 48", words for no number."""

import math
import re
from collections.abc import Iterable


__all__ = [
    "MISSING",
    "join_words",
    "number",
    "percent",
    "prose",
    "share",
    "spaced",
    "tidy",
]

THIN = "\N{NARROW NO-BREAK SPACE}"
MISSING = "–"
_NEVER_FIRST = re.compile(r"\bnever (?:d|10⁹/L|×)")
_POWER = re.compile(r"\b(\d+(?:\.\d+)?)e(\d+)")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LONG = re.compile(r"(?<![\w.])\d{5,}(?![\w.])")
_BRACKETS = re.compile(r"\([^()]* to [^()]*\)")
_UNITS = (
    (re.compile(r"([\d–]) (?:10⁹|10\*9)/L"), "\\1\u00a0×\u00a010⁹/L"),
    (re.compile(r"([\d–]) d\b"), "\\1\u00a0days"),
    (re.compile(r"([\d–]) a\b"), "\\1\u00a0years"),
    (re.compile(r"([\d–]) ×(?!\s10)"), "\\1\N{NON-BREAKING HYPHEN}fold"),
)


def spaced(text: str) -> str:
    """Return the text with its thousands spaced.

    >>> spaced("12345 of 100").replace(THIN, "_")
    '12_345 of 100'
    """
    return re.sub(
        r"(?<![\w.])\d{4,}(?![\w.])", lambda m: f"{int(m[0]):,}".replace(",", THIN), text
    )


def number(x: float | None, digits: int = 3) -> str:
    """Return a number with at most `digits` significant digits; words if it is none.

    >>> number(0.12345), number(float("nan")), number(float("inf")), number(-3.0)
    ('0.123', '–', 'never', '−3')
    """
    if x is None or math.isnan(x):
        return MISSING
    if math.isinf(x):
        return "never"
    text = f"{x:.0f}" if abs(x) >= 10 ** (digits - 1) else f"{x:.{digits}g}"
    return spaced(text).replace("-", "−")


def percent(part: float, whole: float) -> str:
    """Return a share in per cent, with the two counts it is made of.

    >>> percent(1, 3), percent(1, 1000), percent(0, 10)
    ('33 % (1 of 3)', '0.1 % (1 of 1\u202f000)', '0 % (0 of 10)')
    """
    if not whole:
        return MISSING
    return f"{share(part / whole)} ({spaced(str(round(part)))} of {spaced(str(whole))})"


def share(x: float) -> str:
    """Return a fraction in per cent, never rounded to nothing.

    >>> share(0.004), share(0.0), share(0.416), share(0.9996)
    ('0.4 %', '0 %', '42 %', '> 99.9 %')
    """
    y = 100 * x
    if 0 < y < 0.1:
        return "< 0.1 %"
    if 99.9 < y < 100:
        return "> 99.9 %"
    return f"{y:.1f} %" if 0 < y < 1 or 99 < y < 100 else f"{y:.0f} %"


def tidy(text: str) -> str:
    """Return numbers and units of the comparison as a sentence would have them.

    >>> tidy("never d (11)"), tidy("about 12000").replace(THIN, "_")
    ('never (11)', 'about 12_000')
    """
    text = _NEVER_FIRST.sub("never", text)
    for pattern, words in _UNITS:
        text = pattern.sub(words, text)
    text = re.sub(r"(?<=[\s(])-(?=\d)", "−", prose(text))
    text = _BRACKETS.sub(lambda m: m[0].replace(" ", "\u00a0"), text)
    return _LONG.sub(lambda m: spaced(m[0]), text)


def prose(text: str) -> str:
    """Return a sentence with its units and powers of ten written out.

    >>> prose("below 50 (10*9/L); 10/uL; 3e5/kg").replace("\u00a0", "_")
    'below 50 (10⁹/L); 10/µL; 3_×_10⁵/kg'
    """
    text = _POWER.sub(
        lambda m: f"{m[1]} × 10{m[2].lstrip('0').translate(_SUPERSCRIPTS)}", text
    )
    text = re.sub(r"\b([uµ])(?=[Lg]\b)", "µ", text.replace("10*9/L", "10⁹/L"))
    return text.replace(" × 10", "\u00a0×\u00a010")


def join_words(words: Iterable[str]) -> str:
    """Return the words as a list in a sentence.

    >>> join_words(["CRS", "ICANS", "aplasia"])
    'CRS, ICANS and aplasia'
    """
    *first, last = [*words] or [""]
    return f"{', '.join(first)} and {last}" if first else last
