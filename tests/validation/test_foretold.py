"""Outcomes of studies in the suite `science`: one by one told, together judged."""

from dataclasses import replace

import pytest

from cartwin.study import held_out_studies, open_study, published_studies
from cartwin.trial import evaluate, foretell
from cartwin.validation.science import measuring, science
from cartwin.validation.science.foretold import COHORTS, groups, joint, stand


@pytest.fixture(scope="module")
def evaluation():
    return evaluate(open_study("sle-natmed-2022"), cohorts=40, seed=1)


def test_all_published_and_held_out_studies_are_foretold():
    known = {name: [s.name for s in studies] for name, studies in groups()}
    assert known == {
        "published, each left out": list(published_studies()),
        "held out": list(held_out_studies()),
    }
    assert groups([open_study("castle-2025")])[-1][0] == "given"


def test_no_held_out_outcome_was_used():
    for name in held_out_studies():
        study = open_study(name)
        assert set(study.reported["calibration"]) == {"no"}
        assert "recalled" not in set(study.reported["certainty"])


def test_every_reported_outcome_stands_somewhere(evaluation):
    checks = stand(evaluation)
    outcomes = evaluation.study.reported.filter(
        evaluation.study.reported["role"] == "outcome"
    )
    assert len(checks) == outcomes.height
    assert all(c.name.startswith("sle-natmed-2022") for c in checks)
    words = {c.detail.partition(";")[0] for c in checks}
    assert {"ok", "no counterpart in the twin"} & words
    assert all("certainty" in c.detail for c in checks)


def test_together_they_fail_when_too_few_intervals_hold(evaluation):
    outcomes = evaluation.comparison.outcomes
    check, sentences = joint("some", foretell([(evaluation.study, outcomes)]))
    assert check.passed
    assert len(sentences) == 2
    assert "beta-binomial" in sentences[1]
    wrong = [replace(r, observed=1e6) for r in outcomes]
    check, _ = joint("some", foretell([(evaluation.study, wrong)]))
    assert not check.passed
    assert check.found.startswith("0 of")


def test_the_suite_tells_everything_and_sums_it_up(monkeypatch):
    study = open_study("itp-lancet-2025")
    monkeypatch.setattr(measuring, "measure", lambda: ())
    monkeypatch.setattr(measuring, "groups", lambda more: (("given", list(more)),))
    said = []
    verdict = science(studies=[study], cohorts=20, on_progress=said.append)
    assert verdict.told_whole
    assert said[-1] == study.name
    assert any(s.startswith("given: ") for s in verdict.summary)
    assert verdict.checks[-1].name.startswith("given")
    assert COHORTS > 20
