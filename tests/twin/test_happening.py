"""Events are a Poisson process of what is expected, and stay with their patient."""

import numpy as np
import pytest

from cartwin.study import parse_regimen
from cartwin.twin import simulate_adults
from cartwin.twin.happening import INFECTION, Exposed, Happening, happen
from cartwin.twin.random import keys_of


CARE = "flu 30 mg/m2 d-5,-4,-3; cy 300 mg/m2 d-5,-4,-3; cart 1e6/kg d0"


def exposed(n, last=1000.0, times=(0.0, 500.0, 1000.0)):
    names = [f"P{i}" for i in range(n)]
    return Exposed(
        names=names,
        keys=keys_of(names),
        times=np.array(times),
        last=np.full(n, last),
    )


def course(n, *steps):
    return np.outer(steps, np.ones(n))


def test_counts_are_those_of_a_poisson_process():
    n = 4000
    events = happen(exposed(n), [(INFECTION, course(n, 0.0, 0.4, 0.8))], seed=3)
    counts = np.zeros(n)
    by = events.group_by("patient").len()["len"].to_numpy()
    counts[: len(by)] = by

    assert counts.mean() == pytest.approx(0.8, abs=0.05)
    assert counts.var() == pytest.approx(0.8, abs=0.07)
    assert np.mean(counts == 0) == pytest.approx(np.exp(-0.8), abs=0.025)


def test_events_fall_where_the_hazard_is():
    n = 2000
    events = happen(exposed(n), [(INFECTION, course(n, 0.0, 0.1, 1.0))], seed=3)

    assert (events["day"] > 500).mean() == pytest.approx(0.9, abs=0.03)


def test_nothing_happens_after_the_last_day_or_without_a_hazard():
    n = 300
    late = happen(exposed(n, last=499.0), [(INFECTION, course(n, 0, 0, 3.0))], seed=3)
    never = happen(exposed(n), [(INFECTION, course(n, 2.0, 2.0, 2.0))], seed=3)

    assert len(late) == 0
    assert len(never) == 0


def test_the_events_of_a_patient_do_not_depend_on_the_company():
    few = happen(exposed(5), [(INFECTION, course(5, 0, 1, 2))], seed=3)
    many = happen(exposed(50), [(INFECTION, course(50, 0, 1, 2))], seed=3)

    assert few.equals(many.filter(many["patient"].is_in([f"P{i}" for i in range(5)])))


def test_grades_are_as_frequent_as_declared():
    kind = Happening(term="x", observable="x", grades=((2, 0.6), (3, 1.0)))
    events = happen(exposed(3000), [(kind, course(3000, 0, 1, 2))], seed=3)

    assert (events["grade"] == 2).mean() == pytest.approx(0.6, abs=0.03)
    assert set(events["grade"]) == {2, 3}


def test_a_failed_course_has_no_events():
    broken = np.full((3, 2), np.nan)

    assert len(happen(exposed(2), [(INFECTION, broken)], seed=3)) == 0


def test_patients_bleed_less_once_platelets_are_back():
    def bleeds(care):
        study = simulate_adults("itp", parse_regimen(care), n=150, days=180.0, seed=2)
        rows = study.adverse_events
        return len(rows.filter(rows["term"].str.contains("bleeding"), rows["day"] > 60))

    assert bleeds(CARE) < 0.5 * bleeds("pred 0 mg d0")
