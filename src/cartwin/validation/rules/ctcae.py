"""Worked cases of CTCAE."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from cartwin.rules import ctcae, is_emergent
from cartwin.validation.rules.spellings import renamed, spelt


__all__ = ["KINDS"]

_OURS = spelt(
    {
        "lower_normal": "lln",
        "upper_normal": "uln",
        "baseline": "base",
        "worse_if": "symptomatic symptoms consequences",
        "anticoagulated": "on_anticoagulation anticoagulation anticoag anticoagulant"
        " on_anticoagulant",
    }
)


def _grade(term: str, value: float | None, **given: Any) -> int | None:
    """Return the grade; a case without a word on the baseline means a normal one."""
    named = renamed(given, _OURS)
    assumed = ctcae.Assumptions(normal_baseline="baseline" not in named)
    return ctcae.grade_value(term, value, assumed=assumed, **named).grade


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
        "ctcae5": _grade,
        "ctcae6": _ctcae6,
        "teae": _emergent,
        "febrile_neutropenia": _febrile,
    }
)
