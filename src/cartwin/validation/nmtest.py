"""The suite `nmtest`: dosing records whose concentrations NONMEM computed."""

from pathlib import Path

import numpy as np
import polars as pl

from cartwin.engine import (
    Delivery,
    Doses,
    Solution,
    Status,
    System,
    compile,
    dose_events,
    solve,
)
from cartwin.errors import DataError, SolveError
from cartwin.parameters import State
from cartwin.validation.compare import compare, failure
from cartwin.validation.reference import reference_file, reference_table
from cartwin.validation.suite import Check, Verdict


__all__ = ["NMTEST_SYSTEM", "nmtest", "not_compared"]

FOLDER = "pk"
RECORDS, STATUS = "nmtest.csv", "nmtest_status.csv"
FROM_HOUR = "rxode2_compares_only_after_h"
DOSE_COLUMNS = ("time", "amt", "evid", "cmt", "rate", "addl", "ii", "ss")
DELIVERY_COLUMNS = ("lagt", "bioav", "rat2", "dur2")
GATES = ("verified", "gate")  # how a status begins whose numbers can be relied on

COMPARTMENTS = ("depot", "central")
CENTRAL = 2
PARAMETERS = dict(KA=1.5, CL=1.1, V=20.0)
ALLOWED = 1e-4  # NONMEM printed five digits
SMALLEST = 1.0  # ng/mL; less is compared with this instead of with itself
RTOL = 1e-9  # of a step
AFTER = 1e-9  # hours; a record of NONMEM shows the state after what happens at its time


def absorption(depot: float, KA: float) -> dict[str, float]:
    """First-order absorption."""
    return dict(ddepot=-KA * depot)


def elimination(
    depot: float, central: float, KA: float, CL: float, V: float
) -> dict[str, float]:
    """First-order elimination."""
    return dict(dcentral=KA * depot - CL / V * central)


def concentration(central: float, V: float) -> dict[str, float]:
    """Concentration, ng/mL for amounts in mg and volumes in L."""
    return dict(cp=1000.0 * central / V)


NMTEST_SYSTEM = System(
    name="nmtest",
    states=(
        State("depot", "mg", "drug to be absorbed", scale=1e-3),
        State("central", "mg", "drug in the central compartment", scale=1e-3),
    ),
    parameters=tuple(PARAMETERS),
    balance=(),
    rates=(absorption, elimination),
    observables=(concentration,),
)


def nmtest(data: Path) -> Verdict:
    """Return how the dosing records compare with the concentrations of NONMEM 7.4.3.

    One check for every id whose status says that its numbers were verified: all its
    observations must agree to 1e-4, the digits that NONMEM printed.

    Parameters
    ----------
    data
        The folder `pk` with `nmtest.csv` and `nmtest_status.csv`, or the one above.

    Raises
    ------
    DataError
        If a file is missing or cannot be read, a record cannot be followed, or the lag,
        bioavailability, rate or duration of an id is not one number.
    """
    records, status = _read(data)
    compared = _compared(status)
    known = records["id"].unique(maintain_order=True)
    ids = [i for i in known if i in compared]
    checks: list[Check] = []
    if ids:
        chosen = records.filter(pl.col("id").is_in(ids))
        solution = _solved(chosen, ids, str(data))
        for place, i in enumerate(ids):
            theirs = chosen.filter(pl.col("id") == i)
            checks.append(_check(solution, place, theirs, compared[i]))
    lost = [i for i in compared if i not in ids]
    missing = [failure(f"id {i}", "records", f"there are none in {RECORDS}") for i in lost]
    return Verdict(suite="nmtest", checks=(*checks, *missing))


def not_compared(data: Path) -> dict[int, str]:
    """Return the ids of the data that the suite leaves out, with the reason.

    Raises
    ------
    DataError
        If a file is missing or cannot be read.
    """
    records, status = _read(data)
    said = dict(zip(status["id"], status["status"], strict=True))
    compared = _compared(status)
    return {
        i: said.get(i, f"no row in {STATUS}")
        for i in records["id"].unique(maintain_order=True)
        if i not in compared
    }


def _read(data: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    numbers = ("id", "cp", *DOSE_COLUMNS, *DELIVERY_COLUMNS)
    records = reference_table(
        reference_file(data, FOLDER, RECORDS, holds=", ".join(numbers)), [], numbers=numbers
    )
    path = reference_file(data, FOLDER, STATUS, holds="id, status")
    return records, reference_table(path, ["status"], numbers=["id", FROM_HOUR])


def _compared(status: pl.DataFrame) -> dict[int, float]:
    """Return the hour from which on each verified id is compared."""
    rows = zip(status["id"], status["status"], status[FROM_HOUR], strict=True)
    return {i: hour for i, words, hour in rows if str(words).startswith(GATES)}


def _solved(records: pl.DataFrame, ids: list[int], source: str) -> Solution:
    """Return the concentrations of all ids, one after another, after all times."""
    place = {i: p for p, i in enumerate(ids)}
    columns = {name: records[name].to_numpy() for name in DOSE_COLUMNS}
    doses = Doses.from_columns(
        len(ids), COMPARTMENTS, patient=[place[i] for i in records["id"]], **columns
    )
    seen = np.unique(records["time"].to_numpy().astype(float))
    times = np.concatenate([seen[:1], seen + AFTER])
    values = {name: np.full(len(ids), value) for name, value in PARAMETERS.items()}
    kernel = compile(NMTEST_SYSTEM, infused=COMPARTMENTS)
    delivery = {"central": _delivery(records, ids, source)}
    try:
        events = dose_events(doses, kernel, values, times, delivery=delivery, rtol=RTOL)
    except SolveError as error:
        raise DataError(source, str(error).splitlines()) from None
    return solve(kernel, values, events, times, rtol=RTOL, fallback=False)


def _delivery(records: pl.DataFrame, ids: list[int], source: str) -> Delivery:
    """Return what the records of doses into the central compartment say about each id."""
    into = records.filter(pl.col("evid").is_in([1, 4]) & (pl.col("cmt") == CENTRAL))
    values = {name: np.full(len(ids), np.nan) for name in DELIVERY_COLUMNS}
    problems = []
    for place, i in enumerate(ids):
        theirs = into.filter(pl.col("id") == i)
        for name in DELIVERY_COLUMNS if len(theirs) else ():
            several = theirs[name].unique(maintain_order=True).to_list()
            values[name][place] = several[0]
            if len(several) > 1:
                problems.append(f"id {i}: {name} is {several}; expected one number")
    if problems:
        raise DataError(source, problems)
    return Delivery(
        lag=np.nan_to_num(values["lagt"], nan=0.0),
        fraction=np.nan_to_num(values["bioav"], nan=1.0),
        rate=values["rat2"],
        duration=values["dur2"],
    )


def _check(solution: Solution, place: int, records: pl.DataFrame, hour: float) -> Check:
    name = f"id {records['id'][0]}"
    status = Status(int(solution.status[place]))
    if status is not Status.OK:
        return failure(name, "concentrations", status.sentence)
    seen = records.filter((pl.col("evid") == 0) & (pl.col("time") >= hour))
    if not len(seen):
        return failure(name, "concentrations", f"no observation from hour {hour:g} on")
    rows = np.searchsorted(solution.times[1:], seen["time"].to_numpy())
    return compare(
        name,
        seen["cp"].to_numpy(),
        solution["cp"][1 + rows, place],
        rtol=ALLOWED,
        floor=SMALLEST,
        where=[f"hour {t:g}" for t in seen["time"]],
    )
