"""Values known only as limits are shown as limits."""

import polars as pl
import pytest
from tests.rules.records import record

from cartwin.errors import DataError
from cartwin.rules import grade_crs, rule_catalogue, toxicity


def counts(*rows):
    names = ["patient", "day", "value", "censoring"]
    return pl.DataFrame([("A", *r) for r in rows], schema=names, orient="row")


@pytest.mark.parametrize(
    ("rows", "evidence", "lowest"),
    [
        ([(40.0, 500.0, "below"), (50.0, 2000.0, "none")], "lowest=<500", None),
        ([(40.0, 400.0, "none"), (50.0, 500.0, "below")], "lowest=<=400", None),
        ([(40.0, 400.0, "none"), (50.0, 900.0, "none")], "lowest=400", 400.0),
    ],
)
def test_a_late_count_below_a_limit(rows, evidence, lowest):
    found = toxicity.icaht_late_grades(counts(*rows)).row(0, named=True)

    assert found["evidence"].startswith(evidence + ";")
    assert found["lowest"] == lowest
    assert "count 0/uL" not in found["why"]


def test_an_early_count_below_a_limit():
    rows = [(4.0, 100.0, "below"), (8.0, 2000.0, "none"), (27.0, 2000.0, "none")]
    found = toxicity.icaht_early_grades(counts(*rows)).row(0, named=True)

    assert "lowest=<100" in found["evidence"]
    assert found["lowest"] is None


def test_a_temperature_in_fahrenheit_is_named():
    with pytest.raises(DataError, match=r"Celsius; in Fahrenheit it would be 39\.0"):
        grade_crs(temperature=102.2)
    with pytest.raises(DataError) as raised:
        grade_crs(temperature=2000)
    assert "Fahrenheit" not in str(raised.value)


def test_a_record_shows_its_limit_too():
    values = [("A", 40, "NEUT", 0.5, {"censoring": "below"}), ("A", 60, "NEUT", 2)]
    found = rule_catalogue()["icaht-late"].apply(record(values=values))

    assert found["evidence"].item().startswith("lowest=<500;")
