"""What the twin of a disease does not reproduce, or reproduces for weak reasons.

Texts live in `limits/*.toml`, one file per disease with an organ module, one for those
without, and one for what all share: they are facts about the twin, found out when it was
built, that no figure of one run shows.
"""

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from cartwin.twin import organ_of


__all__ = ["Limit", "list_limits"]

CORE, NO_ORGAN = "core", "no_organ"  # files beside those of the diseases


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One limit of the twin.

    Attributes
    ----------
    kind
        `does not fit`, `weak` (fits for a weak reason) or `assumed` (nothing behind it).
    heading
        In a few words.
    text
        What it means for a reader of the report.
    study
        Name of the study of which it speaks; empty if it is about the twin itself.
    """

    kind: str
    heading: str
    text: str
    study: str = ""


def list_limits(disease: str, *, study: str | None = None) -> tuple[Limit, ...]:
    """Return the limits of the twin of a disease: its own first, then those of all.

    Parameters
    ----------
    study
        Name of a study: limits that speak of other studies are left out. Without it all
        are returned.

    >>> sorted({limit.kind for limit in list_limits("itp")})
    ['assumed', 'does not fit', 'weak']
    """
    codes = disease.split("+")
    own = [code for code in codes if organ_of(code)]
    own += [NO_ORGAN] if len(own) < len(codes) else []
    limits = [x for name in (*own, CORE) for x in _read(name)]
    return tuple(x for x in limits if study is None or x.study in ("", study))


def _read(name: str) -> list[Limit]:
    file = files("cartwin.report") / "limits" / f"{name}.toml"
    if not file.is_file():
        return []
    content = tomllib.loads(file.read_text("utf-8"))
    return [Limit(**{k: str(v) for k, v in x.items()}) for x in content["limit"]]
