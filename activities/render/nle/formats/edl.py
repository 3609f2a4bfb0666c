"""CMX 3600 edit decision lists: the cut and its markers, nothing else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from activities.render.nle.base import Contents, Edit, Item, ReadMark, Recording, Take
from core.domain.timecode import Rate
from core.errors import InvalidPlanError

# Programmes begin at the first hour, so that a leader fits before it.
_HOUR = 1

_EVENT = re.compile(
    r"(?P<number>\d+)\s+(?P<reel>\S+)\s+(?P<tracks>\S+)\s+(?P<kind>C|D|W\d+|KB?O?)\s+(?:\d+\s+)?"
    r"(?P<times>\d\d\S+\s+\d\d\S+\s+\d\d\S+\s+\d\d\S+)"
)
_MARK = re.compile(r"\*\s*LOC:\s*(?P<at>\S+)\s+(?P<colour>[A-Z]+)\s*(?P<text>.*)")
_NAME = re.compile(r"\*\s*FROM CLIP NAME:\s*(?P<name>.+)")
_SPEED = re.compile(r"M2\s+\S+\s+(?P<speed>-?[\d.]+)")

# What stands for sources that have no reel: files, and black.
_NO_REEL, _BLACK = "AX", "BL"


class Edl:
    """CMX 3600: timecode for tape, read by everything since."""

    suffix = ".edl"

    def recognises(self, head: bytes, /) -> bool:
        text = head.decode("utf-8-sig", "replace").lstrip()
        return text.startswith(("TITLE:", "FCM:")) or _EVENT.match(text) is not None

    def write(self, edit: Edit, /) -> bytes:
        drop = edit.recording.drop
        lines = [f"TITLE: {edit.name}", f"FCM: {'DROP' if drop else 'NON-DROP'} FRAME", ""]
        for number, take in enumerate(edit.takes, start=1):
            lines += [*_event(edit, take, number), ""]
        return "\n".join(lines).encode()

    def read(self, content: bytes, recording: Recording, /) -> Contents:
        clock = _Clock(recording.rate, recording.start, recording.drop)
        events = list(_events(content, clock))
        if not events:
            raise InvalidPlanError("the edit list holds no events")
        origin = min(event.begins for event in events)
        items = [item for event in events for item in event.items(recording, origin)]
        marks = [
            ReadMark(text, recording.rate.time(at - origin), in_clip=True)
            for event in events
            for at, text in event.marks
        ]
        return Contents(items, marks)


@dataclass
class _Event:
    """One line of the list with the comments under it. Frames count from midnight."""

    number: str
    reel: str
    tracks: str
    begins: int
    frames: int
    starts: int
    """From the first frame of the source."""
    marks: list[tuple[int, str]]
    name: str = ""

    @property
    def label(self) -> str:
        return f"event {self.number}" + (f" ({self.name})" if self.name else "")

    def items(self, recording: Recording, origin: int) -> Iterator[Item]:
        """Yield what the event puts on tracks: nothing when it is black."""
        if self.reel == _BLACK:
            return
        time = recording.rate.time
        known = self.reel in (_NO_REEL, _reel(recording))
        own = self.name.casefold() == recording.name.casefold() if self.name else known
        for what, lane in _tracks(self.tracks, self.label):
            yield Item(
                what="sound" if what == "A" else "picture",
                label=self.label,
                begins=time(self.begins - origin),
                lasts=time(self.frames),
                lane=lane,
                starts=time(self.starts),
                file=recording.name if own else self.name or self.reel,
            )


@dataclass(frozen=True)
class _Clock:
    rate: Rate
    start: int
    drop: bool

    def frame(self, timecode: str, label: str) -> int:
        try:
            return self.rate.frame_of(timecode)
        except ValueError as error:
            raise InvalidPlanError(f"{label}: {error}") from error

    def source(self, timecode: str, label: str) -> int:
        """Return the frame of the source; its timecode may pass midnight."""
        frame, day = self.frame(timecode, label) - self.start, self.rate.day(drop=self.drop)
        return frame if frame > -day // 2 else frame + day


def _event(edit: Edit, take: Take, number: int) -> list[str]:
    recording, rate = edit.recording, edit.rate
    source = recording.start + take.first
    hour = rate.frame_of(f"{_HOUR:02d}:00:00:00", drop=recording.drop)
    frames = (source, source + take.frames, hour + take.start, hour + take.end)
    times = " ".join(rate.timecode(frame, drop=recording.drop) for frame in frames)
    tracks = "AA/V" if recording.channels else "V"
    lines = [
        f"{number:03d}  {_reel(recording):<8} {tracks:<5} C        {times}",
        f"* FROM CLIP NAME: {recording.name}",
    ]
    for mark in take.marks:
        at = hour + take.start + mark.frame - take.first
        lines.append(f"* LOC: {rate.timecode(at, drop=recording.drop)} YELLOW  {mark.text}")
    return lines


def _events(content: bytes, clock: _Clock) -> Iterator[_Event]:
    event: _Event | None = None
    for line in content.decode("utf-8-sig", "replace").splitlines():
        text = line.strip()
        if text[:1].isdigit():
            if event is not None:
                yield event
            event = _read_event(text, clock)
        elif event is not None and text:
            _read_comment(text, event, clock)
    if event is not None:
        yield event


def _read_event(line: str, clock: _Clock) -> _Event:
    label = f"event {line.split(maxsplit=1)[0]}"
    found = _EVENT.match(line)
    if found is None:
        raise InvalidPlanError(f"{label}: “{line[:80]}” is no event of an edit list")
    if found["kind"] != "C":
        raise InvalidPlanError(f"{label} is a transition or key; plans choose their own: cut")
    times = found["times"].split()
    starts, stops = (clock.source(one, label) for one in times[:2])
    begins, ends = (clock.frame(one, label) for one in times[2:])
    if stops - starts != ends - begins:
        raise InvalidPlanError(f"{label} changes the speed; a clip runs as it was recorded")
    return _Event(
        found["number"], found["reel"], found["tracks"], begins, ends - begins, starts, []
    )


def _read_comment(line: str, event: _Event, clock: _Clock) -> None:
    if found := _MARK.match(line):
        event.marks.append((clock.frame(found["at"], f"marker “{found['text']}”"), found["text"]))
    elif found := _NAME.match(line):
        event.name = found["name"].strip()
    elif (found := _SPEED.match(line)) and abs(float(found["speed"]) - clock.rate.fps) > 0.1:
        raise InvalidPlanError(f"{event.label} changes the speed; a clip runs as it was recorded")


def _tracks(text: str, label: str) -> Iterator[tuple[str, int]]:
    """Yield the kind and the lane of each track that an event is on: ``AA/V``, ``V2``, ``B``."""
    for part in ("A", "V") if text == "B" else text.split("/"):
        if part in ("A", "AA"):
            yield "A", 0
        elif found := re.fullmatch(r"([AV])(\d*)", part):
            yield found[1], max(0, int(found[2] or 1) - 1) if found[1] == "V" else 0
        else:
            raise InvalidPlanError(f"{label}: there is no track {text!r}")


def _reel(recording: Recording) -> str:
    """Return the name of the file as a reel: what old readers take, letters and digits."""
    stem = re.sub(r"[^A-Z0-9]", "", recording.name.rsplit(".", 1)[0].upper())[:8]
    return stem if stem and stem not in (_NO_REEL, _BLACK) and not stem.isdigit() else _NO_REEL
