"""Worked cases of the published rules against the rules as coded.

A case names a rule, gives its input and what is expected of it, with a tolerance where
it is a number. A case of a rule that does not exist here counts as not built.
"""

import math
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from cartwin.errors import DataError
from cartwin.validation.suite import Check, Verdict


__all__ = ["kinds", "rules"]

FILE = "cases.yaml"
FAMILIES = ("toxicity", "ctcae", "response", "care", "statistics")
Kind = Callable[..., Any]


@cache
def kinds() -> Mapping[str, Kind]:
    """Return the kinds of cases that can be judged: name -> function of the input."""
    modules = (import_module(f"cartwin.validation.rules.{name}") for name in FAMILIES)
    return {name: kind for module in modules for name, kind in module.KINDS.items()}


def rules(data: Path) -> Verdict:
    """Return how the worked cases of a file come out.

    Parameters
    ----------
    data
        The file of cases (YAML), or a folder with it, in it or beside it.

    Raises
    ------
    DataError
        If there is no such file, or it holds no cases.
    """
    cases = _read(_file(data))
    checks = [_judged(case) for case in cases if case.get("rule") in kinds()]
    missing = [str(c.get("id")) for c in cases if c.get("rule") not in kinds()]
    return Verdict(suite="rules", checks=tuple(checks), not_built=tuple(missing))


def _file(data: Path) -> Path:
    places = [data, data / FILE, data / "clinical" / FILE, data.parent / "clinical" / FILE]
    for place in places:
        if place.is_file():
            return place
    raise DataError(str(data), [f"no {FILE} there; give the file of cases"])


def _read(file: Path) -> list[dict[str, Any]]:
    import yaml

    try:
        content = yaml.safe_load(file.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        first = str(error).partition("\n")[0]
        raise DataError(file.name, [f"not YAML ({first:.100})"]) from None
    cases = content.get("cases") if isinstance(content, dict) else content
    if not isinstance(cases, list):
        raise DataError(file.name, ["it holds no list of cases"])
    return cases


def _judged(case: Mapping[str, Any]) -> Check:
    expected, tolerance = case.get("expect"), float(case.get("tol", 0))
    try:
        found = kinds()[case["rule"]](**case.get("input", {}))
    except Exception as error:
        found = f"{type(error).__name__}: {error!s:.200}"
    return Check(
        name=f"{case.get('id')} {case['rule']}",
        expected=str(expected),
        found=str(found),
        passed=_agree(found, expected, tolerance),
        detail=str(case.get("why", "")),
    )


def _agree(found: Any, expected: Any, tolerance: float) -> bool:
    """Return whether a result is the one expected; of a mapping, what is expected of it."""
    if isinstance(expected, Mapping):
        given = found if isinstance(found, Mapping) else {}
        return bool(given) and all(
            name in given and _agree(given[name], wanted, tolerance)
            for name, wanted in expected.items()
        )
    if isinstance(expected, list | tuple):
        same = isinstance(found, list | tuple) and len(found) == len(expected)
        return same and all(map(_agree, found, expected, [tolerance] * len(expected)))
    if isinstance(expected, str):
        return isinstance(found, str) and str(found) == expected
    if isinstance(expected, bool) or expected is None:
        return type(found) is type(expected) and found == expected
    is_number = isinstance(found, int | float) and not isinstance(found, bool)
    return is_number and math.isclose(found, expected, rel_tol=1e-10, abs_tol=tolerance)
