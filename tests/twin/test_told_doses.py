"""What a visit notes of daily doses is what the patient takes, at any weight."""

import polars as pl
import pytest

from cartwin.errors import DataError
from cartwin.study import parse_regimen
from cartwin.twin import simulate_adults


CARE = "prednisolone 5 mg d0..60; mycophenolate 2000 mg d0..60"


@pytest.mark.parametrize(
    ("disease", "instrument", "item", "taken"),
    [
        ("sle", "SLE", "prednisolone", 5.0),
        ("sle", "SLE", "mycophenolate_mofetil", 2000.0),
        ("aha", "AHA", "prednisolone", 5.0),
    ],
)
def test_a_dose_is_noted_in_milligrams_whatever_the_weight(
    disease, instrument, item, taken
):
    study = simulate_adults(disease, parse_regimen(CARE), n=40, days=60.0, seed=2)
    noted = study.assessments.filter(
        pl.col("instrument") == instrument, pl.col("item") == item, pl.col("day") == 56
    )["value"]

    assert study.patients["weight"].max() - study.patients["weight"].min() > 20
    assert len(noted) == 40
    assert noted.to_list() == pytest.approx([taken] * 40, rel=0.02)


def test_a_spleen_cannot_be_taken_twice():
    def last(care):
        study = simulate_adults("itp", parse_regimen(care), n=10, days=60.0, seed=2)
        return study.values("PLAT").filter(day=60)["value"].to_list()

    once = last("splenectomy 1 organ d0")

    assert last("splenectomy 1 organ d0,30") == once
    with pytest.raises(DataError, match="at most 1 organ"):
        parse_regimen("splenectomy 2 organ d0")
