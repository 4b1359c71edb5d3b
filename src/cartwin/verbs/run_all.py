"""`run --all`: every published study, and what they say together."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from cartwin.report import write_overview
from cartwin.study import published_studies
from cartwin.trial import Pooled, PooledOutcome, pool
from cartwin.verbs.atomic import atomic_folder
from cartwin.verbs.run import COHORTS, SEED, Run, run, versions


__all__ = ["ALL", "RunAll", "run_all"]

ALL = Path("published-run")
_PAGE, _NUMBERS = "overview.html", "overview.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunAll:
    """What `run_all` made.

    Attributes
    ----------
    runs
        One per study.
    pooled
        What they say together, nobody counted twice.
    folder
        Where a folder for each study was written, and the overview.
    """

    runs: tuple[Run, ...]
    pooled: Pooled
    folder: Path

    @property
    def report(self) -> Path:
        """The overview."""
        return self.folder / _PAGE


def run_all(
    *,
    cohorts: int = COHORTS,
    seed: int = SEED,
    out: str | Path | None = None,
    on_progress: Callable[[str, float], None] | None = None,
) -> RunAll:
    """Return all published studies evaluated, each beside `cohorts` of its own size.

    Parameters
    ----------
    out
        Folder to write, `published-run` in the working directory by default; it appears
        whole or not at all, in place of an older one.
    on_progress
        Called with the name of a study and the fraction finished.

    Raises
    ------
    DataError
        If `out` holds something else than such a run.
    """
    names = published_studies()
    tell = on_progress or (lambda what, fraction: None)
    folder = ALL if out is None else Path(out)
    contents = (*(f"{n}-run" for n in names), _PAGE, _NUMBERS)
    with atomic_folder(folder, contents=contents) as draft:
        runs = tuple(_one(name, draft, cohorts, seed, tell) for name in names)
        pooled = pool([r.evaluation for r in runs])
        _write(runs, pooled, draft)
    moved = tuple(replace(r, folder=folder / r.folder.name) for r in runs)
    return RunAll(runs=moved, pooled=pooled, folder=folder)


def _one(
    name: str, folder: Path, cohorts: int, seed: int, tell: Callable[[str, float], None]
) -> Run:
    done = run(name, cohorts=cohorts, seed=seed, out=folder / f"{name}-run")
    tell(name, 1.0)
    return done


def _write(runs: tuple[Run, ...], pooled: Pooled, folder: Path) -> None:
    links = {r.evaluation.study.name: f"{r.folder.name}/{r.report.name}" for r in runs}
    evaluations = [r.evaluation for r in runs]
    page = write_overview(evaluations, pooled, links=links, versions=versions())
    (folder / _PAGE).write_text(page, encoding="utf-8")
    text = json.dumps(_summary(pooled), indent=1, ensure_ascii=False)
    (folder / _NUMBERS).write_text(text + "\n", encoding="utf-8")


def _summary(pooled: Pooled) -> dict[str, object]:
    return {
        "patients": {
            code: {"in_all_publications": every, "counted_once": once}
            for code, (every, once) in pooled.patients.items()
        },
        "studies": [
            {"study": s.study, "patients": s.patients, "new": s.unique, "within": s.within}
            for s in pooled.studies
        ],
        "outcomes": [_outcome(o) for o in pooled.outcomes],
    }


def _outcome(outcome: PooledOutcome) -> dict[str, object]:
    reported = outcome.reported
    return {
        "outcome": outcome.name,
        "reported": reported.k,
        "of": reported.n,
        "exact_95": [reported.low, reported.high],
        "virtual": outcome.virtual,
        "studies": list(outcome.studies),
    }
