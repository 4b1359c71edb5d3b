"""What a disease brings to its visits: findings of its instruments, and events."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.study import Col
from cartwin.twin.disease import diseases_of
from cartwin.twin.happening import INFECTION, Happening
from cartwin.twin.instruments import Bedside, Instrument


__all__ = [
    "affected_by",
    "find_rows",
    "happenings_of",
    "instruments_of",
    "planned_instruments",
]

Array = npt.NDArray[np.float64]
DIGITS = 3  # decimals of what people score


def instruments_of(disease: str) -> dict[str, Instrument]:
    """Return the instruments of a disease, by name.

    >>> instruments_of("itp")
    {}
    """
    return {i.name: i for d in diseases_of(disease) for i in d.instruments}


def happenings_of(disease: str) -> tuple[Happening, ...]:
    """Return the kinds of events that patients of a disease can have.

    >>> [h.term for h in happenings_of("itp")]
    ['infection', 'mucosal bleeding', 'major bleeding']
    """
    return (INFECTION, *(h for d in diseases_of(disease) for h in d.happenings))


def affected_by(disease: str) -> dict[str, float]:
    """Return organ -> share of patients in whom the disease had affected it.

    >>> affected_by("itp"), affected_by("ssc")["skin"]
    ({}, 1.0)
    """
    return {o: share for d in diseases_of(disease) for o, share in d.affected.items()}


def planned_instruments(
    disease: str, visits: Mapping[str, Sequence[float]]
) -> Iterator[tuple[Instrument, Array]]:
    """Yield the instruments of a disease that visits name, with the days of each."""
    for name, instrument in instruments_of(disease).items():
        if days := visits.get(name):
            yield instrument, np.array(days, float)


def find_rows(
    instrument: Instrument,
    bedside: Bedside,
    names: npt.NDArray[np.object_],
    present: npt.NDArray[np.bool_],
) -> pl.DataFrame:
    """Return what an instrument finds, a row per item.

    Parameters
    ----------
    names
        Of the patients (patient).
    present
        Whether the patient is followed on that day (day, patient).
    """
    found = instrument.find(bedside)
    shape = (len(found), *present.shape)
    values = np.stack([np.broadcast_to(v, present.shape) for v in found.values()])
    item, day, who = np.nonzero(np.isfinite(values) & np.broadcast_to(present, shape))
    n = len(item)
    return pl.DataFrame(
        {
            Col.PATIENT: pl.Series(names, dtype=pl.String).gather(who),
            Col.DAY: bedside.days[day],
            Col.INSTRUMENT: pl.Series([instrument.name], dtype=pl.String).new_from_index(
                0, n
            ),
            Col.ITEM: pl.Series([str(i) for i in found], dtype=pl.String).gather(item),
            Col.VALUE: np.round(values[item, day, who], DIGITS),
        }
    )
