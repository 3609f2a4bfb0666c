"""What every kind of plug-in of this room must be able to do, and the values they get."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from activities.render.choices import Choice
from core.domain.box import Box
from core.domain.media import MediaInfo
from core.domain.plan import BrandPlan, OutputPlan
from core.domain.plan.effects import Option

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


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
    swell: float = 1.0
    """How many times as large as they stand letters become while they move."""
    edge: float = 0.12
    """How far outline and shadow, or a panel, reach out of the letters, as a share of the em."""

    @property
    def room(self) -> float:
        """Return how wide a line of captions may be, what is around it not counted."""
        return (self.right - self.left - 2 * self.edge * self.size) / self.swell


Ruler = Callable[[str, int], float]
"""The width in pixels of a text in letters of that em, in pixels."""

EDGE = 0.12
"""Outline and shadow together may reach this far out of a letter, as a share of the em."""

RGB = tuple[int, int, int]
"""Red, green and blue, 0..255."""


@dataclass(frozen=True)
class CardWord:
    """A word on a card. Times are seconds of the clip, in whole hundredths as ASS has them."""

    text: str
    start: float
    end: float
    spaced: bool = True
    """Is there a space before it, where it does not open a line?"""
    speaker: str | None = None
    emphasis: bool = False


@dataclass(frozen=True)
class Card:
    """The one or two lines that are shown together, in seconds of the clip."""

    start: float
    end: float
    lines: tuple[tuple[CardWord, ...], ...]
    size: int
    """Em in pixels; smaller than the page's when a word is too long for a line."""
    emoji: str = ""
    """Stands above the lines."""

    @property
    def words(self) -> tuple[CardWord, ...]:
        return tuple(word for line in self.lines for word in line)


@dataclass(frozen=True)
class Look:
    """How letters are drawn."""

    fill: RGB = (255, 255, 255)
    accent: RGB = (255, 221, 51)
    """Of what stands out; the colour of a brand takes its place."""
    outline: RGB = (0, 0, 0)
    outline_share: float = 0.085
    """Width of the outline as a share of the em."""
    shadow_share: float = 0.02
    """How far the shadow is away, as a share of the em."""
    box: RGB | None = None
    """Of a panel behind the lines; None for none."""
    box_share: float = 0.22
    """How far the panel reaches out of the lines, as a share of the em."""
    size: float = 1.0
    """Em as a share of the page's."""
    swell: float = 1.0
    """How many times as large as they stand letters become while they move."""


@dataclass(frozen=True)
class Ink:
    """With what the words of a clip are written."""

    fill: RGB
    accent: RGB
    written: Callable[[str, int], str]
    """A text, in letters of that em in pixels, as libass draws it letter for letter."""
    line: float
    """Height of a line of its own font in ems, by which libass sizes letters."""
    mark: str = ""
    """Opens every line: tells libass in which direction it runs."""
    voices: Mapping[str, RGB] = field(default_factory=dict)
    """The colours of the speakers, where every voice has its own."""
    sides: Mapping[str, Literal["left", "right"]] = field(default_factory=dict)
    """Of the speakers, for styles that put them apart."""

    def resting(self, word: CardWord) -> RGB:
        """Return the colour of a word that is not being said."""
        if word.emphasis:
            return self.accent
        return self.voices.get(word.speaker or "", self.fill)


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

    def events(self, card: Card, ink: Ink) -> list[CaptionEvent]:
        """Return what is shown while the card stands, without a hole and without overlap."""
        ...


class Stream(Protocol):
    """Pictures or sound in a filter graph, as the ffmpeg-python library builds it."""

    def filter(self, name: str, *arguments: object, **options: object) -> "Stream":
        """Return the stream after one more filter."""
        ...

    def split(self) -> "Copies":
        """Return the same stream several times: as often as its indices are used."""
        ...

    def overlay(self, over: "Stream", **options: object) -> "Stream":
        """Return the stream with another one drawn on it."""
        ...


class Copies(Protocol):
    """The outputs of a split."""

    def __getitem__(self, index: int) -> Stream: ...


class Sight(NamedTuple):
    """A window of a panel in the source's picture: its centre, and its size."""

    x: float
    y: float
    size: float = 1.0
    """Share of the largest window of the panel's shape that fits into the picture."""


@dataclass(frozen=True)
class Move:
    """Where a window is from a frame on, until the next move. Lengths are 0..1 of the picture.

    It goes smoothly from ``origin`` to ``target`` between the frames ``begin`` and
    ``end``, of which ``begin`` may lie before ``frame``; equal frames mean it stands still.
    """

    frame: int
    begin: int
    end: int
    origin: Sight
    target: Sight


