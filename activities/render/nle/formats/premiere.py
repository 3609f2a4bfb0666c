"""xmeml, the interchange format of Final Cut Pro 7, which Premiere Pro and Resolve read."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Literal

from activities.render.nle import elements, xmeml
from activities.render.nle.base import Contents, Edit, Item, ReadMark, Recording
from core.domain.timecode import Rate
from core.errors import InvalidPlanError

# Kinds of media that programs make themselves: Premiere turns text generators into these.
_TEXT_SOURCES = {"GraphicAndType", "Text"}

_SPEED = "timeremap"
_OTHER_SPEED = "changes the speed; a clip runs as it was recorded"


class Premiere:
    """Premiere Pro and DaVinci Resolve: Motion with keyframes, text, markers."""

    suffix = ".xml"

    def recognises(self, head: bytes, /) -> bool:
        return b"<xmeml" in head

    def write(self, edit: Edit, /) -> bytes:
        return xmeml.document(edit)

    def read(self, content: bytes, _recording: Recording, /) -> Contents:
        return _Reader(elements.read(content, "xmeml")).contents()


class _Reader:
    """Reads the one sequence of a document."""

    def __init__(self, root: ET.Element) -> None:
        self._files = {
            file.get("id", ""): file for file in root.iter("file") if file.find("*") is not None
        }
        nested = {id(one) for clip in root.iter("clipitem") for one in clip.iter("sequence")}
        found = [one for one in root.iter("sequence") if id(one) not in nested]
        if len(found) != 1:
            raise InvalidPlanError(
                f"the file holds {len(found)} sequences; export the one of this clip"
            )
        self._sequence = found[0]
        self._rate = _rate(self._sequence)

    def contents(self) -> Contents:
        items: list[Item] = []
        marks = list(self._marks(self._sequence, in_clip=True))
        for kind, lane, element in self._elements():
            items.append(self._item(element, kind, lane))
            if kind == "video":
                marks += self._marks(element, in_clip=False)
        return Contents(items, marks)

    def _elements(self) -> Iterator[tuple[str, int, ET.Element]]:
        """Yield what is on the tracks and switched on, with the kind and number of its track."""
        for kind in ("video", "audio"):
            for lane, track in enumerate(self._sequence.iterfind(f"media/{kind}/track")):
                for element in track:
                    on = element.findtext("enabled", "TRUE").strip().upper() != "FALSE"
                    if element.tag in ("clipitem", "generatoritem", "transitionitem") and on:
                        yield kind, lane, element

    def _item(self, element: ET.Element, kind: str, lane: int) -> Item:
        label = _label(element)
        if element.tag == "transitionitem":
            raise InvalidPlanError(f"{label}: plans choose their own transitions; cut")
        if element.find("sequence") is not None:
            raise InvalidPlanError(f"{label} is a sequence; use cuts of the recording")
        if min(_whole(element, "start"), _whole(element, "end")) < 0:
            raise InvalidPlanError(f"{label} has no edges of its own; take out its transition")
        text = self._title(element)
        if text is not None:
            return self._placed("title", element, max(1, lane), text=text)
        self._check_speed(element)
        file, first = self._file(element), _whole(element, "in")
        what: Literal["picture", "sound"] = "picture" if kind == "video" else "sound"
        return self._placed(what, element, lane, first=first, file=file)

    def _placed(
        self,
        what: Literal["picture", "sound", "title"],
        element: ET.Element,
        lane: int,
        *,
        first: int = 0,
        file: str = "",
        text: str = "",
    ) -> Item:
        begins, ends = _whole(element, "start"), _whole(element, "end")
        time = self._rate.time
        return Item(
            what,
            _label(element),
            begins=time(begins),
            lasts=time(ends - begins),
            lane=lane,
            starts=time(first),
            file=file,
            text=text,
        )

    def _title(self, element: ET.Element) -> str | None:
        """Return what a text says; None for what is no text."""
        source = self._described(element).findtext("mediaSource", "")
        if element.tag == "clipitem" and source not in _TEXT_SOURCES:
            return None
        for parameter in element.iter("parameter"):
            if parameter.findtext("parameterid") == "str":
                return parameter.findtext("value", "")
        return element.findtext("name", "")

    def _file(self, element: ET.Element) -> str:
        file = self._described(element)
        link = file.findtext("pathurl", "")
        return elements.path_of(link) if link else file.findtext("name", "")

    def _described(self, element: ET.Element) -> ET.Element:
        """Return the file of an item where it is described."""
        named = element.find("file")
        if named is None:
            return ET.Element("file")
        return self._files.get(named.get("id", ""), named)

    def _check_speed(self, element: ET.Element) -> None:
        for effect in element.iterfind("filter/effect"):
            if effect.findtext("effectid") != _SPEED:
                continue
            speeds = [
                parameter.findtext("value", "")
                for parameter in effect.iterfind("parameter")
                if parameter.findtext("parameterid") in ("speed", "reverse")
            ]
            if not set(speeds) <= {"100", "100.0", "FALSE"}:
                raise InvalidPlanError(f"{_label(element)} {_OTHER_SPEED}")
        length = _whole(element, "end") - _whole(element, "start")
        # Premiere has been seen to write an end of the source that is a frame off.
        if abs(_whole(element, "out") - _whole(element, "in") - length) > 1:
            raise InvalidPlanError(f"{_label(element)} {_OTHER_SPEED}")

    def _marks(self, parent: ET.Element, *, in_clip: bool) -> Iterator[ReadMark]:
        for marker in parent.iterfind("marker"):
            begins = _whole(marker, "in")
            ends = max(_whole(marker, "out", default="-1"), begins + 1)
            text = marker.findtext("name") or marker.findtext("comment") or ""
            time = self._rate.time
            yield ReadMark(text, time(begins), time(ends - begins), in_clip=in_clip)


def _rate(sequence: ET.Element) -> Rate:
    base = sequence.find("rate")
    if base is None:
        raise InvalidPlanError("<sequence>: it has no <rate>")
    frames = _whole(base, "timebase")
    if not 1 <= frames <= 1000:
        raise InvalidPlanError(f"<timebase>: {frames} is no frame rate")
    if base.findtext("ntsc", "FALSE").strip().upper() == "TRUE":
        return Rate(frames=frames * 1000, seconds=1001)
    return Rate(frames=frames)


def _whole(element: ET.Element, name: str, *, default: str = "") -> int:
    text = element.findtext(name, default).strip()
    if re.fullmatch(r"-?\d{1,12}", text) is None:
        raise InvalidPlanError(f"{_label(element)}: <{name}> {text[:40]!r} is no number of frames")
    return int(text)


def _label(element: ET.Element) -> str:
    name = element.findtext("name", "") or element.findtext("effect/name", "")
    start = element.findtext("start", "")
    at = f" at frame {start[:12]}" if start else ""
    return f"<{element.tag}> “{name[:60]}”{at}" if name else f"<{element.tag}>{at}"
