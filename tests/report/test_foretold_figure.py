"""The figure of what was foretold: every count, what was reported, what lies outside."""

import pytest

from cartwin.report import draw_foretold, foretold_height
from cartwin.study import open_study
from cartwin.trial import evaluate, foretell


@pytest.fixture(scope="module")
def foretold():
    study = open_study("itp-nct06352281")
    comparison = evaluate(study, cohorts=40, seed=1).comparison
    return foretell([(study, comparison.outcomes)])


def test_every_count_has_a_row_and_what_lies_outside_is_told(foretold):
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, foretold_height(foretold) / 72))
    draw_foretold(figure, foretold)
    texts = [t.get_text() for t in figure.axes[0].texts]
    counts = [f for f in foretold if f.rival is not None]

    assert 8 < len(counts) < len(foretold)
    for one in counts:
        said = one.result.reported + ("" if one.holds else ", outside")
        assert texts.count(said) >= 1
    assert "CRS grade 1" in texts
    assert texts.count("itp-nct06352281") == 1
