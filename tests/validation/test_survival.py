"""The suite `survival`: what it passes, what it fails, what it refuses."""

import pytest

from cartwin.errors import DataError
from cartwin.validation.survival import survival


PATIENTS = "time,status,arm\n3,1,a\n5,1,a\n5,0,a\n8,1,a\n10,0,a\n2,1,b\n4,1,b\n"
CURVE = (
    "group,time,n_risk,n_event,survival,std_err_greenwood,lower95_log,upper95_log\n"
    "a,3,5,1,0.8,0.179,0.516,1.0\n"
    "b,2,2,1,0.5,0.354,0.125,1.0\n"
    "b,4,1,1,0.0,NaN,NA,NA\n"
)
VALUES = (
    "quantity,value\n"
    "toy KM median a,8\n"
    "toy KM median 0.95LCL a (log transform),5\n"
    "toy KM median 0.95UCL a,\n"
    "toy KM median b,3\n"
    "toy log-rank chisq (1 df),3.9\n"
    "toy Cox efron LRT,3.3\n"
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "toy.csv").write_text(PATIENTS)
    (tmp_path / "toy_km_reference_R.csv").write_text(CURVE)
    (tmp_path / "reference_values.csv").write_text(VALUES)
    return tmp_path


def test_each_number_of_a_curve_and_each_quantity_is_a_check(folder):
    found = {c.name: c for c in survival(folder).checks}

    assert len(found) == 3 * 6 + 6
    assert found["toy a at 3: survival"].passed
    assert found["toy b at 4: std_err_greenwood"].passed
    assert found["toy KM median b"].found == 3.0
    assert found["toy KM median 0.95UCL a"].passed


def test_a_number_that_differs_in_its_last_digit_fails(folder):
    curve = folder / "toy_km_reference_R.csv"
    curve.write_text(CURVE.replace("0.179", "0.178"))
    failed = [c.name for c in survival(folder).failures]

    assert "toy a at 3: std_err_greenwood" in failed
    assert "toy a at 3: survival" not in failed


def test_a_limit_that_is_reached_though_none_is_expected_fails(folder):
    values = folder / "reference_values.csv"
    values.write_text(VALUES.replace("LCL a (log transform),5", "LCL a (log transform),"))

    assert "toy KM median 0.95LCL a (log transform)" in {
        c.name for c in survival(folder).failures
    }


def test_steps_and_quantities_that_are_not_there_fail(folder):
    (folder / "toy_km_reference_R.csv").write_text(CURVE + "a,99,1,1,0.1,0.1,0.1,0.1\n")
    (folder / "reference_values.csv").write_text(VALUES + "toy Gray chisq,1.0\n")
    failed = {c.name: c for c in survival(folder).failures}

    assert failed["toy a at 99"].found == "nothing"
    assert "no such quantity" in failed["toy Gray chisq"].detail


def test_a_status_of_one_and_two_is_that_of_r(folder):
    recoded = PATIENTS.replace(",1,", ",2,").replace(",0,", ",1,")
    before = [c.found for c in survival(folder).checks]
    (folder / "toy.csv").write_text(recoded)

    assert [c.found for c in survival(folder).checks] == before


def test_groups_may_be_numbers_and_columns_shouted(folder):
    recoded = PATIENTS.replace(",a\n", ",1\n").replace(",b\n", ",2\n")
    (folder / "toy.csv").write_text(recoded.replace("time,status,arm", "Time,STATUS,sex"))
    curve = CURVE.replace("\na,", "\nsex=1,").replace("\nb,", "\nsex=2,")
    (folder / "toy_km_reference_R.csv").write_text(curve)
    values = VALUES.replace(" a", " sex=1").replace(" b", " 2")
    (folder / "reference_values.csv").write_text(values)

    found = {c.name: c for c in survival(folder).checks}
    assert len(found) == 3 * 6 + 6
    assert found["toy KM median 2"].found == 3.0
    assert found["toy 1 at 3: survival"].passed
    assert found["toy KM median 0.95LCL sex=1 (log transform)"].found == 5.0


@pytest.mark.parametrize("quantity", ["KM median c", "KM median", "Cox efron coef arm=c"])
def test_a_group_that_is_not_there_fails(folder, quantity):
    (folder / "reference_values.csv").write_text(f"quantity,value\ntoy {quantity},8\n")

    failed = survival(folder).failures[-1]
    assert failed.found == "nothing"
    assert "those of toy are a, b" in failed.detail


def test_missing_files_are_named(tmp_path):
    with pytest.raises(DataError, match=r"no file reference_values\.csv"):
        survival(tmp_path)
    (tmp_path / "reference_values.csv").write_text("quantity,value\ntoy KM median a,8\n")
    (tmp_path / "toy.csv").write_text("time,status\n1,1\n")
    with pytest.raises(DataError, match="no column of groups"):
        survival(tmp_path)


def test_the_printed_numbers_of_r(reference_data):
    verdict = survival(reference_data)

    assert verdict.passed >= 106
    assert verdict.failures == ()
