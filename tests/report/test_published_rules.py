"""The report prints what the published rules say of reported and virtual patients."""

from dataclasses import replace

import polars as pl

from cartwin.report import published_rules
from cartwin.report.methods import list_rules
from cartwin.report.published_rules import tabulate_rules


def judged(*rows):
    columns = ("rule", "part", "patient", "result", "certainty")
    return pl.DataFrame(
        [(*row[:4], row[4] if len(row) > 4 else "read") for row in rows],
        schema=dict.fromkeys(columns, pl.String),
        orient="row",
    )


def with_results(evaluation, reported, virtual):
    return replace(
        evaluation,
        judged=replace(evaluation.judged, published=reported),
        virtual_judged=replace(evaluation.virtual_judged, published=virtual),
    )


def test_results_are_counted_of_all_patients(evaluation):
    reported = judged(("iwg", "", "P1", "CR"), ("iwg", "", "P2", None))
    virtual = judged(*(("iwg", "", f"V{n}", "R" if n else "NR") for n in range(3)))

    (row,) = tabulate_rules(with_results(evaluation, reported, virtual))
    assert row.title == "Response in ITP"
    assert row.reported.replace("\u202f", " ") == "1 of 4: CR in 1"
    assert row.virtual.replace("\u202f", " ") == "3 of 12: NR in 1, R in 2"


def test_grades_and_answers_are_told_in_words(evaluation):
    virtual = judged(
        ("crs", "", "V1", "2"), ("castle-dlt", "", "V1", "true"),
        ("castle-dlt", "", "V2", "false"),
    )  # fmt: skip

    rows = tabulate_rules(with_results(evaluation, judged(), virtual))
    assert [r.virtual.replace("\u202f", " ") for r in rows] == [
        "1 of 12: grade 2 in 1", "2 of 12: no in 1, yes in 1"
    ]  # fmt: skip
    assert {r.reported.replace("\u202f", " ") for r in rows} == {"0 of 4"}


def test_many_scores_are_summed_up(evaluation):
    scores = [("sledai-2k", "", f"V{n}", str(n)) for n in range(9)]

    (row,) = tabulate_rules(with_results(evaluation, judged(), judged(*scores)))
    assert row.virtual.endswith("median 4 (0 to 8)")
    assert len(scores) > published_rules.MOST


def test_the_least_certain_threshold_is_named(evaluation):
    rows = judged(
        ("ctcae5", "Anemia", "V1", "1"), ("ctcae5", "Anemia", "V2", "1", "recalled")
    )

    (row,) = tabulate_rules(with_results(evaluation, judged(), rows))
    assert (row.part, row.certainty) == ("Anemia", "recalled")


def test_the_page_shows_every_rule_that_says_something(evaluation, page):
    rows = tabulate_rules(evaluation)

    assert {r.title for r in rows} >= {"Response in ITP", "Grade of CRS at every visit"}
    for row in rows:
        assert row.title in page
        assert row.virtual in page


def test_what_was_applied_is_cited(evaluation):
    applied = evaluation.virtual_judged.published["rule"].unique()
    titles = {rule.title for rule in list_rules(evaluation)}

    assert {"icaht-early", "srot"} <= set(applied)
    assert "Immune effector cell-associated haematotoxicity (neutrophils)" in titles
    assert "Sustained response off treatment in immune thrombocytopenia" in titles
    assert "Remission of lupus" not in titles
