"""`variants`: hypotheses about a disease side by side in the same virtual patients."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cartwin.report import write_figure, write_variants
from cartwin.study import parse_regimen, write_study
from cartwin.trial import SideBySide, best_days, compare_variants
from cartwin.twin import REFERENCE, Variant, find_variant, simulate_variants, variants_of
from cartwin.verbs.atomic import atomic_folder
from cartwin.verbs.run import versions
from cartwin.verbs.simulate import REGIMEN, problems_of_numbers, refuse


__all__ = ["RunVariants", "run_variants"]

_PAGE, _FIGURE = "variants.html", "courses"
_TABLES = ("outcomes.csv", "separations.csv", "best-days.csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunVariants:
    """What `run_variants` made.

    Attributes
    ----------
    found
        The virtual study, its arms the variants, and what the rules say of each.
    variants
        Those of the arms, the reference first.
    folder
        Where page, figure, tables and study were written; None if nowhere.
    """

    found: SideBySide
    variants: tuple[Variant, ...]
    folder: Path | None

    @property
    def report(self) -> Path | None:
        """The page."""
        return self.folder and self.folder / _PAGE


def run_variants(
    disease: str,
    *,
    variants: Sequence[str] = (),
    regimen: str = REGIMEN,
    n: int = 100,
    days: float = 365.0,
    seed: int = 1,
    out: str | Path | None = None,
    on_progress: Callable[[str, float], None] | None = None,
) -> RunVariants:
    """Return the same `n` virtual adults under the reference and under each variant.

    Parameters
    ----------
    variants
        Names; several joined by `+` are changed together. None: all of the disease.
    regimen
        In the text form of `cartwin.study.parse_regimen`; the same for everyone.
    days
        Length of follow-up after the infusion.
    out
        Folder to write; it appears whole or not at all, in place of an older one.
    on_progress
        Called with what is being done and the fraction finished.

    Raises
    ------
    DataError
        If the regimen cannot be read, a number is out of range, or `out` holds something
        else.
    ModelError
        If there is no twin of the disease, or no such variant of it.
    """
    planned = parse_regimen(regimen)
    refuse(problems_of_numbers(n, days))
    wanted = _wanted(disease, variants)
    tell = on_progress or (lambda what, fraction: None)
    study = simulate_variants(
        disease, planned, wanted, n=n, days=days, seed=seed, daily=False,
        on_progress=lambda x: tell("virtual patients", x),
    )  # fmt: skip
    found = compare_variants(study)
    folder = None if out is None else Path(out)
    if folder is not None:
        _write(found, wanted, folder)
    return RunVariants(found=found, variants=wanted, folder=folder)


def _wanted(disease: str, names: Sequence[str]) -> tuple[Variant, ...]:
    """Return the variants of these names, each once, behind the reference."""
    if not names:
        return variants_of(disease)
    asked = [find_variant(n, disease) for n in dict.fromkeys(names)]
    return (REFERENCE, *(v for v in asked if v.name != REFERENCE.name))


def _write(found: SideBySide, variants: Sequence[Variant], folder: Path) -> None:
    name = f"{found.study.name}.study"
    pictures = [f"{_FIGURE}{ending}" for ending in (".png", ".svg")]
    with atomic_folder(folder, contents=(_PAGE, *_TABLES, *pictures, name)) as draft:
        write_study(found.study, draft / name, tables="parquet")
        tables = (found.outcomes, found.separations, best_days(found.separations))
        for file, table in zip(_TABLES, tables, strict=True):
            table.write_csv(draft / file)
        page, figure = write_variants(found, variants, versions=versions())
        (draft / _PAGE).write_text(page, encoding="utf-8")
        write_figure(draft / _FIGURE, height=figure.height, paint=figure.paint)
