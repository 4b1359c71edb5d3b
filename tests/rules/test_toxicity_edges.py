"""Values on the edges of thresholds of toxicity."""

import polars as pl
import pytest
from tests.rules.records import record

from cartwin.errors import DataError
from cartwin.rules import find_rule, worst_grades
from cartwin.rules.toxicity import iec_hs


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
