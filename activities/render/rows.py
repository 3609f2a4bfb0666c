"""Many stretches of a source through one decoder, one after the other.

ffmpeg's reader of lists of files opens one at a time. Here all of them are the source, each
from another second on, and each gets hours of its own in the time of the row, so that what is
decoded before and after a stretch never meets another one.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import ffmpeg as library

from activities.render import entries
from activities.render.base import Stream
from activities.render.entries import Entry
from activities.render.expressions import number, stepped
from activities.render.timing import Piece, Reading

# From one stretch to the next: more than any recording lasts, and less than the 30 hours that
# ffmpeg takes for a mistake.
_APART = 90_000
# What is read beyond a stretch: half of the longest transition, and what a decoder holds back.
_TAIL_SECONDS = 1.5
# Less than a frame, and more than the times of any container are off by rounding.
_TICK = 0.002
# Where groups of pictures are open, a decoder may give out the last of the stretch before among
# the first of the next.
_FORWARD = "if(isnan(prev_selected_t),1,gte(t,prev_selected_t))"


@dataclass(frozen=True)
class Row:
    """What readings get that share a decoder without overlapping."""

    readings: tuple[Reading, ...]
    stream: Stream
    entries: tuple[Entry, ...]

    def grid(self, fps: int) -> Stream:
        """Return the pictures of the readings, each in its places on the grid.

        What is decoded before a reading is shown in its first place, where the next picture
        covers it, and what is decoded behind it in a place of which nobody takes anything.
        """
        branches = [
            ((turn - 0.5) * _APART, self._place(turn, length / fps, begin / fps))
            for turn, (length, begin) in enumerate(
                zip(self._lengths(fps), self._starts(fps), strict=True)
            )
        ]
        # Some containers count in frames, and none of their times is a place between two.
        fine = self.stream.filter("settb", "AVTB").filter("select", _FORWARD)
        timed = fine.filter("setpts", f"({stepped(branches, 'T')})/TB+0.5")
        return timed.filter("fps", fps, start_time=0).filter("tpad", stop=-1, stop_mode="clone")

    def _place(self, turn: int, length: float, begin: float) -> str:
        """Return where pictures of a reading are shown, in seconds of the row."""
        reading, entry = self.readings[turn], self.entries[turn]
        since = turn * _APART - entry.seek
        shown = f"T-{number(since + reading.start)}"
        if reading.start < entry.first:
            # The source has no earlier picture: its first is there from the beginning.
            shown = f"({shown})*gt(T,{number(since + entry.first + _TICK)})"
        return f"clip({shown},0,{number(length)})+{number(begin)}"

    def frame(self, part: Piece, fps: int) -> int:
        """Return the first frame of a part of one of the pieces, counted on the grid."""
        firsts = [reading.pieces[0].index for reading in self.readings]
        home = bisect_right(firsts, part.index) - 1
        return self._starts(fps)[home] + self.readings[home].frame(part, fps)

    def _lengths(self, fps: int) -> list[int]:
        """Return how many places each reading has, before the one for what nobody takes."""
        tail = round(_TAIL_SECONDS * fps)
        lasts = [(reading, reading.pieces[-1]) for reading in self.readings]
        return [reading.frame(last, fps) + last.frames + tail for reading, last in lasts]

    def _starts(self, fps: int) -> list[int]:
        return [0, *accumulate(length + 1 for length in self._lengths(fps))][:-1]


def opened(source: Path, readings: Sequence[Reading], *, number: int) -> Row:
    """Return what decodes readings in turn. Leaves its list in the working directory.

    ``number`` tells the lists of one run apart.

    Raises:
        UnreadableMediaError: the source has no picture that can be read.
    """
    wanted = [(reading.seek, reading.start) for reading in readings]
    found = entries.before(source, wanted)
    script, link = Path(f"row-{number}.ffconcat"), Path(f"row-{number}")
    # Whatever the source is called: a list of files has rules of its own for names.
    link.unlink(missing_ok=True)
    link.symlink_to(source.absolute())
    script.write_text(_script(readings, found, link.name))
    row = library.input(str(script), f="concat", safe=0, seek_timestamp=1)
    return Row(tuple(readings), row["V:0"], tuple(found))


def _script(readings: Sequence[Reading], found: Sequence[Entry], name: str) -> str:
    lines = ["ffconcat version 1.0"]
    for reading, entry in zip(readings, found, strict=True):
        lines.append(f"file {name}")
        if entry.seek:
            lines.append(f"inpoint {entry.seek + entry.origin:.6f}")
        lines.append(f"outpoint {reading.end + _TAIL_SECONDS + entry.origin:.6f}")
        lines.append(f"duration {_APART}")
    return "\n".join([*lines, ""])
