"""What is printed of variants side by side: estimates, differences, what tells apart."""

import math
from collections.abc import Mapping
from typing import Any

from cartwin.parameters import Exponential, LogitNormal, LogNormal, Mixture, Parameter
from cartwin.report.wording import MISSING, number, spaced


__all__ = [
    "difference_words",
    "differs",
    "estimate_words",
    "prior_words",
    "separation_words",
]

Row = Mapping[str, Any]
ENDLESS = {1.0: "never reached", -1.0: "reached only here"}
SAME = "same in every patient"


def estimate_words(row: Row) -> str:
    """Return an outcome of one variant: a share, or the median, with its interval.

    >>> estimate_words({"unit": "", "n": 40, "estimate": 0.5, "low": 0.338, "high": 0.66})
    '50 % (34 to 66)'
    """
    if not row["n"]:
        return MISSING
    ends = (row["estimate"], row["low"], row["high"])
    if not row["unit"]:
        middle, low, high = (number(round(100 * x)) for x in ends)
        return f"{middle} % ({low} to {high})"
    middle, low, high = (number(x) for x in ends)
    unit = "" if math.isinf(row["estimate"]) else f" {row['unit']}"
    return f"{middle}{unit} ({low} to {high})"


def difference_words(row: Row) -> str:
    """Return by how much a variant differs in the same patients, with its interval.

    >>> row = {"unit": "", "pairs": 40, "same": False, "difference": -0.25}
    >>> difference_words({**row, "difference_low": -0.4, "difference_high": -0.1})
    '−25 points (−40 to −10)'
    """
    if not row["pairs"]:
        return MISSING
    if row["same"]:
        return SAME
    ends = (row["difference"], row["difference_low"], row["difference_high"])
    if not row["unit"]:
        middle, low, high = (_signed(round(100 * x)) for x in ends)
        return f"{middle} points ({low} to {high})"
    middle, low, high = (_signed(x) for x in ends)
    return f"{middle} ({low} to {high})"


def differs(row: Row) -> bool:
    """Return whether the interval of the difference leaves out zero."""
    return bool(row["difference_low"] > 0 or row["difference_high"] < 0)


def separation_words(row: Row) -> tuple[str, str, str, str]:
    """Return day, medians, standardised difference and patients per group in words."""
    medians = (row["median_one"], row["median_other"])
    words = " / ".join("below limit" if m == -math.inf else number(m) for m in medians)
    needed = MISSING if row["per_group"] is None else spaced(str(row["per_group"]))
    return number(row["day"]), words, _signed(round(row["difference"], 2)), needed


def prior_words(p: Parameter) -> str:
    """Return the typical value of a parameter, and how patients differ in it.

    >>> from cartwin.twin import parameters_of
    >>> [prior_words(p) for p in parameters_of("itp") if p.name in ("f_eng", "d_P")]
    ['0.24, CV 50 %', '0.05 1/d in all']
    """
    unit = "" if p.unit == "1" else f" {p.unit}"
    match p.spread:
        case LogNormal(cv=cv):
            spread = f", CV {100 * cv:.0f} %"
        case LogitNormal(sd=sd):
            spread = f", logit SD {sd:g}"
        case Mixture(share=share, median=median):
            spread = f"; {median:g} in {100 * share:.0f} % of patients"
        case Exponential():
            spread = ", exponential"
        case _:
            spread = " in all"
    return f"{number(p.value)}{unit}{spread}"


def _signed(x: float) -> str:
    """Return a difference with its sign; words if one of the two has no end.

    >>> _signed(2.0), _signed(-0.0), _signed(float("-inf"))
    ('+2', '0', 'reached only here')
    """
    if math.isinf(x):
        return ENDLESS[math.copysign(1.0, x)]
    words = number(x + 0.0)
    return f"+{words}" if x > 0 and words != "0" else words
