"""Exported models are the twin: read back by an interpreter of their texts, they agree."""

import re

import numpy as np
import pytest
from tests.report.exported import (
    DAYS,
    LATER,
    course,
    every_disease,
    every_drug,
    every_language,
    model_of,
    names_of,
    rerun,
    text_of,
    typical,
)
from tests.report.foreign import read
from typer.testing import CliRunner

from cartwin import verbs
from cartwin.cli.main import app
from cartwin.engine import balanced, evaluate
from cartwin.errors import DataError, ModelError
from cartwin.report import write_model
from cartwin.report.export.nonmem import NONMEM
from cartwin.twin import DISEASES, system_of
from cartwin.verbs import REGIMEN


@pytest.fixture(scope="module")
def courses():
    """Disease -> observables of its typical patient, as the engine has them."""
    return {disease: course(disease, typical(disease)) for disease in DISEASES}


@every_language
@every_disease
def test_the_course_is_that_of_the_twin(disease, language, courses):
    text = text_of(disease, language)
    model = read(language, text)
    seen = rerun(disease, model, [d + LATER for d in DAYS])

    assert len(model.doses) == 7
    word = names_of(text, language)
    for name, expected in courses[disease].items():
        np.testing.assert_allclose(
            [s[word(name)] for s in seen], expected, rtol=1e-6, atol=1e-9, err_msg=name
        )


@every_language
@every_disease
def test_rates_anywhere_are_those_of_the_equations(disease, language):
    regimen = every_drug(disease)
    system, states = system_of(disease), model_of(disease, regimen).states
    model = read(language, text_of(disease, language, regimen))
    full, start = balanced(system, typical(disease))
    rng = np.random.default_rng(1)
    y = {
        s.name: (v[0] + s.scale) * rng.uniform(0.3, 3.0)
        for s, v in zip(system.states, start, strict=True)
    }
    known = {n: v[0] for n, v in full.items()} | y
    expected = evaluate(system.rates, known)
    found = model.rates(0.0, [y[s.name] for s in states])

    assert len(states) == len(system.states)
    np.testing.assert_allclose(found, [expected[f"d{s.name}"] for s in states], rtol=1e-9)


@every_disease
def test_names_in_nonmem_are_short_and_differ_beyond_case(disease):
    text = text_of(disease, "nonmem", every_drug(disease))
    code = [line.partition(";")[0].rstrip() for line in text.splitlines()]
    given = re.findall(r"^(\w+) = ", "\n".join(code), flags=re.M)
    others = [n for n in given if n != "Y"]

    assert max(map(len, others)) <= 20
    assert not {n.upper() for n in others} & NONMEM.reserved
    assert len(set(others)) == len({n.upper() for n in others})
    assert max(map(len, text.splitlines())) <= 160


def test_what_is_lost_is_told():
    regimen = "flu 30 mg/m2 d-5; dara 800 mg d270 if platelets < 50 at d270"
    text = text_of("itp", "mrgsolve", regimen)

    assert "XA < " in text
    assert "daratumumab 800 mg d270 if platelets < 50 at d270" in text
    assert "DAC : " in text  # its compartment is there, its dose is not
    assert text.count("ev(time = ") == 1


def test_the_head_has_the_numbers_of_the_untreated_patient():
    text = text_of("itp", "nonmem")
    model = read("nonmem", text)
    place = [s.name for s in model_of("itp").states].index("P1")
    told = dict(re.findall(r"^;   (\w+) = (\S+)$", text, flags=re.M))

    assert float(told["P1"]) == pytest.approx(model.start[place], rel=1e-13)
    assert float(told["kin"]) == pytest.approx(model.known["KIN"], rel=1e-15)
    assert len(told) > 40


@pytest.mark.parametrize(
    ("disease", "language", "regimen", "told"),
    [
        ("itp", "nonmen", "", "did you mean nonmem?"),
        ("flu", "nonmem", "", "no twin of 'flu'"),
        ("itp", "rxode2", "fviii 50 IU/kg d0", "factor_viii needs what the twin of itp"),
    ],
)
def test_what_cannot_be_exported_says_why(disease, language, regimen, told):
    with pytest.raises(ModelError, match=re.escape(told)):
        write_model(disease, language, regimen)


def test_the_command_writes_a_file_or_the_screen(tmp_path):
    run = CliRunner().invoke
    asked = ["model", "export", "ssc", "--as", "rxode2"]
    shown = run(app, asked).stdout
    run(app, [*asked, "--out", str(tmp_path / "ssc.R")])

    assert (
        (tmp_path / "ssc.R").read_text() == shown == write_model("ssc", "rxode2", REGIMEN)
    )


def test_the_diagram_is_a_picture(tmp_path):
    out = tmp_path / "itp.png"
    CliRunner().invoke(app, ["model", "diagram", "itp", "--out", str(out)])

    assert out.read_bytes().startswith(b"\x89PNG")
    assert [p.name for p in tmp_path.iterdir()] == ["itp.png"]
    with pytest.raises(DataError, match=r"must end in \.svg or \.png"):
        verbs.diagram_model("itp", out=tmp_path / "itp.pdf")
