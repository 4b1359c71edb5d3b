"""Two-stage designs and escalation: published designs, definitions, refusals."""

import math

import pytest
from scipy.stats import beta as beta_law, binom

from cartwin.rules.statistics import (
    SimonDesign,
    boin_boundaries,
    boin_decisions,
    simon_two_stage,
)


@pytest.mark.parametrize(
    ("p0", "p1", "design", "wanted"),
    [
        (0.05, 0.25, SimonDesign.OPTIMAL, (0, 9, 2, 17)),
        (0.05, 0.25, SimonDesign.MINIMAX, (0, 12, 2, 16)),
        (0.1, 0.3, SimonDesign.OPTIMAL, (1, 10, 5, 29)),
        (0.1, 0.3, SimonDesign.MINIMAX, (1, 15, 5, 25)),
    ],
)
def test_published_two_stage_designs(p0, p1, design, wanted):
    found = simon_two_stage(p0, p1, design=design, largest=40)

    assert (found.r1, found.n1, found.r, found.n) == wanted


def test_a_design_keeps_its_promises():
    found = simon_two_stage(0.2, 0.4, alpha=0.1, beta=0.1, largest=60)

    def worth_more(p):
        first = range(found.r1 + 1, found.n1 + 1)
        second = found.n - found.n1
        return sum(
            binom.pmf(x, found.n1, p) * binom.sf(found.r - x, second, p) for x in first
        )

    stop = binom.cdf(found.r1, found.n1, 0.2)
    assert found.alpha == pytest.approx(worth_more(0.2))
    assert found.alpha <= 0.1
    assert found.power == pytest.approx(worth_more(0.4))
    assert found.power >= 0.9
    assert found.early_stop == pytest.approx(stop)
    expected = found.n1 + (1 - stop) * (found.n - found.n1)
    assert found.expected_n == pytest.approx(expected)


def test_impossible_designs_are_refused():
    with pytest.raises(ValueError, match="0 < p0 < p1 < 1"):
        simon_two_stage(0.3, 0.3)
    with pytest.raises(ValueError, match="expected fractions"):
        simon_two_stage(0.1, 0.3, alpha=0)
    with pytest.raises(ValueError, match="at most 10 patients"):
        simon_two_stage(0.1, 0.2, largest=10)


def test_boundaries_are_where_two_rates_are_equally_likely():
    found = boin_boundaries(0.3)

    for rate, other in ((found.escalate, 0.18), (found.deescalate, 0.42)):
        at = [rate * math.log(p) + (1 - rate) * math.log(1 - p) for p in (other, 0.3)]
        assert at[0] == pytest.approx(at[1])
    own = boin_boundaries(0.3, too_low=0.2, too_high=0.5)
    assert found.escalate < own.escalate
    assert found.deescalate < own.deescalate
    with pytest.raises(ValueError, match="expected to rise"):
        boin_boundaries(0.3, too_low=0.4)


def test_decisions_follow_the_boundaries_and_eliminate_when_sure():
    found = boin_boundaries(0.25)
    table = boin_decisions(0.25, 12)

    assert table["eliminate_from"][:2].to_list() == [None, None]
    for n, up, down, out in table.iter_rows():
        assert up / n <= found.escalate < (up + 1) / n
        assert (down - 1) / n < found.deescalate <= down / n
        if n >= 3:
            assert beta_law.sf(0.25, 1 + out, 1 + n - out) > 0.95
            assert beta_law.sf(0.25, out, 2 + n - out) <= 0.95


def test_a_lower_certainty_eliminates_earlier():
    strict, loose = boin_decisions(0.3, 12), boin_decisions(0.3, 12, certainty=0.8)

    assert (loose["eliminate_from"][2:] <= strict["eliminate_from"][2:]).all()
    assert loose["eliminate_from"][11] < strict["eliminate_from"][11]
    assert boin_decisions(0.3, 4, fewest=1)["eliminate_from"][1] == 2
