"""Write simulated courses as the tables of a study."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.study import Col
from cartwin.twin.assay import ASSAYS, FEWEST_FOR_SUBSETS
from cartwin.twin.population import VirtualPatients
from cartwin.twin.toxicity import (
    CAPD_BELOW_AGE,
    CAPD_FINDINGS,
    CRS_FINDINGS,
    FEVER,
    ICE_FINDINGS,
    NO_FEVER,
)


__all__ = ["findings_table", "milestones_table", "observations_table", "patients_table"]

Array = npt.NDArray[np.float64]


def patients_table(
    patients: VirtualPatients, arms: Sequence[str], follow_up: Array, status: Sequence[str]
) -> pl.DataFrame:
    """Return the table `patients`."""
    who = patients.candidates
    return pl.DataFrame(
        {
            Col.PATIENT: patients.names,
            Col.COHORT: patients.cohorts,
            Col.ARM: list(arms),
            Col.SEX: [c.sex for c in who],
            Col.AGE: [c.age for c in who],
            Col.WEIGHT: [b.weight for b in patients.bodies],
            Col.HEIGHT: [b.height for b in patients.bodies],
            Col.DIAGNOSIS: patients.disease,
            Col.DISEASE_DURATION: [c.disease_duration for c in who],
            Col.PRIOR_THERAPIES: [c.prior_therapies for c in who],
            Col.FOLLOW_UP: follow_up,
            Col.STATUS: list(status),
        }
    )


def milestones_table(patients: Sequence[str], follow_up: Array) -> pl.DataFrame:
    """Return the table `milestones`: infusion and last contact."""
    infusion = pl.DataFrame({Col.PATIENT: patients, Col.DAY: 0.0})
    last = pl.DataFrame({Col.PATIENT: patients, Col.DAY: follow_up})
    named = [
        f.with_columns(pl.lit(name).alias(Col.MILESTONE))
        for f, name in ((infusion, "infusion"), (last, "last_contact"))
    ]
    return pl.concat(named).sort(Col.PATIENT, Col.DAY)


def observations_table(
    patients: Sequence[str],
    readings: Mapping[str, tuple[Sequence[float], Array]],
    follow_up: Array,
) -> pl.DataFrame:
    """Return the table `observations`.

    Parameters
    ----------
    readings
        Analyte -> days, and readings (day, patient) of which NaN are not reported.
    follow_up
        Last day of each patient; later readings are left out.
    """
    frames = [
        _analyte_rows(analyte, patients, days, values, follow_up)
        for analyte, (days, values) in readings.items()
    ]
    return pl.concat(frames).sort(Col.PATIENT, Col.DAY, Col.ANALYTE)


def _analyte_rows(
    analyte: str, patients: Sequence[str], days: Sequence[float], values: Array, last: Array
) -> pl.DataFrame:
    assay = ASSAYS[analyte]
    day = np.repeat(np.asarray(days, float), len(patients))
    value = values.ravel()
    keep = np.isfinite(value) & (day <= np.tile(last, len(days)))
    below = value[keep] < assay.limit
    return pl.DataFrame(
        {
            Col.PATIENT: np.tile(np.asarray(patients, object), len(days))[keep],
            Col.DAY: day[keep],
            Col.ANALYTE: analyte,
            Col.VALUE: np.where(below, assay.limit, value[keep]),
            Col.CENSORING: np.where(below, "below", "none"),
            Col.LOWER_NORMAL: pl.Series([assay.normal[0]] * len(below), dtype=pl.Float64),
            Col.UPPER_NORMAL: pl.Series([assay.normal[1]] * len(below), dtype=pl.Float64),
        }
    )


def hide_rare_subsets(share: Array, b_cells: Array) -> Array:
    """Return the naive share, NaN where too few B cells were counted."""
    return np.where(b_cells >= FEWEST_FOR_SUBSETS, share, np.nan)


def bedside_temperature(temperature: Array, crs: Array) -> Array:
    """Return the temperature that goes with a grade of CRS [Cel].

    Fever belongs to the ordinal process: where the twin's own temperature contradicts it,
    a value on the right side of 38.0 is written.
    """
    with_fever, without = np.maximum(temperature, FEVER), np.minimum(temperature, NO_FEVER)
    return np.where(crs >= 1, with_fever, without)


def findings_table(
    patients: VirtualPatients,
    days: Sequence[float],
    *,
    crs: npt.NDArray[np.int64],
    icans: npt.NDArray[np.int64],
    temperature: Array,
    present: npt.NDArray[np.bool_],
) -> pl.DataFrame:
    """Return the table `assessments`: what the bedside found, so that rules can grade it.

    Parameters
    ----------
    crs, icans
        Grade of the ordinal processes (day, patient).
    temperature
        As taken at the bedside [Cel] (day, patient); see `bedside_temperature`.
    present
        Whether the patient is followed on that day (day, patient).
    """
    child = np.array([c.age < CAPD_BELOW_AGE for c in patients.candidates])
    parts = [_rows("CRS", "temperature", patients, days, present, value=temperature)]
    for grade, items in CRS_FINDINGS.items():
        parts += _items("CRS", items, patients, days, present & (crs == grade))
    for grade in range(5):
        here = present & (icans == grade)
        parts += _items("ICANS", ICE_FINDINGS[grade], patients, days, here & ~child)
        parts += _items("ICANS", CAPD_FINDINGS[grade], patients, days, here & child)
    order = (Col.PATIENT, Col.DAY, Col.INSTRUMENT, Col.ITEM)
    return pl.concat(parts, how="diagonal").sort(*order)


def _items(
    instrument: str,
    items: Mapping[str, float | str],
    patients: VirtualPatients,
    days: Sequence[float],
    where: npt.NDArray[np.bool_],
) -> list[pl.DataFrame]:
    frames = []
    for item, answer in items.items():
        if isinstance(answer, str):
            frames.append(_rows(instrument, item, patients, days, where, text=answer))
        else:
            value = np.full(where.shape, answer)
            frames.append(_rows(instrument, item, patients, days, where, value=value))
    return frames


def _rows(
    instrument: str,
    item: str,
    patients: VirtualPatients,
    days: Sequence[float],
    where: npt.NDArray[np.bool_],
    *,
    value: Array | None = None,
    text: str | None = None,
) -> pl.DataFrame:
    day, who = np.nonzero(where)
    names = np.asarray(patients.names, object)[who]
    numbers = None if value is None else np.round(value[day, who], 1)
    return pl.DataFrame(
        {
            Col.PATIENT: pl.Series(names, dtype=pl.String),
            Col.DAY: np.asarray(days, float)[day],
            Col.INSTRUMENT: pl.Series([instrument] * len(day), dtype=pl.String),
            Col.ITEM: pl.Series([item] * len(day), dtype=pl.String),
            Col.VALUE: pl.Series(
                numbers if numbers is not None else [None] * len(day), dtype=pl.Float64
            ),
            Col.TEXT: pl.Series([text] * len(day), dtype=pl.String),
        }
    )
