"""What the twin of a disease does not reproduce, or reproduces for weak reasons.

Texts live in `limits/*.toml`, one file per disease and one for what all share: they are
facts about the twin, found out when it was built, that no figure of one run shows.
"""

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from cartwin.twin import diseases_of


__all__ = ["Limit", "list_limits"]

CORE = "core"  # the file beside those of the diseases


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

    Raises
    ------
    ModelError
        If there is no twin of one of the diseases.
    """
    diseases_of(disease)
    own = dict.fromkeys(disease.split("+"))
    limits = [x for name in (*own, CORE) for x in _read(name)]
    return tuple(x for x in limits if study is None or x.study in ("", study))


def _read(name: str) -> list[Limit]:
    file = files("cartwin.report") / "limits" / f"{name}.toml"
    content = tomllib.loads(file.read_text("utf-8"))
    return [Limit(**{k: str(v) for k, v in x.items()}) for x in content["limit"]]
