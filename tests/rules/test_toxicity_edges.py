"""Values on the edges of thresholds of toxicity."""

import pytest
from tests.rules.records import record

from cartwin.rules.toxicity import iec_hs


@pytest.mark.parametrize(("value", "low"), [(1.5, False), (1.51, False), (1.49, True)])
def test_the_form_names_fibrinogen_below_its_bound(value, low):
    study = record(
        items=[("P1", 10, "IEC-HS", "renal", 0)], values=[("P1", 10, "FIBRINO", value)]
    )

    assert (iec_hs(study)["common"].item() == "fibrinogen") is low
