"""OpenTimelineIO: JSON in the schemas of its version 0.18, written and read without the library.

OpenTimelineIO has no schema for position and crop. They lie in the metadata of an effect on each
clip, under ``clippedai``, as the values of ``base.Placement``.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from activities.render.nle import elements
from activities.render.nle.base import (
    Contents,
    Edit,
    Item,
    Layer,
    Mark,
    ReadMark,
    Recording,
    Take,
    Title,
)
from core.domain.timecode import RATES, Rate
from core.errors import InvalidPlanError

Node = dict[str, Any]

_OURS = "clippedai"
_MEDIA = "DEFAULT_MEDIA"
_SCHEMA = "OTIO_SCHEMA"

# Rates are written as binary fractions.
_LIKENESS = 1e-5

# Beyond, binary fractions count no single frames.
_MOST = 2.0**50


class Otio:
    """OpenTimelineIO, which Premiere Pro, Resolve and Avid read and tools convert."""

    suffix = ".otio"

    def recognises(self, head: bytes, /) -> bool:
        return head.lstrip().startswith(b"{")

    def write(self, edit: Edit, /) -> bytes:
        timeline = _node(
            "Timeline.1",
            edit.name,
            global_start_time=None,
            tracks=_item("Stack.1", "tracks", children=list(_Writer(edit).tracks())),
        )
        return json.dumps(timeline, indent=2, ensure_ascii=False).encode()

    def read(self, content: bytes, recording: Recording, /) -> Contents:
        try:
            timeline = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise InvalidPlanError(f"the file is no valid JSON: {error}") from error
        return _Reader(recording).contents(timeline)


class _Writer:
    """Writes the tracks of an edit."""

    def __init__(self, edit: Edit) -> None:
        self._edit = edit
        self._recording = edit.recording

    def tracks(self) -> Iterator[Node]:
        takes = self._edit.takes
        for number in range(self._edit.panels + 1):
            found = [(take, one) for take in takes for one in take.layers if one.number == number]
            yield self._track(
                f"V{number + 1}",
                [
                    (take.start + one.first - take.first, one.frames, self._picture(take, one))
                    for take, one in found
                ],
            )
        captions = [(take, title) for take in takes for title in take.captions]
        hooks = [(take, take.hook) for take in takes if take.hook]
        for name, titles in (("Captions", captions), ("Hook", hooks)):
            if titles:
                yield self._track(
                    name,
                    [
                        (take.start + one.frame - take.first, one.frames, self._title(one))
                        for take, one in titles
                    ],
                )
        if self._recording.channels:
            sound = [(take.start, take.frames, self._sound(take)) for take in takes]
            yield self._track("A1", sound, kind="Audio")

    def _track(
        self, name: str, placed: Sequence[tuple[int, int, Node]], *, kind: str = "Video"
    ) -> Node:
        """Return a track with gaps where nothing is."""
        children, at = [], 0
        for start, frames, child in placed:
            if start > at:
                gap = self._range(0, start - at)
                children.append(_item("Gap.1", "", source_range=gap))
            children.append(child)
            at = start + frames
        return _item("Track.1", name, kind=kind, children=children)

    def _picture(self, take: Take, layer: Layer) -> Node:
        marks = [self._marker(mark) for mark in take.marks] if layer.number == 0 else []
        placements = [asdict(placement) for placement in layer.placements]
        transform = _node("Effect.1", "Transform", effect_name="Transform", enabled=True)
        transform["metadata"] = {_OURS: {"placements": placements}}
        clip = self._clip(layer.first, layer.frames)
        return clip | {"effects": [transform], "markers": marks}

    def _sound(self, take: Take) -> Node:
        return self._clip(take.first, take.frames)

    def _clip(self, first: int, frames: int) -> Node:
        recording = self._recording
        media = _node(
            "ExternalReference.1",
            recording.name,
            target_url=elements.url(recording.path),
            available_range=self._range(recording.start, recording.frames),
            available_image_bounds=None,
        )
        return _item(
            "Clip.2",
            recording.name,
            source_range=self._range(recording.start + first, frames),
            media_references={_MEDIA: media},
            active_media_reference_key=_MEDIA,
        )

    def _title(self, title: Title) -> Node:
        text = _node(
            "GeneratorReference.1",
            title.text,
            generator_kind="text",
            parameters={"text": title.text},
            available_range=None,
            available_image_bounds=None,
        )
        return _item(
            "Clip.2",
            title.text,
            source_range=self._range(0, title.frames),
            media_references={_MEDIA: text},
            active_media_reference_key=_MEDIA,
        )

    def _marker(self, mark: Mark) -> Node:
        marked = self._range(self._recording.start + mark.frame, mark.frames)
        return _node("Marker.2", mark.text, color="YELLOW", comment="", marked_range=marked)

    def _range(self, first: int, frames: int) -> Node:
        start, duration = (
            {_SCHEMA: "RationalTime.1", "rate": float(self._edit.rate.fps), "value": float(value)}
            for value in (first, frames)
        )
        return {_SCHEMA: "TimeRange.1", "start_time": start, "duration": duration}


class _Reader:
    """Reads a timeline of any version of the schemas."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._items: list[Item] = []
        self._marks: list[ReadMark] = []

    def contents(self, timeline: object) -> Contents:
        if _schema(timeline) != "Timeline":
            raise InvalidPlanError(f"{_label(timeline)} is no timeline")
        stack = _child(timeline, "tracks")
        self._read_marks(stack, lambda at: at, in_clip=True)
        lanes = {"Video": 0, "Audio": 0}
        for track in _children(stack):
            kind = str(track.get("kind", "Video"))
            if _schema(track) != "Track" or kind not in lanes:
                raise InvalidPlanError(f"{_label(track)}: no plan can say it; use plain tracks")
            self._track(track, sound=kind == "Audio", lane=lanes[kind])
            lanes[kind] += 1
        return Contents(self._items, self._marks)

    def _track(self, track: Node, *, sound: bool, lane: int) -> None:
        self._read_marks(track, lambda at: at, in_clip=True)
        at = Fraction(0)
        for child in _children(track):
            schema = _schema(child)
            if schema not in ("Gap", "Clip"):
                raise InvalidPlanError(f"{_label(child)}: no plan can say it; use cuts")
            start, lasts = self._range_of(child)
            if schema == "Clip" and child.get("enabled", True):
                self._clip(child, start, lasts, begins=at, lane=-1 if sound else lane)
            at += lasts

    def _clip(
        self, clip: Node, start: Fraction, lasts: Fraction, *, begins: Fraction, lane: int
    ) -> None:
        """Read a clip; a lane below 0 stands for sound."""
        label = f"{_label(clip)} at {float(begins):.2f} s"
        media = _media(clip)
        if _schema(media) == "GeneratorReference":
            text = str(_child(media, "parameters").get("text", clip.get("name")))
            self._items.append(Item("title", label, begins, lasts, max(1, lane), text=text))
            return
        if any(_schema(one) in _SPEEDS for one in _list(clip, "effects")):
            raise InvalidPlanError(f"{label} changes the speed; a clip runs as it was recorded")
        first = self._first(media)
        self._items.append(
            Item(
                "sound" if lane < 0 else "picture",
                label,
                begins,
                lasts,
                max(0, lane),
                starts=start - first,
                file=elements.path_of(str(media.get("target_url") or media.get("name") or "")),
            )
        )
        if lane >= 0:
            self._read_marks(clip, lambda at: at - first, in_clip=False)

    def _first(self, media: Node) -> Fraction:
        """Return the time that the first frame of a file has."""
        available = media.get("available_range")
        if isinstance(available, dict):
            return _time(_child(available, "start_time"), _label(media))
        return self._recording.rate.time(self._recording.start)

    def _range_of(self, item: Node) -> tuple[Fraction, Fraction]:
        """Return where an item starts in its media and how long it is, in seconds."""
        found = item.get("source_range") or _media(item).get("available_range")
        if not isinstance(found, dict):
            raise InvalidPlanError(f"{_label(item)} has no source_range")
        return _range(found, _label(item))

    def _read_marks(
        self, item: Node, placed: Callable[[Fraction], Fraction], *, in_clip: bool
    ) -> None:
        for marker in _list(item, "markers"):
            start, lasts = _range(_child(marker, "marked_range"), _label(marker))
            name = str(marker.get("name") or marker.get("comment") or "")
            self._marks.append(ReadMark(name, placed(start), lasts, in_clip=in_clip))


