"""`cartwin sensitivity` on the command line."""

import json


def test_tables_are_printed_for_an_outcome(cartwin):
    run = cartwin("sensitivity", "itp", "-n", "64", "--outcome", "igg-nadir")

    assert run.returncode == 0, run.stderr
    for words in ("Lowest IgG: mean", "certainty", "module", "IG0", "none failed"):
        assert words in run.stdout


def test_numbers_are_printed_as_json(cartwin):
    run = cartwin("sensitivity", "itp", "-n", "64", "--outcome", "igg-nadir", "--json")

    found = json.loads(run.stdout)
    assert found["disease"] == "itp"
    assert [o["outcome"] for o in found["outcomes"]] == ["igg-nadir"]


def test_an_unknown_outcome_is_refused_with_those_there_are(cartwin):
    run = cartwin("sensitivity", "itp", "--outcome", "plt-91")

    assert run.returncode == 2
    assert "plt-90" in run.stderr
