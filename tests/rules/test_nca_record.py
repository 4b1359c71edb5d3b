"""Kinetics of a record: one assay at a time, everyone in the table, the label's layout."""

import polars as pl
import pytest

from cartwin.rules.nca import analyse_study, car_kinetics, label_table
from cartwin.study import Col, Origin, Study


COURSE = [(0, 0), (3, 50), (7, 4000), (10, 20000), (14, 8000), (21, 2000), (28, 1000)]
COLUMNS = [Col.PATIENT, Col.DAY, Col.ANALYTE, Col.VALUE, Col.CENSORING, Col.METHOD]


def record(rows):
    frame = pl.DataFrame(rows, schema=COLUMNS, orient="row", strict=False)
    tables = {"observations": frame.with_columns(pl.col(Col.DAY, Col.VALUE).cast(float))}
    return Study(name="s", title="s", origin=Origin.REAL, disease="itp", tables=tables)


def course(patient, factor=1.0, analyte="CARCOPY", method=None):
    return [
        (patient, d, analyte, v * factor, "below" if v == 50 else "none", method)
        for d, v in COURSE
    ]


def test_everyone_has_a_row_also_without_samples():
    rows = [*course("P1"), ("P2", -6, "CARCOPY", 50, "below", None)]
    rows += [("P3", 7, "PLAT", 12, "none", None), ("P4", 7, "CARCOPY", 50, "below", None)]
    found = {r["patient"]: r for r in car_kinetics(record(rows)).rows(named=True)}

    assert found["P1"]["auc_0_28"] == pytest.approx(8000 + 36000 + 56000 + 35000 + 10500)
    assert (found["P1"]["tmax"], found["P1"]["tlast"]) == (10, 28)
    assert [found[p]["expansion"] for p in ("P1", "P2", "P3", "P4")] == [
        True,
        None,
        None,
        False,
    ]
    assert {found[p]["flags"] for p in found} == {""}
    assert found["P4"]["auc_truncated"] is None


def test_a_value_above_the_assay_counts_as_its_limit():
    rows = [*course("P1"), ("P1", 11, "CARCOPY", 90000, "above", None)]
    found = car_kinetics(record(rows)).row(0, named=True)

    assert (found["cmax"], found["tmax"]) == (90000, 11)


def test_copies_and_cells_and_methods_never_share_a_curve():
    rows = [*course("P1"), *course("P1", 0.01, "CARCELL")]
    rows += [("P1", 11, "CARCOPY", 9e9, "none", "other")]
    found = analyse_study(record(rows))

    assert found["analyte"].to_list() == ["CARCELL", "CARCOPY"]
    assert found["cmax"].to_list() == [200, 20000]
    assert found["lambda_z_days"].to_list() == [[14, 21, 28]] * 2


def test_a_study_has_the_half_life_with_its_points_and_the_area_of_a_month():
    row = analyse_study(record(course("P1"))).row(0, named=True)

    assert row["half_life"] == pytest.approx(4.6666667, rel=0.02)
    assert (row["lambda_z_points"], row["auc_truncated"]) == (3, False)
    assert row["auc_0_28"] == pytest.approx(145500)
    assert row["auc_last"] == pytest.approx(145500)


def test_the_label_prints_geometric_means_each_with_its_n():
    rows = [r for i in range(1, 6) for r in course(f"P{i}", float(i))]
    rows += [("P6", 7, "CARCOPY", 300, "none", None)]
    found = {r["parameter"]: r for r in label_table(record(rows)).rows(named=True)}

    assert (found["cmax"]["n"], found["half_life"]["n"]) == (6, 5)
    assert found["half_life"]["missing"] == 1
    mean = (1 * 2 * 3 * 4 * 5 * 20000**5 * 300) ** (1 / 6)
    assert found["cmax"]["geometric_mean"] == pytest.approx(mean)
    assert found["tmax"]["median"] == 10
    assert set(found) == {"cmax", "tmax", "auc_0_28", "half_life"}
