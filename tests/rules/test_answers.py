"""Answers that an instrument does not know are refused by the rules that read it."""

import re

import pytest
from tests.rules.records import record

from cartwin.errors import DataError
from cartwin.rules import rule_catalogue


WHOLE, ANY = "a whole number", "a number"
RANGES = [
    ("crs", "CRS", "flow", ANY, 0, 100),
    ("crs", "CRS", "temperature", ANY, 25, 45),
    ("icans", "ICANS", "ice_score", WHOLE, 0, 10),
    ("icans", "ICANS", "capd", WHOLE, 0, 32),
    ("hlh-2004", "HLH", "splenomegaly", WHOLE, 0, 1),
    ("iec-hs", "IEC-HS", "grade", WHOLE, 1, 5),
    ("iec-hs", "IEC-HS", "renal", WHOLE, 0, 1),
    ("licats", "LICATS", "intensive_care", WHOLE, 0, 1),
    ("who-bleeding", "BLEEDING", "who", WHOLE, 0, 4),
    ("iwg", "BLEEDING", "who", WHOLE, 0, 4),
    ("iwg", "BLEEDING", "skin", WHOLE, 0, 5),
    ("iwg", "BLEEDING", "mucosae", WHOLE, 0, 5),
    ("iwg", "BLEEDING", "organs", WHOLE, 0, 5),
    ("itp-bat", "ITP-BAT", "skin", WHOLE, 0, 3),
    ("itp-bat", "ITP-BAT", "mucosae", WHOLE, 0, 3),
    ("itp-bat", "ITP-BAT", "organs", WHOLE, 0, 5),
    ("itp-bat", "ITP-BAT", "above_and_below", WHOLE, 0, 1),
    ("itp-bat", "ITP-BAT", "organs_reported", WHOLE, 0, 1),
    ("buchanan", "BUCHANAN", "mucosal", WHOLE, 0, 1),
    ("steroid-dependence", "ITP", "continuous", WHOLE, 0, 1),
    ("refractory", "ITP", "failed_treatments", WHOLE, 0, 100),
    ("aha-gth", "AHA", "active_bleeding", WHOLE, 0, 1),
    ("aha-gth", "AHA", "other_immunosuppression", WHOLE, 0, 1),
    ("sledai-2k", "SLEDAI-2K", "rash", WHOLE, 0, 1),
    ("sledai-2k", "SLEDAI-2K", "joints", WHOLE, 0, 100),
    ("doris", "SLE", "phga", ANY, 0, 3),
    ("lldas", "SLE", "stable_therapy", WHOLE, 0, 1),
    ("lldas", "SLE", "gastrointestinal", WHOLE, 0, 1),
    ("mrss", "MRSS", "face", WHOLE, 0, 3),
    ("rcriss", "SSC", "mpap", ANY, 0, 200),
    ("rcriss", "SSC", "ild", WHOLE, 0, 1),
    ("steroid-dependence", "ITP", "prednisone", ANY, 0, 10_000),
    ("steroid-dependence", "ITP", "steroid_days", ANY, 0, 100_000),
    ("buchanan", "BUCHANAN", "petechiae", WHOLE, 0, 100_000),
    ("itp-bat", "ITP-BAT", "petechiae_palm", WHOLE, 0, 100_000),
    ("aha-gth", "AHA", "prednisolone", ANY, 0, 10_000),
    ("lldas", "SLE", "azathioprine", ANY, 0, 10_000),
    ("tis", "IMACS", "extramuscular", ANY, 0, 100),
]


@pytest.mark.parametrize(("rule", "instrument", "item", "kind", "low", "high"), RANGES)
def test_an_answer_beyond_its_range_is_refused(rule, instrument, item, kind, low, high):
    def applied(answer):
        study = record(items=[("P1", 3, instrument, item, answer)])
        return rule_catalogue()[rule].apply(study)

    told = re.escape(f"expected {kind} from {low:g} to {high:g}")
    for answer in (low, high):
        assert applied(answer).height >= 0
    for answer in (low - 1, high + 0.5, high + 1):
        with pytest.raises(DataError, match=told):
            applied(answer)


@pytest.mark.parametrize(
    ("item", "answer"),
    [("prednisone", 12.5), ("steroid_days", 20.5)],
)
def test_doses_and_times_may_be_parts_of_a_whole(item, answer):
    study = record(items=[("P1", 3, "ITP", item, answer)])

    assert rule_catalogue()["steroid-dependence"].apply(study).height == 1
