"""`disease`: one disease in its scenarios, as a page and a figure."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cartwin.errors import DataError
from cartwin.report import draw_mechanism, write_disease, write_scenarios
from cartwin.twin import Staged, stage_scenarios
from cartwin.verbs.atomic import atomic_folder
from cartwin.verbs.run import versions


__all__ = ["ShownDisease", "disease"]

PAGE, FIGURE, MECHANISM = "disease.html", "scenarios", "mechanism.svg"
_CONTENTS = (PAGE, f"{FIGURE}.png", f"{FIGURE}.svg", MECHANISM)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDisease:
    """What `disease` made.

    Attributes
    ----------
    staged
        The scenarios with their virtual patients.
    folder
        Where the page and the figures were written.
    """

    staged: tuple[Staged, ...]
    folder: Path

    @property
    def page(self) -> Path:
        """The page."""
        return self.folder / PAGE


def disease(
    code: str,
    *,
    patients: int = 100,
    seed: int = 1,
    out: str | Path | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> ShownDisease:
    """Return a disease in its scenarios: healthy, untreated, treated, failing, rescued.

    Parameters
    ----------
    patients
        Virtual adults of each scenario, 20 or more.
    out
        Folder to write, `CODE-disease` in the working directory by default; it appears
        whole or not at all, in place of an older one.
    on_progress
        Called with the fraction finished.

    Raises
    ------
    DataError
        If there are too few patients, or `out` holds something else.
    ModelError
        If there is no twin of the disease.
    """
    if patients < 20:
        problem = f"patients = {patients}; at least 20 are needed to show a range"
        raise DataError(code, [problem], failure="was not simulated")
    folder = Path(out) if out is not None else Path(f"{code}-disease")
    with atomic_folder(folder, contents=_CONTENTS) as draft:
        staged = stage_scenarios(code, n=patients, seed=seed, on_progress=on_progress)
        page = write_disease(code, staged, versions=versions())
        (draft / PAGE).write_text(page, encoding="utf-8")
        write_scenarios(code, staged, draft / FIGURE)
        draw_mechanism(code, draft / MECHANISM)
    return ShownDisease(staged=staged, folder=folder)
