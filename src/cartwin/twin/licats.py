"""LICATS: local toxicity of CAR-T in organs that the disease had affected.

A model of events, not of mechanism: whether, when, how long, where and how bad, as counted
in 39 patients (Hagen M et al., Lancet Rheumatol 2025;7:e424). It happens only while there
are no B cells, so a late onset finds nobody whose B cells are back. What it does to
muscle enzymes or protein in urine is not modelled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.rules import toxicity
from cartwin.study import Col
from cartwin.twin.happening import event_rows
from cartwin.twin.random import Bits, Numbers, key_of


__all__ = ["ORGANS", "Susceptible", "draw_licats", "licats_findings", "susceptible"]

LICATS, LicatsItem = toxicity.LICATS, toxicity.LicatsItem
Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

SHARE = 30 / 39  # of patients have it (read)
FURTHER = (0.449, 0.809, 0.953, 0.991)  # at most 0 to 3 more: Poisson, mean 0.8 (assumed)
MEDIAN_ONSET, ONSET_SPREAD = 10.0, 0.9  # [d], on the log scale (read; spread calibrated)
MEDIAN_LENGTH, LENGTH_SPREAD = 11.0, 0.6  # [d], on the log scale (read; spread assumed)
GRADES = (0.65, 0.95)  # at most grade 1 and 2; the others have grade 3 (read)
FEWEST = 1.0  # B cells in blood below which there are none [/uL]
ORGANS: Mapping[str, float] = {  # skin and kidney read, the others assumed
    "skin": 0.35,
    "kidney": 0.22,
    "joints": 0.18,
    "lung": 0.13,
    "muscle": 0.12,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Susceptible:
    """Who can have it.

    Attributes
    ----------
    names, keys
        Of the patients; every random number belongs to a key.
    affected
        Organ of `ORGANS` -> whether the disease had affected it (patient).
    first, last
        Days from the infusion of CAR-T cells to the last without B cells; NaN if the
        patient had no such days (patient).
    """

    names: Sequence[str]
    keys: Bits
    affected: Mapping[str, Flags]
    first: Array
    last: Array


def susceptible(
    names: Sequence[str],
    keys: Bits,
    shares: Mapping[str, float],
    *,
    infused: Array,
    times: Array,
    b_cells: Array,
    seed: int,
) -> Susceptible:
    """Return who can have it, and when: from the infusion until B cells are back.

    Parameters
    ----------
    shares
        Organ of `ORGANS` -> share of patients in whom the disease had affected it.
    infused
        Day of the first CAR-T cells; NaN if there were none (patient).
    times, b_cells
        Days, and B cells in blood on them [/uL] (time, patient).

    Examples
    --------
    >>> from cartwin.twin.random import keys_of
    >>> who = susceptible(["A"], keys_of(["A"]), {"skin": 1.0}, seed=1,
    ...                   infused=np.zeros(1), times=np.array([0.0, 9.0, 99.0]),
    ...                   b_cells=np.array([[90], [0], [8]]))
    >>> who.affected["skin"].tolist(), who.first.tolist(), who.last.tolist()
    ([True], [0.0], [9.0])
    """
    with np.errstate(invalid="ignore"):
        without = (b_cells < FEWEST) & (times[:, None] >= infused)
    none = ~without.any(axis=0)
    last = times[len(times) - 1 - without[::-1].argmax(axis=0)]
    random = {o: Numbers(keys, key_of(seed, "affected", o)).random() for o in shares}
    return Susceptible(
        names=names,
        keys=keys,
        affected={o: np.asarray(u) < shares[o] for o, u in random.items()},
        first=np.where(none, np.nan, infused),
        last=np.where(none, np.nan, last),
    )


def draw_licats(who: Susceptible, *, seed: int) -> pl.DataFrame:
    """Return the events as rows of `adverse_events`: patient, day, term, grade, end_day.

    >>> import numpy as np
    >>> from cartwin.twin.random import keys_of
    >>> names = [f"P{i}" for i in range(500)]
    >>> every = np.ones(500, bool)
    >>> who = Susceptible(names=names, keys=keys_of(names), affected={"skin": every},
    ...                   first=np.zeros(500), last=np.full(500, 100.0))
    >>> events = draw_licats(who, seed=1)
    >>> 0.7 < events["patient"].n_unique() / 500 < 0.83
    True
    """
    u = Numbers(who.keys, key_of(seed, "licats")).random()
    further = np.searchsorted(FURTHER, u / SHARE)
    events = [
        _event(who, seed, i, (u < SHARE) & (further >= i)) for i in range(len(FURTHER) + 1)
    ]
    unique = pl.concat(events).unique([Col.PATIENT, Col.DAY], keep="first")
    return unique.sort(Col.PATIENT, Col.DAY)


def licats_findings(events: pl.DataFrame) -> pl.DataFrame:
    """Return what the bedside noted of each event, as rows of `assessments`.

    The rule of LICATS, applied to them, gives the grade of the event.
    """
    grade = pl.col(Col.GRADE)
    flags = {
        LicatsItem.ORGAN_AFFECTED_BEFORE: pl.lit(1.0),
        LicatsItem.B_CELL_APLASIA: pl.lit(1.0),
        LicatsItem.GLUCOCORTICOID: (grade >= 2).cast(pl.Float64),
        LicatsItem.HOSPITALISED: (grade >= 3).cast(pl.Float64),
    }
    organ = pl.col(Col.TERM).str.strip_prefix(f"{LICATS}: ")
    parts = [_noted(events, LicatsItem.ORGAN, pl.lit(None, pl.Float64), organ)]
    for item, value in flags.items():
        parts.append(_noted(events, item, value, pl.lit(None, pl.String)))
    return pl.concat(parts).sort(Col.PATIENT, Col.DAY, Col.ITEM)


def _noted(events: pl.DataFrame, item: str, value: pl.Expr, text: pl.Expr) -> pl.DataFrame:
    return events.select(
        Col.PATIENT,
        Col.DAY,
        pl.lit(LICATS).alias(Col.INSTRUMENT),
        pl.lit(str(item)).alias(Col.ITEM),
        value.alias(Col.VALUE),
        text.alias(Col.TEXT),
    )


def _event(who: Susceptible, seed: int, number: int, has: Flags) -> pl.DataFrame:
    """Return the events of one number in the course of each patient."""
    random = Numbers(who.keys, key_of(seed, "licats", str(number)))
    day = who.first + np.floor(MEDIAN_ONSET * np.exp(ONSET_SPREAD * random.normal()))
    length = np.ceil(MEDIAN_LENGTH * np.exp(LENGTH_SPREAD * random.normal()))
    organ, struck = _organs(who, random.random())
    grade = 1 + np.searchsorted(GRADES, random.random())
    with np.errstate(invalid="ignore"):
        kept = np.flatnonzero(has & struck & (day <= who.last))
    terms = [f"{LICATS}: {o}" for o in organ[kept]]
    events = event_rows(who.names, kept, day[kept], terms, grade[kept])
    return events.with_columns(pl.Series(Col.END_DAY, (day + length)[kept]))


def _organs(who: Susceptible, u: Array) -> tuple[npt.NDArray[np.str_], Flags]:
    """Return the organ of each patient's event, and whether any is affected."""
    names = [o for o in ORGANS if o in who.affected]
    weights = np.array([ORGANS[o] * who.affected[o] for o in names])
    until = np.array(list(accumulate(weights)))
    chosen = (u * until[-1] >= until).sum(axis=0)
    return np.array(names)[np.minimum(chosen, len(names) - 1)], until[-1] > 0.0
