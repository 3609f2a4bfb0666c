"""The source of clips: opened and decoded as rarely as it can be, and cut."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Protocol

import ffmpeg as library

from activities.render import entries, rows
from activities.render.base import Stream
from activities.render.expressions import stepped
from activities.render.sequence import Run
from activities.render.streams import joined
from activities.render.timing import Piece, Reading

# A decoder of 1080p holds 22 MB. More readings than these go through one decoder, in turn.
_MOST_DECODERS = 8

_Key = tuple[int, int]
"""A reading: the number of its clip, and its own in that clip."""


class Opened(Protocol):
    """Pictures of the source, for one reading or for several in turn."""

    @property
    def readings(self) -> tuple[Reading, ...]:
        """Return what it serves."""
        ...

    def grid(self, fps: int) -> Stream:
        """Return the pictures at a constant rate. The last one stays."""
        ...

    def frame(self, part: Piece, fps: int) -> int:
        """Return the first frame of a part of one of the pieces, counted on the grid."""
        ...


@dataclass(frozen=True)
class Single:
    """What one reading gets: pictures from a second of the source on."""

    reading: Reading
    stream: Stream
    seek: float

    @property
    def readings(self) -> tuple[Reading, ...]:
        return (self.reading,)

    def grid(self, fps: int) -> Stream:
        start = round(self.reading.start - self.seek, 6)
        return _endless(self.stream.filter("fps", fps, start_time=start))

    def frame(self, part: Piece, fps: int) -> int:
        return self.reading.frame(part, fps)


def opened(source: Path, clips: Sequence[Sequence[Reading]]) -> list[list[Opened]]:
    """Return what decodes the readings of each clip. Readings that can share a decoder do.

    A clip with very many of them has one decoder, which is told by a file in the working
    directory where to go on.

    Raises:
        UnreadableMediaError: the source has no picture that can be read.
    """
    many = {clip for clip, readings in enumerate(clips) if len(readings) > _MOST_DECODERS}
    if many and not entries.stand_alone(source):
        many = set()
    few = [[] if clip in many else readings for clip, readings in enumerate(clips)]
    found = _singles(source, few)
    return [
        [rows.opened(source, readings, number=clip)]
        if clip in many
        else [found[clip, number] for number in range(len(readings))]
        for clip, readings in enumerate(clips)
    ]


def cuts(runs: Sequence[Run], sources: Sequence[Opened], fps: int) -> list[Stream]:
    """Return the frames of each run, one after the other at a constant rate from time 0."""
    homes = {
        piece.index: number
        for number, one in enumerate(sources)
        for reading in one.readings
        for piece in reading.pieces
    }
    takes = [
        [(n, list(row)) for n, row in groupby(run.pieces, lambda piece: homes[piece.index])]
        for run in runs
    ]
    users = Counter(number for run in takes for number, _ in run)
    grids = [_copies(one.grid(fps), users[number]) for number, one in enumerate(sources)]
    return [
        joined([_frames(next(grids[n]), sources[n], row, fps) for n, row in run], fps)
        for run in takes
    ]


def _singles(source: Path, clips: Sequence[Sequence[Reading]]) -> dict[_Key, Opened]:
    groups = _sharing(clips)
    if not groups:
        return {}
    wanted = [[clips[clip][number] for clip, number in members] for members in groups]
    first = [(min(r.seek for r in row), min(r.start for r in row)) for row in wanted]
    found: dict[_Key, Opened] = {}
    for group, entry in enumerate(entries.before(source, first)):
        # Not accurate: the picture that stands at the start may have begun long before.
        options = {**entry.options(copy=group), "noaccurate_seek": None}
        picture = library.input(str(source), **options)["V:0"]
        members = groups[group]
        for (clip, number), copy in zip(members, _copies(picture, len(members)), strict=True):
            found[clip, number] = Single(clips[clip][number], copy, entry.seek)
    return found


def _sharing(clips: Sequence[Sequence[Reading]]) -> list[list[_Key]]:
    """Return the readings in groups that one decoder serves.

    What one clip cannot take yet waits in memory while another one takes it. So only clips
    share that go through the source in step: each in one go, or all in the same ones.
    """
    groups: list[list[_Key]] = []
    once = [clip for clip, readings in enumerate(clips) if len(readings) == 1]
    until = float("-inf")
    for clip in sorted(once, key=lambda clip: clips[clip][0].start):
        if clips[clip][0].start < until:
            groups[-1].append((clip, 0))
        else:
            groups.append([(clip, 0)])
        until = max(until, clips[clip][0].end)
    alike: dict[tuple[tuple[float, float], ...], list[int]] = {}
    for clip, readings in enumerate(clips):
        if len(readings) > 1:
            alike.setdefault(tuple((r.start, r.end) for r in readings), []).append(clip)
    for way, members in alike.items():
        groups += [[(clip, number) for clip in members] for number in range(len(way))]
    return groups


def _copies(stream: Stream, count: int) -> Iterator[Stream]:
    """Return the same stream so often."""
    if count == 1:
        return iter([stream])
    several = stream.split()
    return (several[number] for number in range(count))


def _endless(grid: Stream) -> Stream:
    # Sound may outlast the picture: then the last picture stays.
    return grid.filter("tpad", stop=-1, stop_mode="clone")


def _frames(grid: Stream, source: Opened, row: Sequence[Piece], fps: int) -> Stream:
    """Return the frames of pieces, which lie in order on the grid."""
    firsts = [source.frame(piece, fps) for piece in row]
    begin, end = firsts[0], firsts[-1] + row[-1].frames
    kept = grid.filter("trim", **({"start_frame": begin} if begin else {}), end_frame=end)
    if len(row) > 1:
        spans = zip(firsts, row, strict=True)
        wanted = [(n - begin, f"lt(n,{n - begin + piece.frames})") for n, piece in spans]
        kept = kept.filter("select", stepped(wanted, "n"))
    return kept
