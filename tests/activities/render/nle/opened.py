"""What OpenTimelineIO sees in a file."""

from typing import Any, NamedTuple

import opentimelineio as otio

from activities.render.nle.base import Edit


class Seen(NamedTuple):
    """A clip on a track, in frames."""

    first: int
    """Of the media, its timecode counted."""
    frames: int
    start: int
    """In the clip."""


def clips(track: Any) -> list[Seen]:
    """Return the clips of an OpenTimelineIO track; every time is a whole frame."""
    found = []
    for clip in track:
        if isinstance(clip, otio.schema.Clip):
            inside, outside = clip.trimmed_range(), clip.range_in_parent()
            times = (inside.start_time, inside.duration, outside.start_time)
            assert all(time.value == int(time.value) for time in times)
            found.append(Seen(*(int(time.value) for time in times)))
    return found


def expected(edit: Edit) -> list[Seen]:
    """Return what a track with the cut of an edit must hold."""
    return [Seen(edit.recording.start + take.first, take.frames, take.start) for take in edit.takes]


def marker_frames(clip: Any) -> list[tuple[str, int, int]]:
    """Return name, first frame and length of the markers of a clip."""
    return [
        (one.name, int(one.marked_range.start_time.value), int(one.marked_range.duration.value))
        for one in clip.markers
    ]
