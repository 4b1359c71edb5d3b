"""The benchmark: what it reports, and that its accuracies are measured and not assumed."""

import json
import sys

import numpy as np
import pytest
from typer.testing import CliRunner

from cartwin.cli.main import app
from cartwin.errors import DataError
from cartwin.validation import Load, Missing, Peer, benchmark, tables_of, write_benchmark
from cartwin.validation.bench import processes
from cartwin.validation.bench.accuracy import Reference, matched
from cartwin.validation.bench.cohort import draw_cohort
from cartwin.validation.bench.contender import enter
from cartwin.validation.bench.legs import legs_of, walk
from cartwin.validation.bench.listing import listing_of
from cartwin.validation.bench.ours import ours_for
from cartwin.validation.bench.peers.diffrax_jax import FUNCTIONS
from cartwin.validation.bench.peers.roadrunner_cvode import antimony_text
from cartwin.validation.bench.registry import PEERS, chosen_peers
from cartwin.validation.bench.translation import translated


PATIENTS = 8
TINY = Load(patients=PATIENTS, rounds=1, rtols=(1e-4,), sizes=(), processes=False)
KEYS = {
    "peer", "ratio", "low", "high", "rtol", "peer_rtol", "error", "peer_error",
    "patients_per_s", "peer_patients_per_s", "compile_s", "version",
}  # fmt: skip


def engine(factor: float):
    """A peer that is our engine at a tight tolerance, its values off by a factor."""

    def prepare(listing):
        ours, _ = ours_for(draw_cohort(PATIENTS))

        def solve(legs, rtol):
            return factor * ours.values(draw_cohort(PATIENTS).first(len(legs)), 1e-6)

        return solve

    return prepare


def absent(listing):
    import a_solver_that_nobody_has

    return a_solver_that_nobody_has


def broken(listing):
    raise ValueError("this model has too many states")


def peer(name: str, prepare) -> Peer:
    return Peer(name=name, package="numpy", what="made up", prepare=prepare)


@pytest.fixture(scope="module")
def found():
    peers = (
        peer("right", engine(1.0)),
        peer("wrong", engine(1.1)),
        peer("absent", absent),
        peer("broken", broken),
    )
    return benchmark(TINY, against=peers)


@pytest.fixture(scope="module")
def plain(found):
    return json.loads(json.dumps(found.as_dict(), allow_nan=False))


def test_the_json_has_a_row_for_each_peer_and_setting_of_ours(plain):
    rows = [(p["peer"], p["ours"]) for p in plain["peers"]]

    assert rows == [
        (name, setting)
        for setting in ("all modules", "pruned and folded")
        for name in ("right", "wrong")
    ]
    assert all(p.keys() >= KEYS for p in plain["peers"])
    assert {"machine", "peers", "missing", "scaling"} <= plain.keys()


def test_a_ratio_is_that_of_the_two_speeds_beside_it(plain):
    for p in plain["peers"]:
        expected = p["patients_per_s"] / p["peer_patients_per_s"]
        assert p["low"] <= p["ratio"] <= p["high"]
        assert p["ratio"] == pytest.approx(expected)


def test_a_wrong_peer_is_reported_with_its_error(plain):
    errors = {p["peer"]: p["peer_error"] for p in plain["peers"]}

    assert errors["wrong"] == pytest.approx(0.1, rel=0.02)
    assert errors["right"] < 1e-3


def test_our_own_error_is_measured_and_small(plain):
    assert all(0 < s["error"] < 1e-2 for s in plain["settings"])
    assert plain["problem"]["reference_doubt"] < 1e-6


def test_ours_is_tightened_for_a_peer_that_nothing_makes_less_accurate(plain):
    right = [p for p in plain["peers"] if p["peer"] == "right"]

    assert all(p["rtol"] < p["peer_rtol"] == 1e-4 for p in right)
    assert all(p["error"] <= p["peer_error"] for p in right)


def test_missing_peers_are_named_with_the_reason(plain):
    reasons = {m["peer"]: m["reason"] for m in plain["missing"]}

    assert "a_solver_that_nobody_has" in reasons["absent"]
    assert reasons["broken"] == "ValueError: this model has too many states"


def test_what_is_pruned_is_smaller_and_agrees(found):
    whole, pruned = found.settings

    assert pruned.states < whole.states
    assert pruned.parameters < whole.parameters
    assert whole.failed == pruned.failed == 0


def test_files_are_written_and_the_tables_name_every_peer(found, plain, tmp_path):
    files = write_benchmark(found, tmp_path / "new")
    text = (tmp_path / "new" / "bench.md").read_text()

    assert [f.name for f in files] == ["bench.json", "bench.md", "bench.png", "bench.svg"]
    assert json.loads(files[0].read_text()) == plain
    assert all(f"| {name} |" in text for name in ("right", "wrong", "absent", "broken"))
    assert files[2].stat().st_size > 1000


