"""FCPXML, the format of Final Cut Pro; DaVinci Resolve reads it as well."""

import re
import xml.etree.ElementTree as ET
from fractions import Fraction

from activities.render.nle import elements, fcpxml
from activities.render.nle.base import Contents, Edit, Item, ReadMark, Recording
from core.errors import InvalidPlanError

_TIME = re.compile(r"(-?\d{1,18})(?:/(\d{1,18}))?s")

# What may stand in a clip and changes neither what is shown nor when. So may a conform-rate that
# only says which rate the file has.
_HARMLESS = {
    "note",
    "adjust-crop",
    "adjust-conform",
    "adjust-transform",
    "adjust-colorConform",
    "adjust-volume",
    "adjust-loudness",
    "adjust-panner",
    "audio-channel-source",
    "metadata",
    "keyword",
    "rating",
    "analysis-marker",
    "hidden-clip-marker",
}
_MARKERS = {"marker", "chapter-marker"}


class FcpXml:
    """Final Cut Pro XML: transforms with keyframes, captions, markers, exact times."""

    suffix = ".fcpxml"

    def recognises(self, head: bytes, /) -> bool:
        return b"<fcpxml" in head

    def write(self, edit: Edit, /) -> bytes:
        return fcpxml.document(edit)

    def read(self, content: bytes, _recording: Recording, /) -> Contents:
        return _Reader(elements.read(content, "fcpxml")).contents()


class _Reader:
    """Reads the one sequence of a document."""

    def __init__(self, root: ET.Element) -> None:
        self._resources = {child.get("id", ""): child for child in root.iterfind("resources/*")}
        found = list(root.iter("sequence"))
        # Those in the resources are compound clips.
        inner = {id(one) for child in root.iterfind("resources") for one in child.iter("sequence")}
        sequences = [one for one in found if id(one) not in inner]
        if len(sequences) != 1:
            raise InvalidPlanError(
                f"the file holds {len(sequences)} projects; export the one of this clip"
            )
        self._sequence = sequences[0]
        self._items: list[Item] = []
        self._marks: list[ReadMark] = []

    def contents(self) -> Contents:
        spine = self._sequence.find("spine")
        if spine is None:
            raise InvalidPlanError("<sequence>: the project has no <spine>")
        origin = _time(self._sequence, "tcStart")
        for element in spine:
            if element.tag == "gap":
                self._gap(element, origin)
            else:
                self._clip(element, _time(element, "offset") - origin, 0)
        return Contents(self._items, self._marks)

    def _gap(self, gap: ET.Element, origin: Fraction) -> None:
        for child in gap:
            if child.tag != "note":
                begins = _time(gap, "offset") - origin
                shift = begins - _time(gap, "start")
                self._inner(child, shift, gap)

    def _clip(self, clip: ET.Element, begins: Fraction, lane: int) -> None:
        """Read a clip that begins at a time of the project."""
        if clip.get("enabled") == "0":
            return
        asset = self._asset(clip)
        start = _time(clip, "start", default=asset.get("start", "0s"))
        first = _time(asset, "start")
        item = Item(
            what="picture",
            label=_label(clip),
            begins=begins,
            lasts=_time(clip, "duration", default=asset.get("duration", "0s")),
            lane=lane,
            starts=start - first,
            file=_path(asset),
        )
        self._items.append(item)
        for child in clip:
            if child.tag in _MARKERS:
                at = _time(child, "start") - first
                lasts = _time(child, "duration", default="0s") if child.get("duration") else None
                self._marks.append(ReadMark(child.get("value", ""), at, lasts))
            elif child.tag not in _HARMLESS and child.get("scaleEnabled") != "0":
                self._inner(child, begins - start, clip)

    def _inner(self, element: ET.Element, shift: Fraction, parent: ET.Element) -> None:
        """Read what hangs on a clip. Its offset and the shift make a time of the project."""
        begins = _time(element, "offset") + shift
        if element.tag in ("title", "caption"):
            self._title(element, begins)
        elif _lane(element) > 0:
            self._clip(element, begins, _lane(element))
        else:
            raise InvalidPlanError(
                f"{_label(element)} in {_label(parent)}: no plan can say it; take it out"
            )

    def _title(self, element: ET.Element, begins: Fraction) -> None:
        text = "".join("".join(one.itertext()) for one in element.iterfind("text"))
        self._items.append(
            Item("title", _label(element), begins, _time(element, "duration"), 1, text=text)
        )

    def _asset(self, clip: ET.Element) -> ET.Element:
        """Return what a clip shows, if it shows the picture and sound of a file as they are."""
        if clip.tag != "asset-clip":
            raise InvalidPlanError(f"{_label(clip)}: no plan can say it; use cuts of the recording")
        if clip.get("audioStart") or clip.get("audioDuration"):
            raise InvalidPlanError(
                f"{_label(clip)}: its sound is cut where its picture is not; cut both alike"
            )
        found = self._resources.get(clip.get("ref", ""))
        if found is None or found.tag != "asset":
            raise InvalidPlanError(f"{_label(clip)}: there is no asset {clip.get('ref')!r}")
        return found


def _time(element: ET.Element, name: str, *, default: str = "0s") -> Fraction:
    text = element.get(name, default)
    found = _TIME.fullmatch(text)
    if found is None or int(found[2] or 1) == 0:
        raise InvalidPlanError(
            f"{_label(element)}: {name}={text[:40]!r} is no time such as 1001/30000s"
        )
    return Fraction(int(found[1]), int(found[2] or 1))


def _lane(element: ET.Element) -> int:
    text = element.get("lane", "0")
    if re.fullmatch(r"-?\d{1,4}", text) is None:
        raise InvalidPlanError(f"{_label(element)}: lane={text[:40]!r} is no number")
    return int(text)


def _label(element: ET.Element) -> str:
    name = element.get("name") or element.get("value") or ""
    at = f" at {element.get('offset')}" if element.get("offset") else ""
    return f"<{element.tag}> “{name[:60]}”{at[:40]}" if name else f"<{element.tag}>{at[:40]}"


def _path(asset: ET.Element) -> str:
    rep = asset.find("media-rep")
    link = (rep.get("src", "") if rep is not None else "") or asset.get("src", "")
    return elements.path_of(link)
