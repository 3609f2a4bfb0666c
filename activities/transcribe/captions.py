"""Read the captions that somebody wrote for a recording."""

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, Field, ValidationError

from core.domain.span import Span

_TIMES = re.compile(r"^\s*((?:\d+:)?\d+:\d+[.,]\d+)\s+-->\s+((?:\d+:)?\d+:\d+[.,]\d+)")
_LANGUAGE = re.compile(r"^Language:\s*([A-Za-z]{2,3})\b")
_TAG = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")
# What is heard but not said: sounds in brackets, music, and who speaks.
_SOUND = re.compile(
    r"\[[^\[\]]*\]|\([^()]*\)|\uff08[^\uff08\uff09]*\uff09|\u3010[^\u3010\u3011]*\u3011"
)
_SUNG = re.compile(r"[\u2669-\u266f#]+")
_SPEAKER = re.compile(
    r"^(?:[-\u2013\u2014]\s+|>>+\s*)?(?:[A-Z][A-Z .'-]{1,24}:(?=\s|$))?\s*(?:>>+\s*)?"
)
# Some write a cue twice when it stays while the next line comes in.
_SAME_SECONDS = 0.2


@dataclass(frozen=True)
class Cue:
    """What is said during a time, without names, sounds and marks. Not empty."""

    span: Span
    text: str


@dataclass(frozen=True)
class Captions:
    """What a caption file says."""

    cues: tuple[Cue, ...]
    """In order of time."""
    language: str = ""
    """ISO 639-1 as the file says, empty when it does not."""


def read(content: str) -> Captions:
    """Return what a WebVTT or json3 file says; no cues when it is neither.

    WebVTT as in the W3C's recommendation; json3 as YouTube sends it, without a specification.
    """
    text = content.lstrip("\ufeff")
    if text.lstrip().startswith("{"):
        return Captions(_tidy(_json3(text)))
    if not text.startswith("WEBVTT"):
        return Captions(())
    lines = text.splitlines()
    header = (_LANGUAGE.match(line) for line in lines[:12])
    language = next((found[1].lower() for found in header if found), "")
    return Captions(_tidy(_vtt(lines)), language)


def shifted(cues: Sequence[Cue], seen: Span) -> tuple[Cue, ...]:
    """Return the cues whose middle lies in what is seen, in its own time, cut to its ends."""
    found = []
    for cue in cues:
        if seen.contains((cue.span.start + cue.span.end) / 2):
            start, end = max(cue.span.start, seen.start), min(cue.span.end, seen.end)
            span = Span(start=start - seen.start, end=end - seen.start)
            found.append(Cue(span, cue.text))
    return tuple(found)


def _vtt(lines: Sequence[str]) -> Iterator[Cue]:
    index = 0
    while index < len(lines):
        times = _TIMES.match(lines[index])
        index += 1
        if times is None:
            continue
        said = []
        while index < len(lines) and lines[index].strip() and "-->" not in lines[index]:
            said.append(_spoken(lines[index]))
            index += 1
        yield from _cue(_seconds(times[1]), _seconds(times[2]), " ".join(said))


class _Piece(BaseModel):
    utf8: str = ""


class _Event(BaseModel):
    start: float = Field(alias="tStartMs")
    duration: float = Field(default=0.0, alias="dDurationMs")
    pieces: list[_Piece] = Field(default=[], alias="segs")


class _Events(BaseModel):
    events: list[_Event] = []


def _json3(text: str) -> Iterator[Cue]:
    try:
        events = _Events.model_validate(json.loads(text)).events
    except (ValidationError, ValueError, RecursionError):
        return
    for event in events:
        lines = "".join(piece.utf8 for piece in event.pieces).splitlines()
        end = (event.start + event.duration) / 1000
        yield from _cue(event.start / 1000, end, " ".join(_spoken(line) for line in lines))


def _cue(start: float, end: float, text: str) -> Iterator[Cue]:
    words = [word for word in text.split() if any(c.isalnum() for c in word)]
    if words and 0 <= start < end:
        yield Cue(Span(start=start, end=end), " ".join(words))


def _spoken(line: str) -> str:
    """Return what is said of a line, without names of speakers, sounds, marks and notes."""
    bare = _SOUND.sub(" ", html.unescape(_TAG.sub("", line)))
    return _SPEAKER.sub("", _SUNG.sub(" ", bare).strip()).strip()


def _tidy(cues: Iterator[Cue]) -> tuple[Cue, ...]:
    """Return the cues in order, apart, and none of them twice."""
    found: list[Cue] = []
    for cue in sorted(cues, key=lambda cue: (cue.span.start, cue.span.end)):
        if not found:
            found.append(cue)
            continue
        before = found[-1]
        if cue.text == before.text and cue.span.start - before.span.end <= _SAME_SECONDS:
            end = max(before.span.end, cue.span.end)
            found[-1] = Cue(Span(start=before.span.start, end=end), cue.text)
        else:
            until = max(before.span.start, min(before.span.end, cue.span.start))
            found[-1] = Cue(Span(start=before.span.start, end=until), before.text)
            found.append(cue)
    return tuple(cue for cue in found if cue.span.duration > 0)


def _seconds(stamp: str) -> float:
    parts = [float(part) for part in stamp.replace(",", ".").split(":")]
    return sum(part * 60.0**place for place, part in enumerate(reversed(parts)))
