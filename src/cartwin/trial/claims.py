"""The `reported` claims of a study, by quantity, as far as they may decide anything."""

from dataclasses import dataclass

from cartwin.study import Col, Study


__all__ = [
    "Claim",
    "Claims",
    "group_of",
    "is_of_some",
    "is_recalled",
    "number_of",
    "overlaps_of",
]

Claim = dict[str, object]
COUNTING = "patients_reported"  # quantities that count those of another publication
SURENESS = ("read", "secondary", "calibrated", "assumed")  # recalled claims decide nothing


def number_of(claim: Claim, column: str) -> float | None:
    """Return a number of a claim; None if it is not stated."""
    value = claim.get(column)
    return float(value) if isinstance(value, int | float) else None


def is_recalled(claim: Claim) -> bool:
    """Return whether a claim was written from memory: it is shown and decides nothing."""
    return claim.get(Col.CERTAINTY) == "recalled"


def is_of_some(claim: Claim, disease: str) -> bool:
    """Return whether a claim is about one group of a study and not about all of it.

    >>> is_of_some({"group": "sle"}, "sle+ssc"), is_of_some({"group": "sle"}, "sle")
    (True, False)
    """
    return claim.get(Col.GROUP) not in (None, "", disease)


def group_of(claim: Claim, disease: str) -> str:
    """Return the group of a study that a claim is about; empty if it is about all of it.

    >>> group_of({"group": "sle"}, "sle+ssc"), group_of({"group": "sle"}, "sle")
    ('sle', '')
    """
    return str(claim[Col.GROUP]) if is_of_some(claim, disease) else ""


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of a study about all its patients, by quantity: the surest of each."""

    rows: dict[str, Claim]

    @classmethod
    def of(cls, study: Study) -> "Claims":
        """Return the claims; those recalled or about some of the patients are left out."""
        rows: dict[str, Claim] = {}
        for claim in study.reported.iter_rows(named=True):
            if is_recalled(claim) or is_of_some(claim, study.disease):
                continue
            held = rows.setdefault(str(claim[Col.QUANTITY]), claim)
            if _rank(claim) < _rank(held):
                rows[str(claim[Col.QUANTITY])] = claim
        return cls(rows)

    def number(self, quantity: str, column: str) -> float | None:
        """Return one number of one claim; None if it is not reported."""
        return number_of(self.rows.get(quantity, {}), column)


def _rank(claim: Claim) -> tuple[bool, int]:
    return bool(claim[Col.PATIENT]), SURENESS.index(str(claim[Col.CERTAINTY]))


def overlaps_of(study: Study) -> tuple[str, ...]:
    """Return in words which patients another publication reports as well, once each.

    How many they are is taken from a claim on `patients_reported_before` or `_again`.

    >>> from cartwin.study import open_study
    >>> overlaps_of(open_study("itp-nct06352281"))
    ('3 of the 4 patients also in NCT06352281 series, earlier report of three patients',)
    """
    said: dict[str, str] = {}
    for claim in study.reported.iter_rows(named=True):
        for other in filter(None, str(claim[Col.OVERLAPS_WITH] or "").split("; ")):
            said[other] = said.get(other) or _counted(claim)
    return tuple(f"{who or 'some patients'} also in {other}" for other, who in said.items())


def _counted(claim: Claim) -> str:
    n, of = claim[Col.N], claim[Col.DENOMINATOR]
    if not str(claim[Col.QUANTITY]).startswith(COUNTING) or n is None or of is None:
        return ""
    group = f" ({claim[Col.GROUP]})" if claim[Col.GROUP] else ""
    known = ", as recalled," if is_recalled(claim) else ""
    return f"{n} of the {of} patients{group}{known}"
