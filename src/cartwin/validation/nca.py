"""The suite `nca`: non-compartmental analysis against Phoenix WinNonlin."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from cartwin.errors import DataError
from cartwin.rules import nca as rules
from cartwin.study import Col
from cartwin.validation.compare import compare, failure
from cartwin.validation.nca_columns import COLUMNS
from cartwin.validation.reference import reference_file, reference_table
from cartwin.validation.suite import Check, Verdict


__all__ = ["nca"]

FOLDER, DATA = "nca", "pk"
MARK = "Final_Parameters_Pivoted_"
ALLOWED = 1e-3
WRONG = "Wrong_Extravascular"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the samples of a data set stand, and the dose they followed."""

    file: str
    patient: str
    time: str
    value: str
    dose: float
    event: str = ""


SOURCES: Mapping[str, Source] = {
    "Theoph": Source(
        file="theo_sd.csv", patient="ID", time="TIME", value="DV", dose=320.0, event="EVID"
    ),
    "Indometh": Source(
        file="indometh.csv", patient="Subject", time="time", value="conc", dose=25.0
    ),
}
RULES = {"Linear": rules.AreaRule.LINEAR, "Log": rules.AreaRule.LINEAR_UP_LOG_DOWN}
ROUTES: Mapping[str, Mapping[str, Any]] = {
    "Theoph": {"route": rules.Route.EXTRAVASCULAR},
    "Indometh": {"route": rules.Route.BOLUS},
    "Infusion": {"route": rules.Route.INFUSION, "duration": 0.25},
    WRONG: {"route": rules.Route.EXTRAVASCULAR},
}
_OURS = {name.lower(): ours for name, ours in COLUMNS.items()}


def nca(data: Path) -> Verdict:
    """Return how the parameters of each subject compare with those of WinNonlin.

    Every parameter of every subject must agree to 0.1 %. A file whose name says that the
    route is wrong must agree too, and every subject must be flagged.

    Parameters
    ----------
    data
        The folder `nca` or the one above: files named `..._Final_Parameters_Pivoted_`,
        data set, `_Linear` or `_Log`, and `_Infusion` or `_Wrong_Extravascular` if the
        route is not the usual one. The samples stand in `pk` (there, inside, or beside).

    Raises
    ------
    DataError
        If there is no such file, or one is unknown or cannot be read.
    """
    folder = data / FOLDER if (data / FOLDER).is_dir() else data
    files = sorted(folder.glob(f"*{MARK}*.csv"))
    if not files:
        problem = f"no file named ...{MARK}....csv there or in {data / FOLDER}"
        raise DataError(str(data), [problem])
    checks = [check for path in files for check in _checks(data, path)]
    return Verdict(suite="nca", checks=tuple(checks))


def _checks(data: Path, path: Path) -> list[Check]:
    case = path.stem.partition(MARK)[2]
    name, _, rest = case.partition("_")
    rule, _, route = rest.partition("_")
    if name not in SOURCES or rule not in RULES or (route or name) not in ROUTES:
        known = f"{', '.join(SOURCES)}; {', '.join(RULES)}; Infusion, {WRONG}"
        problem = f"{case} is not known; expected data set, rule and route of {known}"
        raise DataError(str(path), [problem])
    theirs = reference_table(path, ["Subject"])
    ours = rules.analyse_profiles(
        _samples(data, SOURCES[name]),
        dose=SOURCES[name].dose,
        rule=RULES[rule],
        **ROUTES[route or name],
    )
    checks = [_check(case, row, ours) for row in theirs.iter_rows(named=True)]
    return checks + ([_flagged(case, ours)] if route == WRONG else [])


def _samples(data: Path, source: Source) -> pl.DataFrame:
    columns = [source.patient, source.time, source.value]
    path = reference_file(data, DATA, source.file, holds=", ".join(columns), beside=True)
    table = reference_table(path, [], numbers=columns)
    if source.event:
        table = table.filter(pl.col(source.event) == 0)
    names = (Col.PATIENT, Col.DAY, Col.VALUE)
    chosen = table.select(pl.col(c).alias(n) for c, n in zip(columns, names, strict=True))
    return chosen.with_columns(pl.col(Col.PATIENT).cast(pl.Int64).cast(pl.String))


def _check(case: str, theirs: dict[str, Any], ours: pl.DataFrame) -> Check:
    """Compare all parameters of one subject."""
    subject = str(theirs.pop("Subject"))
    name = f"{case}, subject {subject}"
    found = ours.filter(pl.col(Col.PATIENT) == subject)
    if not found.height:
        return failure(name, "parameters", "there are no samples of this subject")
    known = {c: _OURS[_plain(c)] for c in theirs if _plain(c) in _OURS}
    numbers = {c: _number(value) for c, value in theirs.items() if c in known}
    compared = [c for c, value in numbers.items() if value is not None]
    values = [found[known[c]].item() for c in compared]
    return compare(
        name,
        [numbers[c] for c in compared],
        [float("nan") if v is None else float(v) for v in values],
        rtol=ALLOWED,
        floor=1e-12,
        where=compared,
    )


def _plain(column: str) -> str:
    """Return the name of a column as R leaves it, without a percent sign, in lower case."""
    return column.replace("%", ".").lower()


def _number(value: object) -> float | None:
    try:
        return float(str(value))
    except ValueError:
        return None


def _flagged(case: str, ours: pl.DataFrame) -> Check:
    doubted = int(
        ours[rules.NcaCol.FLAGS].str.contains("as after an intravenous dose").sum()
    )
    return Check(
        name=f"{case}: subjects whose route is doubted",
        expected=ours.height,
        found=doubted,
        passed=doubted == ours.height,
    )
