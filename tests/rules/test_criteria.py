"""Criteria are data: each threshold has a meaning and a certainty, each file a source."""

import pytest

from cartwin.parameters import Certainty
from cartwin.rules import list_criteria, load_criterion


def test_every_criterion_names_its_source():
    listed = list_criteria()

    assert listed.height > 60
    assert listed["citation"].str.len_chars().min() > 15
    assert set(listed["certainty"]) <= set(Certainty)
    assert listed["name"].is_sorted()


@pytest.mark.parametrize("name", list_criteria()["name"])
def test_every_threshold_says_what_it_means(name):
    for item in load_criterion(name).items.values():
        assert len(item.meaning) >= 10
        assert item.value is not None
        assert isinstance(item.certainty, Certainty)


def test_an_unknown_criterion_is_named():
    with pytest.raises(
        ValueError, match=r"unknown criterion 'ctcae-5' \(did you mean ctcae-5"
    ):
        load_criterion("ctcae-5")
