"""The suite `survival`: Kaplan-Meier, log-rank and Cox against R."""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import polars as pl

from cartwin.errors import DataError
from cartwin.rules import statistics as st
from cartwin.study import Col
from cartwin.validation.compare import failure
from cartwin.validation.printed import agrees, decimals
from cartwin.validation.reference import (
    existing_file,
    reference_file,
    reference_table,
    reference_texts,
)
from cartwin.validation.suite import Check, Verdict


__all__ = ["survival"]

FOLDER, VALUES = "survival", "reference_values.csv"
GROUPS = ("group", "arm", "x", "treatment", "rx", "g")  # the usual names of the column
OF_A_GROUP = ("KM", "log-rank expected", "log-rank observed")
MOST_PAIRS = 2  # groups of which a model has one coefficient
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
    values = reference_texts(path, ["quantity", "value"]).drop_nulls("quantity")
    names = sorted({quantity.split()[0] for quantity in values["quantity"]})
    checks: list[Check] = []
    for name in names:
        theirs = values.filter(pl.col("quantity").str.starts_with(f"{name} "))
        curves = existing_file(data, FOLDER, f"{name}{CURVES}")
        patients, column = _patients(data, name, theirs["quantity"].to_list())
        if curves is not None:
            checks += _curve_checks(name, patients, _curves(curves, column))
        rows = theirs.select("quantity", "value").iter_rows()
        checks += [
            _value_check(patients, column, quantity, value or "")
            for quantity, value in rows
        ]
    return Verdict(suite="survival", checks=tuple(checks))


def _curves(path: Path, column: str) -> pl.DataFrame:
    """Return the steps of the curves as they were printed; `COLUMN=group` as group."""
    theirs = reference_texts(path, ["group", "time"], optional=CURVE_COLUMNS)
    plain = pl.col("group").str.strip_chars().str.strip_prefix(f"{column}=")
    return theirs.with_columns(plain)


def _patients(data: Path, name: str, quantities: Iterable[str]) -> tuple[pl.DataFrame, str]:
    """Return time, event and group as text, and the name of the column of groups.

    A status of 1 and 2 means censored and event.
    """
    path = reference_file(data, FOLDER, f"{name}.csv", holds="time, status, group")
    table = reference_table(path, [], numbers=["time", "status"])
    texts = reference_texts(path, ["time", "status"])
    others = [c for c in texts.columns if c not in ("time", "status")]
    if not others:
        raise DataError(str(path), ["no column of groups beside time and status"])
    named = [c for c in others if any(f"{c}=" in quantity for quantity in quantities)]
    usual = [c for c in others if c.lower() in GROUPS]
    column = [*named, *usual, *others][0]
    happened = pl.col("status") == max(1, table["status"].max() or 1)
    patients = table.select(
        st.StatCol.TIME,
        happened.alias(st.StatCol.EVENT),
        texts[column].str.strip_chars().alias(Col.GROUP),
    )
    return patients, column


def _curve_checks(name: str, patients: pl.DataFrame, theirs: pl.DataFrame) -> list[Check]:
    ours = st.kaplan_meier(patients, by=Col.GROUP)
    known = [c for c in CURVE_COLUMNS if c in theirs.columns]
    checks = []
    for row in theirs.iter_rows(named=True):
        at = (pl.col(Col.GROUP) == row["group"]) & (pl.col("time") == float(row["time"]))
        found = ours.filter(at)
        place = f"{name} {row['group']} at {row['time']}"
        if not found.height:
            checks.append(failure(place, "a step of the curve", "there is none"))
            continue
        same = theirs.filter(pl.col("group") == row["group"])
        for column in known:
            wanted, digits = row[column] or "", max(map(decimals, same[column]))
            ours_here = found[CURVE_COLUMNS[column]].item()
            checks.append(agrees(f"{place}: {column}", wanted, ours_here, digits=digits))
    return checks


def _value_check(patients: pl.DataFrame, column: str, quantity: str, value: str) -> Check:
    name, *words = quantity.split()
    known = patients[Col.GROUP].unique(maintain_order=True).to_list()
    group = _group(quantity.removeprefix(name), column, known)
    for known_words, compute in _QUANTITIES.items():
        if all(word in words for word in known_words.split()):
            asks = known_words.startswith(OF_A_GROUP) or f"{column}=" in quantity
            if group is None and (asks or ("Cox" in words and len(known) > MOST_PAIRS)):
                why = f"it names no group; those of {name} are {', '.join(known)}"
                return failure(quantity, value, why)
            return agrees(quantity, value, compute(patients, group or ""))
    return failure(quantity, value, f"no such quantity is computed for {name}")


def _group(quantity: str, column: str, known: Iterable[str]) -> str | None:
    """Return the group that a quantity names, as `GROUP` or `COLUMN=GROUP`.

    >>> _group(" KM median 0.95LCL sex=1 (log transform)", "sex", ["1", "2"])
    '1'
    """
    words = re.sub(r"\([^)]*\)", " ", quantity)
    for group in sorted(known, key=len, reverse=True):
        if re.search(
            rf"(?<![\w.])(?:{re.escape(column)}=)?{re.escape(group)}(?![\w.])", words
        ):
            return group
    return None


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