_SPEEDS = {"LinearTimeWarp", "FreezeFrame", "TimeEffect"}


def _node(schema: str, name: str, **fields: object) -> Node:
    return {_SCHEMA: schema, "metadata": {}, "name": name, **fields}


def _item(schema: str, name: str, **fields: object) -> Node:
    parts: Node = {
        "source_range": None,
        "effects": [],
        "markers": [],
        "enabled": True,
        "color": None,
    }
    return _node(schema, name, **{**parts, **fields})


def _schema(value: object) -> str:
    return str(value.get(_SCHEMA, "")).partition(".")[0] if isinstance(value, dict) else ""


def _label(value: object) -> str:
    name = str(value.get("name") or "")[:60] if isinstance(value, dict) else ""
    return f"{_schema(value) or 'what should be a timeline'}" + (f" “{name}”" if name else "")


def _child(value: object, name: str) -> Node:
    found = value.get(name) if isinstance(value, dict) else None
    if not isinstance(found, dict):
        raise InvalidPlanError(f"{_label(value)}: {name} is missing")
    return found


def _list(value: Node, name: str) -> list[Node]:
    found = value.get(name) or []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise InvalidPlanError(f"{_label(value)}: {name} is no list of objects")
    return found


def _children(value: Node) -> list[Node]:
    return _list(value, "children")


def _media(clip: Node) -> Node:
    """Return what a clip shows: since Clip.2 the active one of several."""
    several = clip.get("media_references")
    if isinstance(several, dict):
        found = several.get(clip.get("active_media_reference_key", _MEDIA))
    else:
        found = clip.get("media_reference")
    return found if isinstance(found, dict) else {}


def _range(value: Node, label: str) -> tuple[Fraction, Fraction]:
    start, duration = (_time(_child(value, name), label) for name in ("start_time", "duration"))
    return start, duration


def _time(value: Node, label: str) -> Fraction:
    """Return a RationalTime in seconds; its rate as it is meant."""
    count, fps = (_number(value.get(name), label) for name in ("value", "rate"))
    if fps <= 0:
        raise InvalidPlanError(f"{label}: {fps} is no frame rate")
    meant: Rate | None = next((r for r in RATES if abs(fps / r.fps - 1) < _LIKENESS), None)
    return Fraction(count) / (meant.fps if meant else Fraction(fps))


def _number(value: object, label: str) -> float:
    if not isinstance(value, int | float) or not abs(value) < _MOST:
        raise InvalidPlanError(f"{label}: {str(value)[:40]} is no number of a time")
    return float(value)
