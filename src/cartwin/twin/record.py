"""Write simulated courses as the tables of a study."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.study import DRUGS, Col
from cartwin.twin.assay import ASSAYS, FEWEST_FOR_SUBSETS
from cartwin.twin.population import VirtualPatients
from cartwin.twin.schedule import Doses
from cartwin.twin.toxicity import (
    CAPD_BELOW_AGE,
    CAPD_FINDINGS,
    CRS_FINDINGS,
    FEVER,
    ICE_FINDINGS,
    NO_FEVER,
)


__all__ = [
    "bedside_temperature",
    "findings_table",
    "hide_rare_subsets",
    "milestones_table",
    "observations_table",
    "patients_table",
    "treatments_table",
]

Array = npt.NDArray[np.float64]


def patients_table(
    patients: VirtualPatients, arms: Sequence[str], follow_up: Array, status: Sequence[str]
) -> pl.DataFrame:
    """Return the table `patients`."""
    who = patients.candidates
    return pl.DataFrame(
        {
            Col.PATIENT: who.names,
            Col.COHORT: who.cohort_names,
            Col.ARM: list(arms),
            Col.SEX: np.where(who.female, "female", "male"),
            Col.AGE: who.ages,
            Col.WEIGHT: patients.bodies.weight,
            Col.HEIGHT: patients.bodies.height,
            Col.DIAGNOSIS: patients.disease,
            Col.DISEASE_DURATION: _known(who.disease_durations),
            Col.PRIOR_THERAPIES: _known(who.prior_therapies).cast(pl.Int64),
            Col.FOLLOW_UP: follow_up,
            Col.STATUS: list(status),
        }
    )


def _known(values: Array) -> pl.Series:
    return pl.Series(values, dtype=pl.Float64).fill_nan(None)


def treatments_table(
    patients: Sequence[str], doses: Sequence[Doses], decided: npt.NDArray[np.int8]
) -> pl.DataFrame:
    """Return the table `treatments`: planned doses, and conditional ones that were given.

    Parameters
    ----------
    decided
        1 for each decision that said yes.
    """
    names = np.asarray(patients, object)
    frames = [_dose_rows(names, d, decided) for d in doses]
    if not frames:
        return pl.DataFrame()
    return pl.concat(frames).sort(Col.PATIENT, Col.DAY, Col.DRUG)


def _dose_rows(
    names: npt.NDArray[np.object_], doses: Doses, decided: npt.NDArray[np.int8]
) -> pl.DataFrame:
    given = doses.given(decided)
    n = int(given.sum())
    return pl.DataFrame(
        {
            Col.PATIENT: pl.Series(names[doses.patients[given]], dtype=pl.String),
            Col.DAY: doses.days[given],
            Col.DRUG: np.full(n, doses.drug),
            Col.AMOUNT: doses.amounts[given],
            Col.UNIT: np.full(n, doses.unit),
            Col.PURPOSE: np.full(n, DRUGS[doses.drug].purpose),
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
    readings: Mapping[str, tuple[Array, Array]],
    follow_up: Array,
) -> pl.DataFrame:
    """Return the table `observations`, by patient, day and analyte.

    Parameters
    ----------
    readings
        Analyte -> days, and readings (day, patient) of which NaN are not reported.
    follow_up
        Last day of each patient; later readings are left out.
    """
    if not readings:
        return pl.DataFrame()
    analytes = sorted(readings)
    days = np.concatenate([readings[a][0] for a in analytes])
    code = np.repeat(np.arange(len(analytes)), [len(readings[a][0]) for a in analytes])
    order, by_name = np.lexsort((code, days)), np.argsort(np.asarray(patients, str))
    values = np.concatenate([readings[a][1] for a in analytes])[order][:, by_name].T
    keep = np.isfinite(values) & (days[order] <= follow_up[by_name][:, None])
    who, visit = np.nonzero(keep)
    value, analyte = values[keep], code[order][visit]
    limits = np.array([ASSAYS[a].limit for a in analytes])[analyte]
    normal = [pl.Series(x, dtype=pl.Float64) for x in _normal_ranges(analytes)]
    return pl.DataFrame(
        {
            Col.PATIENT: pl.Series([patients[i] for i in by_name]).gather(who),
            Col.DAY: days[order][visit],
            Col.ANALYTE: pl.Series(analytes).gather(analyte),
            Col.VALUE: np.maximum(value, limits),
            Col.METHOD: pl.Series([_method(a) for a in analytes], dtype=pl.String).gather(
                analyte
            ),
            Col.CENSORING: pl.Series(["none", "below"]).gather((value < limits) * 1),
            Col.LOWER_NORMAL: normal[0].gather(analyte),
            Col.UPPER_NORMAL: normal[1].gather(analyte),
        }
    )


def _method(analyte: str) -> str | None:
    """Return the method of an assay, where it matters."""
    return getattr(ASSAYS[analyte], "method", None)


def _normal_ranges(analytes: Sequence[str]) -> tuple[list[float | None], ...]:
    """Return the lower and the upper limits of normal."""
    return tuple([ASSAYS[a].normal[side] for a in analytes] for side in (0, 1))


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
    days: Array,
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
    child = patients.candidates.ages < CAPD_BELOW_AGE
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
    days: Array,
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
    days: Array,
    where: npt.NDArray[np.bool_],
    *,
    value: Array | None = None,
    text: str | None = None,
) -> pl.DataFrame:
    day, who = np.nonzero(where)
    names = np.asarray(patients.candidates.names, object)[who]
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
