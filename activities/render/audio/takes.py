"""Where every span of a plan lies in what is decoded, and where it comes in the clip."""

from dataclasses import dataclass, replace
from pathlib import Path

import ffmpeg as library

from activities.render import entries, timing
from activities.render.audio.pcm import RATE, decoded
from core.domain.plan import ClipPlan

# What is read beyond a reading, for crossfades and so that filters have something to go on with.
_TAIL_SECONDS = 1.0

# Samples in a packet of AAC. The encoder puts one of silence in front; a file without edit
# list plays it, so as many samples are left out of the sound, and picture and sound agree.
PACKET = 1024


@dataclass(frozen=True)
class Cut:
    """A stretch of a take, in samples."""

    take: int
    """The number of the reading that it comes from."""
    start: int
    """Its first sample in the take."""
    begin: int
    """Its first sample in the clip."""
    end: int
    """The sample of the clip after its last."""

    @property
    def length(self) -> int:
        return self.end - self.begin

    def goes_on(self, before: "Cut") -> bool:
        """Return whether the recording goes on here where another cut ends."""
        return self.take == before.take and abs(before.start + before.length - self.start) <= 1

    def shown(self, start: int, end: int) -> tuple[int, int]:
        """Return where samples of its take are in the clip; nothing where it has none of them."""
        first = min(max(start, self.start), self.start + self.length)
        last = min(max(end, first), self.start + self.length)
        return self.begin + first - self.start, self.begin + last - self.start


def cuts(plan: ClipPlan, readings: list[timing.Reading]) -> list[Cut]:
    """Return the sound of a plan, without a hole: each cut lasts until the next one begins.

    Cuts are placed by the times of the spans, not by the lengths of those before, so that
    rounding never adds up.
    """
    fps = plan.output.fps
    placed = [
        (number, piece, round((piece.first / fps + piece.span.start - piece.start) * RATE))
        for number, reading in enumerate(readings)
        for piece in reading.pieces
    ]
    last = min(samples(plan), timing.frame_count(plan) * RATE // fps)
    ends = [*(min(begin, last) for _, _, begin in placed[1:]), last]
    found = [
        Cut(number, round((piece.span.start - readings[number].seek) * RATE), begin, end)
        for (number, piece, begin), end in zip(placed, ends, strict=True)
        if end > begin
    ]
    # A first span too short for a frame has no cut; the next one begins a little earlier.
    lead = found[0].begin
    return [replace(found[0], start=found[0].start - lead, begin=0), *found[1:]]


def samples(plan: ClipPlan) -> int:
    """Return the length of the clip's sound with its outro: whole packets, never beyond the
    picture."""
    length = timing.whole_frame_count(plan) * RATE // plan.output.fps
    return max(2, length // PACKET) * PACKET


def arguments(
    reading: timing.Reading, source: Path, target: Path, *, entry: entries.Entry
) -> list[str]:
    """Return the arguments that decode the sound of a reading; it begins with its ``seek``."""
    length = reading.pieces[-1].span.end - entry.seek + _TAIL_SECONDS
    opened = library.input(str(source), **entry.options(), t=round(length, 3))
    return decoded(opened["a:0"], target, start=reading.seek - entry.seek)
