"""The timing of all rules: what it draws, and that it leaves no rule out."""

import polars as pl
import pytest

from cartwin.rules import rule_catalogue
from cartwin.validation import time_rules
from cartwin.validation.bench.rulebook import draw_study


@pytest.fixture(scope="module")
def timed():
    return time_rules(300)


def test_every_rule_is_timed(timed):
    assert [rule.name for rule in timed.rules] == list(rule_catalogue())


def test_nearly_every_rule_has_something_to_judge(timed):
    idle = {rule.name for rule in timed.rules if not rule.rows}
    assert idle <= {"b-cell-subsets"}


def test_the_whole_is_the_sum_of_its_rules(timed):
    plain = timed.as_dict()
    assert plain["total"]["cpu"] == sum(r["cpu"] for r in plain["rules"].values())
    assert timed.ratio == pytest.approx(timed.cpu / timed.scan[1])


def test_each_patient_is_followed_at_60_visits():
    study = draw_study(100)
    followed = {"itp": "PLAT", "aha": "FVIII", "sle": "UPCR", "ssc": "CRP", "iim": "CK"}
    diseases = study.patients.select("patient", "diagnosis")
    rows = study.observations.join(diseases, on="patient").filter(
        pl.col("analyte") == pl.col("diagnosis").replace_strict(followed)
    )
    visits = rows.group_by("patient").agg(pl.col("day").n_unique())
    assert visits.height == 100
    assert set(visits["day"]) == {60}


def test_the_same_seed_draws_the_same_study():
    one, again, other = draw_study(30), draw_study(30), draw_study(30, seed=2)
    assert one.observations.equals(again.observations)
    assert not one.observations.equals(other.observations)


@pytest.mark.parametrize(("rich", "values", "items"), [(False, 1.5, 0.5), (True, 2.3, 1.6)])
def test_a_visit_holds_what_is_said_of_it(rich, values, items):
    study = draw_study(1000, rich=rich)
    visits = 60 * 1000
    assert study.observations.height / visits == pytest.approx(values, rel=0.1)
    assert study.assessments.height / visits == pytest.approx(items, rel=0.1)
