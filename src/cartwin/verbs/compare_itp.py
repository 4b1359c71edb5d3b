"""`trial compare-itp`: treatments of ITP side by side in the same virtual patients."""

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl

from cartwin.errors import did_you_mean
from cartwin.report import share_words, write_figure, write_treatments
from cartwin.study import Study, write_study
from cartwin.trial import (
    CAR_T,
    NO_MODEL,
    POPULATIONS,
    TREATMENTS,
    UNTREATED,
    Fact,
    Treatment,
    TreatmentComparison,
    compare_treatments,
    find_treatment,
    kept_treatment_share,
    simulate_treatments,
)
from cartwin.twin import Variant
from cartwin.verbs.atomic import atomic_folder
from cartwin.verbs.run import versions
from cartwin.verbs.simulate import problems_of_numbers, refuse


__all__ = ["ComparedTreatments", "compare_itp"]

_FIGURES = ("outcomes", "changes", "courses")
_PAGE, _NUMBERS = "treatments.html", "treatments.json"
_TABLES = ("outcomes.csv", "patients.csv", "published.csv", "not-in-the-twin.csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedTreatments:
    """What `compare_itp` made.

    Attributes
    ----------
    found
        The virtual study, its arms the treatments, and what the rules say of each.
    population
        Whom the treatments were given to.
    folder
        Where page, figures, tables and study were written; None if nowhere.
    """

    found: TreatmentComparison
    population: Variant
    folder: Path | None

    @property
    def report(self) -> Path | None:
        """The page."""
        return self.folder and self.folder / _PAGE

    def to_json(self) -> str:
        """Return outcomes and published numbers as JSON; what has no end is "never"."""
        found = self.found
        content = {
            "study": found.study.name,
            "population": self.population.name,
            "provenance": dict(found.study.provenance),
            "treatments": [
                {"name": t.name, "title": t.title, "acts": t.acts, "given": t.given}
                for t in found.treatments
            ],
            "outcomes": [
                {**_plain(row), "assumed": self._assumed(row)}
                for row in found.outcomes.to_dicts()
            ],
            "cohort_size": found.cohort_size,
            "published": [_with_prediction(found, fact) for fact in found.published],
            "not_in_the_twin": [asdict(fact) for fact in found.beyond],
            "failed_patients": dict(found.failed),
            **{name.replace(" ", "_"): NO_MODEL for name in found.without_model},
        }
        return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)

    def _assumed(self, row: Mapping[str, Any]) -> str:
        """Return how much of the spread between patients is only assumed."""
        who, treatment, measure = self.population.name, row["treatment"], row["measure"]
        return share_words(kept_treatment_share(who, treatment, measure))


def compare_itp(
    *,
    treatments: Sequence[str] = (),
    population: str = "refractory",
    n: int = 1000,
    days: float = 365.0,
    seed: int = 1,
    out: str | Path | None = None,
    on_progress: Callable[[str, float], None] | None = None,
) -> ComparedTreatments:
    """Return the same `n` virtual adults with ITP under each treatment.

    Parameters
    ----------
    treatments
        Names, see `cartwin.trial.TREATMENTS`; all by default. CAR-T, with which the
        others are paired, and no treatment are always among them.
    population
        `refractory` or `trial-like`.
    days
        Length of follow-up.
    out
        Folder to write; it appears whole or not at all, in place of an older one.
    on_progress
        Called with what is being done and the fraction finished.

    Raises
    ------
    DataError
        If there is no such treatment or population, a number is out of range, or `out`
        holds something else.
    """
    _check(population, n, days)
    wanted, who = _wanted(treatments), POPULATIONS[population]
    tell = on_progress or (lambda what, fraction: None)

    def simulated(what: str, *, on_demand: bool) -> Study:
        return simulate_treatments(
            wanted, who, n=n, days=days, seed=seed, on_demand=on_demand,
            on_progress=lambda x: tell(what, x),
        )  # fmt: skip

    study = simulated("virtual patients", on_demand=False)
    needed = simulated("the same with steroids on demand", on_demand=True)
    tell("rules", 0.0)
    found = compare_treatments(study, wanted, on_demand=needed)
    tell("rules", 1.0)
    folder = None if out is None else Path(out)
    done = ComparedTreatments(found=found, population=who, folder=folder)
    if folder is not None:
        _write(done, folder)
    return done


def _check(population: str, n: int, days: float) -> None:
    problems = problems_of_numbers(n, days)
    if population not in POPULATIONS:
        hint = did_you_mean(population, POPULATIONS)
        problems.append(f"population {population:.60}: there is none of that name ({hint})")
    refuse(problems, "the comparison")


def _wanted(names: Sequence[str]) -> tuple[Treatment, ...]:
    """Return no treatment, those of these names, and CAR-T."""
    asked = [find_treatment(name) for name in names] or TREATMENTS
    chosen = {t.name for t in (*asked, CAR_T)}
    return (UNTREATED, *(t for t in TREATMENTS if t.name in chosen))


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as JSON can hold it: null for what is not known, words for no end."""
    return {key: _number(x) if isinstance(x, float) else x for key, x in row.items()}


def _with_prediction(found: TreatmentComparison, fact: Fact) -> dict[str, Any]:
    """Return a published number, and what is predicted for a cohort of its size."""
    low, high = found.predicted(fact) or (None, None)
    ends = {"predicted_low": low, "predicted_high": high}
    return asdict(fact) | ends | {"outside": found.is_outside(fact)}


def _number(x: float) -> float | str | None:
    if math.isnan(x):
        return None
    return x if math.isfinite(x) else "never" if x > 0 else "-never"


def _write(done: ComparedTreatments, folder: Path) -> None:
    found, name = done.found, f"{done.found.study.name}.study"
    pictures = [f"{x}{end}" for x in _FIGURES for end in (".png", ".svg")]
    contents = (_PAGE, _NUMBERS, *_TABLES, *pictures, name)
    facts = _frame(_with_prediction(found, f) for f in found.published)
    beyond = _frame(asdict(f) for f in found.beyond)
    with atomic_folder(folder, contents=contents) as draft:
        write_study(found.study, draft / name, tables="parquet")
        tables = (found.outcomes, found.findings, facts, beyond)
        for file, table in zip(_TABLES, tables, strict=True):
            table.write_csv(draft / file)
        (draft / _NUMBERS).write_text(done.to_json() + "\n", encoding="utf-8")
        report = write_treatments(found, done.population, versions=versions())
        (draft / _PAGE).write_text(report.page, encoding="utf-8")
        for file, figure in report.figures.items():
            write_figure(draft / file, height=figure.height, paint=figure.paint)


def _frame(rows: Iterable[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), infer_schema_length=None)
