"""Worked cases of CTCAE."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from cartwin.rules import ctcae, is_emergent


__all__ = ["KINDS"]

_OURS = {
    "lln": "lower_normal",
    "uln": "upper_normal",
    "base": "baseline",
    "symptomatic": "worse_if",
    "symptoms": "worse_if",
    "consequences": "worse_if",
    "on_anticoagulation": "anticoagulated",
    "anticoagulation": "anticoagulated",
    "anticoag": "anticoagulated",
    "anticoagulant": "anticoagulated",
    "on_anticoagulant": "anticoagulated",
}


def _grade(term: str, value: float | None, **given: Any) -> int | None:
    """Return the grade; a case without a word on the baseline means a normal one."""
    named = {_OURS.get(name, name): entry for name, entry in given.items()}
    assumed = ctcae.Assumptions(normal_baseline="baseline" not in named)
    return ctcae.grade_value(term, value, assumed=assumed, **named).grade


def _ctcae5(**given: Any) -> int | None:
    return _grade(**given)


def _ctcae6(**given: Any) -> int | None:
    return _grade(**{"version": "6.0", **given})


def _emergent(base_grade: int | None, post_grade: int | None) -> bool | None:
    return is_emergent(base_grade, post_grade)


def _febrile(
    anc: float | None, temp_c: float | None, over_one_hour: bool | None = None
) -> int | None:
    return ctcae.grade_febrile_neutropenia(
        neutrophils=anc, temperature=temp_c, over_one_hour=over_one_hour
    ).grade


KINDS: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "ctcae5": _ctcae5,
        "ctcae6": _ctcae6,
        "teae": _emergent,
        "febrile_neutropenia": _febrile,
    }
)
