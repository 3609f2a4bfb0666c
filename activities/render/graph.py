"""From a clip plan to the arguments of the one ffmpeg run that decodes and encodes its picture."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import ffmpeg as library

from activities.render import camera, timing
from activities.render.base import Layout, Shot, Stream
from activities.render.colours import Colours, delivered, named
from activities.render.delivery import CAPTIONS, CONTAINER, FONTS
from core.domain.plan import ClipPlan


def clip(
    plan: ClipPlan,
    source: Path,
    *,
    colours: Colours,
    layout: Layout,
    captions: bool,
    sound: str,
    encoding: Mapping[str, str],
    target: str,
) -> list[str]:
    """Return the arguments that build the clip.

    ``captions.ass`` and ``fonts`` must lie in the working directory, which is why
    no path ever needs quoting inside the graph. ``sound`` is an AAC stream that is copied.
    """
    picture = delivered(_framed(plan, source, colours, layout))
    if captions:
        picture = picture.filter("ass", CAPTIONS, fontsdir=FONTS)
    heard = library.input(sound).audio
    options = {**encoding, "c:a": "copy", **CONTAINER}
    return cast("list[str]", library.get_args(library.output(picture, heard, target, **options)))


def still(
    plan: ClipPlan, source: Path, *, colours: Colours, layout: Layout, target: str
) -> list[str]:
    """Return the arguments that write the first frame of the clip, without captions, as PNG."""
    picture = delivered(_framed(plan, source, colours, layout))
    return cast("list[str]", library.get_args(library.output(picture, target, **{"frames:v": "1"})))


def _framed(plan: ClipPlan, source: Path, colours: Colours, layout: Layout) -> Stream:
    """Return the picture of the clip before captions."""
    output = plan.output
    found = timing.pieces(plan)
    size = layout.window(plan.media, output)
    path = camera.moves(camera.inside(plan.layout.crop, size), found, output.fps)
    cut = named(_cut(timing.readings(found), source, output.fps), colours)
    return layout.place(cut, Shot(output.width, output.height, path))


def _cut(readings: Sequence[timing.Reading], source: Path, fps: int) -> Stream:
    """Return the frames of the clip, one after the other at a constant rate."""
    streams = [_frames(reading, source, fps) for reading in readings]
    joined = streams[0] if len(streams) == 1 else library.concat(*streams, v=1, a=0)
    # A changed time makes ffmpeg forget the frame rate; the last filter says it again.
    return cast("Stream", joined.filter("setpts", f"N/({fps}*TB)").filter("fps", fps))


def _frames(reading: timing.Reading, source: Path, fps: int) -> Stream:
    """Return the frames of one reading, on the frame grid that starts with its first piece."""
    # Not accurate: the picture that stands at the start may have begun long before.
    opened = library.input(str(source), ss=reading.seek, noaccurate_seek=None)
    ranges = reading.ranges(fps)
    grid = (
        opened["V:0"]
        .filter("fps", fps, start_time=round(reading.start - reading.seek, 6))
        # Sound may outlast the picture: then the last picture stays.
        .filter("tpad", stop=-1, stop_mode="clone")
        .filter("trim", end_frame=ranges[-1][1] + 1)
    )
    if len(ranges) > 1:
        kept = "+".join(f"between(n,{first},{last})" for first, last in ranges)
        grid = grid.filter("select", kept)
    return cast("Stream", grid)
