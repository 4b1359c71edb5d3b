"""Patients drawn to have the first readings that were reported."""

import numpy as np
import pytest

from cartwin.errors import ModelError
from cartwin.study import Regimen
from cartwin.twin import Candidate, draw_patients, simulate
from cartwin.twin.plan import Plan


def patients(n, **wanted):
    return [
        Candidate(
            patient=f"P{i}", cohort="C1", age=40.0, sex="male", baseline=None, wanted=wanted
        )
        for i in range(n)
    ]


def first_values(disease, who, analyte, day=-6.0):
    drawn = draw_patients(disease, who, seed=3, baseline_days={analyte: day})
    plan = Plan(
        regimens=(Regimen(()),) * len(who),
        arms=("all",) * len(who),
        visits={analyte: (day,)},
        follow_up=np.full(len(who), 10.0),
    )
    study = simulate(drawn, plan, seed=3, name="first", title="First")
    return study.values(analyte)["value"].to_numpy(), drawn


@pytest.mark.parametrize(("low", "high"), [(5.0, 10.0), (200.0, 600.0)])
def test_the_reading_at_the_first_visit_is_as_wanted(low, high):
    values, drawn = first_values("aha", patients(40, F8INH=(low, high)), "F8INH")

    assert ((values >= low) & (values <= high)).all()
    assert drawn.attempts.max() > 1


def test_what_is_not_wanted_changes_nobody():
    plain = draw_patients("sle", patients(20), seed=3)
    asked = draw_patients("sle", patients(20, IGG=(0.0, 1e6)), seed=3)

    assert (asked.attempts == 1).all()
    for name, values in plain.parameters.items():
        assert np.array_equal(values, asked.parameters[name]), name


def test_one_patient_may_want_what_another_does_not():
    who = [*patients(1, IGG=(14.0, 99.0)), *patients(3)[1:]]
    drawn = draw_patients("sle", who, seed=5)
    alone = draw_patients("sle", who[1:], seed=5)

    for name, values in alone.parameters.items():
        assert np.array_equal(values, drawn.parameters[name][1:]), name


def test_what_nobody_has_is_refused_in_words():
    with pytest.raises(ModelError, match=r"P0.*IGG of 900 to 1000; widen"):
        draw_patients("sle", patients(1, IGG=(900.0, 1000.0)), seed=3)


def test_what_the_twin_does_not_read_is_refused():
    with pytest.raises(ModelError, match="does not read 'GPAB'"):
        draw_patients("sle", patients(1, GPAB=(0.0, 9.0)), seed=3)
