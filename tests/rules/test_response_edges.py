"""Edges of responses, and what their results say."""

from tests.rules.records import record

from cartwin.rules import load_criterion
from cartwin.rules.response import SLEDAI, score_sledai


def test_the_score_names_the_descriptors_with_their_points():
    weights = load_criterion("sledai-2k")["weights"]
    items = [("A", 90, SLEDAI, i, i in {"rash", "arthritis"}) for i in weights]

    assert score_sledai(record(items=items))["why"].item() == "arthritis 4, rash 2"
