"""Scores at the bedside over a record: ICE and CAPD."""

import pytest
from tests.rules.records import judged


ICE = {"year": 1, "month": 1, "city": 1, "hospital": 1, "named": 3, "command": 1,
       "sentence": 0, "count": 1}  # fmt: skip


def test_ice_of_a_visit_and_of_one_with_an_answer_missing():
    items = [("A", 1, "ICE", n, v) for n, v in ICE.items()]
    items += [("A", 2, "ICE", n, v) for n, v in ICE.items() if n != "count"]
    first, second = judged("ice", items=items)

    assert (first["score"], first["evidence"]) == (9, "points=9")
    assert (second["score"], second["why"]) == (None, "cannot score: an answer is missing")


@pytest.mark.parametrize(
    ("answer", "score", "why"),
    [("often", 12, "positive: 9 or more"), ("never", 0, "negative")],
)
def test_capd_of_a_visit(answer, score, why):
    calm = {f"q{n}": "always" for n in range(1, 5)}
    items = [("A", 1, "CAPD", n, a) for n, a in calm.items()]
    items += [("A", 1, "CAPD", f"q{n}", answer) for n in range(5, 9)]
    (found,) = judged("capd", items=items)

    assert (found["score"], found["why"]) == (score, why)
