"""Doses of cells that studies and labels have used, by name."""

from dataclasses import dataclass

from cartwin.errors import did_you_mean
from cartwin.parameters import Certainty
from cartwin.rules.criterion import load_criterion


__all__ = ["DoseLevel", "counts_allow_collection", "dose_level", "dose_levels"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseLevel:
    """A dose of cells as published.

    Attributes
    ----------
    per_kg
        CAR-positive viable cells per kg.
    cap_kg, cap_total
        Weight above which the dose does not grow, and largest dose; None: no cap.
    certainty
        How sure we are of the number.
    """

    per_kg: float
    cap_kg: float | None
    cap_total: float | None
    certainty: Certainty


def dose_levels() -> tuple[str, ...]:
    """Return the names of the doses.

    >>> dose_levels()
    ('itp_nct06352281_low', 'itp_nct06352281_high', 'castle', 'axicabtagene')
    """
    items = load_criterion("cell-doses").items
    return tuple(n for n, i in items.items() if isinstance(i.value, dict))


def dose_level(name: str) -> DoseLevel:
    """Return a dose by its name, to make `DoseChoices` with.

    >>> dose_level("axicabtagene").cap_total
    200000000.0
    """
    if name not in dose_levels():
        msg = f"unknown dose {name!r} ({did_you_mean(name, dose_levels())})"
        raise ValueError(msg)
    item = load_criterion("cell-doses").items[name]
    return DoseLevel(
        per_kg=item.value["per_kg"],
        cap_kg=item.value.get("cap_kg"),
        cap_total=item.value.get("cap_total"),
        certainty=item.certainty,
    )


def counts_allow_collection(
    lymphocytes: float | None, cd3: float | None = None
) -> bool | None:
    """Return whether the counts allow a leukapheresis; None if neither is known.

    Parameters
    ----------
    lymphocytes
        In 10*9/L.
    cd3
        CD3+ cells per uL.

    Notes
    -----
    The limits are recalled and a matter of the site. Any count below its limit decides.

    Examples
    --------
    >>> counts_allow_collection(0.2, 150), counts_allow_collection(0.2, 149)
    (True, False)
    """
    limits = load_criterion("leukapheresis")
    pairs = ((lymphocytes, limits["lymphocytes"]), (cd3, limits["cd3_count"]))
    known = [found >= limit for found, limit in pairs if found is not None]
    return all(known) if known else None
