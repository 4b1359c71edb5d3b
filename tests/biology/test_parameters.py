"""Every parameter tells what it is, where it comes from and how sure that is."""

import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from cartwin.biology import PARAMETERS
from cartwin.parameters import (
    Certainty,
    Covariate,
    Exponential,
    Fixed,
    LogitNormal,
    LogNormal,
    Mixture,
)
from cartwin.twin import DISEASES
from cartwin.validation.equations import unit_of


each = pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda p: p.name)
varying = pytest.mark.parametrize(
    "parameter", [p for p in PARAMETERS if p.varies], ids=lambda p: p.name
)
PRIORS = [p for d in DISEASES.values() for p in d.priors]
own = pytest.mark.parametrize(
    "parameter",
    [p for p in (*PARAMETERS, *PRIORS) if p.varies and not isinstance(p.spread, Covariate)],
    ids=lambda p: p.name,
)
DRAWS = 4000
NOTES = (  # marks and words of a notebook, which a reader cannot resolve
    r"\b(idem|ibid|core|organ|join|joined|brief|seed|prototype|NEW|TODO)\b",
    r"\.\.\.|\?|->|~|\+-",
    r"\b[RKCAHr]/[RKCAHr]\b",
    r"\((?:R|K|C|A|H|r)\)",
    r"(?:^|[;,:] )[RKCAHr](?:[ :]|$)",
    r"(?<![\w.])\.\d",  # a decimal without its zero
)
OPENINGS = {
    Certainty.CALIBRATED: "calibrated: ",
    Certainty.ASSUMED: "assumed: ",
    Certainty.RECALLED: "general knowledge: ",
}
CITED = {Certainty.READ, Certainty.SECONDARY}


def draws(parameter):
    random = np.random.default_rng(20250615)
    return np.array([parameter.spread.draw(parameter.value, random) for _ in range(DRAWS)])


def probability_below(typical, values):
    return np.mean(values < typical)


def test_no_name_is_used_twice():
    counts = Counter(p.name for p in PARAMETERS)

    assert [name for name, n in counts.items() if n > 1] == []
    assert len(PARAMETERS) >= 200


@each
def test_meaning_and_source_are_phrases_without_notebook_marks(parameter):
    for text in (parameter.meaning, parameter.source):
        found = [m.group() for note in NOTES for m in [re.search(note, text)] if m]
        assert found == [], text
        assert len(text) >= 15, text
        assert text == " ".join(text.split())


@each
def test_a_source_opens_as_its_certainty_demands(parameter):
    """Who assumes says so first; who cites does not open as if recalling."""
    opening = OPENINGS.get(parameter.certainty)

    if opening is None:
        assert not parameter.source.startswith(tuple(OPENINGS.values()))
    else:
        assert parameter.source.startswith(opening)


@each
def test_a_recalled_value_admits_that_its_source_is_missing(parameter):
    if parameter.certainty is Certainty.RECALLED:
        assert "source not at hand" in parameter.source


@each
def test_a_value_read_names_its_publication_and_the_number_in_it(parameter):
    if parameter.certainty in CITED:
        citation, _, number = parameter.source.partition(": ")
        assert re.search(r"\b(19|20)\d\d\b", citation)
        assert re.search(r"\d", number)


@each
def test_what_was_read_in_a_library_is_secondary(parameter):
    if parameter.certainty is Certainty.READ:
        assert "nlmixr2lib" not in parameter.source
    if parameter.certainty is Certainty.SECONDARY:
        assert re.search("nlmixr2lib|as quoted", parameter.source)


@own
def test_a_source_speaks_of_the_spread_between_patients_too(parameter):
    """Where it is from, or that it is assumed; of the priors of a disease as well."""
    assert re.search(r"\bspreads?\b|\bCV\b|\bvariance\b", parameter.source)


@each
def test_the_unit_can_be_read_and_is_not_in_the_meaning(parameter):
    assert unit_of(parameter.unit).size > 0
    assert "[" not in parameter.meaning


@each
def test_only_a_fixed_spread_gives_every_patient_the_same(parameter):
    few = {
        parameter.spread.draw(parameter.value, np.random.default_rng(n)) for n in range(9)
    }

    assert (len(few) == 1) == isinstance(parameter.spread, Covariate | Fixed) or (
        # a subgroup may be missed in nine patients
        isinstance(parameter.spread, Mixture)
    )


@varying
def test_draws_are_finite_and_not_negative(parameter):
    values = draws(parameter)

    assert np.all(np.isfinite(values))
    assert np.all(values >= 0.0)


@varying
def test_the_typical_value_sits_where_its_spread_puts_it(parameter):
    """Half of the patients below a median; 63 % below an exponential's mean."""
    below = probability_below(parameter.value, draws(parameter))
    error = 4 * 0.5 / np.sqrt(DRAWS)  # four standard errors of a fraction

    if isinstance(parameter.spread, LogNormal | LogitNormal):
        assert below == pytest.approx(0.5, abs=error)
    if isinstance(parameter.spread, Exponential):
        assert below == pytest.approx(1.0 - np.exp(-1.0), abs=error)


@pytest.mark.parametrize(
    "parameter",
    [p for p in PARAMETERS if isinstance(p.spread, Mixture)],
    ids=lambda p: p.name,
)
def test_a_subgroup_has_its_share_and_its_own_median(parameter):
    """Read off with the others held fixed, who could not be told apart otherwise."""
    spread = replace(parameter.spread, otherwise=Fixed())
    values = draws(replace(parameter, spread=spread))
    members = values[values != parameter.value]

    assert len(members) / DRAWS == pytest.approx(spread.share, abs=4 * 0.5 / np.sqrt(DRAWS))
    assert np.median(members) == pytest.approx(spread.median, rel=0.15)
