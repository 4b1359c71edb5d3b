"""Washout before leukapheresis: how long each drug must have been stopped.

Drugs are known by name or by class (`washout-ebmt-2024`). The limit is included: on day 42
after daratumumab cells may be collected.
"""

from datetime import date, timedelta

import polars as pl

from cartwin.errors import did_you_mean
from cartwin.rules.criterion import load_criterion
from cartwin.rules.elapsed import months_later


__all__ = ["class_of", "drug_class", "washout_days", "washout_end", "washout_met"]

_PLURAL = "s"


def drug_class(drug: str) -> str | None:
    """Return the class under which a drug is washed out; None if there is none.

    >>> drug_class("Rituximab"), drug_class("JAK inhibitors"), drug_class("aspirin")
    ('anti_cd20', 'jak_inhibitor', None)
    """
    rules = load_criterion("washout-ebmt-2024")
    name = drug.strip().lower().replace("-", "_").replace(" ", "_")
    for known in (name, name.removesuffix(_PLURAL)):
        if (found := rules["classes"].get(known, known)) in rules["days"]:
            return str(found)
    return None


def washout_days(drug: str) -> int:
    """Return the days without the drug before leukapheresis.

    >>> washout_days("methotrexate"), washout_days("daratumumab")
    (21, 42)

    Raises
    ------
    ValueError
        If the table does not list the drug.
    """
    found = drug_class(drug)
    rules = load_criterion("washout-ebmt-2024")
    if found is None:
        known = [*rules["days"], *rules["classes"]]
        msg = f"no washout is known for {drug!r} ({did_you_mean(drug.lower(), known)})"
        raise ValueError(msg)
    return int(rules["days"][found])


def washout_end(drug: str, last_dose: date) -> date:
    """Return the first date on which cells may be collected after the last dose.

    Washouts of months follow the calendar.

    >>> print(washout_end("cladribine", date(2024, 8, 31)))
    2025-02-28
    """
    months = load_criterion("washout-ebmt-2024")["months"].get(drug_class(drug))
    if months is not None:
        return months_later(last_dose, months)
    return last_dose + timedelta(days=washout_days(drug))


def washout_met(drug: str, days: float, *, dose: float | None = None) -> bool:
    """Return whether a drug was stopped long enough, in days before leukapheresis.

    Parameters
    ----------
    drug
        Name or class. Of a steroid the dose decides: up to 10 mg/d of prednisone is
        allowed throughout.
    days
        Since the last dose; of a steroid since the last higher one.
    dose
        Of a steroid, in mg/d; None: higher than allowed.

    Examples
    --------
    >>> washout_met("methotrexate", 20), washout_met("methotrexate", 21)
    (False, True)
    >>> washout_met("prednisone", 0, dose=10), washout_met("prednisone", 6, dose=12.5)
    (True, False)
    """
    rules = load_criterion("washout-ebmt-2024")
    worth = rules["prednisone_equivalent"].get(drug.strip().lower())
    if worth is None:
        return days >= washout_days(drug)
    low = dose is not None and round(dose * worth, 10) <= rules["steroid_ceiling"]
    return bool(low or days >= rules["steroid_days"])


def class_of(drugs: pl.Expr) -> pl.Expr:
    """Return the class of every drug of a column; null where it has none."""
    return drugs.replace_strict(_by_name(), default=None, return_dtype=pl.String)


def _by_name() -> dict[str, str]:
    rules = load_criterion("washout-ebmt-2024")
    return {**{c: c for c in rules["days"]}, **rules["classes"]}
