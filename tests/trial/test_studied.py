"""A drug under study is no rescue."""

import polars as pl

from cartwin.study import open_study
from cartwin.trial import evaluate, simulate_cohorts


def purposes(name):
    virtual = simulate_cohorts(open_study(name), cohorts=2, seed=1)
    table = virtual.treatments.select("drug", "purpose").unique()
    return dict(table.iter_rows())


def test_drugs_of_the_arms_are_recorded_as_studied():
    assert purposes("itp-romiplostim-japan-2011") == {"romiplostim": "concomitant"}
    assert purposes("itp-rituximab-arnold-2012")["rituximab"] == "concomitant"


def test_rescue_and_cells_stay_what_they_are():
    found = purposes("itp-nct06352281")
    assert found["daratumumab"] == "rescue"
    assert found["car_t"] == "car_t"
    assert found["fludarabine"] == "lymphodepletion"


def test_response_to_a_studied_drug_is_told_in_every_cohort():
    evaluation = evaluate(open_study("itp-romiplostim-japan-2011"), cohorts=20, seed=1)
    [response] = [r for r in evaluation.comparison.outcomes if r.quantity == "response"]
    assert response.cohorts == 20
    assert response.median > 11
    counts = evaluation.virtual.values("PLAT").filter(pl.col("day") > 0)
    assert counts.height > 0
