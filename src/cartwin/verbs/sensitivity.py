"""`sensitivity`: what the spread of outcomes comes from, as tables and figures."""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cartwin.report import draw_certainties, draw_modules, draw_parameters, write_figure
from cartwin.study import parse_regimen
from cartwin.trial import (
    Sensitivity,
    analyse_sensitivity,
    find_endpoints,
    require_salib,
    usual_regimen,
)
from cartwin.twin import model_hash
from cartwin.verbs.atomic import atomic_folder
from cartwin.verbs.simulate import refuse


__all__ = ["RunSensitivity", "run_sensitivity"]

_TABLES = ("outcomes.csv", "indices.csv")
_NUMBERS = "sensitivity.json"
_MOST = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSensitivity:
    """What `run_sensitivity` made.

    Attributes
    ----------
    found
        The indices.
    folder
        Where tables and figures were written; None if nowhere.
    """

    found: Sensitivity
    folder: Path | None

    def numbers(self) -> dict[str, Any]:
        """Return everything as JSON knows it."""
        found = self.found
        return {
            "disease": found.disease,
            "regimen": str(found.regimen),
            "patients": found.patients,
            "entering": found.entering,
            "runs": found.runs,
            "failed": found.failed,
            "seed": found.seed,
            "unsure": found.unsure,
            "model": model_hash(),
            "outcomes": found.outcomes.fill_nan(None).to_dicts(),
            "indices": found.indices.fill_nan(None).to_dicts(),
        }


def run_sensitivity(
    disease: str,
    *,
    n: int = 10_000,
    regimen: str | None = None,
    outcomes: Sequence[str] = (),
    unsure: float = 0.0,
    seed: int = 1,
    threads: int | None = None,
    out: str | Path | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> RunSensitivity:
    """Return which parameters the spread of the outcomes of a disease comes from.

    Parameters
    ----------
    n
        Independent virtual patients at least; many more are solved to tell parameters
        apart.
    regimen
        In the text form of `cartwin.study.parse_regimen`; the usual lymphodepletion and
        product of the disease by default.
    outcomes
        Names, see `cartwin.trial.endpoints_of`; all by default.
    unsure
        Coefficient of variation given to assumed parameters that are the same in all.
    threads
        At least 1; one per core by default. No number depends on it.
    out
        Folder to write; it appears whole or not at all, in place of an older one.
    on_progress
        Called with the fraction finished.

    Raises
    ------
    DataError
        If the regimen cannot be read, a number is out of range, there is no such outcome,
        or `out` holds something else.
    ModelError
        If there is no twin of the disease, or SALib is not installed.
    """
    require_salib()
    _check(n, unsure, seed, threads)
    found = analyse_sensitivity(
        disease,
        usual_regimen(disease) if regimen is None else parse_regimen(regimen),
        find_endpoints(disease, tuple(outcomes)),
        n=n,
        seed=seed,
        unsure=unsure,
        threads=threads or os.cpu_count() or 1,
        on_progress=on_progress,
    )
    done = RunSensitivity(found=found, folder=None if out is None else Path(out))
    if done.folder is not None:
        _write(done, done.folder)
    return done


def _check(n: int, unsure: float, seed: int, threads: int | None) -> None:
    problems = []
    if not 2 <= n <= _MOST:
        problems.append(f"n = {n}; expected 2 to {_MOST:,} patients")
    if not 0 <= unsure <= 1:
        problems.append(f"unsure = {unsure:g}; expected 0 to 1, such as 0.3")
    if seed < 0:
        problems.append(f"seed = {seed}; expected 0 or more")
    if threads is not None and threads < 1:
        problems.append(f"threads = {threads}; at least one is needed")
    refuse(problems, "the analysis")


def _write(done: RunSensitivity, folder: Path) -> None:
    figures = {
        "certainty": draw_certainties([done.found]),
        "modules": draw_modules([done.found]),
        "parameters": draw_parameters(done.found),
    }
    pictures = [f"{name}{ending}" for name in figures for ending in (".png", ".svg")]
    with atomic_folder(folder, contents=(*_TABLES, _NUMBERS, *pictures)) as draft:
        for file, table in zip(
            _TABLES, (done.found.outcomes, done.found.indices), strict=True
        ):
            table.write_csv(draft / file)
        text = json.dumps(done.numbers(), indent=1, allow_nan=False)
        (draft / _NUMBERS).write_text(text + "\n", encoding="utf-8")
        for name, figure in figures.items():
            write_figure(
                draft / name, height=figure.height, paint=figure.paint, width=figure.width
            )
