"""What stands beside numbers: the share of their spread that is only assumed."""

from dataclasses import replace

import pytest

from cartwin.report import assumed
from cartwin.report.assumed import (
    brief_share,
    brief_shares,
    share_words,
    tell_assumed,
    tell_shares,
)
from cartwin.report.claims import tabulate_claims
from cartwin.report.page import write_report
from cartwin.trial import AssumedShare, PooledOutcome, shares_of_claim, shares_of_pooled
from cartwin.trial.sensitivity import of_numbers


SHARE = AssumedShare(
    outcome="response", title="Platelets on day 90", share=0.77, low=0.74, high=0.79,
    verdict="told", doubted=0.76, luck=0.12,
)  # fmt: skip
VAGUE = replace(SHARE, title="MMT-8", share=0.3, low=0.1, high=0.5, verdict="unclear")
NONE = replace(SHARE, share=0.0, low=0.0, high=0.0, verdict="none", doubted=0.2)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (SHARE, "77 % (74 % to 79 %)"),
        (VAGUE, "30 % (10 % to 50 %; hardly told; 76 % in doubt)"),
        (NONE, "next to nothing (20 % in doubt)"),
        (replace(SHARE, verdict="no spread"), "no spread"),
        (None, "not computed"),
    ],
)
def test_a_share_is_told_with_its_interval_or_that_there_is_none(share, words):
    assert share_words(share) == words


def test_beneath_a_number_a_share_is_brief():
    assert brief_share(SHARE) == "assumed: 77 %"
    assert brief_share(VAGUE) == "assumed: 30 % ?"
    assert brief_share(None) == "assumed: not computed"


def test_diseases_with_different_shares_are_named():
    assert brief_shares({"sle": SHARE, "ssc": VAGUE}) == "assumed: sle 77 %, ssc 30 % ?"
    assert brief_shares({"sle": SHARE, "ssc": SHARE}) == "assumed: 77 %"
    told = tell_shares({"sle": SHARE, "ssc": None})
    assert (
        "systemic lupus erythematosus 77 % (74 % to 79 %), errors and chance 12 %" in told
    )
    assert "systemic sclerosis not computed" in told


def test_a_page_tells_the_shares_of_each_of_its_diseases(monkeypatch):
    kept = {"sle": (SHARE, VAGUE)}
    monkeypatch.setattr(assumed, "kept_shares", kept.get)

    told = tell_assumed("sle+ssc")
    assert "with systemic lupus erythematosus who are treated as usual, assumed" in told
    assert "platelets on day 90, 77 % (74 % to 79 %); MMT-8, 30 %" in told
    assert "systemic sclerosis who are treated as usual, what assumed parameters" in told


@pytest.fixture
def asked(monkeypatch):
    """Whose shares of what were asked for."""
    asked = []

    def share(disease, outcome):
        asked.append((disease, outcome))
        return SHARE if disease != "ssc" else None

    monkeypatch.setattr(of_numbers, "kept_rule_share", share)
    return asked


def claim(evaluation, quantity):
    return next(r for r in evaluation.comparison.outcomes if r.quantity == quantity)


def test_beside_a_claim_stands_the_share_of_its_outcome(evaluation, asked):
    (row,) = tabulate_claims([claim(evaluation, "car_tmax")], ["itp"])

    assert asked == [("itp", "tmax")]
    assert row.assumed == "assumed: 77 %"
    assert "Assumed: 77 % (74 % to 79 %), errors and chance 12 %." in row.small


def test_a_claim_of_a_mixed_study_has_a_share_of_each_disease(evaluation, asked):
    one = claim(evaluation, "car_tmax")

    assert list(shares_of_claim(one, ["sle", "ssc"])) == ["sle", "ssc"]
    assert list(shares_of_claim(replace(one, group="ssc"), ["sle", "ssc"])) == ["ssc"]


def test_what_is_measured_in_one_disease_has_a_share_of_that_disease(evaluation, asked):
    platelets = claim(evaluation, "objective_response")

    assert list(shares_of_claim(platelets, ["sle", "itp"])) == ["itp"]


def test_what_was_drawn_to_be_so_has_none(evaluation):
    (age, *_) = evaluation.comparison.covariates

    assert shares_of_claim(age, ["itp"]) == {}
    assert brief_shares({}) == tell_shares({}) == ""


def test_outcomes_of_several_studies_have_shares_of_their_diseases(asked):
    both = PooledOutcome(name="Relapse", reported=None, values=None, studies=())
    found = shares_of_pooled(both, ["itp", "sle", "ssc"])

    assert found == {"sle": SHARE, "ssc": None}  # none of itp: relapse is not told there


def test_every_virtual_number_of_a_report_has_a_share_or_says_that_it_has_none(
    evaluation, asked
):
    page = write_report(evaluation, versions={})

    measured = [r for r in evaluation.comparison.outcomes if r.measure is not None]
    assert page.count('<span class="assumed">') == len(measured)
    assert "“Assumed” is the share of the variance" in page
