"""The suite of dosing records computed by NONMEM, and whether it can fail."""

import numpy as np
import polars as pl
import pytest

from cartwin.errors import DataError
from cartwin.validation import validate
from cartwin.validation.nmtest import not_compared


HOURS = np.arange(0.0, 25.0, 1.0)
K = 1.1 / 20.0


def made_up(amount=100.0, **dose):
    """Boluses of two ids into the central compartment, with their exact course."""
    first = dict(
        time=0.0, cmt=2, amt=amount, evid=1, ii=0.0, ss=0, addl=0, rate=0.0, lagt=0.0,
        bioav=1.0, rat2=10.0, dur2=2.0, cp=0.0,
    )  # fmt: skip
    seen = [
        first | dict(time=t, amt=0.0, evid=0, cp=1000 * 100.0 / 20 * np.exp(-K * t))
        for t in HOURS
    ]
    rows = [first | dose, *seen]
    return pl.DataFrame([dict(id=i) | row for i in (1, 2) for row in rows])


def written(folder, records, words=("verified: by hand", "gate"), hour=0.0):
    records.write_csv(folder / "nmtest.csv")
    status = dict(id=[1, 2], status=words, rxode2_compares_only_after_h=[hour, hour])
    pl.DataFrame(status).write_csv(folder / "nmtest_status.csv")
    return folder


def test_every_verified_scenario_of_nonmem_is_met(reference_data):
    verdict = validate("nmtest", reference_data)

    assert [f"{c.name}: {c.deviation:.1e}, {c.detail}" for c in verdict.failures] == []
    assert verdict.passed == 18
    assert not_compared(reference_data) == {}


def test_a_planted_wrong_concentration_fails_its_id(reference_data, tmp_path):
    records = pl.read_csv(reference_data / "pk" / "nmtest.csv")
    there = (pl.col("id") == 109) & (pl.col("time") == 50) & (pl.col("evid") == 0)
    wrong = pl.when(there).then(pl.col("cp") * 1.0002).otherwise(pl.col("cp"))
    records.with_columns(cp=wrong).write_csv(tmp_path / "nmtest.csv")
    status = (reference_data / "pk" / "nmtest_status.csv").read_bytes()
    (tmp_path / "nmtest_status.csv").write_bytes(status)

    verdict = validate("nmtest", tmp_path)

    assert [(c.name, c.detail) for c in verdict.failures] == [
        ("id 109", "worst at hour 50; allowed 0.0001")
    ]


def test_a_known_course_passes_and_a_wrong_dose_fails(tmp_path):
    assert str(validate("nmtest", written(tmp_path, made_up()))) == "2 passed, 0 failed"
    wrong = written(tmp_path, made_up(amount=100.02))
    assert str(validate("nmtest", wrong)) == "0 passed, 2 failed"


def test_lag_and_bioavailability_belong_to_the_central_compartment(tmp_path):
    late = made_up(amount=200.0, bioav=0.5, lagt=0.0)
    assert validate("nmtest", written(tmp_path, late)).failed == 0
    assert validate("nmtest", written(tmp_path, made_up(lagt=2.0))).failed == 2


def test_what_was_not_verified_is_left_out_and_named(tmp_path):
    folder = written(tmp_path, made_up(), words=("gate", "the two programs disagree"))

    assert [c.name for c in validate("nmtest", folder).checks] == ["id 1"]
    assert not_compared(folder) == {2: "the two programs disagree"}


def test_an_id_without_a_status_is_left_out_and_named(tmp_path):
    extra = made_up().filter(pl.col("id") == 2).with_columns(id=pl.lit(3, pl.Int64))
    folder = written(tmp_path, pl.concat([made_up(), extra]))

    assert len(validate("nmtest", folder).checks) == 2
    assert not_compared(folder) == {3: "no row in nmtest_status.csv"}


def test_an_id_is_compared_from_its_hour_on(tmp_path):
    wrong = pl.when(pl.col("time") == 3).then(0.0).otherwise(pl.col("cp"))
    records = made_up().with_columns(cp=wrong)

    assert validate("nmtest", written(tmp_path, records)).failed == 2
    assert validate("nmtest", written(tmp_path, records, hour=4.0)).failed == 0


def test_a_verified_id_without_records_or_observations_fails(tmp_path):
    one = made_up().filter(pl.col("id") == 1)
    verdict = validate("nmtest", written(tmp_path, one))
    assert [c.detail for c in verdict.failures] == ["there are none in nmtest.csv"]

    verdict = validate("nmtest", written(tmp_path, made_up(), hour=100.0))
    assert verdict.failures[0].detail == "no observation from hour 100 on"


def test_a_record_that_cannot_be_followed_stops_the_suite(tmp_path):
    with pytest.raises(DataError, match=r"record 0 \(patient 0, TIME 0\): SS 7; expected"):
        validate("nmtest", written(tmp_path, made_up(ss=7)))


def test_two_lags_of_one_id_stop_the_suite(tmp_path):
    second = made_up(time=5.0, lagt=1.0).filter(pl.col("evid") == 1)
    records = pl.concat([made_up(), second]).sort("id", "time", maintain_order=True)
    with pytest.raises(DataError, match=r"id 1: lagt is \[0.0, 1.0\]; expected one number"):
        validate("nmtest", written(tmp_path, records))


def test_nothing_verified_is_an_error(tmp_path):
    with pytest.raises(DataError, match="nothing to compare with"):
        validate("nmtest", written(tmp_path, made_up(), words=("open", "open")))
