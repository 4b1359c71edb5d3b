"""How long the texts are that the cells of a workbook share."""

import zipfile

from cartwin.study.sources.package import xml_of
from cartwin.study.sources.xml_events import XmlStart, read_xml


__all__ = ["shared_lengths"]

_PATH = "xl/sharedStrings.xml"


def shared_lengths(package: zipfile.ZipFile) -> list[int]:
    """Return the number of characters of each shared text, in their order.

    Raises
    ------
    ValueError
        Damaged XML.
    """
    lengths: list[int] = []

    def on_start(name: str, _: XmlStart) -> None:
        if name == "si":
            lengths.append(0)

    def on_text(text: str) -> None:
        if lengths:
            lengths[-1] += len(text)

    if _PATH in package.namelist():
        read_xml(xml_of(package, _PATH), _PATH, on_start, on_text)
    return lengths
