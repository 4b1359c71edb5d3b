"""Compute what the spread of outcomes comes from; write data, figures and tables.

    python scripts/sensitivity.py            everything
    python scripts/sensitivity.py --missing  only diseases and treatments that changed

Reports say which share of the spread is only assumed. They take it from the file written
here, as long as the twin is the one it was computed with: see `shares_key`. The tables and
figures of the page are written with everything only.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from typeset import table, with_measured

from cartwin.report import (
    SensitivityFigure,
    draw_certainties,
    draw_modules,
    draw_parameters,
    write_figure,
)
from cartwin.trial import (
    POPULATIONS,
    AssumedShare,
    KeptShares,
    Sensitivity,
    analyse_sensitivity,
    endpoints_of,
    key_outcomes,
    read_kept,
    shares_by_rule,
    shares_by_treatment,
    shares_of,
    stale_shares,
    text_of_shares,
    usual_regimen,
)
from cartwin.twin import DISEASES


ROOT = Path(__file__).parents[1]
KEPT = ROOT / "src" / "cartwin" / "trial" / "sensitivity" / "assumed.json"
FIGURES = ROOT / "docs" / "figures"
PAGE = ROOT / "docs" / "explanation" / "sensitivity.md"
PATIENTS, JUDGED, TREATED, UNSURE, SEED = 10_000, 1024, 512, 0.3, 1
TREATMENTS = "treatments of ITP"
CERTAINTIES = ("assumed", "calibrated", "recalled", "secondary", "read")
COMMON = ("b-return", "car-peak", "crs", "igg-nadir")


def main() -> int:
    """Analyse what is asked for, and write what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--missing", action="store_true")
    missing = parser.parse_args().missing
    wanted = stale_shares() if missing else (*DISEASES, TREATMENTS)
    diseases, treatments = read_kept()
    found, doubted = {}, {}
    for disease in (d for d in DISEASES if d in wanted):
        found[disease], doubted[disease] = analyse(disease), analyse(disease, UNSURE)
        rules = timed(disease, shares_by_rule, disease, n=JUDGED, seed=SEED, unsure=UNSURE)
        diseases[disease] = KeptShares(
            regimen=str(usual_regimen(disease)),
            patients=found[disease].patients,
            seed=SEED,
            outcomes=shares_of(found[disease], doubted[disease]),
            rules=rules,
        )
    if TREATMENTS in wanted:
        treatments = {
            who: timed(who, shares_by_treatment, who, n=TREATED, seed=SEED, unsure=UNSURE)
            for who in POPULATIONS
        }
    KEPT.write_text(text_of_shares(diseases, treatments), "utf-8")
    if not missing:
        write_page(list(found.values()), list(doubted.values()), diseases)
    return 0


def timed(what: str, compute, *arguments, **more):
    """Return what is computed, and say how long it took."""
    since = perf_counter()
    result = compute(*arguments, **more)
    seconds, words = perf_counter() - since, compute.__name__.replace("_", " ")
    print(f"{what}: {words}, {seconds:.0f} s", flush=True)
    return result


def analyse(disease: str, unsure: float = 0.0) -> Sensitivity:
    """Return the indices of all outcomes of a disease; in doubt by certainty only."""
    more = {"by": ("certainty",), "unsure": unsure} if unsure else {}
    return timed(
        disease, analyse_sensitivity, disease, usual_regimen(disease),
        endpoints_of(disease), n=PATIENTS, seed=SEED, threads=os.cpu_count() or 1, **more,
    )  # fmt: skip


def write_page(
    found: list[Sensitivity], doubted: list[Sensitivity], kept: dict[str, KeptShares]
) -> None:
    """Write figures and tables of the page."""
    for name, figure in figures(found):
        draw(name, figure)
    pictures = "\n\n".join(picture(f) for f in found)
    parts = (summary(found), shares(found, doubted), pictures, common(), by_rule(kept))
    page = with_measured(PAGE.read_text("utf-8"), "\n\n".join(parts))
    PAGE.write_text(page, "utf-8")


def figures(found: list[Sensitivity]) -> list[tuple[str, SensitivityFigure]]:
    """Return name -> figure: two of all diseases, one of each, one of what they share."""
    drawn = [
        ("certainty", draw_certainties(found)),
        ("modules", draw_modules(found)),
        ("common", draw_parameters(found[0], COMMON)),
    ]
    return drawn + [(f.disease, draw_parameters(f, own(f))) for f in found]


