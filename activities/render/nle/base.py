"""What a format of editing programs must be able to do, and the values it gets and gives.

Frames are counted on the grid of the recording. Those of the source count from the first frame
of its file, whatever timecode that frame has; those of the clip from the clip's first frame.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple, Protocol

from core.domain.timecode import Rate

MAX_BYTES = 32_000_000
"""An hour with a caption every second needs about 10 MB in the wordiest format."""

_DIGEST = re.compile(r"[0-9a-f]{32,64}")


@dataclass(frozen=True)
class Recording:
    """The file that the clip is cut from, as editing programs find it."""

    path: str
    """Absolute, on the machine where it will be edited."""
    rate: Rate
    frames: int
    width: int
    height: int
    """Pixels as shown, after any rotation."""
    start: int = 0
    """The frame number that the timecode of its first frame stands for."""
    drop: bool = False
    """Whether its timecode is drop-frame."""
    channels: int = 2
    """Of its sound; 0 without sound."""
    sample_rate: int = 48000

    @property
    def name(self) -> str:
        """Return the name of the file."""
        return _parts(self.path)[-1]

    def is_at(self, path: str) -> bool:
        """Return whether a file elsewhere may be the same one: its name is.

        Stored files are all named alike, in folders that are named for their content.
        """
        parts, own = _parts(path), _parts(self.path)
        folders = [found[-2] if len(found) > 1 else "" for found in (parts, own)]
        stored = all(_DIGEST.fullmatch(folder) for folder in folders)
        same = parts[-1].casefold() == own[-1].casefold()
        return same and not (stored and folders[0] != folders[1])


def _parts(path: str) -> list[str]:
    return path.replace("\\", "/").split("/")


class Edges(NamedTuple):
    """What is cut away at each side of the source's picture, 0..1 of its width or height."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Placement:
    """How the source's picture lies on the clip's picture from a frame on."""

    frame: int
    """Of the source."""
    scale: float
    """Pixels of the clip for each pixel of the source."""
    x: float
    y: float
    """From the centre of the clip's picture to that of the source's; right and down, in pixels."""
    crop: Edges | None = None
    """None when everything that reaches into the clip's picture is shown."""
    smooth: bool = False
    """Whether it is reached slowly at both ends from the placement before, else evenly."""


@dataclass(frozen=True)
class Layer:
    """A panel of the clip's picture for a stretch of a take."""

    number: int
    """0 is the lowest, and lasts for the whole take."""
    first: int
    frames: int
    placements: tuple[Placement, ...]
    """The first at ``first``."""

    @property
    def moves(self) -> bool:
        return len(self.placements) > 1


@dataclass(frozen=True)
class Mark:
    """A note at a frame of the source."""

    frame: int
    frames: int
    """At least 1."""
    text: str


@dataclass(frozen=True)
class Title:
    """A text on the picture from a frame of the source on."""

    frame: int
    frames: int
    text: str


@dataclass(frozen=True)
class Take:
    """A stretch of the source in the clip."""

    first: int
    frames: int
    start: int
    """The frame of the clip at which it begins."""
    layers: tuple[Layer, ...]
    marks: tuple[Mark, ...] = ()
    captions: tuple[Title, ...] = ()
    """In order, without overlap."""
    hook: Title | None = None
    """It may last longer than the take."""

    @property
    def end(self) -> int:
        """Return the frame of the clip after its last."""
        return self.start + self.frames


@dataclass(frozen=True)
class Edit:
    """A clip as editing programs think of it."""

    name: str
    recording: Recording
    width: int
    height: int
    takes: tuple[Take, ...]
    language: str = ""
    """ISO 639-1 of the captions; empty when unknown."""

    @property
    def rate(self) -> Rate:
        return self.recording.rate

    @property
    def frames(self) -> int:
        return self.takes[-1].end

    @property
    def panels(self) -> int:
        """Return how many layers lie over the lowest at most."""
        return max(layer.number for take in self.takes for layer in take.layers)


@dataclass(frozen=True)
class Item:
    """Something on a track of a file that was read. Times are seconds."""

    what: Literal["picture", "sound", "title"]
    label: str
    """What a person calls it: its element and name."""
    begins: Fraction
    """In the clip."""
    lasts: Fraction
    lane: int = 0
    """0 for the pictures that carry the cut, more for what lies over them."""
    starts: Fraction = Fraction(0)
    """In the source, from its first frame."""
    file: str = ""
    """The path or the name of the file that it shows; empty when it shows none."""
    text: str = ""
    """What a title says."""


@dataclass(frozen=True)
class ReadMark:
    """A note in a file that was read. Times are seconds."""

    text: str
    at: Fraction
    lasts: Fraction | None = None
    """None when the format does not say."""
    in_clip: bool = False
    """Whether ``at`` counts from the start of the clip; else from the first frame of the source."""


@dataclass(frozen=True)
class Contents:
    """What was found in a file."""

    items: Sequence[Item]
    marks: Sequence[ReadMark] = ()


class EditFormat(Protocol):
    """One way to write a cut down for editing programs."""

    suffix: str
    """Of its files, with the dot."""

    def recognises(self, head: bytes, /) -> bool:
        """Return whether a file that begins so is one of its own."""
        ...

    def write(self, edit: Edit, /) -> bytes:
        """Return the file."""
        ...

    def read(self, content: bytes, recording: Recording, /) -> Contents:
        """Return what is on the tracks of a file.

        Raises:
            InvalidPlanError: it is damaged, or holds something that no plan can say; the
                message names the element.
        """
        ...
