"""Which styles of a workbook show a number as a percentage."""

import re
import zipfile

from cartwin.study.sources.package import xml_of
from cartwin.study.sources.xml_events import XmlStart, read_xml


__all__ = ["percent_styles"]

_PATH = "xl/styles.xml"
_BUILT_IN = {"9", "10"}  # 0% and 0.00%
_LITERAL = re.compile(r'"[^"]*"|\\.')


def percent_styles(package: zipfile.ZipFile) -> set[str]:
    """Return the numbers of the cell styles that show a percentage.

    Raises
    ------
    ValueError
        Damaged XML.
    """
    formats = set(_BUILT_IN)
    styles: list[str] = []
    inside = ""

    def on_start(name: str, attributes: XmlStart) -> None:
        nonlocal inside
        if name in {"cellXfs", "cellStyleXfs", "dxfs"}:
            inside = name
        elif name == "numFmt" and "%" in _LITERAL.sub("", attributes.get("formatCode", "")):
            formats.add(attributes.get("numFmtId", ""))
        elif name == "xf" and inside == "cellXfs":
            styles.append(attributes.get("numFmtId", ""))

    if _PATH in package.namelist():
        read_xml(xml_of(package, _PATH), _PATH, on_start)
    return {str(number) for number, style in enumerate(styles) if style in formats}
