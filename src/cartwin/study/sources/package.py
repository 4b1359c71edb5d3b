"""An .xlsx file as the zip archive it is, opened only if it is safe to unpack."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator


__all__ = ["open_package", "xml_of"]

MOST_BYTES = 512 << 20
_MOST_FILES = 10_000
_BOMB_RATIO = 200
_BOMB_FROM = 16 << 20
_BLOCK = 1 << 16
_ENTITY = re.compile(rb"<!(DOCTYPE|ENTITY)")
_DAMAGED = "the .xlsx file is damaged ({}); expected a workbook: open it and save it again"
_NONE = "none is expected: open it and save it again"
_OTHERS = (
    ("xl/workbook.bin", "a binary workbook (.xlsb)"),
    ("content.xml", "an OpenDocument file (.ods)"),
    ("word/document.xml", "a Word document (.docx)"),
    ("ppt/presentation.xml", "a presentation (.pptx)"),
)


def open_package(content: bytes) -> zipfile.ZipFile:
    """Return the archive of a workbook.

    Every file in it was unpacked once and counted, since the sizes that an archive states
    can lie; none is larger than it says, and no XML declares entities.

    Raises
    ------
    ValueError
        A damaged archive, another kind of file, or one made to exhaust the memory.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ValueError(_DAMAGED.format(f"{error!s:.100}")) from None
    _refuse_others(package)
    _refuse_bomb(package, len(content))
    for member in package.infolist():
        _verify(content, member)
    return package


def xml_of(package: zipfile.ZipFile, path: str) -> bytes:
    """Return a file of the workbook.

    Raises
    ------
    ValueError
        If it is missing or damaged.
    """
    try:
        return package.read(path)
    except KeyError:
        raise ValueError(_DAMAGED.format(f"no {path:.100}")) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise ValueError(_DAMAGED.format(f"{error!s:.100}")) from None


def _refuse_others(package: zipfile.ZipFile) -> None:
    names = set(package.namelist())
    if "xl/workbook.xml" in names:
        return
    kind = next((what for path, what in _OTHERS if path in names), "a zip archive")
    msg = f"the file is {kind}; expected CSV, .xlsx or Parquet: save it as one of these"
    raise ValueError(msg)


def _refuse_bomb(package: zipfile.ZipFile, packed: int) -> None:
    members = package.infolist()
    size = sum(member.file_size for member in members)
    if size > MOST_BYTES or (size > _BOMB_FROM and size > packed * _BOMB_RATIO):
        msg = (
            f"the .xlsx file unpacks from {packed:,} to {size:,} bytes; expected at most "
            f"{MOST_BYTES:,} and {_BOMB_RATIO} times its size: save it as 'CSV UTF-8'"
        )
        raise ValueError(msg)
    if len(members) > _MOST_FILES:
        msg = (
            f"the .xlsx file holds {len(members):,} files; expected at most {_MOST_FILES:,}"
        )
        raise ValueError(msg)


def _verify(content: bytes, member: zipfile.ZipInfo) -> None:
    """Raise ValueError if a file does not unpack to the size it states."""
    if member.flag_bits & 1:
        msg = "the .xlsx file has a password; save it without one"
        raise ValueError(msg)
    data = _packed(content, member)
    if member.compress_type == zipfile.ZIP_DEFLATED:
        size, entity = _unpacked(data, member.file_size)
    elif member.compress_type == zipfile.ZIP_STORED:
        size, entity = len(data), bool(_ENTITY.search(data))
    else:
        raise ValueError(_DAMAGED.format(f"{member.filename:.100} is packed unusually"))
    if size != member.file_size:
        raise ValueError(_DAMAGED.format(f"{member.filename:.100} has another size"))
    if entity and member.filename.endswith((".xml", ".rels", ".vml")):
        msg = f"{member.filename:.100} in the .xlsx file declares XML entities; {_NONE}"
        raise ValueError(msg)


def _packed(content: bytes, member: zipfile.ZipInfo) -> memoryview:
    start = member.header_offset
    head = content[start : start + 30]
    if len(head) < 30 or not head.startswith(b"PK\x03\x04"):
        raise ValueError(_DAMAGED.format(f"{member.filename:.100} is missing"))
    start += (
        30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    )
    return memoryview(content)[start : start + member.compress_size]


def _unpacked(data: memoryview, most: int) -> tuple[int, bool]:
    """Return the size of what was deflated, at most `most` + 1, and if it has entities."""
    stream = zlib.decompressobj(-15)
    size, entity, tail = 0, False, b""
    try:
        for block in _inflated(stream, data):
            entity = entity or bool(_ENTITY.search(tail + block))
            tail = block[-10:]
            size += len(block)
            if size > most:
                break
    except zlib.error as error:
        raise ValueError(_DAMAGED.format(str(error))) from None
    return size if stream.eof else -1, entity


def _inflated(stream: "zlib._Decompress", data: memoryview) -> Iterator[bytes]:
    for start in range(0, len(data), _BLOCK):
        rest = bytes(data[start : start + _BLOCK])
        while rest:
            yield stream.decompress(rest, _BLOCK)
            rest = stream.unconsumed_tail
    yield stream.flush(_BLOCK)
