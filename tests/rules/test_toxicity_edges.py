"""Values on the edges of thresholds of toxicity."""

import polars as pl
import pytest
from tests.rules.records import record

from cartwin.errors import DataError
from cartwin.rules import find_rule, worst_grades
from cartwin.rules.toxicity import car_hematotox, hematotox_scores, hscore, iec_hs


@pytest.mark.parametrize(("value", "low"), [(1.5, False), (1.51, False), (1.49, True)])
def test_the_form_names_fibrinogen_below_its_bound(value, low):
    study = record(
        items=[("P1", 10, "IEC-HS", "renal", 0)], values=[("P1", 10, "FIBRINO", value)]
    )

    assert (iec_hs(study)["common"].item() == "fibrinogen") is low


def test_a_grade_of_one_is_an_onset():
    grades = pl.DataFrame(
        {"patient": "P1", "scale": "CRS", "version": "", "day": [1.0, 2.0, 5.0],
         "grade": [0, 1, 0]}
    )  # fmt: skip

    worst = worst_grades(grades).row(0, named=True)

    assert (worst["onset_day"], worst["max_day"], worst["resolution_day"]) == (2, 2, 5)


def test_a_rule_is_found_by_its_name():
    assert find_rule("crs").criterion == "crs"
    with pytest.raises(DataError, match="did you mean hlh-2004"):
        find_rule("hlh-2005")


@pytest.mark.parametrize("missing", [None, "HGB", "PLAT", "WBC"])
def test_a_blood_count_that_is_missing_leaves_the_score_open(missing):
    flags = ("immunosuppressed", "hepatomegaly", "splenomegaly", "hemophagocytosis")
    values = {
        "TEMP": 37, "FERR": 100, "TRIG": 1, "FIBRINO": 3, "AST": 20,
        "HGB": 14, "PLAT": 200, "WBC": 7,
    }  # fmt: skip
    study = record(
        items=[("P1", 3, "HLH", i, 0) for i in flags],
        values=[("P1", 3, a, v) for a, v in values.items() if a != missing],
    )

    assert hscore(study)["score"].to_list() == [None if missing else 0]


def test_a_single_point_is_named():
    values = {
        "patient": "P1", "platelets": 200.0, "neutrophils": 1000.0, "haemoglobin": 12.0,
        "crp": 1.0, "ferritin": 100.0,
    }  # fmt: skip

    found = hematotox_scores(pl.DataFrame([values])).row(0, named=True)

    assert (found["score"], found["why"]) == (1, "neutrophils 1")


@pytest.mark.parametrize(
    ("neutrophils", "crp", "score"), [(1.2, 31, 2), (1.21, 31, 1), (1.2, 30, 1)]
)
def test_values_of_the_record_are_converted_for_the_score(neutrophils, crp, score):
    values = {
        "PLAT": 200, "HGB": 12, "FERR": 100, "NEUT": neutrophils, "CRP": crp,
    }  # fmt: skip
    study = record(values=[("P1", -6, a, v) for a, v in values.items()])

    assert car_hematotox(study)["score"].to_list() == [score]
