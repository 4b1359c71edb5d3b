"""The command line: what it prints, where, and with which exit code."""

import json
import subprocess
import sys

import pytest


def test_help_names_every_command(cartwin):
    done = cartwin("--help")

    assert done.returncode == 0
    for command in ("run", "simulate", "variants", "validate", "bench", "study", "rules"):
        assert command in done.stdout


def test_run_prints_the_table_and_the_report(cartwin, tmp_path):
    done = cartwin("run", "itp-nct06352281", "--cohorts", "4", cwd=tmp_path)
    report = tmp_path / "itp-nct06352281-run" / "report.html"

    assert done.returncode == 0, done.stderr
    assert "S004-40" in done.stdout
    assert "Covariates, drawn as reported where possible" in done.stdout
    assert "None of 16 virtual patients failed." in done.stdout
    assert "itp-nct06352281-run/report.html" in done.stdout.splitlines()[-1]
    assert report.is_file()


def test_run_speaks_json(cartwin, tmp_path):
    done = cartwin("run", "itp-nct06352281", "--cohorts", "2", "--json", cwd=tmp_path)

    assert len(json.loads(done.stdout)["claims"]) == 16


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("run", "itp-nct0635228"), "itp-nct06352281"),
        (("rules", "show", "crx"), "did you mean crs?"),
        (("simulate", "itp", "--out", "x.doc"), "must end in .parquet, .csv or .study"),
        (("simulate", "lupus", "--out", "x.csv"), "no twin of 'lupus'"),
        (("study", "check", "nowhere"), "nowhere"),
    ],
)
def test_what_cannot_run_says_why_and_exits_with_2(cartwin, arguments, text, tmp_path):
    done = cartwin(*arguments, cwd=tmp_path)

    assert done.returncode == 2
    assert text in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_path_that_cannot_be_made_is_one_line(cartwin, tmp_path):
    (tmp_path / "file").write_text("")
    done = cartwin(
        "run", "itp-nct06352281", "--cohorts", "1", "--out", "file/x", cwd=tmp_path
    )

    assert done.returncode == 2
    assert "file" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_defaults_are_those_of_the_verbs(cartwin):
    from cartwin import verbs

    text = cartwin("run", "--help").stdout
    assert str(verbs.COHORTS) in text
    assert str(verbs.SEED) in text


def test_brackets_are_text():
    from cartwin.cli.screen import screen

    console = screen()
    with console.capture() as captured:
        console.print("a [/red] b [bold]c")
    assert captured.get() == "a [/red] b [bold]c\n"


def test_a_terminal_without_unicode_is_no_reason_to_crash():
    done = subprocess.run(
        [sys.executable, "-m", "cartwin", "rules", "list"],
        capture_output=True,
        check=False,
        env={"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"},
    )

    assert done.returncode == 0, done.stderr
    assert b"Rodeghiero" in done.stdout


def test_the_version_can_be_asked(cartwin):
    assert cartwin("--version").stdout.strip() == "0.1.0"


def test_studies_and_rules_can_be_looked_at(cartwin):
    assert "itp-nct06352281" in cartwin("study", "list").stdout
    assert "reported" in cartwin("study", "show", "itp-nct06352281").stdout
    assert "0 problems" in cartwin("study", "check", "itp-nct06352281").stdout
    assert "Rodeghiero" in cartwin("rules", "list").stdout
    assert "Lee DW" in cartwin("rules", "show", "crs").stdout


@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGINT", 130)])
def test_a_summary_that_is_ended_from_outside_keeps_what_it_counted(tmp_path, name, code):
    script = f"""if True:
        import os, signal
        from contextlib import contextmanager
        from cartwin.cli import main, screen

        def tell(_, fraction):
            if fraction > 0.3:
                os.kill(os.getpid(), signal.{name})

        screen.progress = contextmanager(lambda: (yield tell))
        main()
    """
    given = ["simulate", "itp", "--summary", "-n", "200", "--days", "20"]
    done = subprocess.run(  # noqa: S603 - our own interpreter, our own text
        [sys.executable, "-c", script, *given, "--out", "x.csv", "--threads", "1"],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip

    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv.partial"]


def test_threads_are_at_least_one_and_about_a_summary(cartwin, tmp_path):
    given = ("simulate", "itp", "-n", "5", "--days", "9", "--out", "x.csv")
    none = cartwin(*given, "--summary", "--threads", "0", cwd=tmp_path)
    study = cartwin(*given, "--threads", "2", cwd=tmp_path)

    assert none.returncode == study.returncode == 2
    assert "--threads" in none.stderr
    assert "--summary" in study.stderr
    assert cartwin(*given, "--summary", "--threads", "2", cwd=tmp_path).returncode == 0
