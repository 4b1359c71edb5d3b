"""study.toml: what a study is, how it came about, and what was planned."""

import re

from cartwin.errors import did_you_mean
from cartwin.study.protocol import Protocol
from cartwin.study.protocol_toml import protocol_from_toml, protocol_to_toml
from cartwin.study.section import Section
from cartwin.study.study import Origin, Study
from cartwin.study.toml import Value, parsed, to_toml


__all__ = ["metadata_from_toml", "metadata_to_toml"]

FORMAT = 1
_KEYS = ("format", "name", "title", "origin", "disease", "provenance", "protocol")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}", re.ASCII | re.IGNORECASE)


def metadata_to_toml(study: Study) -> str:
    """Return the text of study.toml: all of a study but its tables."""
    document: dict[str, Value] = {
        "format": FORMAT,
        "name": study.name,
        "title": study.title,
        "origin": str(study.origin),
        "disease": study.disease,
    }
    if study.provenance:
        document["provenance"] = dict(sorted(study.provenance.items()))
    if study.protocol is not None:
        document["protocol"] = protocol_to_toml(study.protocol)
    return to_toml(document)


def metadata_from_toml(content: bytes) -> tuple[Study, list[str]]:
    """Return the study without its tables, and the problems of the text.

    Where there is a problem the study is not to be used.
    """
    problems: list[str] = []
    try:
        data = parsed(content)
    except ValueError as error:
        return _study(Section({}, "", [])), [str(error)]
    return _study(Section(data, "", problems)), problems


def _study(section: Section) -> Study:
    section.expect(_KEYS)
    section.expect_format(FORMAT)
    provenance = section.section("provenance")
    return Study(
        name=_name(section),
        title=section.text("title"),
        origin=_origin(section),
        disease=section.text("disease"),
        protocol=_protocol(section),
        provenance={key: provenance.text(key) for key in provenance.data},
    )


def _name(section: Section) -> str:
    name = section.text("name")
    if isinstance(section.data.get("name"), str) and not _NAME.fullmatch(name):
        allowed = "letters, digits, '.', '_' and '-', starting with a letter or digit"
        section.report("name", f"{name!r:.60} cannot be a name; use up to 100 {allowed}")
    return name


def _origin(section: Section) -> Origin:
    text, known = section.text("origin"), [str(o) for o in Origin]
    if text in known:
        return Origin(text)
    if text:
        section.report(
            "origin", f"unknown origin {text!r:.60} ({did_you_mean(text, known)})"
        )
    return Origin.VIRTUAL


def _protocol(section: Section) -> Protocol | None:
    if "protocol" not in section.data:
        return None
    return protocol_from_toml(section.section("protocol"))
