"""`simulate --summary`: small tables about many patients, however they are made."""

import json
import sys
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from cartwin import verbs
from cartwin.engine import Status, Summary
from cartwin.errors import DataError, ModelError
from cartwin.study import parse_regimen
from cartwin.twin import (
    DISEASES,
    Counted,
    Population,
    count_population,
    summarising,
    summary_table,
)
from cartwin.twin.disease import observables_of
from cartwin.twin.summary_table import UNITS
from cartwin.verbs import partial


N, DAYS = 200, 60.0
CARE = "flu 30 mg/m2 d-5,-4,-3; cy 300 mg/m2 d-5,-4,-3; cart 3e5/kg d0"
REACTIVE = f"{CARE}; ivig 1 g/kg d+0,+1 when platelets < 20"


def summarise(out, **options):
    options = {"n": N, "days": DAYS, "seed": 4, **options}
    return verbs.summarise("itp", out=out, **options)


class Stop(BaseException):
    """Somebody pressed a key."""


def interrupted(out, *, after, **options):
    def stop(fraction):
        if fraction >= after:
            raise Stop

    with pytest.raises(Stop):
        summarise(out, on_progress=stop, **options)


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return summarise(tmp_path_factory.mktemp("summary") / "a.parquet").table


@pytest.fixture(scope="module")
def population():
    return Population(
        disease="itp", regimen=parse_regimen(REACTIVE), patients=N, days=DAYS, seed=4,
        rtol=1e-4,
    )  # fmt: skip


def counted_in(population, threads=1):
    counted = Counted.nobody(population)
    for _ in count_population(population, counted, threads=threads):
        pass
    return counted


def test_there_is_a_row_for_every_day_and_observable(table):
    days = [-6.0, *range(29), 35.0, 42.0, 49.0, 56.0, 60.0]
    named = ["day", "observable", "unit", "n", "failed", "mean", "sd", "min"]
    quantiles = ["q0.05", "q0.25", "q0.5", "q0.75", "q0.95", "max"]

    assert table["day"].unique().to_list() == days
    assert set(table["observable"]) == set(observables_of("itp"))
    assert len(table) == len(days) * len(observables_of("itp"))
    assert table.columns[1:15] == named + quantiles


def test_a_summary_says_that_it_is_virtual_and_how_it_was_made(table):
    marks = table.select(pl.col("origin", "patients", "seed", "rtol", "status").unique())

    assert marks.row(0) == ("virtual", N, 4, 1e-4, f"ok: {N}")
    assert table["model"].n_unique() == 1
    assert (table["n"] == N).all()


def test_columns_are_in_order_of_size(table):
    steps = ["min", "q0.05", "q0.25", "q0.5", "q0.75", "q0.95", "max"]
    ladder = table.select(steps).to_numpy()

    assert (np.diff(ladder, axis=1) >= 0).all()
    assert ((table["mean"] >= table["min"]) & (table["mean"] <= table["max"])).all()


def test_the_numbers_are_those_of_the_patients_one_by_one(population):
    """Readings without noise of the same patients, from the study."""
    study = verbs.simulate("itp", n=60, days=30.0, seed=4, rtol=1e-8)
    igg = study.values("IGG").filter(pl.col("day") == 28.0)["value"]
    usual = parse_regimen(verbs.REGIMEN)
    same = replace(population, regimen=usual, patients=60, days=30.0, rtol=1e-8)
    rows = summary_table(counted_in(same).summary, [0.5])
    row = rows.filter(pl.col("day") == 28.0, pl.col("observable") == "IGG")

    assert row["mean"][0] == pytest.approx(igg.mean(), rel=0.02)  # 4 % noise, 60 patients
    assert row["q0.5"][0] == pytest.approx(igg.median(), rel=0.05)


@pytest.mark.parametrize("disease", DISEASES)
def test_every_observable_has_a_unit(disease):
    assert set(observables_of(disease)) <= set(UNITS)


def test_numbers_do_not_depend_on_threads_or_chunks(population, monkeypatch):
    one = summary_table(counted_in(population).summary, [0.5])
    many = summary_table(counted_in(population, threads=3).summary, [0.5])
    monkeypatch.setattr(summarising, "LARGEST_CHUNK", 37)
    monkeypatch.setattr(summarising, "SMALLEST_CHUNK", 37)
    cut = summary_table(counted_in(population, threads=2).summary, [0.5])

    assert len(population.chunks) == 6
    assert one.equals(many)
    assert one.equals(cut)


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
def test_an_interrupted_run_goes_on_to_the_same_bytes(tmp_path, suffix, monkeypatch):
    whole, broken = (tmp_path / f"{name}{suffix}" for name in ("whole", "broken"))
    summarise(whole, regimen=REACTIVE)
    monkeypatch.setattr(summarising, "SMALLEST_CHUNK", 16)
    interrupted(broken, after=0.3, regimen=REACTIVE)
    left = sorted(p.name for p in tmp_path.iterdir())
    interrupted(broken, after=0.6, regimen=REACTIVE)
    told = []
    summarise(broken, regimen=REACTIVE, on_progress=told.append)

    assert left == [f"broken{suffix}.partial", f"whole{suffix}"]
    assert told[0] > 0.6
    assert told[-1] == 1.0
    assert broken.read_bytes() == whole.read_bytes()
    assert not partial.partial_of(broken).exists()


