"""Weigh populations by the published studies; write what the package keeps, and a page.

    python scripts/populations.py [--tried 400] [--seed 7] [--page-only]

Every population is tried on every published study (about three minutes on two cores). Those
that agree are kept: one set weighed by all studies, and one for each study that was
weighed without it. What they foretell of the studies they never saw goes into the page.
"""

import argparse
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from typeset import table, with_measured

from cartwin.report import draw_foretold, foretold_height, write_figure
from cartwin.study import Study, held_out_studies, open_study, published_studies
from cartwin.trial import ClaimResult, Foretold, evaluate, foretell, score
from cartwin.trial.comparison import number_text
from cartwin.trial.populations.kept import FILE, kept
from cartwin.trial.populations.leaving_out import KEEP, foretell_left_out, weights_without
from cartwin.trial.populations.trying import Tried, try_studies
from cartwin.trial.populations.weighing import TEMPER, effective_number, resample
from cartwin.trial.sensitivity.key import shares_key
from cartwin.twin import DISEASES, DOUBT


ROOT = Path(__file__).parents[1]
KEPT = ROOT / "src/cartwin/trial/populations" / FILE
PAGE = ROOT / "docs/explanation/foretold.md"
FIGURES = ROOT / "docs/figures"
COHORTS, SEED = 500, 20250615
WIDTH = 860.0  # of the figures
TEMPERS = (1.0, 4.0, TEMPER, 64.0)
DECLARED, UNWEIGHTED = (0,), tuple(range(1, KEEP + 1))
MANY, KNOWN = 20, 3
BEFORE = ("aha-cydri-2022", "aha-gth-emi-2023", "sle-feng-2025")  # known, never compared
CAR_T = ("children", "iim", "rese", "sle", "ssc")  # how names of studies of cells begin


def main() -> None:
    """Weigh, keep, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tried", type=int, default=400)
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
        "doubt": {str(c): sd for c, sd in DOUBT.items()},
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
        "chance": total.chance, "width": total.width, "penalty": total.penalty,
        "worth": worth,
    }  # fmt: skip


def write_page() -> None:
    """Foretell every study and write the tables and figures of the page."""
    published, held_out = split(foretell(told((*published_studies(), *held_out_studies()))))
    declared, _ = split(foretell(told(published_studies(), populations=DECLARED)))
    unweighted, _ = split(foretell(told(published_studies(), populations=UNWEIGHTED)))
    draw("foretold-published", published)
    draw("foretold-held-out", held_out)
    parts = (
        "### How much to believe the claims\n", tempers(), "### All together\n",
        together(published, declared, unweighted, held_out),
        "### One published study left out\n", outcomes(published, declared),
        "### Held out\n", outcomes(held_out),
    )  # fmt: skip
    page = with_measured(PAGE.read_text("utf-8"), "\n\n".join(p.strip() for p in parts))
    PAGE.write_text(page, "utf-8")


def split(every: Sequence[Foretold]) -> tuple[list[Foretold], list[Foretold]]:
    """Return what is foretold of published studies, and of those held out."""
    known = set(published_studies())
    return [f for f in every if f.study in known], [
        f for f in every if f.study not in known
    ]


def told(names: Sequence[str], **more) -> list[tuple[Study, Sequence[ClaimResult]]]:
    """Return the studies, each with what its virtual cohorts give."""
    found = []
    for name in names:
        _tell(name, 0.0)
        one = evaluate(open_study(name), cohorts=COHORTS, seed=SEED, **more)
        found.append((one.study, one.comparison.outcomes))
    return found


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
            f"{t['penalty']:.2f}", f"{t['worth']:.0f}",
        )
        for t in json.loads(KEPT.read_text("utf-8"))["tempers"]
    ]  # fmt: skip
    heads = (
        "Divisor of the log-likelihood", "Within their interval", "Would be, if right",
        "Mean width of counts", "Interval score", "Populations it is worth",
    )  # fmt: skip
    return table(heads, rows)


def together(
    published: Sequence[Foretold],
    declared: Sequence[Foretold],
    unweighted: Sequence[Foretold],
    held_out: Sequence[Foretold],
) -> str:
    """Return the scores of all groups."""
    unaimed = [f for f in published if f.result.calibration == "no"]
    cells = [f for f in held_out if f.study.startswith(CAR_T)]
    groups = (
        ("Published, each left out", published),
        ("… not aimed at", unaimed),
        ("… of these, more than one patient", [f for f in unaimed if n_of(f) > 1]),
        ("… populations without weights", unweighted),
        ("… declared typical values", declared),
        ("Held out", held_out),
        ("… CRS and ICANS", [f for f in held_out if is_toxicity(f)]),
        ("… all else", [f for f in held_out if not is_toxicity(f)]),
        ("… CAR-T cells", cells),
        ("… drugs", [f for f in held_out if f not in cells]),
        ("… counts of 20 patients or more", [f for f in held_out if n_of(f) >= MANY]),
        ("… counts that three others report", [f for f in held_out if f.others >= KNOWN]),
        ("… in our material before", [f for f in held_out if f.study in BEFORE]),
        ("… found later", [f for f in held_out if f.study not in BEFORE]),
    )
    heads = (
        "", "Studies", "Within 90 % interval", "95 % of that, by study",
        "Would be, if right", "Counts", "Held", "Mean width", "Interval score",
        "Beta-binomial held", "Mean width", "Interval score",
    )  # fmt: skip
    return table(heads, [(name, *_scored(rows)) for name, rows in groups])


def n_of(one: Foretold) -> int:
    """Return the patients looked at."""
    return one.result.looked_at[1]


def is_toxicity(one: Foretold) -> bool:
    """Return whether it is about CRS or ICANS, whose thresholds pooled series set."""
    return one.result.quantity.startswith(("crs", "icans"))


def _scored(rows: Sequence[Foretold]) -> tuple[str, ...]:
    if not rows:
        return ("0", *["–"] * 10)
    total = score(rows)
    studies = {f.study for f in rows}
    share = f"{total.held / total.outcomes:.0%}"
    return (
        str(len(studies)), f"{total.held} of {total.outcomes} ({share})", by_study(rows),
        f"{total.chance:.0%}", str(total.counts), str(total.counts_held),
        f"{total.width:.2f}", f"{total.penalty:.2f}", str(total.rivals_held),
        f"{total.rival_width:.2f}", f"{total.rival_penalty:.2f}",
    )  # fmt: skip


def by_study(rows: Sequence[Foretold]) -> str:
    """Return the share that holds, over studies drawn with replacement: 95 %."""
    held = {f.study: [0, 0] for f in rows}
    for f in rows:
        held[f.study][0] += f.holds
        held[f.study][1] += 1
    table_ = np.array(list(held.values()), float)
    drawn = np.random.Generator(np.random.Philox(key=1)).integers(
        len(table_), size=(4000, len(table_))
    )
    sums = table_[drawn].sum(axis=1)
    low, high = np.quantile(sums[:, 0] / sums[:, 1], (0.025, 0.975))
    return f"{low:.0%} to {high:.0%}"


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
