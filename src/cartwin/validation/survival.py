"""The suite `survival`: Kaplan-Meier, log-rank and Cox against R."""

from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl

from cartwin.errors import DataError
from cartwin.rules import statistics as st
from cartwin.study import Col
from cartwin.validation.compare import failure
from cartwin.validation.printed import agrees, decimals
from cartwin.validation.reference import reference_file, reference_table
from cartwin.validation.suite import Check, Verdict


__all__ = ["survival"]

FOLDER, VALUES = "survival", "reference_values.csv"
CURVES = "_km_reference_R.csv"
CURVE_COLUMNS = {
    "n_risk": st.StatCol.N_RISK,
    "n_event": st.StatCol.N_EVENT,
    "survival": st.StatCol.SURVIVAL,
    "std_err_greenwood": st.StatCol.STD_ERR,
    "lower95_log": Col.LOW,
    "upper95_log": Col.HIGH,
}


def survival(data: Path) -> Verdict:
    """Return how survival curves and tests compare with those that R printed.

    Every number must agree in the digits printed.

    Parameters
    ----------
    data
        The folder `survival`, or the one above: `NAME.csv` (time, status, and a column of
        groups), `NAME_km_reference_R.csv`, and `reference_values.csv` (quantity, value)
        whose quantities begin with NAME.

    Raises
    ------
    DataError
        If a file is missing or cannot be read.
    """
    path = reference_file(data, FOLDER, VALUES, holds="quantity, value")
    values = _as_text(path)
    names = sorted({quantity.split()[0] for quantity in values["quantity"]})
    checks: list[Check] = []
    for name in names:
        patients = _patients(data, name)
        curves = path.parent / f"{name}{CURVES}"
        if curves.is_file():
            checks += _curve_checks(name, patients, _as_text(curves))
        theirs = values.filter(pl.col("quantity").str.starts_with(f"{name} "))
        rows = theirs.select("quantity", "value").iter_rows()
        checks += [
            _value_check(patients, quantity, value or "") for quantity, value in rows
        ]
    return Verdict(suite="survival", checks=tuple(checks))


def _as_text(path: Path) -> pl.DataFrame:
    try:
        return pl.read_csv(path, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise DataError(str(path), [str(error).partition("\n")[0]]) from None


def _patients(data: Path, name: str) -> pl.DataFrame:
    """Return time, event and group; a status of 1 and 2 means censored and event."""
    holds = "time, status, group"
    path = reference_file(data, FOLDER, f"{name}.csv", holds=holds)
    table = reference_table(path, [], numbers=["time", "status"])
    others = [c for c in table.columns if c not in ("time", "status")]
    if not others:
        raise DataError(str(path), ["no column of groups beside time and status"])
    happened = pl.col("status") == max(1, table["status"].max() or 1)
    return table.select(
        st.StatCol.TIME,
        happened.alias(st.StatCol.EVENT),
        pl.col(others[0]).alias(Col.GROUP),
    )


def _curve_checks(name: str, patients: pl.DataFrame, theirs: pl.DataFrame) -> list[Check]:
    ours = st.kaplan_meier(patients, by=Col.GROUP)
    checks = []
    for row in theirs.iter_rows(named=True):
        at = (pl.col(Col.GROUP) == row["group"]) & (pl.col("time") == float(row["time"]))
        found = ours.filter(at)
        place = f"{name} {row['group']} at {row['time']}"
        if not found.height:
            checks.append(failure(place, "a step of the curve", "there is none"))
            continue
        same = theirs.filter(pl.col("group") == row["group"])
        for column, own in CURVE_COLUMNS.items():
            wanted, digits = row[column] or "", max(map(decimals, same[column]))
            checks.append(
                agrees(f"{place}: {column}", wanted, found[own].item(), digits=digits)
            )
    return checks


def _value_check(patients: pl.DataFrame, quantity: str, value: str) -> Check:
    name, *words = quantity.split()
    for known, compute in _QUANTITIES.items():
        if all(word in words for word in known.split()):
            groups = [g for g in patients[Col.GROUP].unique().to_list() if g in words]
            return agrees(quantity, value, compute(patients, groups[0] if groups else ""))
    return failure(quantity, value, f"no such quantity is computed for {name}")


def _median(end: str) -> Callable[[pl.DataFrame, str], float | None]:
    def found(patients: pl.DataFrame, group: str) -> float | None:
        curve = st.kaplan_meier(patients, by=Col.GROUP)
        table = st.median_survival(curve, midpoint=True)
        value: float | None = table.filter(pl.col(Col.GROUP) == group)[end].item()
        return value

    return found


def _cox(ties: st.Ties, of: str) -> Callable[[pl.DataFrame, str], float | None]:
    def found(patients: pl.DataFrame, group: str) -> float | None:
        model = st.proportional_hazards(patients, [Col.GROUP], ties=ties)
        place = next((i for i, n in enumerate(model.names) if n.endswith(f"={group}")), 0)
        known = {"coef": model.coefficients, "se": model.std_errors}
        return known[of][place] if of in known else model.likelihood_ratio

    return found


def _log_rank(patients: pl.DataFrame) -> st.LogRank:
    return st.log_rank(patients, by=Col.GROUP)


_QUANTITIES: Mapping[str, Callable[[pl.DataFrame, str], float | None]] = {
    "KM median 0.95LCL": _median(Col.LOW),
    "KM median 0.95UCL": _median(Col.HIGH),
    "KM median": _median(st.StatCol.MEDIAN),
    "log-rank chisq": lambda patients, _: _log_rank(patients).statistic,
    "log-rank expected": lambda patients, group: _log_rank(patients).expected[group],
    "log-rank observed": lambda patients, group: _log_rank(patients).observed[group],
    "log-rank p": lambda patients, _: _log_rank(patients).p,
    **{
        f"Cox {ties} {of}": _cox(ties, of)
        for ties in st.Ties
        for of in ("coef", "se", "LRT")
    },
}
