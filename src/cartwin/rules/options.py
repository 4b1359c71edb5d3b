"""Which options each rule has."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from cartwin.rules import ctcae
from cartwin.rules.criterion import load_criterion
from cartwin.rules.ctcae.terms import VERSIONS
from cartwin.rules.option import Option, choice, lengths, number, yes_no
from cartwin.rules.response.itp_off_treatment import SrotPreset
from cartwin.rules.statistics import Estimand, Method
from cartwin.rules.toxicity import Boundary, Counting


__all__ = ["OPTIONS"]


def _named(keyword: str, values: type[StrEnum]) -> dict[str, dict[str, StrEnum]]:
    return {str(v): {keyword: v} for v in values}


def _window_names() -> list[str]:
    return list(load_criterion("rescue-windows")["windows"])


def _estimand(default: Estimand) -> Option:
    known = _named("estimand", Estimand)
    return choice("estimand", "What a rescue means.", known, str(default))


_JUVENILE = yes_no("juvenile", "Thresholds of juvenile disease.", "juvenile")
_JOINTS = choice(
    "joints",
    "Inflamed joints that are arthritis; sources disagree.",
    {"more_than_2": {"joints": 2.0}, "2_or_more": {"joints": 1.0}},
    "more_than_2",
)
_WINDOW = number(
    "window",
    "Days before a visit whose measured values count (10; 30 is validated too).",
    "0, the day of the visit",
    lambda days: {"window": days},
)
_SLEDAI = (_JOINTS, _WINDOW)
_EACH2 = choice(
    "criteria",
    "Whose remission is followed.",
    {"gth": {"each2": False}, "each2": {"each2": True}},
    "gth",
)
_CTCAE = (
    choice(
        "fibrinogen",
        "Which conditions decide: those of the baseline, or the worse of both.",
        {"switch": {"fibrinogen": "switch"}, "worse": {"fibrinogen": "worse"}},
        "switch",
    ),
    yes_no("worst_case", "Take the highest grade where symptoms are unknown.", "worst"),
)
_RESCUED = choice(
    "rescued",
    "What a platelet count under a rescue is.",
    {"unknown": {"rescued_fails": False}, "failure": {"rescued_fails": True}},
    "unknown",
)

OPTIONS: Mapping[str, tuple[Option, ...]] = MappingProxyType(
    {
        "icaht-early": (
            choice(
                "counting",
                "Whether all low days count, or the longest run.",
                _named("counting", Counting),
                str(Counting.CUMULATIVE),
            ),
        ),
        "car-hematotox": (
            choice(
                "boundary",
                "To which side a value on a bound belongs.",
                _named("boundary", Boundary),
                str(Boundary.TABLE),
            ),
        ),
        "ctcae5": _CTCAE,
        "ctcae6": _CTCAE,
        "ctcae-picklist": (
            choice(
                "version",
                "Version of CTCAE of events that name none.",
                {v: {"version": v} for v in VERSIONS},
                "5.0",
            ),
            Option(
                name="terms",
                meaning="All terms of a version, as NCI publishes them.",
                allowed="a CSV file",
                default="the terms shipped",
                keywords=lambda file: {"terms": ctcae.read_terms(file)},
            ),
        ),
        "iwg": (
            _RESCUED,
            yes_no("attribution", "A new therapy ends it.", "attribution", "yes"),
            lengths(
                "windows",
                "Days after a rescue in which counts are left out.",
                "as in rescue-windows",
                "windows",
                _window_names,
            ),
        ),
        "srot": (
            choice("preset", "Whose definition.", _named("preset", SrotPreset), "all"),
            number(
                "floor",
                "Platelet count in place of that of the preset.",
                "of the preset",
                lambda least: {"floor": least},
            ),
            yes_no("single_dips", "Pass over single low counts.", "allow_single_dips"),
        ),
        "steroid-dependence": (
            choice(
                "criteria",
                "Whose definition.",
                {"iwg": {"ash": False}, "ash": {"ash": True}},
                "iwg",
            ),
        ),
        "refractory": (
            yes_no("splenectomy", "Ask adults for its failure.", "splenectomy", "yes"),
        ),
        "aha-gth": (
            yes_no("inclusive", "Factor VIII of exactly 50 suffices.", "inclusive"),
            yes_no(
                "prednisolone_clause",
                "A complete remission asks for low prednisolone.",
                "prednisolone_clause",
                "yes",
            ),
            yes_no(
                "others_clause",
                "It asks for the end of other immunosuppression.",
                "others_clause",
                "yes",
            ),
            yes_no("drug_free", "It asks for no emicizumab either.", "drug_free"),
        ),
        "aha-course": (_EACH2,),
        "sledai-2k": _SLEDAI,
        "doris": (
            yes_no("strict", "5 mg prednisolone are too much.", "strict"),
            yes_no("drug_free", "No drug against lupus at all.", "drug_free"),
            *_SLEDAI,
        ),
        "lldas": (
            yes_no("post_hoc", "Descriptors of the variant of trials.", "post_hoc"),
            *_SLEDAI,
        ),
        "rcriss": (_JUVENILE,),
        "tis": (
            _JUVENILE,
            number(
                "mmt_range",
                "Range of the muscle test (260 for MMT-26).",
                "80, MMT-8",
                lambda span: {"ranges": {"mmt": span}},
            ),
        ),
        "b-cells": (
            choice(
                "by",
                "The count, or the share of lymphocytes with 1 % as threshold.",
                {"count": {}, "share": {"analyte": "BCELLLY", "threshold": 1.0}},
                "count",
            ),
            number(
                "threshold",
                "Below it a patient is depleted [/uL; %].",
                "10 /uL",
                lambda least: {"threshold": least},
            ),
        ),
        "orr": (
            _estimand(Estimand.HYPOTHETICAL),
            choice("method", "Of the interval.", _named("method", Method), "exact"),
        ),
        "time-to-response": (
            _estimand(Estimand.COMPETING),
            yes_no("complete", "Ask for a complete response.", "complete"),
        ),
        "km-response": (
            _estimand(Estimand.COMPETING),
            yes_no("complete", "Ask for a complete response.", "complete"),
        ),
        "duration-of-response": (_estimand(Estimand.COMPETING),),
        "km-duration": (_estimand(Estimand.HYPOTHETICAL),),
    }
)
"""Rule -> its options; a rule that is not listed has none."""
