"""Until when a patient's counts may be judged: the end of observation, a new therapy."""

from collections.abc import Collection
from enum import StrEnum

import polars as pl

from cartwin.rules.remembered import once_per_study
from cartwin.study import Col, Study


__all__ = ["OBSERVATION", "UNDISTURBED", "Censor", "last_days"]


class Censor(StrEnum):
    """What ends the time that is judged.

    `rescue` is a new therapy of the disease after the infusion, which also stands for
    progression: the record keeps no other date of it.
    """

    FOLLOW_UP = "follow_up"
    LAST_CONTACT = "last_contact"
    DEATH = "death"
    WITHDRAWAL = "withdrawal"
    REINFUSION = "reinfusion"
    RESCUE = "rescue"


OBSERVATION = (Censor.FOLLOW_UP, Censor.LAST_CONTACT, Censor.DEATH, Censor.WITHDRAWAL)
"""What ends the observation of a patient."""

UNDISTURBED = (*OBSERVATION, Censor.REINFUSION, Censor.RESCUE)
"""What ends the time in which counts speak of the first infusion alone."""


def last_days(study: Study, kinds: Collection[Censor | str] = OBSERVATION) -> pl.DataFrame:
    """Return patient and day of everything that ends the time judged.

    >>> from cartwin.study import open_study
    >>> last_days(open_study("itp-nct06352281")).columns
    ['patient', 'day']
    """
    return _last_days(study, frozenset(Censor(kind) for kind in kinds))


@once_per_study
def _last_days(study: Study, wanted: frozenset[Censor]) -> pl.DataFrame:
    tables = [study.milestones.filter(pl.col(Col.MILESTONE).is_in(list(wanted)))]
    if Censor.FOLLOW_UP in wanted:
        tables.append(study.patients.rename({Col.FOLLOW_UP: Col.DAY}))
    if Censor.RESCUE in wanted:
        new = (pl.col(Col.PURPOSE) == "rescue") & (pl.col(Col.DAY) > 0)
        tables.append(study.treatments.filter(new))
    days = pl.concat([table.select(Col.PATIENT, Col.DAY) for table in tables])
    return days.drop_nulls().sort(Col.PATIENT, Col.DAY)
