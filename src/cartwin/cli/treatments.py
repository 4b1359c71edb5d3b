"""What `cartwin trial compare-itp` prints."""

from rich.table import Table

from cartwin.cli.screen import screen, table
from cartwin.report import (
    ABOUT_SHARES,
    TREATMENT_TABLES,
    TreatmentCell,
    TreatmentTable,
    judge_treatments,
    tabulate_treatments,
)
from cartwin.verbs import ComparedTreatments


__all__ = ["beside"]


def beside(done: ComparedTreatments) -> None:
    """Print what is given and how it acts, then each group of measures."""
    console, found = screen(), done.found
    console.print(_given(done))
    for group in TREATMENT_TABLES:
        console.print(_measured(done, group))
    console.print(
        "In brackets: between which values 90 % of virtual cohorts of "
        f"{found.cohort_size} patients lie, each with typical values of its own. After the "
        "semicolon: the change from no treatment in the same patients. Published numbers "
        "in angle brackets are from other patients, by other definitions. " + ABOUT_SHARES,
        style="dim",
    )  # fmt: skip
    failed = sum(found.failed.values())
    console.print(
        f"The same {found.patients:,} virtual patients in {len(found.treatments)} arms "
        f"({done.population.name}); {failed or 'none'} failed."
    )
    console.print(judge_treatments(found))
    if done.report is not None:
        console.print(f"Report: {done.report}")


def _given(done: ComparedTreatments) -> Table:
    rows = (
        (t.title, t.acts.partition(" Set in the model:")[0], t.schedule)
        for t in done.found.treatments
        if t.given
    )
    return table("Treatments", ("treatment", "how it acts", "given"), rows)


def _measured(done: ComparedTreatments, group: TreatmentTable) -> Table:
    heads, measured = tabulate_treatments(done.found, group, done.population.name)
    rows = ((title, *map(_told, cells)) for title, cells in measured)
    return table(group.title, ("treatment", *heads), rows)


def _told(cell: TreatmentCell) -> str:
    virtual = "; ".join(filter(None, (cell.virtual, cell.change, cell.assumed)))
    return f"{virtual} ⟨{cell.published}⟩" if cell.published else virtual
