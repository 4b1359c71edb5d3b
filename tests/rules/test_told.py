"""What every result says, and which could not be given."""

import polars as pl
import pytest
from tests.rules.records import record

from cartwin.rules import not_said, rule_catalogue
from cartwin.study import Origin, Study


EMPTY = Study(name="new", title="New", origin=Origin.REAL, disease="itp")
GIVEN = [("P1", 0, "car_t", "car_t"), ("P2", 0, "car_t", "car_t")]


def judged(rule, **tables):
    return rule_catalogue()[rule].apply(record(**tables))


@pytest.mark.parametrize("rule", rule_catalogue().values(), ids=lambda r: r.name)
def test_every_rule_says_why_and_on_what_evidence_by_which_version(rule):
    found = rule.apply(EMPTY)
    said = found.select("scale", "version", "why", "evidence", "rule_version")
    assert said.dtypes == [pl.String] * 5


def test_a_course_of_b_cells_is_told_in_words():
    days = [(7, 2), (28, 1), (60, 20), (90, 40)]
    values = [("P1", d, "BCELL", v) for d, v in days]
    found = judged("b-cells", values=values, given=GIVEN)

    assert found["why"].to_list() == [
        "depleted from day 7, back on day 60",
        "cannot call: no count of B cells after infusion",
    ]
    assert found["evidence"][0] == "depleted_day=7; recovery_day=60; last_day=90"


def test_kinetics_say_whether_there_was_expansion():
    values = [("P1", d, "CARCOPY", v) for d, v in [(3, 10), (7, 900), (14, 50)]]
    found = judged("car-kinetics", values=values, given=GIVEN)

    assert found["why"].to_list() == [
        "expansion, highest on day 7",
        "cannot call: no sample after infusion",
    ]


def test_the_end_of_a_response_is_told():
    values = [("P1", d, "PLAT", v) for d, v in [(-6, 9), (14, 60), (21, 60), (60, 9)]]
    lasting = judged("duration-of-response", values=values, given=GIVEN)
    lost = judged(
        "duration-of-response", values=[*values, ("P1", 61, "PLAT", 9)], given=GIVEN
    )

    assert lasting["why"].item() == "not lost as far as it was followed"
    assert lost["why"].item() == "ended by loss"


def test_a_rate_says_how_many_could_not_be_called():
    values = [("P1", d, "PLAT", v) for d, v in [(-6, 9), (14, 60), (21, 60)]]
    rate = judged("orr", values=values, given=GIVEN)
    by = {(r["endpoint"], r["population"]): r for r in rate.rows(named=True)}
    infused, evaluable = by["response", "infused"], by["response", "evaluable"]

    assert (infused["k"], infused["n"], infused["not_callable"]) == (1, 2, 1)
    assert infused["why"].endswith("cannot be called and count as no responders")
    assert (evaluable["k"], evaluable["n"], evaluable["high"]) == (1, 1, 1.0)


def test_a_rate_of_nobody_has_no_interval():
    rate = judged("orr", given=GIVEN).filter(pl.col("population") == "evaluable")

    assert rate.select("estimate", "low", "high").row(0) == (None, None, None)
    assert rate["why"][0].startswith("cannot give a rate: 2 of 2 infused patients cannot")
    nobody = rule_catalogue()["orr"].apply(EMPTY)
    assert nobody["why"].unique().to_list() == ["cannot give a rate: nobody was infused"]


def test_results_that_could_not_be_given_are_counted_by_the_result():
    rows = {"best": ["CR", None], "why": ["CR from day 14", "no baseline"]}
    assert not_said(pl.DataFrame(rows))["why"].to_list() == ["no baseline"]
    verdicts = {"verdict": ["met", "unknown"], "why": ["", "age"]}
    assert not_said(pl.DataFrame(verdicts))["why"].to_list() == ["age"]
