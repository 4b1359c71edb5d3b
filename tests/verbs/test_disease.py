"""`disease` shows every disease in six scenarios that do what their names say."""

import re
from importlib import import_module

import pytest
from typer.testing import CliRunner

from cartwin import verbs
from cartwin.cli.main import app
from cartwin.errors import DataError, ModelError
from cartwin.report.scenario_outcomes import outcome_of
from cartwin.report.scenario_rows import rows_of
from cartwin.study import Col
from cartwin.twin import DISEASES


MODULE = import_module("cartwin.verbs.disease")  # the function has the same name
ADULTS = 30
FILES = ["disease.html", "mechanism.svg", "scenarios.png", "scenarios.svg"]
STEADY = {"itp": "PLAT", "aha": "F8INH", "sle": "DSDNA", "ssc": "MRSS", "iim": "CK"}


@pytest.fixture(scope="module", params=DISEASES)
def shown(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("shown") / request.param
    return verbs.disease(request.param, patients=ADULTS, out=folder)


@pytest.fixture
def scenes(shown):
    return {s.scenario.name: s for s in shown.staged}


def disease_of(shown):
    return shown.staged[0].adults.disease


def values_of(study, analyte):
    return study.values(analyte).sort(Col.DAY)[Col.VALUE]


def normal_of(shown):
    rows = [r for r in rows_of(disease_of(shown)) if r.range != (None, None)]
    assert len(rows) >= 3
    return {
        r.analyte: tuple(
            x if x is not None else d for x, d in zip(r.range, (0.0, 1e9), strict=True)
        )
        for r in rows
    }


def test_the_healthy_are_within_normal_ranges(shown, scenes):
    for analyte, (low, high) in normal_of(shown).items():
        values = values_of(scenes["healthy"].typical, analyte)
        assert len(values) > 20, analyte
        assert low <= values.min() <= values.max() <= high, analyte


def test_most_healthy_adults_are_read_as_normal(shown, scenes):
    for analyte, (low, high) in normal_of(shown).items():
        values = values_of(scenes["healthy"].adults, analyte)
        assert values.is_between(low, high).mean() > 0.75, analyte


def test_the_untreated_stay_as_they_are(shown, scenes):
    values = values_of(scenes["untreated"].typical, STEADY[disease_of(shown)])

    assert values.max() - values.min() <= 0.05 * values.max()
    assert not outcome_of(scenes["untreated"]).is_good


def test_car_t_cells_improve_what_stays_without_them(scenes):
    treated, untreated = outcome_of(scenes["car-t"]), outcome_of(scenes["untreated"])

    assert treated.is_good
    assert treated.responders > untreated.responders + 0.5 * ADULTS


def test_non_responders_do_not_respond(scenes):
    failing, treated = outcome_of(scenes["non-responder"]), outcome_of(scenes["car-t"])

    assert not failing.is_good
    assert failing.responders < 0.6 * treated.responders


def test_a_rescue_helps_non_responders(scenes):
    rescued, failing = outcome_of(scenes["rescue"]), outcome_of(scenes["non-responder"])

    assert rescued.is_good
    assert rescued.responders > failing.responders + 0.2 * ADULTS


def test_everyone_is_solved_and_called(scenes):
    for name, scene in scenes.items():
        assert set(scene.adults.patients["status"]) == {"ok"}
        outcome = outcome_of(scene)
        called = 0 if outcome is None else sum(outcome.counts.values())
        assert called == (0 if name == "healthy" else ADULTS)


def test_the_page_and_the_figures_are_written(shown):
    assert sorted(p.name for p in shown.folder.iterdir()) == FILES
    assert (shown.folder / "scenarios.png").read_bytes().startswith(b"\x89PNG")


def test_the_page_tells_every_scenario_and_how_it_ended(shown):
    page = shown.page.read_text("utf-8")

    for staged in shown.staged:
        outcome = outcome_of(staged)
        assert f'<th scope="row">{staged.scenario.title}<br>' in page
        assert outcome is None or f"<td>{outcome.typical}</td>" in page


def test_the_page_says_how_much_is_assumed(shown):
    page = shown.page.read_text("utf-8")

    assert "How much of these counts is only assumed: not computed for scenarios." in page
    assert "assumed parameters make" in page


def test_the_page_stands_alone(shown):
    page = shown.page.read_text("utf-8")
    identities = re.findall(r'\bid="([^"]+)"', page)

    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    assert len(identities) == len(set(identities))


def test_too_few_patients_are_refused(tmp_path):
    with pytest.raises(DataError, match="patients = 5; at least 20"):
        verbs.disease("itp", patients=5, out=tmp_path / "x")


def test_an_unknown_disease_leaves_nothing_behind(tmp_path):
    with pytest.raises(ModelError, match="no twin of 'ra'"):
        verbs.disease("ra", out=tmp_path / "x")

    assert list(tmp_path.iterdir()) == []


def test_the_command_asks_for_what_was_typed_and_names_the_page(monkeypatch, tmp_path):
    asked = {}

    def note(code, **options):
        asked.update(options, code=code)
        return MODULE.ShownDisease(staged=(), folder=tmp_path)

    monkeypatch.setattr(verbs, "disease", note)
    result = CliRunner().invoke(app, ["disease", "aha", "--patients", "20"])

    assert result.exit_code == 0, result.output
    assert (asked["code"], asked["patients"], asked["seed"]) == ("aha", 20, 1)
    assert str(tmp_path / "disease.html") in result.output.replace("\n", "")
