"""Compute what the spread of outcomes comes from; write data, figures and table.

    python scripts/sensitivity.py          about two minutes on two cores

Reports say which share of the spread is only assumed. They take it from the file written
here, as long as the model is the one it was computed with.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
from typeset import table, with_measured

from cartwin.report import draw_certainties, draw_modules, write_figure
from cartwin.trial import (
    Sensitivity,
    analyse_sensitivity,
    endpoints_of,
    find_endpoints,
    text_of_shares,
    usual_regimen,
)
from cartwin.trial.sensitivity.endpoint import Courses
from cartwin.trial.sensitivity.endpoints import DAYS
from cartwin.twin import DISEASES, REFRACTORY, PriorTwin, model_hash


ROOT = Path(__file__).parents[1]
KEPT = ROOT / "src" / "cartwin" / "trial" / "sensitivity" / "assumed.json"
FIGURES = ROOT / "docs" / "figures"
PAGE = ROOT / "docs" / "explanation" / "sensitivity.md"
PATIENTS, UNSURE, TOP = 10_000, 0.3, 3
CERTAINTIES = ("assumed", "calibrated", "recalled", "secondary", "read")


def main() -> int:
    """Analyse all diseases, as declared and in doubt, and write what was found."""
    found = [analyse(d) for d in DISEASES]
    doubted = [analyse(d, by=("certainty",), unsure=UNSURE) for d in DISEASES]
    KEPT.write_text(text_of_shares(found), "utf-8")
    draw(found)
    parts = (summary(found), shares(found, doubted), leaders(found), conditional())
    page = with_measured(PAGE.read_text("utf-8"), "\n\n".join(parts))
    PAGE.write_text(page, "utf-8")
    return 0


def analyse(disease: str, **more) -> Sensitivity:
    """Return the indices of all outcomes of a disease."""
    return analyse_sensitivity(
        disease, usual_regimen(disease), endpoints_of(disease), n=PATIENTS, seed=1,
        threads=os.cpu_count() or 1, **more,
    )  # fmt: skip


def draw(found: list[Sensitivity]) -> None:
    """Write the two figures of the page."""
    with tempfile.TemporaryDirectory() as folder:
        for name, figure in {
            "sensitivity-certainty": draw_certainties(found),
            "sensitivity-modules": draw_modules(found),
        }.items():
            png, _ = write_figure(
                Path(folder) / name, height=figure.height, paint=figure.paint,
                width=figure.width,
            )  # fmt: skip
            shutil.copy(png, FIGURES / png.name)


def summary(found: list[Sensitivity]) -> str:
    """Return one line on how much was computed."""
    runs, failed = sum(f.runs for f in found), sum(f.failed for f in found)
    return (
        f"{found[0].patients:,} independent virtual patients of each disease, "
        f"{runs:,} courses of a year in all, {failed or 'none'} failed; model "
        f"`{model_hash()}`."
    )


def shares(found: list[Sensitivity], doubted: list[Sensitivity]) -> str:
    """Return the total effects by certainty as a table."""
    heads = ("", "Mean (SD)", *CERTAINTIES, "assumed, with doubt")
    rows = []
    for one, other in zip(found, doubted, strict=True):
        name = DISEASES[one.disease].name
        rows.append([f"**{name[0].upper()}{name[1:]}**", *[""] * (len(heads) - 1)])
        for outcome in one.outcomes.to_dicts():
            total = totals(one, outcome["outcome"])
            doubt = totals(other, outcome["outcome"])
            cells = [total.get(c, "–") for c in CERTAINTIES]
            rows.append(
                [outcome["title"], size(outcome), *cells, doubt.get("assumed", "–")]
            )
    return table(heads, rows)


def totals(found: Sensitivity, outcome: str) -> dict[str, str]:
    """Return certainty -> total effect in per cent, with its interval."""
    return {r["group"]: percent(r) for r in found.of(outcome, "certainty").to_dicts()}


def percent(entry: dict, kind: str = "total") -> str:
    """Return an index in per cent; with its interval if it is no trifle."""
    value, low, high = (100 * min(entry[kind + e], 1.0) for e in ("", "_low", "_high"))
    if value < 0.5:
        return "< 0.5"
    mark = "" if entry["verdict"] == "told" else " ?"
    return f"{value:.0f} ({max(low, 0):.0f}–{high:.0f}){mark}"


def size(outcome: dict) -> str:
    """Return mean and spread of an outcome."""
    if outcome["is_binary"]:
        return f"{100 * outcome['mean']:.0f} % of patients"
    unit = f" {outcome['unit']}" if outcome["unit"] else ""
    return f"{outcome['mean']:.3g} ({outcome['sd']:.3g}){unit}"


def leaders(found: list[Sensitivity]) -> str:
    """Return the parameters with the largest total effect on each outcome."""
    heads = ("", "Parameter", "Meaning", "Certainty", "First order, %", "Total, %")
    rows = []
    for one in found:
        shown = ("b-return", "car-peak", "crs", "igg-nadir") if one is found[0] else ()
        for outcome in one.outcomes.to_dicts():
            if outcome["outcome"] not in shown and outcome["outcome"] in COMMON:
                continue
            first = f"{DISEASES[one.disease].name}: {outcome['title']}"
            for entry in one.of(outcome["outcome"], "parameter").head(TOP).to_dicts():
                if entry["total"] < 0.01:
                    continue
                rows.append(
                    [first, f"`{entry['group']}`", entry["meaning"],
                     entry["certainty"], percent(entry, "first"), percent(entry)]
                )  # fmt: skip
                first = ""
    return table(heads, rows)


def conditional() -> str:
    """Return what is assumed in ITP if patients must enter with few platelets.

    Parameters then depend on each other: those assumed are drawn again, until the patient
    would enter, while all others stay (Jansen's estimator of the total effect).
    """
    endpoints = find_endpoints("itp", ("plt-90", "plt-180", "response-180"))
    twin = PriorTwin.of("itp", usual_regimen("itp"), observables=("PLAT",), days=DAYS)
    assumed = np.array([f.certainty == "assumed" for f in twin.factors])
    random = np.random.default_rng(1)

    def solve(points):
        found = twin.solve(points, threads=os.cpu_count())
        courses = Courses(found.times[1:], {"PLAT": found["PLAT"][1:]})
        low, high = REFRACTORY
        count = courses.values["PLAT"][0]
        outcomes = np.stack([e.find(courses) for e in endpoints])
        return outcomes, (low <= count) & (count <= high)

    points = random.random((PATIENTS, len(assumed)))
    before, enter = solve(points)
    points, before = points[enter], before[:, enter]
    after, left = np.full_like(before, np.nan), np.arange(len(points))
    while len(left):
        other = points[left].copy()
        other[:, assumed] = random.random((len(left), assumed.sum()))
        outcomes, fits = solve(other)
        after[:, left[fits]] = outcomes[:, fits]
        left = left[~fits]
    total = ((before - after) ** 2).mean(axis=1) / 2 / before.var(axis=1)
    told = "; ".join(
        f"{e.title[0].lower()}{e.title[1:]} {100 * t:.0f} %"
        for e, t in zip(endpoints, total, strict=True)
    )
    return (
        f"Of {PATIENTS:,} patients with immune thrombocytopenia {100 * enter.mean():.0f} % "
        f"would enter with 2 to 30 × 10⁹/L; among these the assumed ones make: {told}."
    )


COMMON = {"b-return", "car-peak", "crs", "igg-nadir"}


if __name__ == "__main__":
    sys.exit(main())