def test_the_command_prints_json_or_tables_and_passes_on_the_peers(
    found, plain, monkeypatch, tmp_path
):
    asked = []

    def benchmark(load, *, against, on_progress):
        asked.append((load.patients, against))
        return found

    monkeypatch.setattr("cartwin.validation.benchmark", benchmark)
    words = ["bench", "--against", "dp5,scipy", "--patients", "9"]
    printed = CliRunner().invoke(app, [*words, "--json"])
    shown = CliRunner().invoke(app, [*words, "--out", str(tmp_path)])

    assert asked == [(9, ["dp5", "scipy"])] * 2
    assert json.loads(printed.stdout) == plain
    assert "this model has too many states" in shown.stdout
    assert str(tmp_path / "bench.json") in shown.stdout


def test_the_page_about_speed_is_made_from_the_numbers(plain, script):
    speed = script("speed")
    text = speed.PAGE.read_text()
    renewed = speed.page(text, plain)

    assert "| wrong | " in renewed
    assert speed.page(renewed, plain) == renewed
    assert renewed.startswith(text.partition("<!-- measured")[0])
    assert speed.main(["--check"]) == 0


def test_a_patient_without_a_solution_is_told_and_never_counts_as_accurate(plain):
    gone = np.ones((2, 1, 20))
    gone[:, :, :2] = np.nan
    accuracy = Reference(values=np.ones((2, 1, 20)), doubt=0.0).accuracy(gone)
    row = {**plain["peers"][0], "peer_error": None, "peer_failed": 2, "compared": 20}
    table = tables_of({**plain, "peers": [row]})[0]

    assert (accuracy.error, accuracy.failed) == (np.inf, 2)
    assert "theirs 2 of 20" in table.rows[0]


def test_a_loose_peer_keeps_its_tolerance_and_a_tight_one_is_loosened():
    def ours(rtol):
        return 10 * rtol

    assert matched(ours, lambda rtol: 100 * rtol, 1e-6) == (1e-6, 1e-6)
    assert matched(ours, lambda rtol: rtol, 1e-6)[1] == pytest.approx(1e-5)


def test_legs_give_back_the_schedule():
    cohort = draw_cohort(3)
    listing = listing_of(ours_for(cohort)[0].kernel)
    names = [s.name for s in cohort.system.states]
    order = [names.index(name) for name in listing.states]
    legs = legs_of(cohort, listing)

    def stay(y, grid):
        return np.repeat(y[None], len(grid), axis=0)

    for i in range(3):
        seen = walk(legs, i, stay)
        here = slice(cohort.events.offsets[i], cohort.events.offsets[i + 1])
        given = np.bincount(
            cohort.events.states[here], cohort.events.amounts[here], seen.shape[1]
        )
        assert seen[-1] - seen[0] == pytest.approx(given[order])
        assert np.isfinite(seen).all()


def test_other_languages_get_the_same_equations():
    cohort = draw_cohort(2)
    listing = listing_of(ours_for(cohort)[0].kernel)
    legs = legs_of(cohort, listing)
    y, p = legs.start[0] + legs.doses.sum(axis=0), legs.parameters[0]
    expected, names = np.empty_like(y), {n: getattr(np, n) for n in FUNCTIONS}
    plain = {"exp": np.exp, "log": np.log, "log10": np.log10, "sqrt": np.sqrt}
    exec(listing.text, plain)  # noqa: S102 - the listing that everybody gets
    plain["rates"](y, p, expected)
    text = antimony_text(listing)

    assert translated(listing, names)(y, p) == pytest.approx(expected, rel=1e-12)
    assert all(f"\nx_{state}' = " in text for state in listing.states)
    assert "**" not in text
    assert " if " not in text


def test_patients_have_schedules_of_their_own():
    cohort = draw_cohort(16)
    days = [
        set(cohort.events.times[a:b])
        for a, b in zip(cohort.events.offsets[:-1], cohort.events.offsets[1:], strict=True)
    ]

    assert 22 <= cohort.breakpoints <= 26
    assert set.intersection(*days) == {-5.0, -4.0, -3.0, 0.0}


def test_taking_patients_takes_their_doses_along():
    cohort = draw_cohort(4)
    twice = cohort.take(np.array([2, 2]))
    here = slice(cohort.events.offsets[2], cohort.events.offsets[3])

    assert len(twice) == 2
    assert twice.events.times.tolist() == 2 * cohort.events.times[here].tolist()
    assert (twice.parameters["f_eng"] == cohort.parameters["f_eng"][2]).all()


def test_an_unknown_peer_is_refused_with_a_hint():
    with pytest.raises(DataError, match="did you mean numbalsoda"):
        chosen_peers(["numbasoda"])


@pytest.mark.parametrize("name", [n for n in PEERS if n not in ("dp5", "scipy")])
def test_a_peer_that_is_not_installed_is_no_obstacle(name, monkeypatch):
    others = ("numbalsoda", "heyoka", "roadrunner", "antimony", "sksundae.cvode", "jax")
    for module in others:
        monkeypatch.setitem(sys.modules, module, None)
    cohort = draw_cohort(2)
    listing = listing_of(ours_for(cohort)[0].kernel)
    entered = enter(PEERS[name], listing, legs_of(cohort, listing), 1e-4)

    assert isinstance(entered, Missing)
    assert entered.peer == name
    assert entered.reason.startswith("cannot be imported")


def test_a_child_that_fails_gives_no_number(monkeypatch):
    monkeypatch.setattr(processes.sys, "executable", "/bin/false")
    found = processes.measure_memory(["PLAT"], 8)

    assert np.isnan([found.idle, found.peak]).all()
