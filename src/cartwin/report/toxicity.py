"""Toxicity of the virtual patients: highest grades, and grades against baseline."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from cartwin.report.claims import claim_on
from cartwin.report.drawing import Drawing, draw
from cartwin.report.marks import color, mark_number, mark_text
from cartwin.report.style import GRADES
from cartwin.report.wording import join_words, percent, share, spaced
from cartwin.rules import RuleCol
from cartwin.study import Col
from cartwin.trial import ClaimResult, Evaluation


if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


__all__ = ["Shift", "draw_toxicity", "shift_tables"]

WORST = "worst"
TOP_GRADE = 4  # virtual patients do not die of toxicity: there is no grade 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Patients by grade at baseline (rows) and worst grade thereafter (columns).

    Attributes
    ----------
    term, version
        Of CTCAE.
    rows
        Grade at baseline, its patients, and the count for each worst grade 0 to 4.
    emergent
        Patients whose worst grade is higher than that at baseline, with their share.
    severe
        Patients with an emergent grade 3 or 4, with their share.
    ungraded
        Patients without a grade at baseline or thereafter.
    """

    term: str
    version: str
    rows: tuple[tuple[int, int, tuple[int, ...]], ...]
    emergent: str
    severe: str
    ungraded: int


def shift_tables(evaluation: Evaluation) -> tuple[Shift, ...]:
    """Return one table per CTCAE term that was graded, in alphabetical order."""
    grades = evaluation.virtual_judged.ctcae
    total = evaluation.virtual.patients.height
    terms = sorted(grades[Col.TERM].unique())
    return tuple(_shift(t, grades.filter(pl.col(Col.TERM) == t), total) for t in terms)


def _shift(term: str, grades: pl.DataFrame, total: int) -> Shift:
    after = grades.filter(pl.col(RuleCol.EMERGENT).is_not_null())
    worst = after.group_by(Col.PATIENT).agg(
        pl.col(RuleCol.BASELINE_GRADE).first(), pl.col(Col.GRADE).max().alias(WORST)
    )
    pairs = worst.select(RuleCol.BASELINE_GRADE, WORST).rows()
    worse = [b for a, b in pairs if b > a]
    rows = tuple(_row(pairs, grade) for grade in range(TOP_GRADE + 1))
    n = len(pairs)
    return Shift(
        term=term,
        version=str(grades[Col.VERSION][0]),
        rows=tuple(r for r in rows if r[1]),
        emergent=percent(len(worse), n),
        severe=percent(sum(b >= 3 for b in worse), n),
        ungraded=total - n,
    )


def _row(pairs: Sequence[tuple[int, int]], grade: int) -> tuple[int, int, tuple[int, ...]]:
    worst = [b for a, b in pairs if a == grade]
    return grade, len(worst), tuple(worst.count(k) for k in range(TOP_GRADE + 1))


def draw_toxicity(evaluation: Evaluation) -> Drawing:
    """Return the figure of CRS and ICANS."""
    judged = evaluation.virtual_judged
    worst = {"CRS": judged.crs_worst, "ICANS": judged.icans_worst}
    shares = {name: _shares(frame) for name, frame in worst.items()}
    claim = claim_on(evaluation.comparison, "icans_grade_3_or_more")

    def paint(figure: "Figure") -> None:
        for left, (name, values) in zip((0.075, 0.375), shares.items(), strict=True):
            ax = figure.add_axes((left, 0.14, 0.215, 0.7))
            _paint_grades(ax, name, values)
        if claim is not None:
            _paint_cohorts(figure.add_axes((0.705, 0.14, 0.27, 0.7)), claim)

    return Drawing(
        name="toxicity",
        title="Cytokine release syndrome (CRS) and neurotoxicity (ICANS)",
        caption=_caption(evaluation, worst, claim),
        alt=_alt(shares),
        svg=draw("toxicity", 236, paint),
    )


def _shares(worst: pl.DataFrame) -> list[float]:
    graded = worst[Col.GRADE].drop_nulls()
    n = max(len(graded), 1)
    return [float((graded == k).sum()) / n for k in range(TOP_GRADE + 1)]


def _paint_grades(ax: "Axes", name: str, shares: Sequence[float]) -> None:
    """Paint one bar per grade; every bar says its share."""
    ax.set_title(f"{name}: highest grade")
    grades = range(len(shares))
    edges = [color("rule-strong") if g == 0 else GRADES[g] for g in grades]
    ax.barh(
        grades, shares, color=GRADES[: len(shares)], height=0.72, edgecolor=edges, lw=0.8
    )
    for grade, x in zip(grades, shares, strict=True):
        mark_text(ax, (x, grade), share(x), shift=(5, 0))
    ax.set_yticks(grades, [f"grade {g}" for g in grades])
    ax.invert_yaxis()
    ax.set_xlim(0, 1.2)
    ax.set_xticks([])
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)


def _paint_cohorts(ax: "Axes", claim: ClaimResult) -> None:
    """Paint how many patients of each cohort had it, and how many were reported."""
    n = claim.looked_at[1]
    shares = [float((claim.values == k).mean()) for k in range(n + 1)]
    ax.set_title(f"ICANS ≥ 3, patients per cohort of {n}")
    ax.bar(range(n + 1), shares, color=color("virtual-50"), width=0.76)
    for k, x in enumerate(shares):
        mark_text(ax, (k, x), share(x), shift=(0, 8), align=("center", "center"))
    if claim.observed is not None:
        top = max(shares)
        mark_number(ax, claim.observed, 0.42 * top)
        at = (claim.observed, 0.42 * top)
        words = f"reported: {claim.observed:g} of {n}"
        mark_text(ax, at, words, shift=(10, 0), ink="published", bold=True)
        foot = float((claim.values == claim.observed).mean()) + 0.13 * top
        ax.vlines(claim.observed, foot, 0.42 * top, color("published"), lw=1.2, ls=":")
    ax.set_ylim(0, 1.15 * max(shares))
    ax.set_yticks([])
    ax.set_xticks(range(n + 1))
    ax.tick_params(axis="x", length=0)
    ax.grid(visible=False)
    ax.spines["left"].set_visible(False)


def _caption(
    evaluation: Evaluation, worst: dict[str, pl.DataFrame], claim: ClaimResult | None
) -> str:
    total = evaluation.virtual.patients.height
    graded = {name: frame[Col.GRADE].count() for name, frame in worst.items()}
    told = [f"{name} in {spaced(f'{n} of {total}')}" for name, n in graded.items()]
    versions = sorted({str(v) for f in worst.values() for v in f[Col.VERSION].unique()})
    many = " Right: share of the virtual cohorts with that many patients."
    right = "" if claim is None else many
    text = (
        f"Virtual patients, graded by {join_words(versions)}: {join_words(told)} could be "
        f"graded.{right} Grades do not go beyond 4: the twin has no death from toxicity."
    )
    if claim is not None and claim.calibration == "yes":
        text += " The rates were fitted to series that include this one: no test."
    return text


def _alt(shares: dict[str, list[float]]) -> str:
    said = []
    for name, values in shares.items():
        told = [f"grade {g} in {share(x)}" for g, x in enumerate(values)]
        said.append(f"Highest {name}: {join_words(told)} of virtual patients.")
    return " ".join(said)
