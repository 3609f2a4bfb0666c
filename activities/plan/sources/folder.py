"""The workspace's own footage: videos in a folder, known by their names and by text beside them."""

from collections.abc import Iterator
from pathlib import Path

import av
from av.error import FFmpegError

from activities.plan.base import Found, Wanted
from activities.plan.plain_words import plain
from core.domain.plan import Credit
from core.errors import SourceNotFoundError
from core.objects import copy
from core.settings import Settings

_ENDINGS = frozenset({".mp4", ".mov", ".mkv", ".webm", ".m4v", ".avi"})
# What a playlist or a script that calls itself a video could make the reader open, it may not.
_READING = {"format_whitelist": "mov,matroska,avi,mpegts", "protocol_whitelist": "file"}

# Of the text beside a video this is read.
_TEXT_BYTES = 4096
# So many of the files whose text fits best are opened.
_LOOKED_INTO = 100
# Words of this many letters are alike when one begins as the other: lake and lakes.
_STEM = 4


class Folder:
    """Looks for the words in names, in the folders around, and in ``NAME.txt`` beside videos."""

    def __init__(self, settings: Settings) -> None:
        own = settings.data_dir / "footage" / str(settings.workspace)
        self._root = (settings.broll.folder or own).expanduser().resolve()

    def find(self, wanted: Wanted) -> tuple[Found, ...]:
        words = plain(wanted.words).split()
        fits = {path: _fitting(words, _text(path, self._root)) for path in self._videos()}
        best = sorted((path for path in fits if fits[path]), key=lambda path: (-fits[path], path))
        found = [
            (fits[path], one)
            for path in best[:_LOOKED_INTO]
            if (one := self._read(path)) is not None
        ]
        lasting = [pair for pair in found if pair[1].seconds >= wanted.seconds]
        # Of what fits as well, first what loses least when it is cut to the shape.
        shape = wanted.width / wanted.height
        lasting.sort(key=lambda pair: (-pair[0], _lost(pair[1].shape, shape)))
        return tuple(one for _, one in lasting[: wanted.most])

    def fetch(self, found: Found, target: Path) -> None:
        path = (self._root / found.name).resolve()
        if not path.is_relative_to(self._root) or not path.is_file():
            raise SourceNotFoundError(f"there is no footage {found.name} in {self._root} any more")
        copy(path, target)

    def _videos(self) -> Iterator[Path]:
        """Yield the videos of the folder; links that lead out of it are none."""
        for path in sorted(self._root.rglob("*")):
            inside = path.resolve().is_relative_to(self._root)
            if path.suffix.lower() in _ENDINGS and inside and path.is_file():
                yield path

    def _read(self, path: Path) -> Found | None:
        """Return what a file is like, None when it is no video."""
        try:
            with av.open(str(path), options=_READING, metadata_errors="ignore") as container:
                stream = container.streams.video[0]
                seconds = (container.duration or 0) / av.time_base
                size = stream.width, stream.height
        except (FFmpegError, IndexError, ValueError):
            return None
        name = path.relative_to(self._root).as_posix()
        return Found(
            name=name,
            title=path.stem,
            seconds=seconds,
            width=size[0],
            height=size[1],
            credit=Credit(source="own footage"),
            file=str(path),
        )


def _text(path: Path, root: Path) -> list[str]:
    """Return the words that tell what a video shows."""
    said = " ".join(path.relative_to(root).with_suffix("").parts).replace("_", " ")
    beside = path.with_suffix(".txt")
    if beside.is_file():
        with beside.open("rb") as file:
            said += " " + file.read(_TEXT_BYTES).decode(errors="ignore")
    return plain(said).split()


def _fitting(words: list[str], there: list[str]) -> int:
    """Return how many of the words are there."""
    return sum(any(_alike(word, other) for other in there) for word in words)


def _alike(word: str, other: str) -> bool:
    if min(len(word), len(other)) < _STEM:
        return word == other
    return word.startswith(other) or other.startswith(word)


def _lost(shape: float, wanted: float) -> float:
    """Return the share of a picture that is cut off to give it another shape."""
    return 1 - min(shape / wanted, wanted / shape)
