"""Treatments side by side: the tables, the sentences and the figures of the page."""

import re

import pytest
from matplotlib.figure import Figure

from cartwin.report import TREATMENT_TABLES, tabulate_treatments
from cartwin.report.treatments_figure import draw_changes
from cartwin.report.treatments_summary import (
    _alike,
    far_out,
    judge_treatments,
    summarise_treatments,
)
from cartwin.trial import (
    CAR_T,
    POPULATIONS,
    UNTREATED,
    compare_treatments,
    find_treatment,
    simulate_treatments,
)


ARMS = (UNTREATED, find_treatment("dexamethasone"), CAR_T)


@pytest.fixture(scope="module")
def found():
    who = POPULATIONS["refractory"]
    return compare_treatments(
        simulate_treatments(ARMS, who, n=40, days=200.0, seed=2), ARMS
    )


def table(found, title):
    return tabulate_treatments(found, next(t for t in TREATMENT_TABLES if title in t.title))


def test_what_patients_had_before_is_the_first_row_and_changes_from_it_are_told(found):
    heads, rows = table(found, "Before and after")
    before, after = dict(rows)["Before (untreated)"], dict(rows)["CD19 CAR-T"]
    bleeds = next(i for i, head in enumerate(heads) if head.startswith("bleeds"))

    assert rows[0][0] == "Before (untreated)"
    assert before[bleeds].change == ""
    assert after[bleeds].change.startswith("−")
    assert [cell.virtual for cell in after][-1] == "no model"
    assert heads[-1] == "quality of life"


def test_every_number_of_a_table_has_an_interval_or_is_the_same_in_all_cohorts(found):
    for group in TREATMENT_TABLES:
        heads, rows = tabulate_treatments(found, group)
        for _, cells in rows:
            assert len(cells) == len(heads)
            told = [c.virtual for c in cells if c.virtual not in ("–", "no model")]
            for words in told:
                sure = re.fullmatch(r"(0|100|[\d.]+)( %)?|not lost", words)
                assert sure or re.search(r"\(.+ to .+\)", words), words


def test_placebo_is_beside_no_treatment(found):
    heads, rows = table(found, "Response")

    assert "7.1 % (3 of 42)" in dict(rows)["Untreated"][heads.index("50 reached")].published


def test_only_cells_are_beside_no_treatment_where_only_they_have_the_side_effect(found):
    _, rows = table(found, "lymphodepletion")

    assert [name for name, _ in rows] == ["Untreated", "CD19 CAR-T"]


def test_the_sentences_tell_what_is_outside_and_of_how_many(found):
    out, judged = found.outside

    assert judge_treatments(found).startswith(f"Of {judged} published shares")
    assert f", {out} are outside" in judge_treatments(found)
    assert summarise_treatments(found)[0].startswith("Counts of 50 or more at the end")
    lines = far_out(found)
    assert any(line.startswith("Dexamethasone, durable") for line in lines)
    assert len({line.partition(": ")[0] for line in lines}) == len(lines)


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [(1.0, 2.0, "differ less"), (9.0, 20.0, "differ more"), (2.0, 9.0, "not shown")],
)
def test_how_alike_patients_are_is_claimed_only_beyond_the_interval(low, high, told):
    assert told in _alike({"low": low, "high": high}, [3.0, 4.0, 5.0])


def test_every_dot_and_diamond_lies_on_its_axis(found):
    _, shown = draw_changes(found)
    figure = Figure()
    shown.paint(figure)

    for ax in figure.axes[1:]:
        low, high = ax.get_xlim()
        for line in ax.lines:
            if line.get_transform() == ax.transData:
                assert low <= min(line.get_xdata()) <= max(line.get_xdata()) <= high
