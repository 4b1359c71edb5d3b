"""Numbers that were printed with few digits: how far a computed one may be from them."""

import math

from cartwin.validation.suite import Check


__all__ = ["agrees", "decimals"]

NOTHING = ("", "NA", "NaN")
SLACK = 1e-9  # of a unit in the last digit


def decimals(text: str | None) -> int:
    """Return how many digits stand behind the point.

    >>> decimals("0.0867"), decimals("31")
    (4, 0)
    """
    return len((text or "").partition(".")[2])


def agrees(
    name: str, printed: str, found: float | None, *, digits: int | None = None
) -> Check:
    """Return the check that a number rounds to what was printed.

    Parameters
    ----------
    printed
        Text of the number; empty, `NA` or `NaN` means that there is none.
    digits
        Digits behind the point, where trailing zeros were lost from the text.

    Examples
    --------
    >>> agrees("S", "0.909", 0.909091).passed, agrees("S", "0.909", 0.9096).passed
    (True, False)
    >>> agrees("limit", "NA", None).passed
    True
    """
    nothing = found is None or math.isnan(found)
    if printed.strip() in NOTHING or nothing:
        return Check(
            name=name,
            expected=printed.strip() or "none",
            found="none" if found is None or nothing else found,
            passed=bool(nothing) and printed.strip() in NOTHING,
        )
    unit = 10.0 ** -(decimals(printed) if digits is None else digits)
    wanted, value = float(printed), float(found or 0.0)
    gap = abs(value - wanted)
    return Check(
        name=name,
        expected=wanted,
        found=value,
        passed=gap <= unit * (0.5 + SLACK),
        deviation=gap / abs(wanted) if wanted else gap,
        detail=f"allowed half a unit of {unit:g}",
    )