def test_what_is_kept_meanwhile_serves_when_the_end_came_unannounced(tmp_path, monkeypatch):
    """As after a power cut: only what was kept in between is there."""
    out = tmp_path / "x.csv"
    monkeypatch.setattr(summarising, "SMALLEST_CHUNK", 16)
    monkeypatch.setattr(partial, "KEPT_EVERY", 64)
    kept = []

    def look(_):
        path = partial.partial_of(out)
        kept.append(path.read_bytes() if path.exists() else b"")

    whole = summarise(out, on_progress=look).table
    partial.partial_of(out).write_bytes(next(x for x in kept if x))
    told = []
    again = summarise(out, on_progress=told.append).table

    assert 3 <= len(set(kept)) <= 5
    assert 0.3 < told[0] < 0.6
    assert again.equals(whole)


def test_other_arguments_do_not_go_on_with_it(tmp_path, monkeypatch):
    out = tmp_path / "x.csv"
    monkeypatch.setattr(summarising, "SMALLEST_CHUNK", 16)
    interrupted(out, after=0.3)
    before = partial.partial_of(out).read_bytes()

    with pytest.raises(DataError, match="cannot be continued") as caught:
        summarise(out, seed=5, n=N + 1)
    assert caught.value.problems == (
        f"it was made with patients = {N}, now patients = {N + 1} is asked for",
        "it was made with seed = 4, now seed = 5 is asked for",
        "repeat the arguments, or delete the file to start anew",
    )
    assert partial.partial_of(out).read_bytes() == before


def test_another_version_of_the_twin_does_not_go_on_with_it(tmp_path, monkeypatch):
    out = tmp_path / "x.csv"
    monkeypatch.setattr(summarising, "SMALLEST_CHUNK", 16)
    interrupted(out, after=0.3)
    monkeypatch.setattr(partial, "model_hash", lambda: "other")

    with pytest.raises(DataError, match="now model = other is asked for"):
        summarise(out)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", b"thesis"])
def test_a_strange_file_in_its_place_is_left_alone(tmp_path, content):
    path = partial.partial_of(tmp_path / "x.csv")
    path.write_bytes(content)

    with pytest.raises(DataError, match="it is no interrupted simulation; delete the file"):
        summarise(tmp_path / "x.csv")
    assert path.read_bytes() == content


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """The arrays of an interrupted run, and what stores them again."""
    out = tmp_path / "x.csv"
    monkeypatch.setattr(summarising, "SMALLEST_CHUNK", 16)
    interrupted(out, after=0.3)
    path = partial.partial_of(out)
    with np.load(path, allow_pickle=False) as stored:
        arrays = dict(stored)

    def store(**changes):
        with path.open("wb") as file:
            content = {n: a for n, a in {**arrays, **changes}.items() if a is not None}
            np.savez(file, allow_pickle=False, **content)

    return out, arrays, store


def signed(arrays, **changes):
    """The changes with a checksum to match, as of a program that errs."""
    content = {**arrays, **changes}
    content = {n: a for n, a in content.items() if n != "sha256" and a is not None}
    return {**changes, "sha256": np.array(partial._checksum(content))}


@pytest.mark.parametrize("name", ["pages", "counts", "lowest", "done", "causes", "failed"])
def test_a_kept_file_that_was_changed_is_refused_by_its_checksum(kept, name):
    out, arrays, store = kept
    store(**{name: arrays[name][:-1]})

    with pytest.raises(DataError, match=r"changed since.*delete the file") as caught:
        summarise(out)
    assert caught.value.source == str(partial.partial_of(out))


@pytest.mark.parametrize("name", ["sha256", "population"])
def test_a_kept_file_without_its_marks_is_refused(kept, name):
    out, arrays, store = kept
    store(**{name: None})
    with pytest.raises(DataError, match="delete the file to start anew"):
        summarise(out)
    store(**signed(arrays, population=np.array("[1, 2]")))
    with pytest.raises(DataError, match="delete the file to start anew"):
        summarise(out)


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("pages", lambda a: np.where(a > 0, a + 10**6, a), "each once"),
        ("counts", lambda a: a[:1024], "counts is uint32"),
        ("done", lambda a: a[:-1], "done is bool"),
        ("done", lambda a: a.astype(int), "done is int64"),
        ("done", lambda a: ~a, "different numbers"),
        ("causes", lambda a: a * [1, 2], "different numbers"),
        ("causes", lambda a: a + np.array([77, 0]), "no status"),
        ("causes", lambda a: a.astype(float), "causes is float64"),
        ("causes", lambda a: a[0], "causes is int64"),
        ("patients", lambda a: a + 16, "different numbers"),
        ("done", lambda _: None, "no array done"),
        ("sums", lambda _: None, "no array sums"),
    ],
)
def test_a_kept_file_that_contradicts_itself_is_refused(kept, name, change, words):
    out, arrays, store = kept
    store(**signed(arrays, **{name: change(arrays[name])}))

    with pytest.raises(DataError, match=words) as caught:
        summarise(out)
    assert caught.value.source == str(partial.partial_of(out))
    assert "delete the file to start anew" in str(caught.value)


