"""Variants side by side as one self-contained page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from cartwin.report.assumed import ABOUT_SHARES, brief_shares
from cartwin.report.lanes import lanes_of
from cartwin.report.templating import fill
from cartwin.report.variant_words import (
    difference_words,
    differs,
    estimate_words,
    prior_words,
    separation_words,
)
from cartwin.report.variants_figure import VariantsFigure, draw_variants
from cartwin.report.wording import join_words
from cartwin.trial import Shares, SideBySide, best_days, kept_rule_share
from cartwin.twin import Variant, changes_of, diseases_of, parameters_of
from cartwin.units import ANALYTES


__all__ = ["name_observable", "write_variants"]

TEMPLATE = "variants.html.j2"
Told = tuple[str, str, str, str, str]  # observable, day, medians, difference, patients


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRows:
    """One outcome: the reference, those that differ from it, and the names of the others.

    Attributes
    ----------
    rows
        Variant, estimate, difference, patients judged.
    assumed
        How much of the spread between patients of the reference is only assumed.
    alike
        Names in a sentence; empty if there are none.
    """

    wording: str
    rows: tuple[tuple[str, str, str, int], ...]
    assumed: str
    alike: str


def write_variants(
    found: SideBySide, variants: Sequence[Variant], *, versions: Mapping[str, str]
) -> tuple[str, VariantsFigure]:
    """Return one page of HTML5, to be written as UTF-8, and the figure that is on it.

    Parameters
    ----------
    variants
        Those of the arms.
    versions
        Name of a package -> version.
    """
    drawing, figure = draw_variants(found, variants)
    study = found.study
    regimen = study.protocol.arms[0].regimen if study.protocol else ""
    text = fill(
        TEMPLATE,
        disease=join_words(d.name for d in diseases_of(study.disease)),
        patients=len(study.patients) // len(found.arms),
        variants=variants,
        regimen=str(regimen),
        figure=drawing,
        outcomes=_outcomes(found),
        about_shares=ABOUT_SHARES,
        apart=_apart(found),
        changes=[c for v in variants for c in _changes(v, study.disease)],
        failed={arm: n for arm, n in found.failed.items() if n},
        provenance=study.provenance,
        versions=versions,
    )
    return text, figure


def _outcomes(found: SideBySide) -> list[OutcomeRows]:
    reference, shown = found.arms[0], []
    for rows in found.outcomes.partition_by("outcome", maintain_order=True):
        listed = list(rows.iter_rows(named=True))
        own = [r for r in listed if r["variant"] == reference or differs(r)]
        others = [r["variant"] for r in listed if r not in own]
        shown.append(
            OutcomeRows(
                wording=rows["wording"][0],
                rows=tuple(_told(r, reference) for r in own),
                assumed=brief_shares(_shares(found, rows["outcome"][0])),
                alike=join_words(others) if others else "",
            )
        )
    return shown


def _shares(found: SideBySide, outcome: str) -> Shares:
    return {d: kept_rule_share(d, outcome) for d in found.study.disease.split("+")}


def _told(row: Mapping[str, object], reference: str) -> tuple[str, str, str, int]:
    name = str(row["variant"])
    change = "" if name == reference else difference_words(row)
    return name, estimate_words(row), change, int(str(row["n"]))


def _apart(found: SideBySide) -> list[tuple[str, list[Told]]]:
    """Return each pair in words, with what tells it apart."""
    best = best_days(found.separations)
    shown = []
    for one, other in (
        found.separations.select("one", "other").unique(maintain_order=True).iter_rows()
    ):
        own = best.filter((pl.col("one") == one) & (pl.col("other") == other))
        rows = [
            (name_observable(found.study.disease, r["observable"]), *separation_words(r))
            for r in own.iter_rows(named=True)
        ]
        shown.append((f"{one} / {other}", rows))
    return shown


def name_observable(disease: str, code: str) -> str:
    """Return what an observable is called, with its unit.

    >>> name_observable("itp", "PLAT")
    'Platelets, 10⁹/L'
    """
    lane = next((x for x in lanes_of(disease) if x.analyte == code), None)
    if lane is not None:
        return (
            f"{lane.title}, {lane.unit.removesuffix(', log scale').removesuffix(', log')}"
        )
    known = ANALYTES.get(code)
    return code if known is None else f"{known.name}, {known.unit}"


def _changes(variant: Variant, disease: str) -> list[tuple[str, ...]]:
    """Return variant, parameter, declared and changed prior, and why."""
    declared = {p.name: p for p in parameters_of(disease)}
    return [
        (
            variant.name,
            name,
            p.meaning,
            prior_words(declared[name]),
            prior_words(p),
            p.source,
        )
        for name, p in changes_of(variant, disease).items()
    ]
