"""The suite `stats`: intervals of proportions, Simon's designs, BOIN's decisions."""

from pathlib import Path

import polars as pl

from cartwin.rules import statistics as st
from cartwin.validation.compare import compare
from cartwin.validation.printed import agrees, decimals
from cartwin.validation.reference import reference_file, reference_table
from cartwin.validation.suite import Check, Verdict


__all__ = ["stats"]

INTERVALS = ("x", "n", "cp_lo", "cp_hi", "wilson_lo", "wilson_hi")
DESIGNS = ("p0", "p1", "alpha", "beta", "r1", "n1", "r", "n", "EN_p0", "PET_p0")
ALLOWED = 1e-9  # of an interval; ten digits were printed


def stats(data: Path) -> Verdict:
    """Return how intervals, two-stage designs and escalation rules compare.

    Parameters
    ----------
    data
        The folder with `stats` and `boin`, or one of the two beside the other:
        `binomial_ci.csv`, `simon_two_stage.csv`, `boin_boundaries.csv` and
        `boin_decision_table.csv`.

    Raises
    ------
    DataError
        If a file is missing or cannot be read.
    """
    return Verdict(
        suite="stats",
        checks=(*_intervals(data), *_designs(data), *_boundaries(data), *_decisions(data)),
    )


def beside(data: Path, folder: str, file: str, *, holds: str) -> Path:
    """Return the path of a file, also where its folder stands beside `data`."""
    around = data.resolve().parent
    is_here = any((data / part / file).is_file() for part in ("", folder))
    place = data if is_here or not (around / folder / file).is_file() else around
    return reference_file(place, folder, file, holds=holds)


def _table(data: Path, folder: str, file: str, numbers: tuple[str, ...]) -> pl.DataFrame:
    path = beside(data, folder, file, holds=", ".join(numbers))
    return reference_table(path, [], numbers=numbers)


def _intervals(data: Path) -> list[Check]:
    table = _table(data, "stats", "binomial_ci.csv", INTERVALS)
    k, n = table["x"].to_numpy(), table["n"].to_numpy()
    ends = {
        **dict(zip(("cp_lo", "cp_hi"), st.exact_limits(k, n), strict=True)),
        **dict(zip(("wilson_lo", "wilson_hi"), st.wilson_limits(k, n), strict=True)),
    }
    return [
        compare(
            f"{k[row]} of {n[row]}: {end}",
            table[end][row],
            found[row],
            rtol=ALLOWED,
            floor=1.0,
        )
        for row in range(table.height)
        for end, found in ends.items()
    ]


def _designs(data: Path) -> list[Check]:
    path = beside(data, "stats", "simon_two_stage.csv", holds=", ".join(DESIGNS))
    reference_table(path, ["design"], numbers=DESIGNS)
    texts = pl.read_csv(path, infer_schema=False)
    digits = {c: max(map(decimals, texts[c])) for c in ("EN_p0", "PET_p0")}
    checks = []
    for row in texts.iter_rows(named=True):
        p0, p1, alpha, beta = (float(row[c]) for c in ("p0", "p1", "alpha", "beta"))
        design = st.SimonDesign(row["design"])
        found = st.simon_two_stage(p0, p1, alpha=alpha, beta=beta, design=design)
        name = f"Simon {row['p0']} against {row['p1']}, {row['design']}"
        ours = {"r1": found.r1, "n1": found.n1, "r": found.r, "n": found.n}
        checks += [agrees(f"{name}: {c}", row[c], value) for c, value in ours.items()]
        means = {"EN_p0": found.expected_n, "PET_p0": found.early_stop}
        checks += [
            agrees(f"{name}: {c}", row[c], value, digits=digits[c])
            for c, value in means.items()
        ]
    return checks


def _boundaries(data: Path) -> list[Check]:
    columns = ("target", "lambda_e", "lambda_d")
    path = beside(data, "boin", "boin_boundaries.csv", holds=", ".join(columns))
    reference_table(path, [], numbers=columns)
    texts = pl.read_csv(path, infer_schema=False)
    checks = []
    for target, escalate, deescalate in texts.select(columns).iter_rows():
        found = st.boin_boundaries(float(target))
        checks += [
            agrees(f"BOIN {target}: escalate", escalate, found.escalate),
            agrees(f"BOIN {target}: deescalate", deescalate, found.deescalate),
        ]
    return checks


def _decisions(data: Path) -> list[Check]:
    columns = ("target", "n_treated", "escalate_if_dlt_le", "deescalate_if_dlt_ge")
    table = _table(data, "boin", "boin_decision_table.csv", columns)
    checks = []
    for (target,), theirs in table.group_by("target", maintain_order=True):
        largest = int(theirs["n_treated"].max())  # type: ignore[arg-type]
        ours = {row[0]: row[1:] for row in st.boin_decisions(target, largest).iter_rows()}
        for _, n, *wanted in theirs.iter_rows():
            expected = ", ".join("–" if w is None else f"{w:g}" for w in wanted)
            found = ", ".join("–" if f is None else f"{f:g}" for f in ours[n])
            name = f"BOIN {target:g}, {n} treated: up, down, out"
            same = expected == found
            checks.append(Check(name=name, expected=expected, found=found, passed=same))
    return checks