@dataclass(frozen=True)
class Pane:
    """A panel in pixels of the clip's picture, and the path of its camera."""

    x: int
    y: int
    width: int
    height: int
    camera: tuple[Move, ...]
    largest: tuple[float, float] = (1.0, 1.0)
    """Width and height of its window of size 1, 0..1 of the source's picture."""


@dataclass(frozen=True)
class Shot:
    """What a layout is told: the size of the clip's picture and its panels."""

    width: int
    height: int
    panes: tuple[Pane, ...]


class Layout(Protocol):
    """One way to fill the picture of the clip from the picture of the source."""

    @property
    def moves(self) -> bool:
        """Whether its cameras move; if not, each stays where its first key puts it."""
        ...

    def areas(self, media: MediaInfo, output: OutputPlan, /) -> tuple[Box, ...]:
        """Return where in the clip's picture each panel is, in the order of the plan's panels.

        What a panel shows of the source has the panel's shape.
        """
        ...

    def place(self, picture: Stream, shot: Shot) -> Stream:
        """Return the stream in the size of the clip. One frame in, one frame out."""
        ...


class Inputs(Protocol):
    """Other pictures that come into the graph. A file is a path, absolute or in the scratch."""

    def picture(self, file: str, frames: int = 1) -> Stream:
        """Return a PNG, JPEG or WebP as a stream of so many frames of the clip's rate.

        One frame is enough for an overlay: it repeats the last.
        """
        ...

    def film(self, file: str, *, start: float, frames: int) -> Stream:
        """Return so many frames of a video from a second on, at the clip's rate.

        Where it ends before, its last picture stays.
        """
        ...


@dataclass(frozen=True)
class Scope:
    """Where and when an effect or a transition works. Lengths are pixels, times are frames."""

    width: int
    height: int
    fps: int
    first: int
    """The first frame of the clip that it changes, counted from 0."""
    last: int
    """The frame after the last that it changes."""
    frames: int
    """Of the whole clip."""
    page: Page
    inputs: Inputs
    options: Mapping[str, Option] = field(default_factory=dict)
    """What the plan chooses; what is left out takes the effect's own value."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Absolute paths of the stored files that the plan names, by their keys."""
    brand: BrandPlan | None = None


class Effect(Protocol):
    """One thing that is done to the picture after it is laid out."""

    @property
    def choices(self) -> Mapping[str, Choice]:
        """Return what the options of a plan may be, by their names."""
        ...

    def apply(self, picture: Stream, scope: Scope) -> Stream:
        """Return the picture with the effect. One frame in, one frame out, of the same size.

        It is given the whole clip, from its frame 0 on (``n`` in ffmpeg's expressions), as
        8-bit BT.709 at the clip's rate, and leaves the frames outside of its scope alone.
        """
        ...


class Transition(Protocol):
    """One way from a picture to the next."""

    def join(self, before: Stream, after: Stream, scope: Scope) -> Stream:
        """Return as many frames as each of both streams has.

        Both start at time 0 and have ``scope.last - scope.first`` frames of the same moment
        of the clip, as 8-bit BT.709. The first frame should look like ``before`` and the
        last like ``after``: the clip goes on with these.
        """
        ...


class Encoder(Protocol):
    """One way to encode the picture."""

    def available(self) -> bool:
        """Return whether this machine can run it, found out by trying."""
        ...

    def prepare(self, picture: Stream) -> Stream:
        """Return the 8-bit picture of the clip where the encoder takes it: most take it as it is,
        some in the memory of their device."""
        ...

    def options(self, output: OutputPlan, *, smaller: int = 0) -> Mapping[str, str]:
        """Return ffmpeg's output options. Each step of ``smaller`` about halves the file."""
        ...


class Denoiser(Protocol):
    """One way to take noise out of speech."""

    def version(self) -> str:
        """Return what must be the same for it to give the same samples."""
        ...

    def clean(self, recorded: Path, cleaned: Path) -> None:
        """Write the cleaned sound of a file into another, as long and in step with it.

        Both are files of samples as ``activities.render.audio.pcm`` describes them.

        Raises:
            EngineUnavailableError: it cannot run here and now.
        """
        ...


class SoundEffect(Protocol):
    """A short sound to lay over a clip."""

    def samples(self) -> "NDArray[np.float32]":
        """Return its samples, one channel of ``SOUND_RATE``, the highest of them 1."""
        ...
