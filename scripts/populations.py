"""Weigh populations by the published studies; write what the package keeps, and a page.

    python scripts/populations.py [--tried 1000] [--seed 7] [--page-only]

Every population is tried on every published study (about ten minutes on two cores). Those
that agree are kept: one set weighed by all studies, and one for each study that was
weighed without it. What they foretell of the studies they never saw goes into the page.
"""

import argparse
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from typeset import table, with_measured

from cartwin.report import draw_foretold, foretold_height, write_figure
from cartwin.study import held_out_studies, open_study, published_studies
from cartwin.trial import Foretold, Score, evaluate, foretell, score
from cartwin.trial.comparison import number_text
from cartwin.trial.populations.kept import FILE, kept
from cartwin.trial.populations.leaving_out import KEEP, foretell_left_out, weights_without
from cartwin.trial.populations.trying import Tried, try_studies
from cartwin.trial.populations.weighing import TEMPER, effective_number, resample
from cartwin.trial.sensitivity.key import shares_key
from cartwin.twin import DISEASES


ROOT = Path(__file__).parents[1]
KEPT = ROOT / "src/cartwin/trial/populations" / FILE
PAGE = ROOT / "docs/explanation/foretold.md"
FIGURES = ROOT / "docs/figures"
COHORTS, SEED = 500, 20250615
WIDTH = 860.0  # of the figures
TEMPERS = (1.0, 2.0, TEMPER, 8.0, 16.0)
DECLARED = (0,)
CAR_T = ("children", "iim", "rese", "sle", "ssc")  # how names of studies of cells begin


