"""Which disease each patient of a study has: as many of each as were reported."""

from collections.abc import Sequence

import polars as pl

from cartwin.errors import ModelError
from cartwin.study import Col, Study
from cartwin.trial.claims import is_recalled
from cartwin.twin import DISEASES


__all__ = ["allot", "codes_of", "longest_seen"]

BY_DISEASE = "patients_by_disease"


def codes_of(disease: str) -> tuple[str, ...]:
    """Return the diseases of a code; `+` joins several.

    >>> codes_of("sle+ssc"), codes_of("itp")
    (('sle', 'ssc'), ('itp',))
    """
    return tuple(dict.fromkeys(disease.split("+")))


def allot(study: Study, n: int) -> tuple[str, ...]:
    """Return the disease of each of the `n` patients of a cohort, disease after disease.

    How many have which is taken from the claims on `patients_by_disease`, else from the
    diagnoses in the table of patients.

    >>> from cartwin.study import open_study
    >>> allot(open_study("reset-nejm-2024"), 15)[6:10]
    ('sle', 'sle', 'ssc', 'ssc')

    Raises
    ------
    ModelError
        If neither tells the disease of every patient.
    """
    codes = codes_of(study.disease)
    if len(codes) == 1:
        return codes * n
    counts = _claimed(study) or _tabulated(study)
    given = tuple(code for code in codes for _ in range(counts.get(code, 0)))
    if len(given) != n or set(counts) != set(codes):
        found = ", ".join(f"{c} {k}" for c, k in counts.items()) or "nothing"
        msg = (
            f"{study.name} has {n} patients with {study.disease}, but of how many have "
            f"which it says: {found}; state `{BY_DISEASE}` for each as group"
        )
        raise ModelError(msg)
    return given


def _claimed(study: Study) -> dict[str, int]:
    claims = study.reported.filter(pl.col(Col.QUANTITY) == BY_DISEASE)
    return {
        str(claim[Col.GROUP]): int(claim[Col.N])
        for claim in claims.iter_rows(named=True)
        if claim[Col.N] is not None and not is_recalled(claim)
    }


def _tabulated(study: Study) -> dict[str, int]:
    names = {d.name: code for code, d in DISEASES.items()} | {c: c for c in DISEASES}
    counts = dict(study.patients[Col.DIAGNOSIS].value_counts().iter_rows())
    return {names.get(str(name), str(name)): int(n) for name, n in counts.items()}


def longest_seen(study: Study, diseases: Sequence[str]) -> list[float]:
    """Return until when each patient was certainly followed [d].

    All patients of a disease were, of whom all an outcome is reported on some day.

    >>> from cartwin.study import open_study
    >>> longest_seen(open_study("reset-nejm-2024"), ["sle"] * 8 + ["ssc"])[7:]
    [180.0, 0.0]
    """
    last = dict.fromkeys(diseases, 0.0)
    for claim in study.reported.iter_rows(named=True):
        group, day = str(claim[Col.GROUP] or ""), claim[Col.DAY]
        known = claim[Col.ROLE] == "outcome" and not is_recalled(claim)
        if known and day and claim[Col.DENOMINATOR] == list(diseases).count(group):
            last[group] = max(last[group], float(day))
    return [last[disease] for disease in diseases]