def own(found: Sensitivity) -> list[str]:
    """Return the outcomes that a disease does not share with others."""
    return [o for o in found.outcomes["outcome"] if o not in COMMON]


def draw(name: str, figure: SensitivityFigure) -> None:
    """Write one figure of the page."""
    with tempfile.TemporaryDirectory() as folder:
        png, _ = write_figure(
            Path(folder) / f"sensitivity-{name}", width=figure.width, height=figure.height,
            paint=figure.paint,
        )  # fmt: skip
        shutil.copy(png, FIGURES / png.name)


def summary(found: list[Sensitivity]) -> str:
    """Return one line on how much was computed."""
    runs, failed = sum(f.runs for f in found), sum(f.failed for f in found)
    entering = "; ".join(
        f"of the patients with {DISEASES[f.disease].name} {100 * f.entering:.0f} % would "
        "enter, and only these are looked at"
        for f in found
        if f.entering < 1
    )
    return (
        f"{found[0].patients:,} independent virtual patients of each disease, "
        f"{runs:,} courses of a year in all, {failed or 'none'} failed; {entering}."
    )


def shares(found: list[Sensitivity], doubted: list[Sensitivity]) -> str:
    """Return the total effects by certainty as a table."""
    heads = ("", "Mean (SD)", *CERTAINTIES, "assumed, with doubt")
    rows = []
    for one, other in zip(found, doubted, strict=True):
        rows.append([f"**{name_of(one.disease)}**", *[""] * (len(heads) - 1)])
        for outcome in one.outcomes.to_dicts():
            total = totals(one, outcome["outcome"])
            doubt = totals(other, outcome["outcome"])
            cells = [total.get(c, "–") for c in CERTAINTIES]
            rows.append(
                [outcome["title"], size(outcome), *cells, doubt.get("assumed", "–")]
            )
    return table(heads, rows)


def name_of(disease: str) -> str:
    """Return the name of a disease with a capital."""
    name = DISEASES[disease].name
    return name[0].upper() + name[1:]


def totals(found: Sensitivity, outcome: str) -> dict[str, str]:
    """Return certainty -> total effect in per cent, with its interval."""
    return {r["group"]: percent(r) for r in found.of(outcome, "certainty").to_dicts()}


def percent(entry: dict) -> str:
    """Return a total effect in per cent; with its interval if it is no trifle."""
    value, low, high = (100 * min(entry[f"total{e}"], 1.0) for e in ("", "_low", "_high"))
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


def picture(found: Sensitivity) -> str:
    """Return the figure of a disease under a heading of its own."""
    name, disease = name_of(found.disease), found.disease
    return (
        f"### {name}\n\n"
        f"![{name}: the parameters with the largest effect on each outcome]"
        f"(../figures/sensitivity-{disease}.png)"
    )


def common() -> str:
    """Return the figure of the outcomes that all diseases share."""
    return (
        "### What all diseases share\n\n"
        "![The parameters with the largest effect on B cells, CAR-T cells, CRS and IgG]"
        "(../figures/sensitivity-common.png)\n\n"
        "*Here of patients with immune thrombocytopenia.*"
    )


def by_rule(kept: dict[str, KeptShares]) -> str:
    """Return what key outcomes by the rules rest on, as a table."""
    rows = []
    for disease, one in kept.items():
        rows.append([f"**{name_of(disease)}**", "", "", ""])
        told = {s.outcome: s for s in one.rules}
        for key in key_outcomes(disease):
            share = told.get(str(key.column))
            if share is not None and share.verdict != "no spread":
                rows.append([key.wording, *cells_of(share)])
    heads = ("", "assumed", "assumed, with doubt", "errors and chance")
    return f"### What the rules say\n\n{table(heads, rows)}"


def cells_of(share: AssumedShare) -> list[str]:
    """Return the shares of one outcome in per cent."""
    own_share = {
        "total": share.share, "total_low": share.low, "total_high": share.high,
        "verdict": share.verdict,
    }  # fmt: skip
    others = (share.doubted, share.luck)
    return [percent(own_share), *("–" if x is None else f"{100 * min(x, 1):.0f}"
                                  for x in others)]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
