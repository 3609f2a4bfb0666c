"""Cut without encoding: where nothing is drawn on the picture, only the edges are encoded.

Copied and encoded frames name parameter sets of different numbers, and the file holds both: a
decoder goes from one to the other at key frames, as it does wherever a stream starts.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import av
from av.error import FFmpegError
from av.video.stream import VideoStream

from activities import catalog
from activities.render import edges, h264
from activities.render.colours import Colours
from activities.render.packets import Cut, Reader
from activities.render.stretches import Coded, NotJoinableError, Stretch
from activities.render.timing import pieces, readings
from core.domain.box import Box
from core.domain.plan import ClipPlan

Report = Callable[[float], None]

_PROFILES = {66: "baseline", 77: "main", 100: "high"}
_IDS = range(31, -1, -1)
"""The numbers that a sequence parameter set can have (H.264, 7.4.2.1.1)."""


# Code points of ITU-T H.273, and of ffmpeg.
_BT709 = 1
_LIMITED, _FULL = 1, 2
# What reading costs of the whole.
_READ_SHARE = 0.1


def fits(plan: ClipPlan, colours: Colours, *, captions: bool) -> bool:
    """Return whether the plan shows the pictures of its source as they are, in their size.

    ``captions`` says whether words are drawn.
    """
    media, output = plan.media, plan.output
    brand = plan.brand
    drawn = captions or plan.effects or plan.transitions or plan.hook or plan.layout.scenes
    laid = plan.eye_contact or plan.green_screen or plan.broll or plan.stickers
    if drawn or laid or (brand and (brand.logo or brand.watermark or brand.outro)):
        return False
    if (media.width, media.height) != (output.width, output.height) or media.rotation:
        return False
    if output.profile == "draft" or colours.is_hdr or not colours.is_delivered:
        return False
    areas = catalog.LAYOUTS.load(plan.layout.name)().areas(media, output)
    closer = any(key.size < 1 for key in plan.layout.crop(0))
    return areas == (Box(x=0, y=0, width=1, height=1),) and not closer


def make(
    plan: ClipPlan, source: Path, *, encoding: Mapping[str, str], target: str, report: Report
) -> float:
    """Leave the picture of the clip and return the share of its frames that were copied, 0..1.

    The plan must be one that ``fits``. ``encoding`` are the options of libx264 for the edges.
    Works in the current folder.

    Raises:
        NotJoinableError: the source cannot be cut like this, or nothing of it would be copied.
        ProcessFailedError: ffmpeg failed.
    """
    fps = plan.output.fps
    try:
        setup, cuts = _read(plan, source)
    except (FFmpegError, ValueError, IndexError) as error:
        raise NotJoinableError(f"the source cannot be read as packets: {error}") from error
    found = [stretch for cut in cuts for stretch in cut.stretches]
    frames = sum(stretch.frames for stretch in found)
    copied = sum(len(stretch.copied) for stretch in found)
    if copied == 0:
        raise NotJoinableError("no span holds a key frame")
    report(_READ_SHARE)
    setups, encoded = [setup], []
    if copied < frames:
        made = edges.encode(
            _pictures(cuts, h264.record(setups)),
            [stretch.frames for stretch in found if not stretch.copied],
            encoding={**encoding, **_like(encoding, setup, cuts)},
            fps=fps,
            report=lambda done: report(_READ_SHARE + done * (1 - _READ_SHARE)),
        )
        setups, encoded = [setup, made.setup], list(made.stretches)
    _write(_in_order(found, encoded), source, h264.record(setups), fps=fps, target=target)
    return copied / frames


def _read(plan: ClipPlan, source: Path) -> tuple[h264.Setup, list[Cut]]:
    with av.open(str(source)) as container:
        stream = container.streams.video[0]
        setup = _setup(stream, plan)
        reader = Reader(container, stream, setup, plan.output.fps)
        rows = readings(pieces(plan))
        return setup, [reader.cut(row, piece) for row in rows for piece in row.pieces]


def _setup(stream: VideoStream, plan: ClipPlan) -> h264.Setup:
    """Return the parameter sets of a source whose stream can be continued by another.

    Raises:
        NotJoinableError: it cannot.
        ValueError: its parameter sets cannot be read.
    """
    context, output = stream.codec_context, plan.output
    wrong = {
        "is not H.264": context.name != "h264",
        "is not 4:2:0 in 8 bits": context.pix_fmt != "yuv420p",
        "is not of limited range": context.color_range == _FULL,
        "has another size": (stream.width, stream.height) != (output.width, output.height),
        "has pixels that are not square": (stream.sample_aspect_ratio or 1) != 1,
    }
    if said := next((reason for reason, is_so in wrong.items() if is_so), None):
        raise NotJoinableError(f"the source {said}")
    found = h264.setup(context.extradata or b"")
    if not all(shape.plain for shape in found.shapes):
        raise NotJoinableError("the source uses means of H.264 that players need not know")
    return found


def _like(encoding: Mapping[str, str], setup: h264.Setup, cuts: Sequence[Cut]) -> Mapping[str, str]:
    """Return the options that make the edges fit to the source, under numbers of their own."""
    free = next((number for number in _IDS if number not in setup.ids), None)
    if free is None:
        raise NotJoinableError("the source uses every number that parameter sets can have")
    numbers = [[frame.number for frame in cut.coded] for cut in cuts]
    ordered = all(row == sorted(row) for row in numbers)
    same = {"bf": "0"} if ordered else {}
    return {
        **same,
        "profile:v": _PROFILES[max(shape.profile for shape in setup.shapes)],
        "x264-params": f"{encoding['x264-params']}:sps-id={free}",
    }


def _pictures(cuts: Sequence[Cut], record: bytes) -> Iterator["av.VideoFrame"]:
    for cut in cuts:
        for stretch in cut.stretches:
            if not stretch.copied:
                yield from edges.decoded(cut.coded, stretch, record)


def _in_order(found: Sequence[Stretch], encoded: Sequence[tuple[Coded, ...]]) -> list[Coded]:
    """Return the frames of the clip in the order of its file, counted as they are shown."""
    waiting = iter(encoded)
    before, frames = 0, []
    for stretch in found:
        shift = before - stretch.first if stretch.copied else before
        row = stretch.copied or next(waiting)
        frames += [Coded(frame.number + shift, frame.entry, frame.data) for frame in row]
        before += stretch.frames
    return frames


def _write(frames: Sequence[Coded], source: Path, record: bytes, *, fps: int, target: str) -> None:
    """Leave the picture with its times."""
    # So early that no frame is shown before it is decoded.
    early = max(place - frame.number for place, frame in enumerate(frames))
    with av.open(str(source)) as like, av.open(target, "w", format="mp4") as container:
        stream = container.add_stream_from_template(like.streams.video[0])
        context = stream.codec_context
        context.extradata = record
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        context.color_range = _LIMITED
        stream.time_base = frame_time = Fraction(1, fps)
        for place, frame in enumerate(frames):
            packet = av.Packet(frame.data)
            packet.stream, packet.time_base = stream, frame_time
            packet.pts, packet.dts, packet.duration = frame.number, place - early, 1
            packet.is_keyframe = frame.entry
            container.mux(packet)
