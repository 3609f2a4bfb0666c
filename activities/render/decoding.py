"""The source of clips: opened and decoded as rarely as it can be, and cut."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import ffmpeg as library

from activities.render.base import Stream
from activities.render.sequence import Run
from activities.render.streams import joined
from activities.render.timing import Piece, Reading

_Key = tuple[int, int]
"""A reading: the number of its clip, and its own in that clip."""


@dataclass(frozen=True)
class Opened:
    """What a reading gets: pictures from a second of the source on."""

    reading: Reading
    stream: Stream
    seek: float


def opened(source: Path, clips: Sequence[Sequence[Reading]]) -> list[list[Opened]]:
    """Return a stream for each reading of each clip. Readings that can share a decoder do."""
    found: dict[_Key, Opened] = {}
    for group, members in enumerate(_sharing(clips)):
        seek = min(clips[clip][number].seek for clip, number in members)
        # The library takes inputs of the same arguments for one; a zero more tells them apart.
        ss = f"{seek:.{3 + group}f}"
        # Not accurate: the picture that stands at the start may have begun long before.
        picture = library.input(str(source), ss=ss, noaccurate_seek=None)["V:0"]
        for (clip, number), copy in zip(members, _copies(picture, len(members)), strict=True):
            found[clip, number] = Opened(clips[clip][number], copy, seek)
    return [
        [found[clip, number] for number in range(len(readings))]
        for clip, readings in enumerate(clips)
    ]


def cuts(runs: Sequence[Run], sources: Sequence[Opened], fps: int) -> list[Stream]:
    """Return the frames of each run, one after the other at a constant rate from time 0."""
    homes = {p.index: number for number, one in enumerate(sources) for p in one.reading.pieces}
    takes = [
        [(n, list(row)) for n, row in groupby(run.pieces, lambda piece: homes[piece.index])]
        for run in runs
    ]
    users = Counter(number for run in takes for number, _ in run)
    grids = [_copies(_grid(one, fps), users[number]) for number, one in enumerate(sources)]
    return [
        joined([_frames(next(grids[n]), sources[n].reading, row, fps) for n, row in run], fps)
        for run in takes
    ]


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


def _grid(source: Opened, fps: int) -> Stream:
    """Return the frames from the start of a reading on, without an end."""
    start = round(source.reading.start - source.seek, 6)
    grid = source.stream.filter("fps", fps, start_time=start)
    # Sound may outlast the picture: then the last picture stays.
    return grid.filter("tpad", stop=-1, stop_mode="clone")


def _frames(grid: Stream, reading: Reading, row: Sequence[Piece], fps: int) -> Stream:
    """Return the frames of pieces of one reading."""
    firsts = [reading.frame(piece, fps) for piece in row]
    begin, end = firsts[0], firsts[-1] + row[-1].frames
    kept = grid.filter("trim", **({"start_frame": begin} if begin else {}), end_frame=end)
    if len(row) > 1:
        ranges = [(n - begin, n - begin + p.frames - 1) for n, p in zip(firsts, row, strict=True)]
        kept = kept.filter("select", "+".join(f"between(n,{a},{b})" for a, b in ranges))
    return kept
