"""Patients whom two publications report: which, how many, and who is counted once.

`provenance.overlap_with` of a study names them for machines: `STUDY: PATIENTS`, several
joined by `; `. Studies that are not at hand are named, too, and count for nothing here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cartwin.errors import DataError
from cartwin.study import Study
from cartwin.trial.covariates import size_of


__all__ = ["Counted", "Overlap", "count_once", "declared_overlaps"]

KEY = "overlap_with"
_ENTRY = re.compile(r"(?P<other>.+): (?P<patients>\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """How many patients of one study are in another, too."""

    study: str
    other: str
    patients: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A study among several, and which of its patients are new.

    Attributes
    ----------
    study
        Its name.
    patients
        Of the publication.
    repeated
        Of these, reported by a study that is counted.
    within
        That study; empty if there is none.
    """

    study: str
    patients: int
    repeated: int
    within: str

    @property
    def unique(self) -> int:
        """Patients whom no other of the studies counts."""
        return self.patients - self.repeated

    @property
    def counts(self) -> bool:
        """Whether outcomes of the publication are counted: all its patients are new."""
        return not self.repeated


def declared_overlaps(study: Study) -> tuple[Overlap, ...]:
    """Return the overlaps that a study declares.

    >>> from cartwin.study import open_study
    >>> declared_overlaps(open_study("sle-natmed-2022"))
    (Overlap(study='sle-natmed-2022', other='reset-nejm-2024', patients=5),)

    Raises
    ------
    DataError
        If the entry cannot be read, or names more patients than there are.
    """
    found = list[Overlap]()
    for entry in filter(None, study.provenance.get(KEY, "").split("; ")):
        match = _ENTRY.fullmatch(entry)
        if match is None or int(match["patients"]) > size_of(study):
            expected = f"STUDY: PATIENTS, at most {size_of(study)} patients"
            problem = f"provenance.{KEY}: found {entry!r}; expected {expected}"
            raise DataError(study.name, [problem])
        overlap = Overlap(
            study=study.name, other=match["other"], patients=int(match["patients"])
        )
        found.append(overlap)
    return tuple(found)


def count_once(studies: Sequence[Study]) -> tuple[Counted, ...]:
    """Return the studies, and which of their patients another one counts already.

    Of two that share patients the larger is counted whole; what the smaller one counted
    cannot be told apart by patient, so that only its number of new patients remains.

    >>> from cartwin.study import open_study
    >>> five, fifteen = count_once([open_study("sle-natmed-2022"),
    ...                             open_study("reset-nejm-2024")])
    >>> five.unique, five.within, fifteen.unique
    (0, 'reset-nejm-2024', 15)
    """
    sizes = {study.name: size_of(study) for study in studies}
    shared = _shared(studies)
    order = sorted(sizes, key=lambda name: (-sizes[name], name))
    rank = {name: place for place, name in enumerate(order)}
    found = list[Counted]()
    for study in studies:
        larger = {
            other: n
            for (name, other), n in shared.items()
            if name == study.name and rank.get(other, len(rank)) < rank[name]
        }
        within = min(larger, key=lambda other: rank[other], default="")
        repeated = min(sum(larger.values()), sizes[study.name])
        counted = Counted(
            study=study.name,
            patients=sizes[study.name],
            repeated=repeated,
            within=within,
        )
        found.append(counted)
    return tuple(found)


def _shared(studies: Sequence[Study]) -> dict[tuple[str, str], int]:
    """Return (study, other) -> patients in both, whichever of the two declares it."""
    shared = dict[tuple[str, str], int]()
    for overlap in (x for study in studies for x in declared_overlaps(study)):
        for pair in ((overlap.study, overlap.other), (overlap.other, overlap.study)):
            shared[pair] = max(shared.get(pair, 0), overlap.patients)
    return shared
