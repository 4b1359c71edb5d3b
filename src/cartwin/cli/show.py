"""What the commands print: tables and one line of summary."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from cartwin.study import Study
from cartwin.trial import CONVENTION, ClaimResult, Comparison, Pooled, Standing
from cartwin.verbs import Summarised


__all__ = [
    "comparison",
    "pooled",
    "progress",
    "screen",
    "simulated",
    "studies",
    "summarised",
]

NARROW = 100  # columns below which a table cannot be read
PLAIN_WIDTH = 150  # columns where there is no terminal to ask
STYLES = {
    "agrees": "green",
    "disagrees": "bold red",
    "cannot": "yellow",
    "no organ": "yellow",
    "no": "dim",
    "recalled": "dim",
}


def screen() -> Console:
    """Return a console that takes texts as they are: brackets in them are no markup."""
    console = Console(highlight=False, markup=False)
    if console.is_terminal:
        return console
    return Console(highlight=False, markup=False, width=PLAIN_WIDTH)


@contextmanager
def progress() -> Iterator[Callable[[str, float], None]]:
    """Yield a function that shows what is being done and the fraction finished."""
    columns = (TextColumn("{task.description:<18}"), BarColumn(), TimeElapsedColumn())
    tasks: dict[str, Any] = {}
    with Progress(*columns, console=Console(stderr=True)) as bar:

        def tell(what: str, fraction: float) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=1.0)
            bar.update(tasks[what], completed=fraction)

        yield tell


def comparison(result: Comparison) -> None:
    """Print the claims, reported beside virtual, and what follows from them."""
    console = screen()
    if console.width < NARROW:
        _stacked(console, result)
    else:
        console.print(_claims(result))
        console.print(_covariates(result))
    _asides(console, result)
    console.print(CONVENTION, style="dim")
    console.print(_misses(result))
    for missed in (r for r in result.outcomes if r.misses):
        few = _few(result, missed)
        words = (
            f"{missed.wording} Reported {missed.reported}; virtual {missed.virtual}{few}."
        )
        console.print(f"Twin and report disagree: {words}", style=STYLES["disagrees"])
    for standing, n in result.standings.items():
        if standing != Standing.COMPARED:
            console.print(f"{n} of {len(result.outcomes)} claims: {standing}.")
    failed = sum(result.failed.values())
    total = result.cohorts * result.size
    console.print(f"{failed or 'None'} of {total:,} virtual patients failed.")


def _asides(console: Console, result: Comparison) -> None:
    """Print what was not reported, not modelled, or is reported elsewhere too."""
    lists = {
        "Not matched, no virtual counterpart": result.unmatched,
        "Assumed": result.assumed,
        "No module yet": result.missing,
        "Not to be counted twice": result.overlaps,
    }
    for title, words in lists.items():
        for one in words:
            console.print(f"{title}: {one}", style="dim")
    if result.unread:
        console.print(f"Planned, not read: {', '.join(result.unread)}", style="dim")


def _claims(result: Comparison) -> Table:
    whom = "patients" if result.size == 1 else f"cohorts of {result.size}"
    title = f"{result.study}: reported beside {result.cohorts} virtual {whom}"
    table = Table(title=title, title_justify="left")
    table.add_column("claim", no_wrap=True)
    table.add_column("outcome", ratio=3)
    table.add_column("reported", ratio=1)
    table.add_column("virtual, median (90 %)", ratio=2)
    table.add_column("tail", justify="right", no_wrap=True)
    table.add_column("calibrated", no_wrap=True)
    table.add_column("verdict", ratio=2)
    for r in result.outcomes:
        virtual = r.virtual + _few(result, r)
        cells = (r.claim, r.wording, r.reported, virtual, r.tail_text, r.calibration)
        table.add_row(*cells, Text(r.verdict, style=_style(r)))
    return table


def _stacked(console: Console, result: Comparison) -> None:
    """Print one block per claim, for terminals too narrow for a table."""
    for r in (*result.outcomes, *result.covariates):
        console.print(f"{r.claim} {r.wording}", style="bold")
        console.print(f"  reported {r.reported}; virtual {r.virtual}{_few(result, r)}")
        console.print(f"  tail {r.tail_text}; {r.verdict}", style=_style(r))


def _style(claim: ClaimResult) -> str:
    return next((s for word, s in STYLES.items() if claim.verdict.startswith(word)), "")


def _few(result: Comparison, claim: ClaimResult) -> str:
    if claim.measure is None or claim.cohorts == result.cohorts:
        return ""
    return f", in {claim.cohorts} cohorts"


def _covariates(result: Comparison) -> Table:
    table = Table(
        title="Covariates, drawn as reported where possible", title_justify="left"
    )
    for name in ("claim", "covariate", "reported", "virtual, median (90 %)"):
        table.add_column(name)
    for r in result.covariates:
        table.add_row(r.claim, r.wording, r.reported, r.virtual)
    return table


def _misses(result: Comparison) -> str:
    unseen, partly, fitted = (result.tally(used) for used in ("no", "partly", "yes"))
    return (
        f"Of {unseen.claims} claims not used to tune the twin it misses {unseen.misses} "
        f"(by chance one expects {unseen.expected:.2g}); of {partly.claims} used in part, "
        f"{partly.misses}; of {fitted.claims} it was fitted to, {fitted.misses}."
    )


def pooled(result: Pooled) -> None:
    """Print who is counted once, and what several publications say together."""
    console = screen()
    people = Table(title="Patients, each counted once", title_justify="left")
    for name in ("study", "patients", "new", "counted in"):
        people.add_column(
            name, justify="left" if name in ("study", "counted in") else "right"
        )
    for s in result.studies:
        people.add_row(s.study, str(s.patients), str(s.unique), s.within or s.study)
    console.print(people)
    together = Table(title="Outcomes together", title_justify="left")
    for name in ("outcome", "reported", "virtual, median (90 %)", "studies"):
        together.add_column(name)
    for o in result.outcomes:
        together.add_row(o.name, str(o.reported), o.virtual, ", ".join(o.studies))
    console.print(together)
    every = sum(s.patients for s in result.studies)
    console.print(f"{result.unique} different people among {every} patients reported.")


def simulated(study: Study, out: Path) -> None:
    """Print one line about a simulated study."""
    status = study.patients["status"]
    failed = int((status != "ok").sum())
    screen().print(
        f"{len(status):,} virtual patients, {len(study.observations):,} observations, "
        f"{failed or 'none'} failed: {out}"
    )


def summarised(result: Summarised, out: Path) -> None:
    """Print what became of the patients of a summary."""
    console = screen()
    table, patients = result.table, sum(result.causes.values())
    console.print(
        f"{patients:,} virtual patients, {table['day'].n_unique()} days, "
        f"{table['observable'].n_unique()} observables: {out}"
    )
    for words, number in result.causes.items():
        console.print(f"{number:>12,} {words}")
    console.print(f"Error of a course, 95th percentile of a sample: {result.error:.1g}")


def studies(found: Iterable[Study]) -> None:
    """Print one line per study."""
    table = Table()
    for name in ("study", "origin", "disease", "title"):
        table.add_column(name)
    for s in found:
        table.add_row(s.name, s.origin, s.disease, s.title)
    screen().print(table)
