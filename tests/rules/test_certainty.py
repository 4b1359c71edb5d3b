"""Every result says how sure its thresholds are, in the record, on screen and in files."""

import re

import polars as pl
import pytest
from tests.rules.records import record

from cartwin.parameters import Certainty
from cartwin.rules import load_criterion, rule_catalogue
from cartwin.rules.certainty import certainties_behind
from cartwin.study import Origin, Study
from cartwin.verbs import grade


LIMITS = {"lower_normal": 150.0, "unit_entered": "10*9/L"}
COUNTS = [("P1", -6, "PLAT", 9, LIMITS), ("P1", 5, "PLAT", 60, LIMITS)]


@pytest.mark.parametrize("rule", rule_catalogue().values(), ids=lambda r: r.name)
def test_every_rule_says_how_sure_it_is(rule):
    empty = Study(name="new", title="New", origin=Origin.REAL, disease="itp")

    found = rule.apply(empty)
    types = found.select("certainty", "source_note").dtypes
    assert types == [pl.String, pl.String]


@pytest.mark.parametrize("rule", rule_catalogue().values(), ids=lambda r: r.name)
def test_the_weakest_threshold_is_behind_every_rule(rule):
    behind = certainties_behind(rule.name, rule.criterion)
    own = load_criterion(rule.criterion)

    assert set(behind) >= set(own.items) - {"persistent_from", "chronic_after"}


def certainty(name, study):
    row = rule_catalogue()[name].apply(study)[-1]
    return row["certainty"].item(), row["source_note"].item()


def test_a_result_names_the_thresholds_that_were_not_read():
    items = [("P1", 5, "ITP", "prednisone", 10), ("P1", 5, "ITP", "continuous", 1)]

    assert certainty("steroid-dependence", record(items=items)) == (
        "assumed",
        "not read in the source: assumed: itp-lines/lasting, itp-lines/acts_for, "
        "itp-lines/steroids, itp-lines/needed_within; recalled: ash_dose, itp-lines/due; "
        "secondary: steroid_days, splenectomy_from, failed",
    )


def test_a_rule_is_as_sure_as_the_weakest_of_all_its_criteria():
    sure, note = certainty("iwg", record(values=COUNTS))

    assert sure == "assumed"
    assert note.startswith("not read in the source: assumed: rescue-windows/windows")
    assert "persistent_from" not in note


def test_a_rule_that_was_read_in_full_has_no_note():
    items = [("P1", 5, "BUCHANAN", "petechiae", 101)]

    assert certainty("buchanan", record(items=items)) == ("read", None)


def test_a_long_list_is_cut_short_and_counted():
    note = rule_catalogue()["iec-hs"]
    behind = certainties_behind(note.name, note.criterion)
    recalled = [n for n, c in behind.items() if c is Certainty.RECALLED]
    counts = record(values=[("P1", d, "NEUT", 0.2) for d in range(31)])

    sure, said = certainty("icaht-early", counts)
    assert (sure, len(recalled)) == ("secondary", 5)
    assert re.search(r"secondary: (\w+, ){4}\w+ and 8 more$", said)


def test_a_term_has_the_certainty_of_its_own_threshold():
    study = record(values=COUNTS)

    assert certainty("ctcae5", study) == ("read", None)
    assert certainty("ctcae6", study) == ("secondary", "not read in the source: secondary")


def test_a_clause_keeps_its_own_certainty():
    found = rule_catalogue()["eligibility-castle"].apply(record(values=COUNTS))

    pairs = set(found.select("certainty", "source_note").rows())
    assert pairs == {("read", None), ("assumed", "not read in the source: assumed")}


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_written_file_carries_it(tmp_path, ending):
    out = tmp_path / f"response.{ending}"
    grade("iwg", "itp-nct06352281", out=out)

    read = pl.read_csv(out) if ending == "csv" else pl.read_parquet(out)
    assert set(read["certainty"]) == {"assumed"}
    assert read["source_note"].str.contains("rescue-windows/windows").all()
