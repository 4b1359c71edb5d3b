"""Published CAR-T models of BioModels against trajectories computed by others."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import polars as pl

from cartwin.engine import Events, Status, compile, solve
from cartwin.validation.cart_models import CART_MODELS, CartModel
from cartwin.validation.compare import compare, failure
from cartwin.validation.reference import reference_file, reference_table
from cartwin.validation.suite import Check


__all__ = ["biomodels", "matched", "read_biomodels"]

FILE = "biomodels_cart_reference_trajectories.csv"
HOLDS = "model (ending in its number, as _BIOMD1011), time, variable, value"
RTOL = 1e-10  # of a step
ALLOWED = 1e-6  # of what is compared


def read_biomodels(data: Path) -> pl.DataFrame:
    """Return the reference: model, time, variable, value.

    Raises
    ------
    DataError
        If the file is missing or cannot be read.
    """
    path = reference_file(data, "cart_models", FILE, holds=HOLDS)
    return reference_table(path, ["model", "variable"], numbers=["time", "value"])


def biomodels(reference: pl.DataFrame) -> Iterator[Check]:
    """Yield a check for each variable of each model in the reference.

    Values must agree to 1e-6; less than one cell in the body counts as one, which no
    reference resolves: that of the Kimmel tumour is itself off by 4e-6 at 1e-11 cells/µL.
    """
    for (name,), rows in reference.group_by("model", maintain_order=True):
        number = str(name).rpartition("_")[2]
        if number in CART_MODELS:
            yield from _judge(str(name), CART_MODELS[number], rows)
        else:
            known = ", ".join(CART_MODELS)
            yield failure(str(name), "equations", f"no equations for it; known: {known}")


def matched(variables: list[str], model: CartModel) -> Mapping[str, str]:
    """Return variable -> observable, as far as they can be matched.

    A variable bears the name of an observable or the symbol of a state, underscores and
    capitals aside. If none does, they stand in the order of the equations.

    >>> model = CART_MODELS["BIOMD1041"]
    >>> matched(["CAR_T", "n"], model)
    {'CAR_T': 'CAR_T', 'n': 'Normal_T'}
    >>> matched(["x", "y", "z"], model)
    {'x': 'Normal_T', 'y': 'CAR_T', 'z': 'Tumour'}
    """
    observables = compile(model.system).observables
    symbols = [state.name for state in model.system.states]
    known = {_plain(s): o for s, o in zip(symbols, observables, strict=True)}
    known |= {_plain(o): o for o in observables}
    found = {v: known[_plain(v)] for v in variables if _plain(v) in known}
    if not found and len(variables) == len(observables):
        return dict(zip(variables, observables, strict=True))
    return found


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _judge(name: str, model: CartModel, rows: pl.DataFrame) -> Iterator[Check]:
    times = np.unique([0.0, *rows["time"]])
    solution = solve(
        compile(model.system), dict(model.values), Events.none(1), times,
        rtol=RTOL, fallback=False,
    )  # fmt: skip
    status = Status(int(solution.status[0]))
    if status is not Status.OK:
        why = f"{status.sentence}, at {solution.reached[0]:g}"
        yield failure(name, "trajectories", why)
        return
    variables = rows["variable"].unique(maintain_order=True).to_list()
    places = matched(variables, model)
    for variable in variables:
        if variable not in places:
            why = f"no such variable; known: {', '.join(solution.observables)}"
            yield failure(f"{name} {variable}", "a trajectory", why)
            continue
        wanted = rows.filter(pl.col("variable") == variable)
        at = np.searchsorted(times, wanted["time"].to_numpy())
        yield compare(
            f"{name} {variable}", wanted["value"].to_numpy(),
            solution[places[variable]][at, 0], rtol=ALLOWED, floor=model.one_cell,
            where=[f"time {time:g}" for time in wanted["time"]],
        )  # fmt: skip
