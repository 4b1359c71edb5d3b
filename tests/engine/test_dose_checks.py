"""Dosing records that cannot be followed: every fault of every record, at once."""

import numpy as np
import pytest
from tests.engine.dosed_systems import COMPARTMENTS, simulated

from cartwin.engine import Delivery, Doses
from cartwin.errors import SolveError


def test_every_faulty_record_is_listed_at_once(linear):
    columns = dict(
        time=[0.0, 0.0, 1.0, 2.0, 1.0], evid=[1, 1, 7, 1, 1],
        amt=[-5.0, 100.0, 1.0, 1.0, 1.0], cmt=[2, 3, 2, 2, 2],
        rate=[0.0, -3.0, 0.0, 1.0, 0.0], ii=[0.0, 0.0, 0.0, -1.0, 0.0],
    )  # fmt: skip
    with pytest.raises(SolveError) as caught:
        simulated(linear, patient=[0] * 5, **columns)
    lines = str(caught.value).splitlines()[1:]
    assert [line.strip() for line in lines] == [
        "record 0 (patient 0, TIME 0): AMT -5; expected 0 or more",
        "record 1 (patient 0, TIME 0): RATE -3; expected 0 or more, -1 (modelled rate) or "
        "-2 (modelled duration)",
        "record 1 (patient 0, TIME 0): CMT 3; expected 1 to 2 (depot, central)",
        "record 2 (patient 0, TIME 1): EVID 7; expected 0, 1, 2, 3 or 4",
        "record 3 (patient 0, TIME 2): II -1; expected 0 or more",
        "record 4 (patient 0, TIME 1): TIME goes back; expected the records of a patient "
        "in the order of time, after a reset too",
    ]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (dict(amt=0.0), "AMT 0; expected more"),
        (dict(amt=np.nan), "AMT nan; expected 0 or more"),
        (dict(evid=3), "EVID 3 gives no dose, but AMT"),
        (dict(rate=5.0, dur=2.0), "RATE 5 and DUR 2; give one"),
        (dict(dur=-1.0), "DUR -1"),
        (dict(addl=2), "ADDL 2 and SS 0 without II"),
        (dict(addl=1.5, ii=24.0), "ADDL 1.5; expected a whole number"),
        (dict(ss=1), "ADDL 0 and SS 1 without II"),
        (dict(ss=3, ii=24.0), "SS 3; expected 0, 1 or 2"),
        (dict(ss=1, amt=0.0, rate=5.0, addl=1), "ADDL 1 after a constant infusion"),
        (dict(ss=1, amt=0.0, rate=-2), "RATE -2 with AMT 0"),
        (dict(rate=-1), "RATE -1, but the rate of the compartment is nan"),
        (dict(rate=-2), "RATE -2, but the duration of the compartment is nan"),
        (dict(patient=[0, -1]), "record 1 .* there is no such patient; expected 0 to 0"),
        (dict(time=np.inf), "TIME inf; expected a finite number"),
        (dict(evid=2, amt=0.0, cmt=-2), "EVID 2 with CMT -2 turns a compartment off"),
        (dict(ii=1e-9, addl=1e14), r"stands for 1.3e\+11 doses by the end"),
        (dict(ii=1.0, ss=1, dur=1e14), r"stands for 1e\+14 .*a shorter infusion"),
        (dict(ii=1e-320, ss=1, dur=1.0), "stands for inf doses"),
    ],
)
def test_an_impossible_record_is_refused(linear, columns, message):
    with pytest.raises(SolveError, match=message):
        simulated(linear, **({"patient": 0} | columns))


@pytest.mark.parametrize(
    ("delivery", "message"),
    [
        (Delivery(lag=-1.0), "lag -1; expected 0 or more"),
        (Delivery(fraction=np.nan), "bioavailability nan"),
        (Delivery(lag=np.array([1.0, 2.0])), "one for each of 1 patients"),
    ],
)
def test_an_impossible_delivery_is_refused(linear, delivery, message):
    with pytest.raises(SolveError, match=message):
        simulated(linear, {"central": delivery})


def test_an_unknown_compartment_is_refused(linear):
    with pytest.raises(SolveError, match=r"'centrl' is no state .*did you mean central"):
        simulated(linear, {"centrl": Delivery()})


def test_columns_must_have_one_entry_per_record():
    with pytest.raises(SolveError, match="patient 2, amt 3; expected one entry per record"):
        Doses.from_columns(2, COMPARTMENTS, patient=[0, 1], time=0.0, amt=[1.0, 2.0, 3.0])


def test_half_a_patient_is_refused():
    with pytest.raises(SolveError, match=r"patients 0\.5 \(record 1\), nan \(record 2\);"):
        Doses.from_columns(2, COMPARTMENTS, patient=[0, 0.5, np.nan], time=0.0, amt=1.0)


def test_doses_without_times_of_a_simulation_are_refused(linear):
    with pytest.raises(SolveError, match="times: none given; expected the times of"):
        simulated(linear, times=[])


def test_only_the_first_twenty_faults_are_printed(linear):
    with pytest.raises(SolveError, match=r"\.\.\. and 5 more"):
        simulated(linear, patient=[0] * 25, amt=-1.0)
