"""`run`: a published study beside its virtual cohorts, and a report on both."""

import json
import platform
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import polars as pl

from cartwin.report import tell_shares, write_report
from cartwin.study import open_study, write_study
from cartwin.trial import Comparison, Evaluation, evaluate, shares_of_claim
from cartwin.twin import DECLARED
from cartwin.verbs.atomic import atomic_folder


__all__ = ["COHORTS", "SEED", "Run", "run", "versions"]

COHORTS, SEED = 500, 20250615  # the seed is the data cut-off of the ITP series
_FILES = ("report.html", "comparison.csv", "comparison.json")
_LIBRARIES = ("cartwin", "numpy", "polars", "scipy", "numba", "matplotlib")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What `run` made.

    Attributes
    ----------
    evaluation
        The study, its virtual cohorts and their comparison.
    folder
        Where the report, the virtual study and the comparison were written.
    """

    evaluation: Evaluation
    folder: Path

    @property
    def report(self) -> Path:
        """The report."""
        return self.folder / "report.html"


def run(
    study: str | Path,
    *,
    cohorts: int = COHORTS,
    seed: int = SEED,
    typical: bool = False,
    out: str | Path | None = None,
    on_progress: Callable[[str, float], None] | None = None,
) -> Run:
    """Return the study evaluated beside `cohorts` virtual cohorts of its own size.

    Parameters
    ----------
    study
        Name of a shipped study, or a study folder.
    typical
        Whether the declared typical values are taken as known; else each cohort has its
        own, within what is known of them.
    out
        Folder to write, `NAME-run` in the working directory by default; it appears
        whole or not at all, in place of an older run.
    on_progress
        Called with what is being done and the fraction finished.

    Raises
    ------
    DataError
        If the study cannot be read, or `out` holds something else than a run.
    ModelError
        If there is no twin of its disease, it has no protocol, or its claims contradict
        each other.
    """
    opened = open_study(study)
    tell = on_progress or (lambda what, fraction: None)
    folder = Path(out) if out is not None else Path(f"{opened.name}-run")
    contents = (*_FILES, f"{opened.name}-virtual.study")
    with atomic_folder(folder, contents=contents) as draft:
        evaluation = evaluate(
            opened,
            cohorts=cohorts,
            seed=seed,
            populations=(DECLARED,) if typical else None,
            on_progress=lambda x: tell("virtual cohorts", x),
        )
        tell("report", 0.0)
        _write(evaluation, draft)
        tell("report", 1.0)
    return Run(evaluation=evaluation, folder=folder)


def versions() -> Mapping[str, str]:
    """Return the versions of Python and of the libraries that decide the numbers."""
    return {"python": platform.python_version()} | {n: version(n) for n in _LIBRARIES}


def _write(evaluation: Evaluation, folder: Path) -> None:
    virtual = evaluation.virtual
    write_study(virtual, folder / f"{virtual.name}.study", tables="parquet")
    table = _claims(evaluation.comparison)
    table.write_csv(folder / "comparison.csv")
    text = json.dumps(_summary(evaluation), indent=1, ensure_ascii=False)
    (folder / "comparison.json").write_text(text + "\n", encoding="utf-8")
    report = write_report(evaluation, versions=versions())
    (folder / "report.html").write_text(report, encoding="utf-8")


def _summary(evaluation: Evaluation) -> dict[str, object]:
    comparison = evaluation.comparison
    return {
        "study": comparison.study,
        "cohorts": comparison.cohorts,
        "patients_per_cohort": comparison.size,
        "seed": evaluation.seed,
        "model": evaluation.virtual.provenance["model"],
        "misses_by_use_for_calibration": {
            used: asdict(comparison.tally(used)) for used in ("no", "partly", "yes")
        },
        "failed_patients": dict(comparison.failed),
        "standings": {str(s): n for s, n in comparison.standings.items()},
        "without_module": list(comparison.missing),
        "not_read": list(comparison.unread),
        "assumed": list(comparison.assumed),
        "not_matched": list(comparison.unmatched),
        "overlaps": list(comparison.overlaps),
        "claims": _claims(comparison).to_dicts(),
    }


def _claims(comparison: Comparison) -> pl.DataFrame:
    """Return the claims as a table, with how much of their spread is only assumed."""
    shares = [
        tell_shares(shares_of_claim(r, comparison.sizes)) for r in comparison.outcomes
    ]
    return comparison.to_frame().with_columns(pl.Series("assumed", shares, pl.String))
