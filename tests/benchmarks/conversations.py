"""Conversations before a camera of which it is known who speaks when, and who is seen where.

Two photographs speak the lines of the sample's conversation: their mouths open with the
loudness of their own voice. Takes differ in what makes it hard to tell who speaks: sizes and
places, cuts, listeners who nod or chew, noise, music.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from core.domain.span import Span
from core.models import ModelStore
from core.settings import settings
from deploy.local.sample import speech
from deploy.local.sample.portraits import SITTERS, Portrait, Pose

Picture = NDArray[np.uint8]
Curve = NDArray[np.float32]

FPS = 30
SIZE = (852, 480)
"""Columns and rows that are drawn; the proxy is half as large."""

_KEY_SECONDS = 2
_PLATE_FACE = {"a": (225.5, 126.5, 89.0), "b": (265.0, 235.0, 154.0)}
"""The middle of each face and its width, in pixels of its photograph."""


@dataclass(frozen=True)
class Seat:
    """Where one person is seen."""

    speaker: str
    x: float
    y: float
    """The middle of the face, as shares of the picture."""
    width: float
    """Of the face, as a share of the width of the picture."""


@dataclass(frozen=True)
class Shot:
    """One camera, for so many seconds."""

    seconds: float
    seats: tuple[Seat, ...]


@dataclass(frozen=True)
class Take:
    """A stretch of the conversation, and how it is shown."""

    name: str
    start: float
    """Seconds of the conversation at which it begins, between two lines."""
    shots: tuple[Shot, ...]
    nods: float = 0.0
    """How far heads nod, in widths of the face."""
    chews: tuple[str, ...] = ()
    """Who chews while the other one speaks."""
    music: float = 0.0
    """How loud the music is, 0..1 of full scale."""
    noise: float = 1.5
    """Of the camera, in levels of 255."""
    light: float = 1.0

    @property
    def seconds(self) -> float:
        return sum(shot.seconds for shot in self.shots)


@dataclass(frozen=True)
class Known:
    """What is known about a take because it was made."""

    video: Path
    sound: Path
    seconds: float
    words: tuple[tuple[str, Span], ...]
    """Who says a word, and when."""
    shots: tuple[tuple[Span, tuple[Seat, ...]], ...] = field(default=())

    def seats(self, at: float) -> tuple[Seat, ...]:
        """Return who is seen at a time, and where."""
        return next((seats for span, seats in self.shots if span.contains(at)), ())


LEFT, RIGHT = Seat("a", 0.27, 0.42, 0.11), Seat("b", 0.73, 0.42, 0.11)
NEAR, FAR = Seat("b", 0.3, 0.45, 0.17), Seat("a", 0.78, 0.38, 0.07)
CLOSE_A, CLOSE_B = Seat("a", 0.5, 0.42, 0.2), Seat("b", 0.45, 0.45, 0.22)

TWO = Shot(26.0, (LEFT, RIGHT))
CUTS = (
    Shot(7.3, (LEFT, RIGHT)),
    Shot(3.4, (CLOSE_A,)),
    Shot(5.2, (LEFT, RIGHT)),
    Shot(6.0, (CLOSE_A,)),
    Shot(5.8, (NEAR, FAR)),
    Shot(8.0, (CLOSE_B,)),
)
TAKES = (
    Take("two, side by side", 0.0, (TWO,)),
    Take("two, near and far", 57.0, (Shot(26.0, (NEAR, FAR)),)),
    Take("singles and two-shots", 95.0, CUTS),
    Take("a listener nods", 128.8, (TWO,), nods=0.05),
    Take("a listener chews", 163.9, (TWO,), chews=("a", "b"), nods=0.02),
    Take("music, noise, dim light", 191.4, (TWO,), music=0.04, noise=4.0, light=0.5),
)
ALONE = (
    Take("one person", 109.5, (Shot(13.0, (CLOSE_A,)),)),
    Take("one person, small", 179.0, (Shot(11.0, (Seat("b", 0.6, 0.4, 0.07),)),), nods=0.03),
)


def film(take: Take, folder: Path) -> Known:
    """Make the proxy and the sound of a take.

    Raises:
        EngineUnavailableError: the photographs cannot be fetched.
    """
    conversation = speech.load()
    sound = speech.sound(conversation.duration)
    first, last = round(take.start * speech.RATE), round((take.start + take.seconds) * speech.RATE)
    words = tuple(
        (line.speaker, Span(start=word.start - take.start, end=word.end - take.start))
        for line in conversation.lines
        for word in line.words
        if take.start <= word.start and word.end <= take.start + take.seconds
    )
    name = take.name.replace(" ", "-").replace(",", "")
    video = _write_video(folder / f"{name}.mp4", _pictures(take, conversation, sound))
    audio = _write_sound(folder / f"{name}.flac", sound[first:last] + _music(take, last - first))
    return Known(video, audio, take.seconds, words, tuple(_spans(take)))


def _spans(take: Take) -> Iterator[tuple[Span, tuple[Seat, ...]]]:
    start = 0.0
    for shot in take.shots:
        yield Span(start=start, end=start + shot.seconds), shot.seats
        start += shot.seconds


def _pictures(take: Take, conversation: speech.Speech, sound: Curve) -> Iterator[Picture]:
    store = ModelStore(settings())
    portraits = {name: Portrait(s, store.fetch(s.model)) for name, s in SITTERS.items()}
    mouths = {s: speech.openness(conversation, sound, speaker=s, fps=FPS) for s in portraits}
    rng = np.random.default_rng(3)
    for span, seats in _spans(take):
        for index in range(round(span.start * FPS), round(span.end * FPS)):
            at = index / FPS
            picture = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
            for number, seat in enumerate(seats):
                place = round(take.start * FPS) + index
                mouth = float(mouths[seat.speaker][min(place, len(mouths[seat.speaker]) - 1)])
                if seat.speaker in take.chews and mouth < 0.05:
                    mouth = _chewing(at, number)
                left, right = (round(n * SIZE[0] / len(seats)) for n in (number, number + 1))
                pose = _pose(take, at, seat, talking=mouth)
                picture[:, left:right] = _panel(portraits, seat, mouth, pose)[:, left:right]
            grain = rng.normal(0, take.noise, picture.shape[:2])[..., None]
            yield np.clip(picture * take.light + grain, 0, 255).astype(np.uint8)


def _chewing(at: float, number: int) -> float:
    """Return how far a closed mouth that chews seems to open: slowly, with pauses."""
    chews = np.sin(0.9 * at + number) > 0.2
    return 0.2 * float(max(0.0, np.sin(2 * np.pi * 1.3 * at + number))) * float(chews)


def _pose(take: Take, at: float, seat: Seat, *, talking: float) -> Pose:
    """Return where a head is: it sways, and nods when it is to."""
    phase = 0.0 if seat.speaker == "a" else 1.7
    face = _PLATE_FACE[seat.speaker][2]
    nod = take.nods * face * max(0.0, np.sin(2 * np.pi * 1.1 * at + phase))
    nod *= float(np.sin(0.7 * at + phase) > 0.3)
    return Pose(
        right=float(0.012 * face * np.sin(0.7 * at + phase)),
        down=float(0.01 * face * np.sin(1.1 * at + phase) + nod + 0.01 * face * talking),
        turn=float(0.01 * np.sin(0.9 * at + phase)),
    )


def _panel(portraits: dict[str, Portrait], seat: Seat, mouth: float, pose: Pose) -> Picture:
    """Return the whole picture filled with one photograph, its face at the seat."""
    portrait = portraits[seat.speaker]
    plate = portrait.show(mouth, pose)
    x, y, width = (value * portrait.enlarged for value in _PLATE_FACE[seat.speaker])
    scale = seat.width * SIZE[0] / width
    while scale < 0.5:
        plate = np.asarray(cv2.resize(plate, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
        scale, x, y = scale * 2, x / 2, y / 2
    move = np.array(
        [[scale, 0, seat.x * SIZE[0] - scale * x], [0, scale, seat.y * SIZE[1] - scale * y]]
    )
    return np.asarray(cv2.warpAffine(plate, move, SIZE, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _music(take: Take, count: int) -> Curve:
    """Return chords that swell with a beat."""
    at = np.arange(count) / speech.RATE
    beat = 0.6 + 0.4 * np.exp(-6 * (at % 0.5))
    chord = sum(np.sin(2 * np.pi * tone * at) for tone in (220.0, 277.2, 329.6, 440.0))
    return np.asarray(take.music * beat * chord / 4, np.float32)


def _write_video(path: Path, pictures: Iterator[Picture]) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS)
        stream.pix_fmt = "yuv420p"
        stream.width, stream.height = SIZE[0] // 2, SIZE[1] // 2
        stream.gop_size = _KEY_SECONDS * FPS
        stream.options = {"preset": "ultrafast", "crf": "26"}
        for number, picture in enumerate(pictures):
            small = cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
            frame = av.VideoFrame.from_ndarray(np.asarray(small, np.uint8), format="bgr24")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def _write_sound(path: Path, samples: Curve) -> Path:
    whole = (np.clip(samples, -1, 1) * 32767).astype(np.int16)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("flac", rate=speech.RATE)
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(whole[None], format="s16", layout="mono")
        frame.sample_rate = speech.RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