def test_no_result_is_written_about_fewer_patients_than_asked_for(tmp_path, monkeypatch):
    def nothing(*_, **__):
        yield from ()

    module = sys.modules["cartwin.verbs.summarise"]
    monkeypatch.setattr(module, "count_population", nothing)
    with pytest.raises(
        DataError, match=r"of 200 patients, 0 were counted.*x\.csv\.partial"
    ):
        summarise(tmp_path / "x.csv")
    assert not list(tmp_path.iterdir())


def test_nothing_is_kept_of_a_count_that_broke_off(tmp_path, monkeypatch):
    """An error halfway through a chunk leaves some of its columns counted."""
    monkeypatch.setattr(summarising, "SMALLEST_CHUNK", 16)
    add, calls = Summary.add, []

    def half(self, values):
        calls.append(1)
        add(self, values)
        if len(calls) == 4:
            raise MemoryError

    monkeypatch.setattr(Summary, "add", half)
    with pytest.raises(MemoryError):
        summarise(tmp_path / "x.csv", threads=1)
    assert len(calls) == 4  # no chunk was added to what is broken
    assert not list(tmp_path.iterdir())


def test_failures_are_counted_by_cause(tmp_path, monkeypatch):
    draw = summarising.draw_patients

    def sick(*arguments, **options):
        patients = draw(*arguments, **options)
        patients.parameters["Pn"][3:4] = np.nan
        return patients

    monkeypatch.setattr(summarising, "draw_patients", sick)
    result = summarise(tmp_path / "x.csv", n=10)
    words = Status.BAD_PARAMETER.sentence

    assert result.causes == {"ok": 9, words: 1}
    assert set(result.table["status"]) == {f"ok: 9; {words}: 1"}
    assert (result.table["n"] == 9).all()
    assert (result.table["failed"] == 1).all()


def test_decisions_are_taken_on_readings(population):
    """Immunoglobulin, given on low readings, lifts the immunoglobulin in the blood."""
    treated = counted_in(population).summary
    plain = replace(population, regimen=parse_regimen(CARE))
    column = treated.observables.index("IGG")
    with_, without = (
        s.quantiles([0.5])[0, 3:9, column] for s in (treated, counted_in(plain).summary)
    )

    assert (with_ > 1.5 * without).all()


def test_what_cannot_be_simulated_leaves_nothing(tmp_path):
    with pytest.raises(ModelError, match="no twin of 'itx'"):
        verbs.summarise("itx", n=5, out=tmp_path / "x.csv")
    with pytest.raises(ModelError, match="would be given before it is decided"):
        summarise(tmp_path / "x.csv", regimen="dara 800 mg d5 if platelets < 50 at d10")
    assert not list(tmp_path.iterdir())


def test_all_that_is_wrong_is_said_at_once(tmp_path):
    with pytest.raises(DataError) as caught:
        summarise(tmp_path / "x.study", n=0, days=-1.0, rtol=1.0, quantiles=[0.5, 2.0],
                  threads=0)  # fmt: skip

    assert len(caught.value.problems) == 6
    with pytest.raises(DataError, match="fewer than 2,147,483,648 patients"):
        summarise(tmp_path / "x.csv", n=2**31)


def test_the_command_writes_prints_and_refuses(cartwin, tmp_path):
    given = ("simulate", "itp", "--summary", "-n", "30", "--days", "20", "--quantiles")
    done = cartwin(*given, "0.1,0.9", "--out", "x.csv", cwd=tmp_path)
    refused = cartwin(*given, "half", "--out", "y.csv", cwd=tmp_path)
    table = pl.read_csv(tmp_path / "x.csv")

    assert done.returncode == 0, done.stderr
    assert "30 virtual patients, 22 days, 23 observables: x.csv" in done.stdout
    assert "30 ok" in done.stdout
    assert {"q0.1", "q0.9"} < set(table.columns)
    assert refused.returncode == 2
    assert "no list of numbers" in refused.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["x.csv"]


def test_the_kept_file_says_what_it_is(tmp_path, monkeypatch):
    out = tmp_path / "x.csv"
    monkeypatch.setattr(summarising, "SMALLEST_CHUNK", 16)
    interrupted(out, after=0.3)
    with np.load(partial.partial_of(out), allow_pickle=False) as stored:
        told = json.loads(str(stored["population"]))

    assert told["disease"] == "itp"
    assert told["regimen"] == str(parse_regimen(verbs.REGIMEN))


@pytest.mark.parametrize(("rtol", "least", "most"), [(1e-3, 5e-4, 0.1), (1e-6, 1e-7, 1e-4)])
def test_the_error_of_a_course_is_measured(tmp_path, rtol, least, most):
    result = summarise(tmp_path / "x.csv", n=20, rtol=rtol)

    assert least < result.error < most
    assert set(result.table["error"]) == {result.error}
