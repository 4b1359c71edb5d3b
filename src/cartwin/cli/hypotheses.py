"""What `cartwin variants` prints."""

from collections.abc import Sequence
from typing import Any

import polars as pl
from rich.table import Table

from cartwin.cli.screen import screen, table
from cartwin.errors import DataError, did_you_mean
from cartwin.report import (
    ABOUT_SHARES,
    difference_words,
    differs,
    estimate_words,
    name_observable,
    prior_words,
    separation_words,
    share_words,
)
from cartwin.trial import best_days, kept_rule_share
from cartwin.twin import (
    DISEASES,
    VARIANTS,
    Variant,
    changes_of,
    find_variant,
    parameters_of,
    variants_of,
)
from cartwin.verbs import RunVariants


__all__ = ["beside", "listed", "shown"]

PAIRS = 3  # of which several observations are printed; of more pairs only the best one


def listed(disease: str | None) -> None:
    """Print the variants of a disease, or of all."""
    rows = []
    for variant in VARIANTS if disease is None else variants_of(disease):
        about = variant.diseases
        codes = "all" if len(about) == len(DISEASES) else ", ".join(sorted(about))
        rows.append((variant.name, codes, f"{variant.title}. {variant.meaning}"))
    screen().print(table("Variants", ("variant", "diseases", "what it claims"), rows))


def shown(name: str, disease: str | None) -> None:
    """Print what a variant changes, in one disease or in each that it is about."""
    found = [(d, find_variant(name, d)) for d in _diseases(name, disease)]
    console = screen()
    for code, variant in found:
        console.print(f"{variant.name} ({code}): {variant.title}", style="bold")
        console.print(variant.meaning)
        console.print(_changes(variant, code))


def _diseases(name: str, disease: str | None) -> Sequence[str]:
    """Return the diseases asked for, or those that know all parts of the name."""
    if disease is not None:
        return (disease,)
    parts = {part.strip() for part in name.split("+")}
    about = [d for d in DISEASES if parts <= {v.name for v in variants_of(d)}]
    if not about:
        hint = did_you_mean(name, dict.fromkeys(v.name for v in VARIANTS))
        source = f"variant {name:.60}"
        raise DataError(source, [f"there is none of that name ({hint})"])
    return about


def _changes(variant: Variant, disease: str) -> Table:
    names = ("parameter", "declared", "here", "meaning", "certainty and source")
    declared = {p.name: p for p in parameters_of(disease)}
    rows = (
        (name, prior_words(declared[name]), prior_words(p), p.meaning, p.source)
        for name, p in changes_of(variant, disease).items()
    )
    return table("", names, rows)


def beside(done: RunVariants) -> None:
    """Print a table per variant, and what would tell the variants apart."""
    console, found = screen(), done.found
    for variant in done.variants:
        console.print(_outcomes(done, variant))
        if failed := found.failed[variant.name]:
            console.print(f"{failed} patients failed and are left out.", style="yellow")
    console.print(_apart(done))
    console.print(
        "Shares with exact 95 % intervals, values with the range of 90 % of patients; "
        "differences in the same patients, with 95 % intervals. " + ABOUT_SHARES,
        style="dim",
    )  # fmt: skip
    if sum(found.failed.values()) == 0:
        console.print(f"None of {len(found.study.patients):,} virtual patients failed.")
    if done.report is not None:
        console.print(f"Report: {done.report}")


def _outcomes(done: RunVariants, variant: Variant) -> Table:
    names: tuple[str, ...] = ("outcome", "n", "virtual")
    is_reference = variant.name == done.found.arms[0]
    if not is_reference:
        names = (*names, "difference from the reference", "")
    else:
        names = (*names, "assumed")
    rows = []
    own = done.found.outcomes.filter(pl.col("variant") == variant.name)
    for row in own.iter_rows(named=True):
        cells = [row["wording"], row["n"], estimate_words(row)]
        if not is_reference:
            cells += [difference_words(row), "differs" if differs(row) else ""]
        else:
            share = kept_rule_share(done.found.study.disease, row["outcome"])
            cells.append(share_words(share))
        rows.append(cells)
    return table(f"{variant.name}: {variant.title}", names, rows)


def _apart(done: RunVariants) -> Table:
    separations = done.found.separations
    pairs = separations.select("one", "other").unique(maintain_order=True)
    best = best_days(separations, most=5 if len(pairs) <= PAIRS else 1)
    rows: list[tuple[str, ...]] = []
    for one, other in pairs.iter_rows():
        own = best.filter((pl.col("one") == one) & (pl.col("other") == other))
        rows += [(f"{one} / {other}", *_told(done, r)) for r in own.iter_rows(named=True)]
        if own.is_empty():
            rows.append((f"{one} / {other}", "nothing that was observed"))
    names = ("variants", "observation", "best day", "medians", "difference", "per group")
    return table("What would tell them apart", names, rows)


def _told(done: RunVariants, row: dict[str, Any]) -> tuple[str, ...]:
    name = name_observable(done.found.study.disease, row["observable"])
    return (name, *separation_words(row))
