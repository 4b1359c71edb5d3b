"""Exported models are the twin: read back by an interpreter of their texts, they agree."""

import re
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from scipy.special import ndtr
from tests.report.foreign import follow, read
from typer.testing import CliRunner

from cartwin import biology, verbs
from cartwin.cli.main import app
from cartwin.engine import Events, balanced, compile, evaluate, solve
from cartwin.errors import DataError, ModelError
from cartwin.parameters import Mixture
from cartwin.report import LANGUAGES, write_model
from cartwin.report.export.nonmem import NONMEM
from cartwin.report.export.portable import portable
from cartwin.study import DRUGS
from cartwin.twin import DISEASES, parameters_of, system_of
from cartwin.verbs import REGIMEN


DAYS = (-7.0, 0.0, 1.0, 3.0, 7.0, 14.0, 28.0, 60.0, 120.0)
LATER = 7.0  # the texts start at time 0
every_language = pytest.mark.parametrize("language", LANGUAGES)
every_disease = pytest.mark.parametrize("disease", DISEASES)


@cache
def model_of(disease, regimen=REGIMEN):
    return portable(disease, regimen)


@cache
def text_of(disease, language, regimen=REGIMEN):
    return LANGUAGES[language](model_of(disease, regimen))


def typical(disease):
    return {p.name: p.value for p in parameters_of(disease)}


def names_of(text, language):
    """How a text calls what the twin calls otherwise: a function of the twin's name."""
    flat = re.sub(r"\n\W*", " ", text.partition("Names changed: ")[2][:5000])
    words = {old: new for new, old in re.findall(r"(\w+) for (\w+)[,.]", flat)}
    fold = str.upper if language == "nonmem" else str
    return lambda name: fold(words.get(name, name))


@pytest.fixture(scope="module")
def courses():
    """Disease -> observables of its typical patient, as the engine has them."""
    return {disease: course(disease) for disease in DISEASES}


def course(disease):
    system = system_of(disease)  # without extinction, which no text can say
    lasting = tuple(replace(s, extinct_below=0.0) for s in system.states)
    system = replace(system, states=lasting)
    model = model_of(disease)
    kernel = compile(system, dosed=sorted({d.event.state for d in model.doses}))
    events = Events.of([[d.event for d in model.doses]], [s.name for s in system.states])
    solved = solve(kernel, typical(disease), events, DAYS, rtol=1e-10)
    return dict(zip(kernel.observables, solved.values[:, :, 0].T, strict=True))


@every_language
@every_disease
def test_the_course_is_that_of_the_twin(disease, language, courses):
    text = text_of(disease, language)
    model = read(language, text)
    scales = [s.scale for s in model_of(disease).states]
    states = follow(model, [d + LATER for d in DAYS], 1e-9, scales)
    seen = [model.observe(y) for y in states]

    assert len(model.doses) == 7
    word = names_of(text, language)
    for name, expected in courses[disease].items():
        np.testing.assert_allclose(
            [s[word(name)] for s in seen], expected, rtol=1e-6, atol=1e-9, err_msg=name
        )


def every_drug(disease):
    """Regimen of one dose of each drug that enters states of the disease."""
    known = {s.name for s in system_of(disease).states}
    declared = [e for m in biology.MODULES for e in getattr(m, "DOSES", ())]
    drugs = [DRUGS[e.drug] for e in declared if known.issuperset(e.states)]
    return "; ".join(f"{d.name} 1 {d.units[0]} d0".replace(" /", "/") for d in drugs)


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


class Told:
    """Random numbers that are told: normal ones, and shares that stand for normal ones."""

    def __init__(self, numbers):
        self.numbers = iter(numbers)

    def normal(self):
        return next(self.numbers)

    def random(self):
        return float(ndtr(next(self.numbers)))


def in_order_of_draws(parameter, numbers):
    """The texts ask first who belongs to a subgroup; the twin draws that second."""
    spread = parameter.spread
    if not isinstance(spread, Mixture):
        return numbers
    which, *others = numbers
    member = others.pop(0) if spread.omega else 0.0
    return [member, which, *others]


@every_language
@every_disease
def test_random_effects_are_the_declared_spreads(disease, language):
    regimen = every_drug(disease)
    exported = model_of(disease, regimen)
    individuals, count = exported.individuals, len(exported.effects)
    numbers = iter(np.random.default_rng(2).normal(size=count))
    text, effects, expected = text_of(disease, language, regimen), {}, {}
    for drawn in individuals:
        told = [next(numbers) for _ in drawn.effects]
        for effect, number in zip(drawn.effects, told, strict=True):
            effects[len(effects) + 1] = number * effect.variance**0.5
        p = drawn.parameter
        standard = Told(in_order_of_draws(p, told))
        expected[p.name] = p.spread.draw(p.value, standard)
    model = read(language, text, effects)
    word = names_of(text, language)
    found = {n: model.known[word(n)] for n in expected}

    assert len(expected) > 60
    assert found == pytest.approx(expected, rel=1e-9)
    full, start = balanced(system_of(disease), typical(disease) | expected)
    assert model.known[word("q_aa")] == pytest.approx(full["q_aa"][0])
    if language != "nonmem":  # which has numbers of the typical patient for platelets
        assert model.start == pytest.approx(start[:, 0], rel=1e-7)


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

    assert float(told["P1"]) == model.start[place]
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
