"""The shares that come with cartwin: of which twin they are, and what they say."""

from dataclasses import replace

import pytest

from cartwin.engine import System
from cartwin.parameters import LogNormal, State
from cartwin.trial import (
    UNTREATED,
    AssumedShare,
    KeptShares,
    find_treatment,
    kept_rule_share,
    kept_shares,
    kept_treatment_share,
    read_kept,
    stale_shares,
    text_of_shares,
    usual_regimen,
)
from cartwin.trial.sensitivity import kept, key
from cartwin.trial.sensitivity.by_rule import shares_by_rule
from cartwin.trial.sensitivity.by_treatment import shares_by_treatment
from cartwin.twin import parameters_of


SHARE = AssumedShare(
    outcome="plt-90", title="Platelets on day 90, 10⁹/L", share=0.765432, low=0.7,
    high=0.8, verdict="told", doubted=0.7,
)  # fmt: skip
RULE = replace(SHARE, outcome="response", title="response", doubted=None, luck=0.05)
TREATED = replace(RULE, outcome="ivig: response", title="ivig: response")


def test_the_kept_shares_are_those_of_the_present_twin():
    assert not stale_shares(), (
        f"the kept shares of {', '.join(stale_shares())} are of another twin; "
        "run python scripts/sensitivity.py"
    )


@pytest.fixture
def written(monkeypatch):
    shares = KeptShares(
        regimen=str(usual_regimen("itp")), patients=64, seed=1, outcomes=(SHARE,),
        rules=(RULE,),
    )  # fmt: skip
    text = text_of_shares({"itp": shares}, {"refractory": [TREATED]})
    monkeypatch.setattr(kept, "_kept", lambda: kept.read_shares(text))
    return text


def test_shares_are_kept_one_a_line_and_read_again(written):
    assert sum("verdict" in line for line in written.splitlines()) == 3
    assert kept_shares("itp") == (replace(SHARE, share=0.765),)
    assert kept_rule_share("itp", "response") == replace(RULE, share=0.765)
    found = kept_treatment_share("refractory", "ivig", "response")
    assert found == replace(TREATED, share=0.765)


def test_what_is_fresh_is_written_again_as_it_was(written):
    assert text_of_shares(*read_kept()) == written


def test_of_what_was_not_computed_there_is_no_share(written):
    assert kept_shares("aha") is None
    assert kept_rule_share("itp", "platelets_at_3_months") is None
    assert kept_rule_share("aha", "response") is None
    assert kept_treatment_share("trial-like", "ivig", "response") is None


def test_of_another_twin_nothing_is_told(written, monkeypatch):
    monkeypatch.setattr(kept, "shares_key", lambda disease: "another")
    monkeypatch.setattr(kept, "treatments_key", lambda: "another")

    assert kept_shares("itp") is None
    assert kept_rule_share("itp", "response") is None
    assert kept_treatment_share("refractory", "ivig", "response") is None
    assert "itp" in stale_shares()


def rates(X, a, b):
    # a comment
    inner = a * X
    return dict(outflow=inner, dX=b - inner)


def rates_otherwise(b, a, X):
    """The same, written down in another way."""
    return dict(dX=b - X * a, loss=X * a)


def rates_of_another_kind(X, a, b):
    return dict(outflow=a * X, dX=b - 2 * a * X)


def start(a, b):
    return dict(X=b / a)


def seen(X):
    return dict(amount=1.0 * X)


def digest(monkeypatch, *equations):
    system = System(
        name="itp", states=(State("X", "1", "amount", scale=1e-6),), parameters=("a", "b"),
        balance=(start,), rates=equations, observables=(seen,),
    )  # fmt: skip
    monkeypatch.setattr(key, "system_of", lambda disease: system)
    key.shares_key.cache_clear()
    return key.shares_key("itp")


@pytest.fixture
def _forgotten():
    yield
    key.shares_key.cache_clear()


@pytest.mark.usefixtures("_forgotten")
def test_the_key_follows_what_equations_say_not_how(monkeypatch):
    usual = digest(monkeypatch, rates)

    assert digest(monkeypatch, rates_otherwise) == usual
    assert digest(monkeypatch, rates_of_another_kind) != usual


@pytest.mark.usefixtures("_forgotten")
@pytest.mark.parametrize(
    "change", [{"value": 0.5}, {"spread": LogNormal(0.9)}, {"certainty": "read"}]
)
def test_the_key_follows_what_is_declared_of_a_parameter(monkeypatch, change):
    declared = parameters_of("itp")
    usual = key.shares_key("itp")
    first = next(i for i, p in enumerate(declared) if p.name == "sev")
    changed = (
        *declared[:first],
        replace(declared[first], **change),
        *declared[first + 1 :],
    )
    monkeypatch.setattr(key, "parameters_of", lambda disease: changed)
    key.shares_key.cache_clear()

    assert key.shares_key("itp") != usual


@pytest.mark.usefixtures("_forgotten")
def test_the_key_leaves_words_alone(monkeypatch):
    declared = parameters_of("itp")
    usual = key.shares_key("itp")
    told = tuple(replace(p, meaning="?", source="?") for p in declared)
    monkeypatch.setattr(key, "parameters_of", lambda disease: told)
    key.shares_key.cache_clear()

    assert key.shares_key("itp") == usual


def test_a_disease_has_a_key_of_its_own():
    assert len({key.shares_key(d) for d in ("itp", "aha", "sle", "ssc", "iim")}) == 5


def test_what_the_rules_say_has_shares_of_assumption_and_of_luck():
    found = {s.outcome: s for s in shares_by_rule("itp", n=128, seed=1, unsure=0.3)}

    assert found["platelets_at_3_months"].share > 0.4
    assert found["platelets_at_3_months"].luck < 0.2
    assert found["crs_is_grade_1_or_more"].luck > 0.3
    assert found["lowest_igg"].share < 0.05
    days = found["day_of_return_of_b_cells"]
    assert days.share < 0.2 < days.doubted


def test_treatments_have_shares_each():
    arms = (UNTREATED, find_treatment("rituximab"))
    shares = shares_by_treatment("refractory", n=128, seed=1, unsure=0.3, treatments=arms)
    found = {s.outcome: s for s in shares}

    assert found["rituximab: response"].share > 0.3
    assert found["rituximab: bleeds"].luck > found["rituximab: day_90"].luck
    assert "untreated: crs" not in found
