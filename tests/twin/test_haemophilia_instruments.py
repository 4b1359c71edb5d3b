"""Acquired haemophilia A at the bedside: the published remissions grade what is found."""

import numpy as np
import pytest
from tests.twin.bedside import bedside, written

from cartwin.rules.response import AHA, AhaItem, gth_visits
from cartwin.twin.instruments.haemophilia import INSTRUMENTS


DAYS = [7.0, 60.0, 120.0]
CALM = dict(bleed_rate=0.0, haemostatic=0.0, prednisolone=0.0, cyclophosphamide=0.0)
(AT_BEDSIDE,) = INSTRUMENTS


def seen(patients=1, *, noisy=False, **truth):
    values = {
        n: np.broadcast_to(np.asarray(v, float)[..., None], (len(DAYS), patients))
        for n, v in (CALM | truth).items()
    }
    return bedside(values, DAYS, noisy=noisy)


def test_it_is_the_instrument_that_remission_reads():
    assert AT_BEDSIDE.name == AHA
    assert set(AT_BEDSIDE.find(seen())) == set(AhaItem)


@pytest.mark.parametrize(("rate", "share"), [(0.0, 0.0), (0.006, 0.081), (0.043, 0.452)])
def test_a_bleed_is_seen_as_often_as_the_hazard_says(rate, share):
    found = AT_BEDSIDE.find(seen(4000, noisy=True, bleed_rate=rate))

    assert found[AhaItem.ACTIVE_BLEEDING].mean() == pytest.approx(share, abs=0.012)


def test_remission_needs_the_end_of_haemostatic_and_immunosuppressive_drugs():
    laboratory = [
        ("P0", d, a, v) for d in DAYS for a, v in [("FVIII", 80.0), ("F8INH", 0.1)]
    ]

    def calls(**truth):
        study = written(seen(**truth), INSTRUMENTS, laboratory, disease="aha")
        return gth_visits(study).sort("day")["call"].to_list()

    assert calls() == ["CR", "CR", "CR"]
    assert calls(haemostatic=[3.0, 0.2, 0.0]) == ["none", "none", "CR"]
    assert calls(prednisolone=[70.0, 15.0, 10.0]) == ["PR", "PR", "CR"]
    assert calls(cyclophosphamide=[20.0, 0.5, 0.0]) == ["PR", "CR", "CR"]
