"""What a caption style, a layout and an encoder must be able to do, and the values they get."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from core.domain.box import Box
from core.domain.media import MediaInfo
from core.domain.plan import OutputPlan


@dataclass(frozen=True)
class Page:
    """The picture of the clip and where captions may stand on it. All lengths are pixels."""

    width: int
    height: int
    left: int
    top: int
    right: int
    bottom: int
    size: int
    """Em of the captions' font."""

    @property
    def room(self) -> float:
        """Return how wide a line of captions may be, its outline not counted."""
        return self.right - self.left - 2 * EDGE * self.size


Ruler = Callable[[str, int], float]
"""The width in pixels of a text in letters of that em, in pixels."""

EDGE = 0.12
"""Outline and shadow together may reach this far out of a letter, as a share of the em."""


@dataclass(frozen=True)
class CardWord:
    """A word on a card. Times are seconds of the clip, in whole hundredths as ASS has them."""

    text: str
    start: float
    end: float
    spaced: bool = True
    """Is there a space before it, where it does not open a line?"""


@dataclass(frozen=True)
class Card:
    """The one or two lines that are shown together, in seconds of the clip."""

    start: float
    end: float
    lines: tuple[tuple[CardWord, ...], ...]
    size: int
    """Em in pixels; smaller than the page's when a word is too long for a line."""

    @property
    def words(self) -> tuple[CardWord, ...]:
        return tuple(word for line in self.lines for word in line)


@dataclass(frozen=True)
class Look:
    """How letters are drawn. Colours are red, green, blue, 0..255."""

    fill: tuple[int, int, int] = (255, 255, 255)
    waiting: tuple[int, int, int] = (255, 255, 255)
    """What karaoke shows of a word before it is said."""
    outline: tuple[int, int, int] = (0, 0, 0)
    outline_share: float = 0.085
    """Width of the outline as a share of the em."""
    shadow_share: float = 0.02
    """How far the shadow is away, as a share of the em."""


@dataclass(frozen=True)
class CaptionEvent:
    """A text with ASS override tags, from ``start`` to ``end`` in seconds of the clip."""

    start: float
    end: float
    text: str


class CaptionStyle(Protocol):
    """One way to show words on the picture."""

    def look(self) -> Look:
        """Return how the letters are drawn."""
        ...

    def events(self, card: Card) -> list[CaptionEvent]:
        """Return what is shown while the card stands, without a hole and without overlap."""
        ...


class Stream(Protocol):
    """Pictures or sound in a filter graph, as the ffmpeg-python library builds it."""

    def filter(self, name: str, *arguments: object, **options: object) -> "Stream":
        """Return the stream after one more filter."""
        ...

    def split(self) -> "Copies":
        """Return the same stream several times."""
        ...

    def overlay(self, over: "Stream", **options: object) -> "Stream":
        """Return the stream with another one drawn on it."""
        ...


class Copies(Protocol):
    """The outputs of a split."""

    def __getitem__(self, index: int) -> Stream: ...


@dataclass(frozen=True)
class Move:
    """Where the centre of the crop window is from a frame of the clip on, 0..1 of the picture.

    It goes smoothly from ``origin`` to ``target`` between the frames ``begin`` and
    ``end``, of which ``begin`` may lie before ``frame``; equal frames mean it stands still.
    """

    frame: int
    begin: int
    end: int
    origin: tuple[float, float]
    target: tuple[float, float]


@dataclass(frozen=True)
class Shot:
    """What a layout is told: the size of the clip's picture and the path of the camera."""

    width: int
    height: int
    camera: tuple[Move, ...]


class Layout(Protocol):
    """One way to fill the picture of the clip from the picture of the source."""

    def window(self, media: MediaInfo, output: OutputPlan, /) -> tuple[float, float]:
        """Return width and height of what is seen at once of the source, 0..1 of it."""
        ...

    def area(self, media: MediaInfo, output: OutputPlan, /) -> Box:
        """Return where in the clip's picture the window is shown."""
        ...

    def place(self, picture: Stream, shot: Shot) -> Stream:
        """Return the stream in the size of the clip. One frame in, one frame out."""
        ...


class Encoder(Protocol):
    """One way to encode the picture."""

    def available(self) -> bool:
        """Return whether this machine can run it."""
        ...

    def options(self, output: OutputPlan, *, smaller: int = 0) -> Mapping[str, str]:
        """Return ffmpeg's output options. Each step of ``smaller`` about halves the file."""
        ...
