"""The page on credibility counts what the comparisons show."""

import re
from collections import Counter
from pathlib import Path

import pytest

from cartwin.study import open_study, published_studies
from cartwin.trial import evaluate
from cartwin.verbs import COHORTS, SEED


PAGES = Path(__file__).parents[1] / "docs" / "explanation"
USES = ("no", "partly", "yes")


def measured(page):
    """Return the cells of the table between the marks of a page."""
    text = (PAGES / page).read_text("utf-8")
    inside = text.partition("<!-- measured: start -->")[2].partition("<!-- measured: end")[
        0
    ]
    rows = [line for line in inside.splitlines() if line.startswith("|")][2:]
    return [[cell.strip(" *`") for cell in row.split("|")[1:-1]] for row in rows]


def test_it_counts_the_published_numbers_as_the_page_on_calibration_does():
    text = (PAGES / "credibility.md").read_text("utf-8")
    found = Counter((row[4], row[3]) for row in measured("calibration.md"))
    every, fitted, unseen = (
        [sum(found[use, near] for use in uses) for near in ("ok", "near", "miss")]
        for uses in (("yes", "no"), ("yes",), ("no",))
    )

    assert "Of the {} published numbers, {} are met, {} nearly and {} missed.".format(
        sum(every), *every
    ) in text  # fmt: skip
    assert "{}, {} and {} of the {} that were in view".format(*fitted, sum(fitted)) in text
    assert "{}, {} and {} of the {} that were not".format(*unseen, sum(unseen)) in text


def test_every_published_study_is_in_its_table():
    assert [row[0] for row in measured("credibility.md")] == list(published_studies())


def test_other_pages_tell_how_many_held_out_outcomes_were_met():
    rows = (line.split(" | ") for line in (PAGES / "foretold.md").read_text().splitlines())
    [(_, studies, held, _, right, *_)] = [row for row in rows if row[0] == "| Held out"]
    met, of, share = re.fullmatch(r"(\d+) of (\d+) \((\d+)%\)", held).groups()
    stated = (
        f"Of {of} outcomes of {studies} studies that were held out, {met} lay within "
        f"their 90 % interval ({share} %; a twin that is right would have had "
        f"{right[:-1]} %)"
    )

    for page in (PAGES.parents[1] / "README.md", PAGES / "credibility.md"):
        assert stated in page.read_text("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("name", published_studies())
def test_its_table_shows_what_a_run_gives(name):
    [(_, patients, *stated)] = [r for r in measured("credibility.md") if r[0] == name]
    result = evaluate(open_study(name), cohorts=COHORTS, seed=SEED).comparison
    tallies = [result.tally(use) for use in USES]

    assert int(patients) == result.size
    assert stated == [f"{t.misses} of {t.claims}" if t.claims else "–" for t in tallies]
