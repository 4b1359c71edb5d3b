"""The report as a reader gets it: one page, its own numbers, nothing from elsewhere."""

import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import numpy as np
import polars as pl
import pytest

from cartwin.report import write_report
from cartwin.report.limits import list_limits
from cartwin.study import Col


VERSIONS = {"cartwin": "0.1.0", "numpy": "2.0"}
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&lt;"
VOID = {"meta", "br", "img", "link", "input"}


class Reader(HTMLParser):
    """Collects what a browser would see: elements, their attributes, open tags."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.words = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.words.append(data)


def words_of(page: str) -> str:
    return " ".join(" ".join(Reader(page).words).split())


def part(page: str, pattern: str) -> str:
    found = re.search(pattern, page, re.DOTALL)
    assert found, pattern
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[1])).split())


def with_outcomes(evaluation, changes):
    """The evaluation with outcomes changed; claim -> fields."""
    outcomes = tuple(
        replace(r, **changes.get(r.claim, {})) for r in evaluation.comparison.outcomes
    )
    comparison = replace(evaluation.comparison, outcomes=outcomes)
    return replace(evaluation, comparison=comparison)


def test_the_same_evaluation_gives_the_same_bytes(evaluation, page):
    again = write_report(evaluation, versions=VERSIONS)

    assert again.encode() == page.encode()


def test_another_process_gives_the_same_bytes():
    """Hashes of strings differ between processes; the page must not."""
    code = (
        "import hashlib\n"
        "from cartwin.report.style import css_tokens\n"
        "from cartwin.report.drawing import draw\n"
        "svg = draw('x', 90, lambda f: f.add_axes((0, 0, 1, 1)).plot([3, 4], 'o-'))\n"
        "print(hashlib.sha256((css_tokens() + svg).encode()).hexdigest())"
    )
    runs = [
        subprocess.run(  # noqa: S603 - our own interpreter, our own text
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    ]

    assert runs[0] == runs[1] != ""


def test_the_readers_own_plotting_settings_change_nothing(evaluation, page):
    import matplotlib as mpl

    with mpl.rc_context({"patch.linewidth": 31.0, "savefig.bbox": "tight"}):
        again = write_report(evaluation, versions=VERSIONS)
        kept = mpl.rcParams["patch.linewidth"]

    assert again == page
    assert kept == 31
    assert "matplotlib.pyplot" not in sys.modules


def test_the_page_is_complete_and_well_formed(page):
    reader = Reader(page)
    ids = Counter(a["id"] for _, a in reader.elements if "id" in a)

    assert reader.open == []
    assert [i for i, n in ids.items() if n > 1] == []


def test_nothing_is_fetched_and_nothing_runs(page):
    reader = Reader(page)
    links = [
        a[k] for _, a in reader.elements for k in ("href", "xlink:href", "src") if k in a
    ]
    addresses = set(re.findall(r"https?://[^\"'\s<)]+", page))

    assert {tag for tag, _ in reader.elements} & {
        "script",
        "link",
        "iframe",
        "img",
    } == set()
    assert [x for x in links if not x.startswith("#")] == []
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_links_inside_the_page_lead_somewhere(page):
    elements = Reader(page).elements
    ids = {a["id"] for _, a in elements if "id" in a}
    targets = {a["href"][1:] for _, a in elements if a.get("href", "").startswith("#")}

    assert targets <= ids


@pytest.mark.parametrize("name", ["courses", "explanations", "toxicity", "returns"])
def test_every_figure_has_title_caption_and_words_for_it(page, name):
    figure = re.search(rf'<figure id="{name}">.*?</figure>', page, re.DOTALL)[0]

    assert part(figure, r"<h3>(.*?)</h3>").endswith("virtual")
    assert "irtual" in part(figure, r"<figcaption>(.*?)</figcaption>")
    assert len(re.search(r'role="img" aria-label="([^"]*)"', figure)[1]) > 40
    assert "<svg" in figure


def test_the_answer_counts_what_the_table_shows(evaluation, page):
    comparison = evaluation.comparison
    table = re.search(r'<section id="claims">.*?</section>', page, re.DOTALL)[0]
    rows = re.findall(r'<tbody id="([^"]*)" class="miss">', table)
    said = part(page, r'<p class="say">(.*?)</p>')
    tallies = [comparison.tally(used) for used in ("no", "partly", "yes")]

    assert len(rows) == sum(t.misses for t in tallies)
    assert sum(t.claims for t in tallies) == len(comparison.outcomes)
    for tally in tallies:
        assert f"Of {tally.claims} " in said or f"of {tally.claims} " in said
    assert f"tune the twin it misses {tallies[0].misses or 'none'} ;" in said


def test_disagreements_are_said_in_the_numbers_of_the_table(evaluation, page):
    section = re.search(r'<section id="answer">.*?</section>', page, re.DOTALL)[0]
    for result in evaluation.comparison.outcomes:
        row = part(page, rf'<tbody id="{result.claim}"[^>]*>(.*?)</tbody>')
        said = re.search(
            rf"<li>((?:(?!</li>).)*#{result.claim}.*?)</li>", section, re.DOTALL
        )

        assert (said is not None) == result.misses
        assert result.tail_text in row
        if said:
            reported = part(page, rf'id="{result.claim}".*?class="reported">(.*?)</td>')
            virtual = part(page, rf'id="{result.claim}".*?class="median">(.*?)</td>')
            line = part(said[1], "(.*)")

            assert f"Reported {reported}; virtual {virtual};" in line
            assert result.tail_text in line


def test_disagreements_come_first(page):
    kinds = re.findall(r'<tbody id="[^"]*" class="(\w+)">', page.partition("covariates")[0])
    order = {"miss": 0, "untold": 1, "agrees": 2, "check": 3}

    assert [order[k] for k in kinds] == sorted(order[k] for k in kinds)


def test_agreement_with_what_was_fitted_is_called_a_check(evaluation, page):
    fitted = [
        r for r in evaluation.comparison.outcomes if r.calibration == "yes" and not r.misses
    ]
    for result in fitted:
        kind = "check" if result.tail is not None else "untold"
        assert f'id="{result.claim}" class="{kind}"' in page
        if kind == "untold":
            continue
        assert "no test" in part(page, rf'id="{result.claim}".*?class="verdict">(.*?)</td>')


def test_no_disagreement_is_said_too(evaluation):
    agreeing = replace(
        evaluation.comparison,
        outcomes=tuple(r for r in evaluation.comparison.outcomes if not r.misses),
    )
    page = write_report(replace(evaluation, comparison=agreeing), versions=VERSIONS)

    said = part(page, r'<p class="say">(.*?)</p>')
    assert said.count("none") == 3
    assert "No reported outcome lies outside" in words_of(page)


def test_hostile_texts_stay_texts(evaluation):
    study = replace(
        evaluation.study,
        title=HOSTILE,
        provenance={"citation": HOSTILE},
        protocol=replace(evaluation.study.protocol, notes={HOSTILE: HOSTILE}),
    )
    hostile = dict.fromkeys(
        ("claim", "wording", "reported", "note", "verdict", "otherwise"), HOSTILE
    )
    claim = evaluation.comparison.outcomes[0].claim
    bad = replace(with_outcomes(evaluation, {claim: hostile}), study=study)
    page = write_report(bad, versions={HOSTILE: HOSTILE})
    elements = Reader(page).elements

    assert {tag for tag, _ in elements} & {"script", "img"} == set()
    assert [a for _, a in elements for k in a if k.startswith("on")] == []
    assert words_of(page).count("<script>alert(1)</script>") > 10


def test_numbers_that_are_none_are_words(evaluation):
    nothing = np.full(3, np.nan)
    untold = {
        "values": nothing,
        "median": np.nan,
        "low": np.nan,
        "high": np.nan,
        "tail": None,
        "verdict": "cannot be told: no virtual cohort could be evaluated",
    }
    never = {"values": np.full(3, np.inf), "median": np.inf, "low": 3.0, "high": np.inf}
    first, second = "S004-22", "S004-40"
    changed = with_outcomes(evaluation, {first: untold, second: never})
    page = write_report(changed, versions=VERSIONS)
    text = words_of(page)
    numbers = [v for _, a in Reader(page).elements for v in a.values() if v]

    assert not re.search(r"\b(nan|inf|None(?! (of|is)))\b", text)
    assert not any(re.search(r"\b(nan|inf)\b", v) for v in numbers)
    assert "–" in part(page, rf'id="{first}".*?class="median">(.*?)</td>')
    assert "No cohort could be evaluated." in part(page, rf'id="{first}"(.*?)</tbody>')
    assert "never" in part(page, rf'id="{second}".*?class="median">(.*?)</td>')


def test_failed_patients_are_told_by_cause(evaluation, page):
    failed = replace(evaluation.comparison, failed={"too many steps": 2})
    other = write_report(replace(evaluation, comparison=failed), versions=VERSIONS)

    assert "None of the 12 virtual patients failed to simulate." in words_of(page)
    assert "Failed virtual patients: 2 too many steps, of 12." in words_of(other)


def test_what_was_run_can_be_repeated(evaluation, page):
    said = part(page, r'<p class="versions">(.*?)</p>')

    assert "seed 5" in said
    assert f"model {evaluation.virtual.provenance['model']}" in said
    assert "cartwin 0.1.0, numpy 2.0." in said


def test_research_use_is_said_once(page):
    assert words_of(page).count("Not a medical device") == 1


def test_few_virtual_patients_get_no_bands(evaluation, page):
    """Twelve patients: a median may be drawn, 5 % and 95 % quantiles may not."""
    figure = re.search(r'<figure id="courses">.*?</figure>', page, re.DOTALL)[0]
    filled = re.findall(r"fill: var\(--virtual-90, #cfe2f3\)", figure)

    assert evaluation.virtual.patients.height == 12
    assert filled == []
    assert evaluation.virtual.values("PLAT")[Col.DAY].n_unique() > 30


def test_marks_on_figures_are_those_of_the_claims(evaluation, page):
    """Other numbers in the claims are other numbers on the page; no claim, no mark."""
    changes = {"S004-26": {"reported": "about 17 d", "observed": 17.0}}
    changes |= {c: {"reported": "2 of 9"} for c in ("S004-28", "S004-29")}
    other = write_report(with_outcomes(evaluation, changes), versions=VERSIONS)
    gone = replace(evaluation.comparison, outcomes=())
    none = write_report(replace(evaluation, comparison=gone), versions=VERSIONS)

    for words in ("reported peak after about 10", "reported: back in 1 of 4"):
        assert words in words_of(page)
        assert words not in words_of(other)
    assert "reported peak after about 17" in words_of(other)
    assert "reported: back in 2 of 9" in words_of(other)
    assert "reported: 2 of 9 back about day 30" in words_of(other)
    assert "reported: 2 of 9 still without" in words_of(other)
    assert not re.search(r"reported(:| peak)", words_of(none))


def test_next_to_no_expected_miss_is_said_to_say_little(evaluation, page):
    unseen = [r for r in evaluation.comparison.outcomes if r.calibration == "no"]
    easy = {r.claim: {"expected": 0.01, "tail": 1.0} for r in unseen}
    hard = {r.claim: {"expected": 0.5, "tail": 1.0} for r in unseen}
    words = "They could hardly have been missed."
    pages = [
        write_report(with_outcomes(evaluation, changes), versions=VERSIONS)
        for changes in (easy, hard)
    ]

    assert [words in part(p, r'<p class="say">(.*?)</p>') for p in pages] == [True, False]


def test_limits_of_one_study_are_told_for_that_study_alone(evaluation, page):
    other = replace(evaluation, study=replace(evaluation.study, name="another"))
    said = words_of(write_report(other, versions=VERSIONS))
    section = re.search(r'<section id="limits">.*?</section>', page, re.DOTALL)[0]
    theirs = [x for x in list_limits("itp") if x.study]

    assert len(theirs) > 2
    for limit in theirs:
        assert limit.heading in part(section, "(.*)")
        assert limit.heading not in said
    twins = [x.text for x in list_limits("itp", study="another")]
    assert not re.search(r"this series|two of four|atient 1", " ".join(twins))
    assert twins


def test_platelets_after_the_first_rescue_are_those_of_the_rescued(evaluation, page):
    given = evaluation.virtual.treatments.filter(pl.col(Col.PURPOSE) == "rescue")
    rescued = given[Col.PATIENT].n_unique()
    figure = re.search(r'<figure id="courses">.*?</figure>', page, re.DOTALL)[0]

    assert 0 < rescued < 12
    assert "patients rescued" in figure
    assert f"(n = {rescued})" in figure
    assert f"only the {rescued} patients" in part(figure, r"<figcaption>(.*?)</figcaption>")
