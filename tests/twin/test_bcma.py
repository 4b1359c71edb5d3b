"""What strikes BCMA takes B cells too, and so lasts longer than its plasma cells need."""

import numpy as np
import pytest
from tests.twin.typical import LYMPHODEPLETION, followed

from cartwin.engine import Event


DAYS = np.arange(-10.0, 366.0)
CAR_T = (*LYMPHODEPLETION, Event(0.0, "BCB", 70.0))
TECLISTAMAB = tuple(Event(7.0 * w, "TECD", 105.0) for w in range(5))
SPARED = {"p_bcma_b": 0.0, "p_bcma_t": 0.0, "p_tec_b": 0.0, "p_tec_t": 0.0}
seen = followed("sle", DAYS)


def test_b_cells_leave_the_blood_within_a_month_and_are_back_after_three():
    """As in seven patients with lupus nephritis after BCMA CAR-T."""
    cells = seen("BCELL", *CAR_T)

    assert cells[(DAYS > 5) & (DAYS <= 30)].max() < 10.0
    assert 10.0 < cells[DAYS == 90.0][0] < 100.0
    assert cells[-1] > 0.8 * cells[0]


def test_lupus_is_quiet_for_nine_months_because_b_cells_are_struck():
    quiet = seen("activity", *CAR_T)
    relapsed = seen("activity", *CAR_T, **SPARED)

    assert quiet[DAYS == 270.0][0] < 0.1
    assert relapsed[DAYS == 270.0][0] > 0.9


@pytest.mark.parametrize("events", [CAR_T, TECLISTAMAB], ids=["CAR-T", "teclistamab"])
def test_a_drug_against_bcma_lowers_b_cells_and_delays_relapse(events):
    struck, spared = (seen("BCELL", *events, **c)[DAYS == 30] for c in ({}, SPARED))
    lasts, fails = (seen("activity", *events, **c)[DAYS == 180] for c in ({}, SPARED))

    assert struck[0] < 0.3 * spared[0]
    assert lasts[0] < 0.5 * fails[0]


def test_teclistamab_delays_relapse_and_does_not_cure():
    assert seen("activity", *TECLISTAMAB)[-1] > 0.7
