"""XML read once from front to end, without entities and without a tree in memory."""

from collections.abc import Callable
from xml.parsers import expat


__all__ = ["XmlStart", "read_xml"]

XmlStart = dict[str, str]


class _LocalNames(dict[str, str]):
    """Names without their prefix, each worked out once."""

    def __missing__(self, name: str) -> str:
        local = self[name] = name.rpartition(":")[2]
        return local


def read_xml(
    content: bytes,
    path: str,
    on_start: Callable[[str, XmlStart], None],
    on_text: Callable[[str], None] | None = None,
) -> None:
    """Call back at each start of an element, with its name without a prefix.

    Raises
    ------
    ValueError
        XML that is damaged or declares a document type, and with that entities.

    Examples
    --------
    >>> read_xml(b"<x:a r='1'/>", "a.xml", lambda name, attributes: print(name, attributes))
    a {'r': '1'}
    """
    parser, local = expat.ParserCreate(), _LocalNames()

    def start(name: str, attributes: XmlStart) -> None:
        on_start(local[name], attributes)

    def refuse(*_: object) -> None:
        repair = "none is expected: open it and save it again"
        msg = f"{path} in the .xlsx file declares XML entities; {repair}"
        raise ValueError(msg)

    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    if on_text is not None:
        parser.CharacterDataHandler = on_text
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        msg = f"{path} in the .xlsx file is damaged ({error}); open it and save it again"
        raise ValueError(msg) from None