def main() -> None:
    """Weigh, keep, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tried", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--page-only", action="store_true")
    asked = parser.parse_args()
    if not asked.page_only:
        studies = [open_study(name) for name in published_studies()]
        tried = try_studies(
            studies, populations=asked.tried, seed=asked.seed, on_progress=_tell
        )
        keep(tried, asked.tried, asked.seed)
    write_page()


def keep(tried: tuple[Tried, ...], populations: int, seed: int) -> None:
    """Write the sets of populations that the package keeps, and how tempers compare."""
    weights = weights_without(tried, populations)
    found = {
        "biology": {disease: shares_key(disease) for disease in DISEASES},
        "tried": populations,
        "seed": seed,
        "temper": TEMPER,
        "tempers": [_temper(tried, populations, temper) for temper in TEMPERS],
        "worth": {name: round(effective_number(w), 1) for name, w in weights.items()},
        "members": {name: resample(w, KEEP).tolist() for name, w in weights.items()},
    }
    KEPT.write_text(json.dumps(found) + "\n", encoding="utf-8")
    kept.cache_clear()


def _temper(tried: tuple[Tried, ...], populations: int, temper: float) -> dict:
    """Return how studies that were left out are foretold at one temper."""
    weights = weights_without(tried, populations, temper=temper)
    total = score(foretell_left_out(tried, weights))
    worth = min(effective_number(w) for w in weights.values())
    return {
        "temper": temper, "held": total.held, "outcomes": total.outcomes,
        "chance": total.chance, "width": total.width, "worth": worth,
    }  # fmt: skip


def write_page() -> None:
    """Foretell every study and write the tables and figures of the page."""
    published = told(published_studies())
    declared = told(published_studies(), populations=DECLARED)
    held_out = told(held_out_studies())
    draw("foretold-published", published)
    draw("foretold-held-out", held_out)
    parts = (
        "### How much to believe the claims\n", tempers(), "### All together\n",
        together(published, declared, held_out), "### One published study left out\n",
        outcomes(published, declared), "### Held out\n", outcomes(held_out),
    )  # fmt: skip
    page = with_measured(PAGE.read_text("utf-8"), "\n\n".join(p.strip() for p in parts))
    PAGE.write_text(page, "utf-8")


def told(names: Sequence[str], **more) -> tuple[Foretold, ...]:
    """Return what is foretold of some studies."""
    found = []
    for name in names:
        _tell(name, 0.0)
        one = evaluate(open_study(name), cohorts=COHORTS, seed=SEED, **more)
        found.append((one.study, one.comparison.outcomes))
    return foretell(found)


def draw(name: str, foretold: Sequence[Foretold]) -> None:
    """Write a figure of the page."""
    with tempfile.TemporaryDirectory() as folder:
        png, _ = write_figure(
            Path(folder) / name,
            height=foretold_height(foretold),
            width=WIDTH,
            paint=lambda figure: draw_foretold(figure, foretold),
        )
        shutil.copy(png, FIGURES / png.name)


def tempers() -> str:
    """Return how well studies that were left out are foretold, by the temper."""
    rows = [
        (
            f"{t['temper']:g}{' (kept)' if t['temper'] == TEMPER else ''}",
            f"{t['held']} of {t['outcomes']}", f"{t['chance']:.0%}", f"{t['width']:.2f}",
            f"{t['worth']:.0f}",
        )
        for t in json.loads(KEPT.read_text("utf-8"))["tempers"]
    ]  # fmt: skip
    heads = (
        "Divisor of the log-likelihood", "Within their interval", "Would be, if right",
        "Mean width of counts", "Populations it is worth",
    )  # fmt: skip
    return table(heads, rows)


def together(
    published: Sequence[Foretold],
    declared: Sequence[Foretold],
    held_out: Sequence[Foretold],
) -> str:
    """Return the scores of all groups."""
    unaimed = [f for f in published if f.result.calibration == "no"]
    cells = [f for f in held_out if f.study.startswith(CAR_T)]
    drugs = [f for f in held_out if not f.study.startswith(CAR_T)]
    groups = (
        ("Published, each left out", published), ("… of these, not aimed at", unaimed),
        ("Published, declared typical values", declared), ("Held out", held_out),
        ("… CAR-T cells", cells), ("… drugs", drugs),
        ("… counts that another study reports", [f for f in held_out if f.others]),
    )  # fmt: skip
    heads = (
        "", "Within 90 % interval", "Would be, if right", "Counts", "Held",
        "Mean width", "Beta-binomial held", "Mean width",
    )  # fmt: skip
    return table(heads, [(name, *_scored(score(rows))) for name, rows in groups])


def _scored(total: Score) -> tuple[str, ...]:
    share = f"{total.held / total.outcomes:.0%}" if total.outcomes else "–"
    return (
        f"{total.held} of {total.outcomes} ({share})", f"{total.chance:.0%}",
        str(total.counts), str(total.counts_held), f"{total.width:.2f}",
        str(total.rivals_held), f"{total.rival_width:.2f}",
    )  # fmt: skip


def outcomes(
    foretold: Sequence[Foretold], declared: Sequence[Foretold] | None = None
) -> str:
    """Return every decisive outcome as a row."""
    heads = ["Study", "Outcome", "Reported", "Foretold", "Beta-binomial", "", "Aimed at"]
    if declared is not None:
        heads.insert(4, "Declared values")
    rows, before = [], ""
    for i, one in enumerate(foretold):
        r = one.result
        cells = [
            "" if one.study == before else f"`{one.study}`", r.quantity.replace("_", " "),
            r.reported, r.virtual, _rival(one), "" if one.holds else "**outside**",
            r.calibration,
        ]  # fmt: skip
        if declared is not None:
            low, high = declared[i].result.low, declared[i].result.high
            cells.insert(4, f"{number_text(low)} to {number_text(high)}")
        rows.append(cells)
        before = one.study
    return table(heads, rows)


def _rival(one: Foretold) -> str:
    if one.rival is None:
        return "–"
    return f"{one.rival[0]} to {one.rival[1]}, of {one.others}"


def _tell(study: str, fraction: float) -> None:
    print(f"{study}: {fraction:.0%}", flush=True)


if __name__ == "__main__":
    main()
