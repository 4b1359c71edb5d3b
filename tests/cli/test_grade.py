"""`cartwin grade`: what is shown, and the options of a rule."""

import pytest
from typer.testing import CliRunner

from cartwin.cli.main import app
from cartwin.verbs import grade


@pytest.fixture
def counts(tmp_path):
    path = tmp_path / "counts.csv"
    path.write_text("patient,day,analyte,value,unit\nP1,14,PLAT,100,10*9/L\n")
    return path


def test_the_screen_counts_what_could_not_be_graded_and_says_why(counts):
    told = CliRunner().invoke(app, ["grade", "ctcae5", str(counts)], terminal_width=200)

    assert "1 rows, of which 1 cannot be graded" in told.stdout
    assert "- 1 x cannot grade: lower limit of normal was not recorded" in told.stdout


def test_the_screen_shows_the_main_columns_of_an_analysis_and_a_file_all(tmp_path):
    path, unit = tmp_path / "copies.csv", "{copies}/ug"
    rows = [f"P1,{d},CARCOPY,{v},{unit}" for d, v in [(3, 10), (7, 900), (14, 90), (28, 9)]]
    path.write_text("\n".join(["patient,day,analyte,value,unit", *rows]))
    told = CliRunner().invoke(
        app, ["grade", "nca", str(path)], env={"COLUMNS": "150"}, terminal_width=150
    )
    shown = told.stdout.partition("more columns")[0]

    assert "half_life" in shown
    assert "mrt_inf" not in shown
    assert {"mrt_inf", "lambda_z", "auc_all"} <= set(grade("nca", path).columns)


def test_an_option_is_passed_on_and_an_unknown_one_told(counts):
    def told(*options):
        given = [word for text in options for word in ("--option", text)]
        return CliRunner().invoke(app, ["grade", "srot", str(counts), "--json", *given])

    assert told().stdout.count('"preset"') == 3
    assert told("preset=stopago", "floor=20").stdout.count('"preset"') == 1
    assert "did you mean preset?" in str(told("presett=stopago").exception)
    assert "option preset: expected NAME=VALUE" in str(told("preset").exception)


def test_the_options_of_a_rule_are_shown():
    shown = CliRunner().invoke(app, ["rules", "show", "lldas"]).stdout

    assert "post_hoc" in shown
    assert "Options, for `--option NAME=VALUE`" in shown


def test_words_in_the_column_of_numbers_are_sent_to_the_column_of_text(tmp_path):
    path = tmp_path / "crs.csv"
    path.write_text("patient,day,instrument,item,value\nP1,1,CRS,oxygen,none\n")
    told = str(CliRunner().invoke(app, ["grade", "crs", str(path)]).exception)

    assert "'none'; expected a number" in told
    assert "an answer in words belongs in the column text" in told
