"""How much of the spread between patients under treatments of ITP is only assumed."""

from collections.abc import Iterable

from cartwin.report.assumed import NOT_COMPUTED
from cartwin.trial import Treatment, kept_treatment_share, treatment_measure


__all__ = ["tell_treatments"]

HEADLINES = ("response", "at_end", "onset", "day_90", "bleeds", "igg")


def tell_treatments(population: str, treatments: Iterable[Treatment]) -> str:
    """Return the smallest and the largest share of each headline, over treatments.

    >>> tell_treatments("nobody", ())
    'What assumed parameters make of the variance between patients was not computed.'
    """
    given = list(treatments)
    parts = [
        f"{treatment_measure(m).title} {_range(population, given, m)}" for m in HEADLINES
    ]
    if all(part.endswith(NOT_COMPUTED) for part in parts):
        return (
            f"What assumed parameters make of the variance between patients was "
            f"{NOT_COMPUTED}."
        )
    return (
        "Of the variance between patients assumed parameters make, from the treatment "
        f"with the smallest share to that with the largest: {'; '.join(parts)}."
    )


def _range(population: str, treatments: Iterable[Treatment], measure: str) -> str:
    found = (kept_treatment_share(population, t.name, measure) for t in treatments)
    told = [s.share for s in found if s is not None and s.verdict != "no spread"]
    if not told:
        return NOT_COMPUTED
    low, high = (round(100 * min(x, 1.0)) for x in (min(told), max(told)))
    return f"{low} %" if low == high else f"{low} to {high} %"
