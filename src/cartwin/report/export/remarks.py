"""What stands at the head of an exported model: what it is, and what it leaves out."""

from collections.abc import Iterable, Iterator
from textwrap import wrap

from cartwin.parameters import Parameter
from cartwin.report.export.portable import HEIGHT, Portable
from cartwin.report.export.vocabulary import Vocabulary
from cartwin.twin import model_hash


__all__ = ["about", "head", "paragraphs"]

WIDTH = 88
RUN_IN = 90  # days after which platelets are in balance to a relative 1e-7, wherever from


def head(said: Vocabulary) -> list[str]:
    """Return the lines of the head, without the sign of a comment."""
    model, language = said.model, said.language
    changed = [f"{word} for {name}" for name, word in said.changed.items()]
    renamed = [f"Names changed: {', '.join(changed)}."] if changed else []
    return [
        f"Twin of {model.title} ({model.disease}) for {language.name}",
        f"written by cartwin, model {model_hash()}; not a medical device",
        "",
        *paragraphs([*_told(model), *renamed]),
        "",
        *_untreated(model),
    ]


def paragraphs(texts: Iterable[str]) -> list[str]:
    """Return texts as lines that are not too long."""
    return [line for text in texts for line in wrap(text, WIDTH, subsequent_indent="  ")]


def about(parameter: Parameter) -> str:
    """Return meaning and unit of a parameter, as a comment that tools can split at `:`.

    >>> from cartwin.twin import parameters_of
    >>> about(next(p for p in parameters_of("itp") if p.name == "k_d"))
    'rate at which infused CAR-T cells leave blood (1/d)'
    """
    text = parameter.meaning.replace(":", ",").replace("'", "").replace('"', "")
    return f"{text} ({parameter.unit})"


def _told(model: Portable) -> Iterator[str]:
    day = -model.first_day
    yield f"Time: days; time 0 is day {model.first_day:g}, the infusion is at {day:g}."
    yield (
        f"Doses: {model.regimen or 'none'}. Amounts are what enters the states, per 70 kg, "
        f"for the typical patient of 70 kg and {HEIGHT:g} cm; in others they differ where "
        "a drug is given by body surface or as a fixed amount, or is divided by a volume "
        "that varies."
    )
    if model.decided:
        yield (
            "Left out, since they wait for what is observed: "
            f"{'; '.join(model.decided)}. Their states are there; give them by hand."
        )
    yield (
        "States of drugs that the regimen does not give stay zero and are left out; to "
        "have a drug, name it in the regimen."
    )
    yield from _lost(model)
    yield from _balance(model)


def _lost(model: Portable) -> Iterator[str]:
    gone = [f"{s.name} < {s.extinct_below:g}" for s in model.states if s.extinct_below]
    if gone:
        yield (
            f"Lost: cartwin sets to zero, for good, what is too few to be there "
            f"({', '.join(gone)}); here it can grow back."
        )
    yield (
        "Lost: cartwin raises a state below zero to zero after every step. Here small "
        "negative values of the solver stay; choose strict tolerances."
    )
    yield (
        "Lost: virtual patients of cartwin also have weights and ages of their own, share "
        "the quality of the product within a cohort, and are drawn again until their "
        "first readings are those of the study; assays have errors. Here only the "
        "parameters vary, independently; all random effects at zero are the typical "
        "patient."
    )
    yield (
        "Kept: conditions such as the one that lets CAR-T cells respond once there are "
        "any; the right-hand side jumps when a dose makes one true."
    )


def _balance(model: Portable) -> Iterator[str]:
    yield (
        "Balance: derived parameters and states before treatment are computed from each "
        "patient's own parameters; without doses nothing moves but cumulative hazards and "
        "lasting damage."
    )
    if model.solved:
        yield (
            f"Balance, solved: {', '.join(model.solved)} have no formula; they follow from "
            "the root of an equation, found for each patient by halving an interval. Who "
            "replaces that by fixed numbers, or needs derivatives by the random effects, "
            f"lets each patient run untreated for {RUN_IN} days before the first dose and "
            "subtracts what hazards and damage have grown by."
        )


def _untreated(model: Portable) -> Iterator[str]:
    yield "Typical patient before treatment, to compare with (states not named are 0):"
    for name, value in model.typical.items():
        if value:
            yield f"  {name} = {value:.17g}"
