"""The suite `stats`: intervals of proportions, Simon's designs, BOIN's decisions."""

from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl

from cartwin.errors import DataError
from cartwin.rules import statistics as st
from cartwin.validation.compare import compare
from cartwin.validation.printed import agrees, decimals
from cartwin.validation.reference import (
    existing_file,
    reference_table,
    reference_texts,
)
from cartwin.validation.suite import Check, Verdict


__all__ = ["stats"]

INTERVALS = ("x", "n", "cp_lo", "cp_hi", "wilson_lo", "wilson_hi")
DESIGNS = ("p0", "p1", "alpha", "beta", "r1", "n1", "r", "n", "EN_p0", "PET_p0")
ELIMINATE = "eliminate_if_dlt_ge"  # a column that may be missing
ALLOWED = 1e-9  # of an interval; ten digits were printed


def stats(data: Path) -> Verdict:
    """Return how intervals, two-stage designs and escalation rules compare.

    Parameters
    ----------
    data
        The folder with `stats` and `boin`, or one of the two beside the other. Whichever
        is there of `binomial_ci.csv`, `simon_two_stage.csv`, `boin_boundaries.csv` and
        `boin_decision_table.csv` is compared.

    Raises
    ------
    DataError
        If none of them is there, or one cannot be read.
    """
    found = {
        file: path
        for file, (folder, _) in _FILES.items()
        if (path := existing_file(data, folder, file, beside=True))
    }
    if not found:
        problem = f"none of {', '.join(_FILES)} is there, in stats or in boin"
        raise DataError(str(data), [problem])
    checks = [check for file, path in found.items() for check in _FILES[file][1](path)]
    return Verdict(suite="stats", checks=tuple(checks))


def _intervals(path: Path) -> list[Check]:
    table = reference_table(path, [], numbers=INTERVALS)
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


def _designs(path: Path) -> list[Check]:
    reference_table(path, ["design"], numbers=DESIGNS)
    texts = reference_texts(path, ["design", *DESIGNS])
    digits = {c: max(map(decimals, texts[c])) for c in ("EN_p0", "PET_p0")}
    checks = []
    for row in texts.iter_rows(named=True):
        p0, p1, alpha, beta = (float(row[c]) for c in ("p0", "p1", "alpha", "beta"))
        design = st.SimonDesign(row["design"].strip().lower())
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


def _boundaries(path: Path) -> list[Check]:
    columns = ("target", "lambda_e", "lambda_d")
    reference_table(path, [], numbers=columns)
    texts = reference_texts(path, columns)
    checks = []
    for target, escalate, deescalate in texts.select(columns).iter_rows():
        found = st.boin_boundaries(float(target))
        checks += [
            agrees(f"BOIN {target}: escalate", escalate, found.escalate),
            agrees(f"BOIN {target}: deescalate", deescalate, found.deescalate),
        ]
    return checks


def _decisions(path: Path) -> list[Check]:
    numbers = ("target", "n_treated", "escalate_if_dlt_le", "deescalate_if_dlt_ge")
    reference_table(path, [], numbers=numbers)
    texts = reference_texts(path, numbers, optional=[ELIMINATE])
    chosen = [c for c in (*numbers, ELIMINATE) if c in texts.columns]
    table = texts.select(pl.col(chosen).str.strip_chars().cast(pl.Float64, strict=False))
    checks = []
    for (target,), theirs in table.group_by("target", maintain_order=True):
        largest = max(map(int, theirs["n_treated"]))
        ours = {row[0]: row[1:] for row in st.boin_decisions(target, largest).iter_rows()}
        for _, n, *wanted in theirs.iter_rows():
            expected = ", ".join("–" if w is None else f"{w:g}" for w in wanted)
            told = ours[int(n)][: len(wanted)]
            found = ", ".join("–" if f is None else f"{f:g}" for f in told)
            name = f"BOIN {target:g}, {n:g} treated: up, down, out"
            same = expected == found
            checks.append(Check(name=name, expected=expected, found=found, passed=same))
    return checks


_FILES: Mapping[str, tuple[str, Callable[[Path], list[Check]]]] = {
    "binomial_ci.csv": ("stats", _intervals),
    "simon_two_stage.csv": ("stats", _designs),
    "boin_boundaries.csv": ("boin", _boundaries),
    "boin_decision_table.csv": ("boin", _decisions),
}
"""File -> its folder, and the function that compares it."""
