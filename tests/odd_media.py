"""Short recordings of what is hard to see and hard to hear, made of the sample recording.

What is odd about the picture and what is odd about the sound go together as a test wants them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from core import ffmpeg
from core.models import ModelStore
from core.settings import settings
from deploy.local.sample.portraits import SITTERS
from tests.activities.listen.sounds import flac, song
from tests.media import SHARED

SECONDS = 6.0
LANGUAGES = SHARED / "several-languages.mp3"

_SMALL = "scale=640:360"
_X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")


@dataclass(frozen=True)
class Stream:
    """What ffmpeg reads, what it does to it, and how it writes it."""

    given: tuple[str, ...]
    filter: str
    written: tuple[str, ...] = ()


Make = Callable[[Path, Path], Stream]
"""Makes a stream from the sample recording, with a folder for what it needs besides."""


def recording(folder: Path, talk: Path, *, picture: str, sound: str) -> Path:
    """Make a recording with one of ``PICTURES`` and one of ``SOUNDS``, and return its path."""
    seen, heard = PICTURES[picture](folder, talk), SOUNDS[sound](folder, talk)
    path = folder / "odd.mov"
    both = f"[0:v]{seen.filter}[v];[1:a]{heard.filter}[a]"
    ffmpeg.run(
        [
            *(*seen.given, *heard.given, "-filter_complex", both, "-map", "[v]", "-map", "[a]"),
            *(*_X264, *seen.written, *heard.written, "-t", str(SECONDS), str(path)),
        ]
    )
    return path


def _sound(filter_: str, *written: str) -> Make:
    return lambda _, talk: Stream(("-i", str(talk)), filter_, written)


def _music(folder: Path, _: Path) -> Stream:
    return Stream(("-i", str(flac(folder / "song.flac", song(SECONDS)))), "anull")


def _noise(_: Path, __: Path) -> Stream:
    return Stream(("-f", "lavfi", "-i", "anoisesrc=amplitude=0.3:seed=1"), "anull")


def _languages(_: Path, __: Path) -> Stream:
    """The last words in English, then another language."""
    return Stream(("-ss", "25", "-i", str(LANGUAGES)), "anull")


_AT_ONCE = "asplit[x][y];[y]atrim=20,asetpts=PTS-STARTPTS[z];[x][z]amix=2"
_CENTRE = "pan=5.1|FL=0*c0|FR=0*c0|FC=c0|LFE=0*c0|BL=0*c0|BR=0*c0"
_CLIPPING = "aformat=sample_fmts=flt,volume=30dB,aformat=sample_fmts=s16"

SOUNDS: dict[str, Make] = {
    "silence": _sound("volume=0"),
    "music": _music,
    "noise": _noise,
    "very fast speech": _sound("atempo=1.8"),
    "overlapping speakers": _sound(_AT_ONCE),
    "telephone": _sound(
        "highpass=f=300,lowpass=f=3400", "-ac", "1", "-ar", "8000", "-c:a", "pcm_mulaw"
    ),
    "5.1": _sound(_CENTRE, "-c:a", "aac"),
    "clipped": _sound(_CLIPPING, "-c:a", "pcm_s16le"),
    "several languages": _languages,
}


def _picture(filter_: str, *written: str) -> Make:
    return lambda _, talk: Stream(("-i", str(talk)), f"{_SMALL}{filter_}", written)


def _still(folder: Path, _: Path) -> Stream:
    return _photograph(folder, _portrait("b"))


def _crowd(folder: Path, _: Path) -> Stream:
    """Forty faces of the same size, in five rows of eight."""
    people = [cv2.resize(_portrait(name), (160, 144)) for name in SITTERS]
    rows = [np.hstack([people[(row + seat) % 2] for seat in range(8)]) for row in range(5)]
    return _photograph(folder, np.asarray(np.vstack(rows), np.uint8))


def _edge(folder: Path, _: Path) -> Stream:
    """A face of which a third is outside the picture, to the left."""
    sitter = SITTERS["b"]
    whole, width = _portrait("b"), sitter.face[2] - sitter.face[0]
    cut = whole[:, int(sitter.face[0] - sitter.head[0] + width / 3) :]
    picture = np.zeros((len(cut), 2 * len(cut), 3), np.uint8)
    picture[:, : cut.shape[1]] = cut
    return _photograph(folder, picture)


def _cartoon(folder: Path, _: Path) -> Stream:
    """Two drawn heads, one of which bobs."""
    for number in range(int(SECONDS * 5)):
        picture = np.full((360, 640, 3), (235, 206, 135), np.uint8)
        _head(picture, 200, 180 + 12 * (number % 4))
        _head(picture, 440, 190)
        cv2.imwrite(str(folder / f"{number:03d}.png"), picture)
    return Stream(("-framerate", "5", "-i", str(folder / "%03d.png")), "fps=15")


def _bars(_: Path, __: Path) -> Stream:
    return Stream(("-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25"), "null")


PICTURES: dict[str, Make] = {
    "1 fps": _picture(",fps=1"),
    "120 fps": _picture(",fps=120"),
    "still image": _still,
    "dark": _picture(",lutyuv=y=16+(val-16)*0.05"),
    "crowd": _crowd,
    "face at the edge": _edge,
    "cartoon": _cartoon,
    "no face": _bars,
}


def _photograph(folder: Path, picture: NDArray[np.uint8]) -> Stream:
    rows, columns = (length // 2 * 2 for length in picture.shape[:2])
    path = folder / "photograph.png"
    cv2.imwrite(str(path), picture[:rows, :columns])
    return Stream(("-loop", "1", "-framerate", "25", "-i", str(path)), "null")


def _portrait(name: str) -> NDArray[np.uint8]:
    """Return the head of a sitter of the sample, with what is around it."""
    sitter = SITTERS[name]
    photograph = cv2.imread(str(ModelStore(settings()).fetch(sitter.model)))
    left, top, right, bottom = sitter.head
    assert photograph is not None
    return np.asarray(photograph[top:bottom, left:right], np.uint8)


def _head(picture: NDArray[np.uint8], x: int, y: int) -> None:
    cv2.circle(picture, (x, y), 80, (120, 190, 250), -1)
    cv2.circle(picture, (x, y), 80, (0, 0, 0), 4)
    for eye in (x - 30, x + 30):
        cv2.circle(picture, (eye, y - 20), 14, (255, 255, 255), -1)
        cv2.circle(picture, (eye, y - 20), 6, (0, 0, 0), -1)
    cv2.ellipse(picture, (x, y + 25), (35, 20), 0, 0, 180, (40, 40, 160), -1)
