"""What the twin cannot do is told of every disease, once, and in full sentences."""

import re
from importlib.resources import files

import pytest

from cartwin.errors import ModelError
from cartwin.report.limits import list_limits
from cartwin.twin import DISEASES


each = pytest.mark.parametrize("disease", DISEASES)
CORE = "Nothing given before is remembered"


def about(disease, words):
    """Return whether a limit of the disease has all the words."""
    return any(all(w in x.text for w in words) for x in list_limits(disease))


@each
def test_a_disease_has_limits_of_its_own_before_those_of_all(disease):
    headings = [x.heading for x in list_limits(disease)]

    assert headings.index("B cells return too uniformly") >= 3
    assert CORE in headings
    assert len(headings) == len(set(headings))


@each
def test_limits_have_a_known_kind_and_end_as_sentences(disease):
    for limit in list_limits(disease):
        assert limit.kind in {"does not fit", "weak", "assumed"}
        assert limit.text.endswith(".")
        assert not limit.heading.endswith(".")


def test_there_is_no_file_that_no_disease_reads():
    texts = (files("cartwin.report") / "limits").iterdir()

    assert {x.name for x in texts} == {f"{d}.toml" for d in (*DISEASES, "core")}


def test_a_mixed_study_tells_those_of_each_disease_and_the_common_ones_once():
    mixed = [x.heading for x in list_limits("sle+ssc+iim")]
    single = {x.heading for d in ("sle", "ssc", "iim") for x in list_limits(d)}

    assert set(mixed) == single
    assert mixed.count(CORE) == 1


def test_an_unknown_disease_is_refused():
    with pytest.raises(ModelError, match="no twin of"):
        list_limits("gout")


@pytest.mark.parametrize(
    ("disease", "words"),
    [
        ("aha", ("never goes by itself",)),
        ("aha", ("thrombosis", "no harm")),
        ("aha", ("100 U/kg", "rule")),
        ("sle", ("k_activity", "k_ren", "wI", "k_leak", "4.2 g/g")),
        ("sle", ("SLEDAI-2K", "inflammation of the kidneys")),
        ("sle", ("LICATS", "protein in urine")),
        ("iim", ("LICATS", "creatine kinase")),
    ],
)
def test_what_an_expert_would_miss_is_said(disease, words):
    assert about(disease, words)


@each
def test_no_limit_says_that_the_disease_has_no_module(disease):
    for limit in list_limits(disease):
        assert not re.search("organ module|no module here", limit.text)
