"""What ``analyze --json`` promises to write, whatever it was given."""

import json
from itertools import pairwise
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

_FRAME = 1 / 25
_LOOK = 0.3
"""Seconds within which a face is noted again while it is there."""


class _Told(BaseModel):
    model_config = ConfigDict(strict=True)


class Stretch(_Told):
    start: float = Field(ge=0)
    end: float


class Word(Stretch):
    text: str = Field(min_length=1)
    speaker: str | None
    confidence: float = Field(ge=0, le=1)


class Box(_Told):
    at: float = Field(ge=0)
    x: float = Field(ge=0, le=1)
    y: float = Field(ge=0, le=1)
    w: float = Field(gt=0, le=1)
    h: float = Field(gt=0, le=1)


class Track(_Told):
    id: int
    person: int = Field(ge=0)
    boxes: list[Box] = Field(min_length=1)
    speaking: list[tuple[float, float]]


class Event(Stretch):
    kind: Literal["laughter", "applause", "cheer", "shout", "peak", "music"]
    score: float = Field(ge=0, le=1)


class Topic(Stretch):
    title: str = Field(min_length=1)
    first: int
    last: int


class Speaker(_Told):
    id: str


class Answer(_Told):
    """The whole answer of an analysis that came to its end."""

    state: Literal["completed"]
    duration: float = Field(gt=0)
    language: str
    languages: list[Stretch]
    engines: dict[str, str]
    notes: dict[str, str]
    words: list[Word]
    sentences: list[Stretch]
    scenes: list[Stretch] = Field(min_length=1)
    tracks: list[Track]
    events: list[Event]
    topics: list[Topic]
    speakers: list[Speaker]

    def cuts(self) -> list[float]:
        return [scene.start for scene in self.scenes[1:]]

    def text(self) -> list[str]:
        """Return what is said, without marks and in small letters."""
        return ["".join(c for c in word.text.lower() if c.isalnum()) for word in self.words]


def checked(answer: dict[str, Any]) -> Answer:
    """Return an answer whose parts fit each other and the recording; fail where they do not."""
    told = Answer.model_validate_json(json.dumps(answer))
    _in_order(told.words, told.duration)
    _in_order(told.topics, told.duration)
    for stretch in (*told.events, *told.sentences):
        assert stretch.start <= stretch.end <= told.duration + 1e-3
    assert {word.speaker for word in told.words} - {None} == {one.id for one in told.speakers}
    assert bool(told.language) == bool(told.words)
    _end_to_end(told)
    for track in told.tracks:
        _fits(track, told.duration)
    turns = sorted(turn for track in told.tracks for turn in track.speaking)
    assert all(before[1] <= after[0] + 2e-3 for before, after in pairwise(turns))
    return told


def _in_order(stretches: list[Word] | list[Topic], duration: float) -> None:
    for one in stretches:
        assert one.start <= one.end <= duration + 1e-3, one
    for before, after in pairwise(stretches):
        assert before.end <= after.start + 2e-3, (before, after)


def _end_to_end(told: Answer) -> None:
    """Scenes follow each other without a gap, and so do the sentences of topics."""
    assert told.scenes[0].start == 0
    assert abs(told.scenes[-1].end - told.duration) <= _FRAME
    assert all(before.end == after.start for before, after in pairwise(told.scenes))
    edges = [-1, *(topic.last for topic in told.topics)]
    assert [topic.first for topic in told.topics] == [edge + 1 for edge in edges[:-1]]
    assert edges[-1] == len(told.sentences) - 1


def _fits(track: Track, duration: float) -> None:
    """A face is inside the picture, and speaks while it is there."""
    times = [box.at for box in track.boxes]
    assert times == sorted(set(times))
    assert times[-1] <= duration
    assert all(box.x + box.w <= 1.001 and box.y + box.h <= 1.001 for box in track.boxes)
    for start, end in track.speaking:
        assert times[0] - _LOOK <= start < end <= times[-1] + _LOOK
