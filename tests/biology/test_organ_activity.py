"""One activity for all organs: equations once, numbers of each disease its own."""

import numpy as np
import pytest
from tests.biology.driven import (
    CALM,
    LUPUS,
    MYOSITIS,
    SCLERODERMA,
    balance,
    course,
    drawn,
    typical,
    untreated,
)

from cartwin.biology import organ_activity


each = pytest.mark.parametrize(
    "organ", [LUPUS, SCLERODERMA, MYOSITIS], ids=lambda o: o[-1].__name__
)
ALIKE = {"act0"}  # the scale, which only lupus spreads


@each
def test_a_disease_gives_every_number_of_its_own(organ):
    own = {p.name: p for p in organ[-1].PRIORS}

    for shared in organ_activity.PARAMETERS:
        if shared.name not in ALIKE:
            assert own[shared.name].source != shared.source, shared.name


@each
def test_shares_add_up_to_one_in_every_patient(organ):
    _, known = balance(organ, drawn(organ))

    assert np.abs(known["uA"] + known["uB"] + known["uI"] - 1.0).max() < 1e-14


@each
def test_the_typical_patient_has_the_weights_as_shares(organ):
    _, known = balance(organ, typical(organ))

    assert known["uB"] == pytest.approx(known["wB"])


@each
def test_activity_follows_a_step_as_an_exponential(organ):
    """Closed form: what drives falls at once to what no B cell explains."""
    days = np.array([0.0, 30.0, 100.0, 200.0])
    given = typical(organ)
    left, rate = given["wI"], given["k_activity"]
    found = course(organ, days, lambda _t: (0.0, 0.0))["activity"]

    assert found == pytest.approx(left + (1.0 - left) * np.exp(-rate * days), abs=1e-6)


@each
@pytest.mark.parametrize("acting", ["igc", "activity_block"])
def test_what_blocks_inflammation_lowers_activity_for_as_long_as_it_is_given(organ, acting):
    blocked = course(organ, [0.0, 365.0], untreated, acting={**CALM, acting: 0.5})
    weight = typical(organ)["gc_activity"] if acting == "igc" else 1.0

    assert blocked["activity"][-1] == pytest.approx(1.0 - 0.5 * weight, abs=1e-6)


@each
def test_who_is_twice_as_ill_is_in_balance_too(organ):
    found = course(organ, [0.0, 100.0], untreated, typical(organ, act0=2.0))

    for state in {s.name for m in organ for s in m.STATES} - {
        n for m in organ for n in getattr(m, "ACCUMULATES", ())
    }:
        assert found[state][1] == pytest.approx(found[state][0], rel=1e-6), state
