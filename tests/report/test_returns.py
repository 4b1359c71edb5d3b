"""The product-limit estimate of the return of B cells."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.stats import CensoredData, ecdf

from cartwin.report.returns import product_limit, tabulate_returns


patients = st.lists(
    st.tuples(st.integers(1, 40).map(float), st.booleans()), min_size=1, max_size=40
)


def test_it_is_that_of_the_classical_example():
    """Freireich's remission times, 6-MP arm, as in every textbook (n = 21)."""
    relapsed = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    followed = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    days = np.array(relapsed + followed, float)
    curve = product_limit(days, np.arange(21) < len(relapsed))

    assert 1 - curve.at(6) == pytest.approx(0.857, abs=5e-4)
    assert 1 - curve.at(10) == pytest.approx(0.753, abs=5e-4)
    assert 1 - curve.at(23) == pytest.approx(0.448, abs=5e-4)
    assert curve.reaches(0.5) == 23


@given(patients)
def test_it_is_what_scipy_computes(rows):
    days = np.array([d for d, _ in rows])
    returned = np.array([r for _, r in rows])
    curve = product_limit(days, returned)
    theirs = ecdf(CensoredData(uncensored=days[returned], right=days[~returned])).cdf

    for day in np.unique(days):
        assert curve.at(day) == pytest.approx(float(theirs.evaluate(day)), abs=1e-12)


def test_arms_add_up_to_all(evaluation):
    *arms, everyone = tabulate_returns(evaluation)

    assert everyone.arm == "all"
    assert sum(a.patients for a in arms) == everyone.patients == 12
    assert sum(a.returned for a in arms) == everyone.returned
