"""Exported texts and what they should be: of the typical patient, and of a drawn one."""

import re
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from scipy.special import ndtr
from tests.report.foreign import follow

from cartwin import biology
from cartwin.engine import Events, compile, solve
from cartwin.parameters import Mixture
from cartwin.report import LANGUAGES
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


def every_drug(disease):
    """Regimen of one dose of each drug that enters states of the disease."""
    known = {s.name for s in system_of(disease).states}
    declared = [e for m in biology.MODULES for e in getattr(m, "DOSES", ())]
    drugs = [DRUGS[e.drug] for e in declared if known.issuperset(e.states)]
    return "; ".join(f"{d.name} 1 {d.units[0]} d0".replace(" /", "/") for d in drugs)


def course(disease, parameters):
    """Return observables of a patient under the usual regimen, as the engine has them."""
    system = system_of(disease)  # without extinction, which no text can say
    lasting = tuple(replace(s, extinct_below=0.0) for s in system.states)
    system = replace(system, states=lasting)
    model = model_of(disease)
    kernel = compile(system, dosed=sorted({d.event.state for d in model.doses}))
    events = Events.of([[d.event for d in model.doses]], [s.name for s in system.states])
    solved = solve(kernel, parameters, events, DAYS, rtol=1e-10)
    return dict(zip(kernel.observables, solved.values[:, :, 0].T, strict=True))


def rerun(disease, model, times):
    """Return what a text that was read has observed at the times."""
    scales = [s.scale for s in model_of(disease).states]
    return [model.observe(y) for y in follow(model, times, 1e-9, scales)]


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


def drawn(disease, regimen=REGIMEN, seed=2):
    """Return a patient: random effects by their number, and the parameters they make."""
    model = model_of(disease, regimen)
    numbers = iter(np.random.default_rng(seed).normal(size=len(model.effects)))
    effects, values = {}, {}
    for individual in model.individuals:
        told = [next(numbers) for _ in individual.effects]
        for effect, number in zip(individual.effects, told, strict=True):
            effects[len(effects) + 1] = number * effect.variance**0.5
        p = individual.parameter
        values[p.name] = p.spread.draw(p.value, Told(in_order_of_draws(p, told)))
    return effects, values
