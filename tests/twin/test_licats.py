"""LICATS: as often, as early and as bad as counted, and graded by its published rule."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from tests.rules.records import record

from cartwin.rules.toxicity import licats
from cartwin.study import parse_regimen
from cartwin.twin import simulate_adults
from cartwin.twin.licats import ORGANS, Susceptible, draw_licats, licats_findings
from cartwin.twin.random import keys_of


N = 4000


def people(n=N, organs=tuple(ORGANS), first=0.0, last=1000.0):
    names = [f"P{i}" for i in range(n)]
    return Susceptible(
        names=names,
        keys=keys_of(names),
        affected={o: np.full(n, o in organs) for o in ORGANS},
        first=np.full(n, first),
        last=np.full(n, last),
    )


@pytest.fixture(scope="module")
def events():
    return draw_licats(people(), seed=1)


def test_about_three_in_four_have_it(events):
    assert events["patient"].n_unique() / N == pytest.approx(30 / 39, abs=0.03)


def test_onset_and_length_have_the_published_medians(events):
    assert events["day"].median() == pytest.approx(10, abs=1)
    assert (events["end_day"] - events["day"]).median() == pytest.approx(11, abs=1)


def test_grades_and_organs_have_their_shares(events):
    n = len(events)
    grades = events["grade"].value_counts().sort("grade")["count"] / n

    np.testing.assert_allclose(grades, [0.65, 0.30, 0.05], atol=0.02)
    skin = events["term"].str.contains("skin").mean()
    assert skin == pytest.approx(0.35, abs=0.03)


def test_only_in_affected_organs():
    found = draw_licats(people(organs=("joints", "kidney")), seed=1)

    assert {*found["term"]} == {"LICATS: joints", "LICATS: kidney"}
    assert draw_licats(people(organs=()), seed=1).is_empty()


def test_only_while_there_are_no_b_cells():
    found = draw_licats(people(first=5.0, last=20.0), seed=1)

    assert found["day"].min() >= 5
    assert found["day"].max() <= 20
    assert draw_licats(people(first=np.nan), seed=1).is_empty()


def test_an_event_belongs_to_its_patient(events):
    few = people(10)
    found = draw_licats(replace(few), seed=1)
    same = events.filter(pl.col("patient").is_in(few.names))

    assert found.equals(same)
    assert not draw_licats(few, seed=2).equals(same)


def test_the_rule_gives_the_grade_of_each_event():
    events = draw_licats(people(300), seed=1)
    noted = licats_findings(events).select(
        "patient",
        "day",
        "instrument",
        "item",
        pl.coalesce(pl.col("text"), pl.col("value").cast(str)),
    )
    rows = [
        (p, d, i, n, v if n == "organ" else float(v)) for p, d, i, n, v in noted.iter_rows()
    ]
    found = licats(record(items=rows)).sort("patient", "day")

    assert found["grade"].to_list() == events["grade"].to_list()
    assert found["onset"].null_count() == 0


def test_virtual_patients_of_a_rheumatic_disease_have_it_and_those_of_itp_do_not():
    care = "flu 25 mg/m2 d-5,-4,-3; cy 1000 mg/m2 d-3; cart 1e6/kg d0"

    def share(disease, regimen):
        study = simulate_adults(disease, parse_regimen(regimen), n=150, days=90.0, seed=4)
        events = study.adverse_events
        local = events.filter(events["term"].str.starts_with("LICATS"))
        return local["patient"].n_unique() / 150

    assert 0.6 < share("ssc", care) < 0.85
    assert share("ssc", "pred 0 mg d0") == 0.0  # whose B cells stay
    assert share("ssc", "rituximab 1000 mg d0,14") == 0.0  # B cells go without CAR-T
    assert share("itp", care) == 0.0
