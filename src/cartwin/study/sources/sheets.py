"""Which sheets a workbook has, and in which file of the package each stands."""

import posixpath
import zipfile
from dataclasses import dataclass

from cartwin.study.sources.package import xml_of
from cartwin.study.sources.xml_events import XmlStart, read_xml


__all__ = ["Sheet", "sheets_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet of a workbook: its name, its file, and whether people see it."""

    name: str
    path: str
    hidden: bool


def sheets_of(package: zipfile.ZipFile) -> list[Sheet]:
    """Return the worksheets in their order; charts and macros are left out.

    Raises
    ------
    ValueError
        A damaged workbook.
    """
    files = _files(package)
    found: list[Sheet] = []

    def on_start(name: str, attributes: XmlStart) -> None:
        number = next((v for key, v in attributes.items() if key.endswith(":id")), "")
        target = files.get(number, "")
        if name == "sheet" and target:
            found.append(
                Sheet(
                    name=attributes.get("name", ""),
                    path=target,
                    hidden=attributes.get("state", "visible") != "visible",
                )
            )

    read_xml(xml_of(package, "xl/workbook.xml"), "xl/workbook.xml", on_start)
    return found


def _files(package: zipfile.ZipFile) -> dict[str, str]:
    """Return the file of each worksheet by the id of its relation to the workbook."""
    path = "xl/_rels/workbook.xml.rels"
    files = {}

    def on_start(name: str, attributes: XmlStart) -> None:
        if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = posixpath.join("/xl", attributes.get("Target", ""))
            files[attributes.get("Id", "")] = posixpath.normpath(target).lstrip("/")

    read_xml(xml_of(package, path), path, on_start)
    return files
