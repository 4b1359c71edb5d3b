"""Quantiles of the spreads agree with the draws."""

import numpy as np
import pytest

from cartwin.biology import PARAMETERS
from cartwin.parameters import (
    Covariate,
    Exponential,
    Fixed,
    LogitNormal,
    LogNormal,
    Mixture,
)


SPREADS = {
    "fixed": (2.0, Fixed()),
    "told": (2.0, Covariate()),
    "log-normal": (3.0, LogNormal(cv=0.5)),
    "log-normal with a ceiling": (0.6, LogNormal(cv=0.8, ceiling=0.9)),
    "logit-normal": (0.2, LogitNormal(sd=1.2)),
    "exponential": (1.5, Exponential(floor=0.3)),
    "subgroup of one value": (1.0, Mixture(share=0.2, median=0.4)),
    "subgroup above": (0.0, Mixture(share=0.3, median=2.0, omega=0.5)),
    "two log-normals": (
        1.0,
        Mixture(share=0.4, median=1.3, omega=0.6, otherwise=LogNormal(cv=0.3)),
    ),
    "two log-normals, one with a ceiling": (
        0.3,
        Mixture(share=0.4, median=0.8, omega=0.6, ceiling=1.0, otherwise=LogNormal(cv=0.3)),
    ),
}
MANY = 200_000


class Many:
    """Random numbers of many patients."""

    def __init__(self):
        self.generator = np.random.default_rng(7)

    def normal(self):
        return self.generator.normal(size=MANY)

    def random(self):
        return self.generator.random(MANY)


@pytest.mark.parametrize("name", SPREADS)
def test_quantiles_are_those_of_many_draws(name):
    typical, spread = SPREADS[name]
    drawn = np.sort(np.broadcast_to(spread.draw(typical, Many()), MANY))

    shares = np.linspace(0.02, 0.98, 25)
    found = spread.quantile(typical, shares)

    # a share of the draws, up to what chance allows, lies at or below each quantile
    below = np.searchsorted(drawn, found * (1 - 1e-9), side="left") / MANY
    upto = np.searchsorted(drawn, found * (1 + 1e-9), side="right") / MANY
    assert (below <= shares + 0.006).all()
    assert (upto >= shares - 0.006).all()


@pytest.mark.parametrize("name", SPREADS)
def test_quantiles_rise_with_the_share(name):
    typical, spread = SPREADS[name]

    assert (np.diff(spread.quantile(typical, np.linspace(0.001, 0.999, 400))) >= 0).all()


def test_the_parts_of_a_mixture_that_share_a_value_are_met_exactly():
    found = Mixture(share=0.2, median=0.4).quantile(1.0, np.array([0.01, 0.19, 0.21, 0.9]))

    assert found.tolist() == [0.4, 0.4, 1.0, 1.0]


def test_the_median_is_the_typical_value():
    half = np.array([0.5])
    for p in PARAMETERS:
        if isinstance(p.spread, LogNormal | LogitNormal):
            assert p.spread.quantile(p.value, half)[0] == pytest.approx(p.value)


def test_the_distribution_function_turns_the_quantiles_of_a_mixture_back():
    from scipy.stats import lognorm

    spread = SPREADS["two log-normals"][1]
    shares = np.linspace(0.001, 0.999, 200)
    found = spread.quantile(1.0, shares)

    one = lognorm(0.6, scale=1.3).cdf(found)
    other = lognorm(spread.otherwise.omega).cdf(found)
    assert 0.4 * one + 0.6 * other == pytest.approx(shares, abs=1e-12)
