"""XML from strangers and for strangers."""

import xml.etree.ElementTree as ET
from pathlib import PurePosixPath, PureWindowsPath
from typing import NoReturn
from urllib.parse import unquote, urlsplit
from xml.parsers import expat

from core.errors import InvalidPlanError

# A clip of an hour with a caption every second has some 100,000 elements in the wordiest format.
_MOST_ELEMENTS = 300_000
_DEEPEST = 100


def read(content: bytes, root: str) -> ET.Element:
    """Return the root element of a document.

    Entities are refused where they are declared, before any of them can grow or fetch a file.

    Raises:
        InvalidPlanError: it is no XML, declares entities, is far larger or deeper than a cut
            can be, or has another root.
    """
    reader = _Reader()
    try:
        reader.parser.Parse(content, True)
    # A character set that Python does not know is a LookupError.
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise InvalidPlanError(f"the file is no valid XML: {error}") from error
    found = reader.builder.close()
    if found.tag != root:
        raise InvalidPlanError(f"<{found.tag}>: the file must begin with <{root}>")
    return found


def write(root: ET.Element) -> bytes:
    """Return a document as editing programs write theirs."""
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE {root.tag}>\n{text}\n'.encode()


def add(parent: ET.Element, tag: str, text: object = None, /, **attributes: object) -> ET.Element:
    """Return a new last child. What XML cannot hold is left out of its text and attributes."""
    child = ET.SubElement(
        parent, tag, {name.replace("_", "-"): plain(str(v)) for name, v in attributes.items()}
    )
    if text is not None:
        child.text = plain(str(text))
    return child


def plain(text: str) -> str:
    """Return a text without the characters that XML 1.0 forbids."""
    return "".join(c for c in text if _allowed(ord(c)))


def number(value: float) -> str:
    """Return a number with a millionth at most, and no more digits than it needs."""
    return f"{round(value, 6) + 0:.6f}".rstrip("0").rstrip(".")


def url(path: str) -> str:
    """Return the link to a file by its absolute path, of Windows or of anything else."""
    windows = PureWindowsPath(path)
    return (windows if windows.drive else PurePosixPath(path)).as_uri()


def path_of(link: str) -> str:
    """Return the path of the file that a link leads to."""
    try:
        return unquote(urlsplit(link).path) if "://" in link else link
    except ValueError as error:
        raise InvalidPlanError(f"{link[:80]!r} is no link to a file: {error}") from error


def _allowed(code: int) -> bool:
    if code < 0x20:
        return code in (0x9, 0xA, 0xD)
    return not (0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF))


class _Reader:
    """Builds a tree, and stops at what a cut has no use for."""

    def __init__(self) -> None:
        self.builder = ET.TreeBuilder()
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self.builder.data
        self.parser.EntityDeclHandler = self._refuse
        self.parser.ExternalEntityRefHandler = self._refuse
        self._elements = 0
        self._depth = 0

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if self._elements > _MOST_ELEMENTS or self._depth > _DEEPEST:
            raise InvalidPlanError(f"<{tag}>: the file is larger or deeper than any cut")
        self.builder.start(tag, attributes)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        self.builder.end(tag)

    def _refuse(self, *declared: object) -> NoReturn:
        raise InvalidPlanError(
            f"<!ENTITY {declared[0]}>: the file declares entities, which no editing program does"
        )
