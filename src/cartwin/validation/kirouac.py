"""The suite `kirouac`: published CAR-T models against trajectories computed by others."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.engine import Events, Solution, Status, compile, solve
from cartwin.errors import DataError
from cartwin.validation.biomodels import biomodels, read_biomodels
from cartwin.validation.compare import compare, deviations, failure
from cartwin.validation.kirouac_model import PARAMETERS_OF_KIROUAC, kirouac_system
from cartwin.validation.reference import reference_file, reference_table
from cartwin.validation.suite import Check, Verdict


__all__ = ["kirouac"]

Array = npt.NDArray[np.float64]

FOLDER = "cart_models"
PATIENTS = "kirouac2023_params_36vp.csv"
TRAJECTORIES = "kirouac2023_reference_trajectories.csv"
SUMMARY = "kirouac2023_reference_summary.csv"

RTOL = 1e-10  # of a step
ALLOWED = 1e-6  # of what is compared
ONE_CELL = 1.0  # less of a population counts as that: no reference says more
STEP = 0.0025  # days; the grid on which the summary was taken
LAST_DAY = 365.0
SUMMARISED = (
    "Cmax_cells", "Tmax_day", "AUC0_28", "T_day28", "B_day28", "B_min", "B_tmin",
    "B_day365", "T_day365",
)  # fmt: skip
SEEN = ("Tm", "Te1", "Te2", "Tx", "B", "Ba", "T_total")


def kirouac(data: Path) -> Verdict:
    """Return how the published CAR-T models compare with their references.

    Every virtual patient of Kirouac 2023 is solved; trajectories and summary values must
    agree to 1e-6, less than one cell counting as one. The day of a maximum or minimum is
    right if the curve on that day lies within 1e-6 of it. A patient with neither is a
    failure. Models of BioModels follow.

    Parameters
    ----------
    data
        The folder `cart_models`, or the one above.

    Raises
    ------
    DataError
        If a file is missing or cannot be read, or names a patient without parameters.
    """
    patients = _patients(data)
    trajectories = _reference(data, TRAJECTORIES, ("day", *SEEN), patients)
    summary = _reference(data, SUMMARY, SUMMARISED, patients)
    models = read_biomodels(data)
    checks = (
        *_trajectories(patients, trajectories),
        *_summaries(patients, summary),
        *_unreferenced(patients, trajectories, summary),
        *biomodels(models),
    )
    return Verdict(suite="kirouac", checks=checks)


def _patients(data: Path) -> pl.DataFrame:
    holds = f"one virtual patient a row: vp, {', '.join(PARAMETERS_OF_KIROUAC[:4])}, ..."
    path = reference_file(data, FOLDER, PATIENTS, holds=holds)
    return reference_table(path, ["vp"], numbers=PARAMETERS_OF_KIROUAC)


def _reference(
    data: Path, file: str, numbers: tuple[str, ...], patients: pl.DataFrame
) -> pl.DataFrame:
    path = reference_file(data, FOLDER, file, holds=f"vp, {', '.join(numbers)}")
    frame = reference_table(path, ["vp"], numbers=numbers)
    known = set(patients["vp"])
    strangers = [vp for vp in frame["vp"].unique(maintain_order=True) if vp not in known]
    if strangers:
        problems = [f"patient {vp} has no parameters in {PATIENTS}" for vp in strangers]
        raise DataError(str(path), problems)
    return frame


def _solved(patients: pl.DataFrame, times: Array, observables: list[str]) -> Solution:
    values = {n: patients[n].cast(pl.Float64).to_numpy() for n in PARAMETERS_OF_KIROUAC}
    nothing = Events.none(len(patients))
    return solve(
        compile(kirouac_system()), values, nothing, times,
        observables=observables, rtol=RTOL, fallback=False,
    )  # fmt: skip


def _failed(solution: Solution, patient: int) -> str:
    """Return why a patient has no trajectory, or nothing."""
    status = Status(int(solution.status[patient]))
    if status is Status.OK:
        return ""
    return f"{status.sentence}, on day {solution.reached[patient]:g}"


def _trajectories(patients: pl.DataFrame, reference: pl.DataFrame) -> Iterator[Check]:
    days = np.unique([0.0, *reference["day"]])
    solution = _solved(patients, days, [f"seen_{name}" for name in SEEN])
    for place, vp in enumerate(patients["vp"]):
        rows = reference.filter(pl.col("vp") == vp)
        if why := _failed(solution, place):
            yield failure(f"{vp} trajectory", "a trajectory", why)
        elif len(rows):
            at = np.searchsorted(days, rows["day"].to_numpy())
            where = [f"day {day:g}" for day in rows["day"]]
            for name in SEEN:
                found = solution[f"seen_{name}"][at, place]
                yield compare(
                    f"{vp} {name}", rows[name].to_numpy(), found,
                    rtol=ALLOWED, floor=ONE_CELL, where=where,
                )  # fmt: skip


def _unreferenced(patients: pl.DataFrame, *references: pl.DataFrame) -> Iterator[Check]:
    """Yield a failure for every patient that no reference is about."""
    known = {vp for reference in references for vp in reference["vp"]}
    for vp in patients["vp"]:
        if vp not in known:
            why = f"there are none in {TRAJECTORIES} and {SUMMARY}"
            yield failure(str(vp), "reference values", why)


def _summaries(patients: pl.DataFrame, reference: pl.DataFrame) -> Iterator[Check]:
    days = np.linspace(0.0, LAST_DAY, round(LAST_DAY / STEP) + 1)
    solution = _solved(patients, days, ["seen_T_total", "seen_B"])
    places = {vp: place for place, vp in enumerate(patients["vp"])}
    for row in reference.iter_rows(named=True):
        vp, place = row["vp"], places[row["vp"]]
        if why := _failed(solution, place):
            yield failure(f"{vp} summary", "a summary", why)
        else:
            T, B = (solution[name][:, place] for name in ("seen_T_total", "seen_B"))
            yield from _summary(row, days, T, B)


def _summary(row: dict[str, Any], days: Array, T: Array, B: Array) -> Iterator[Check]:
    month, year = (round(day / STEP) for day in (28.0, LAST_DAY))
    found = {
        "Cmax_cells": T.max(),
        "AUC0_28": np.trapezoid(T[: month + 1], days[: month + 1]),
        "T_day28": T[month],
        "T_day365": T[year],
        "B_min": B.min(),
        "B_day28": B[month],
        "B_day365": B[year],
    }
    vp = row["vp"]
    for name, value in found.items():
        yield compare(f"{vp} {name}", row[name], value, rtol=ALLOWED, floor=ONE_CELL)
    yield _when(f"{vp} Tmax_day", row["Tmax_day"], int(T.argmax()), days, T)
    yield _when(f"{vp} B_tmin", row["B_tmin"], int(B.argmin()), days, B)


def _when(name: str, expected: float, place: int, days: Array, curve: Array) -> Check:
    """Return the check of the day of an extremum: the curve tells if it is one, too."""
    gap = deviations(curve[place], np.interp(expected, days, curve)).item()
    return Check(
        name=name,
        expected=expected,
        found=float(days[place]),
        passed=bool(gap <= ALLOWED),
        deviation=gap,
        detail=f"the curve on the expected day, off its extremum; allowed {ALLOWED:g}",
    )
