"""What `cartwin trial compare-itp` prints."""

from rich.table import Table

from cartwin.cli.screen import screen, table
from cartwin.report import TREATMENT_TABLES, TreatmentTable, tabulate_treatments
from cartwin.study import Col
from cartwin.verbs import ComparedTreatments


__all__ = ["beside"]


def beside(done: ComparedTreatments) -> None:
    """Print what is given and how it acts, then each group of measures."""
    console, found = screen(), done.found
    console.print(_given(done))
    for group in TREATMENT_TABLES:
        console.print(_measured(done, group))
    console.print(
        "Shares with Wilson's 95 % interval, medians and rates with that of a bootstrap "
        "over patients; peak and month 3 with the range of 90 % of patients. Bleeds and "
        "infections: without treatment → with it. Published numbers in angle brackets "
        "are from other patients, by other definitions.", style="dim",
    )  # fmt: skip
    failed = sum(found.failed.values())
    patients = found.findings[Col.COHORT].n_unique()
    console.print(
        f"The same {patients:,} virtual patients in {len(found.treatments)} arms "
        f"({done.population.name}); {failed or 'none'} failed."
    )
    apart, judged = found.apart
    console.print(
        f"Of {judged} published shares with a known number of patients, {apart} lie apart "
        "from the virtual ones: the 95 % intervals do not overlap."
    )
    if done.report is not None:
        console.print(f"Report: {done.report}")


def _given(done: ComparedTreatments) -> Table:
    rows = (
        (t.title, t.acts.partition(" Acts on:")[0], t.schedule)
        for t in done.found.treatments
        if t.given
    )
    return table("Treatments", ("treatment", "how it acts", "given"), rows)


def _measured(done: ComparedTreatments, group: TreatmentTable) -> Table:
    heads, measured = tabulate_treatments(done.found, group)
    rows = (
        (title, *(f"{v} ⟨{p}⟩" if p else v for v, p in cells)) for title, cells in measured
    )
    return table(group.title, ("treatment", *heads), rows)
