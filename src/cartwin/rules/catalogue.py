"""Every rule that can be applied to a record, by name."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType

from cartwin.errors import DataError, did_you_mean
from cartwin.rules import care, ctcae, nca, response, statistics, toxicity
from cartwin.rules.bedside import capd_scores, ice_scores
from cartwin.rules.certainty import with_certainty
from cartwin.rules.graded import crs_of, icans_of
from cartwin.rules.options import OPTIONS
from cartwin.rules.rule import Rule, declare


__all__ = ["find_rule", "rule_catalogue"]

_VISITS = (
    declare("crs", "Grade of CRS at every visit", "crs", crs_of, "assessments"),
    declare(
        "icans", "Grade of ICANS at every visit", "icans",
        icans_of, "assessments", "patients",
    ),
    declare("ice", "ICE score at every visit", "ice", ice_scores, "assessments"),
    declare("capd", "CAPD score at every visit", "capd", capd_scores, "assessments"),
)  # fmt: skip
_FAMILIES = (toxicity, ctcae, response, care, statistics, nca)


@cache
def rule_catalogue() -> Mapping[str, Rule]:
    """Return name -> rule; what it gives says how sure its thresholds are.

    >>> rule_catalogue()["crs"].title
    'Grade of CRS at every visit'
    """
    rules = [*_VISITS, *(rule for family in _FAMILIES for rule in family.RULES)]
    return MappingProxyType({rule.name: _complete(rule) for rule in rules})


def _complete(rule: Rule) -> Rule:
    return replace(with_certainty(rule), options=OPTIONS.get(rule.name, ()))


def find_rule(name: str) -> Rule:
    """Return the rule called `name`.

    Raises
    ------
    DataError
        If there is none; the message names the nearest.
    """
    known = rule_catalogue()
    if name not in known:
        problem = f"there is none of that name ({did_you_mean(name, known)})"
        source = f"rule {name:.60}"
        raise DataError(source, [problem], failure="was not applied")
    return known[name]
