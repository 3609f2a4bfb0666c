"""Look at a video file before anybody else does."""

from pathlib import Path

from activities.render import facts, platforms
from activities.render.audio import loudness
from activities.render.audio.loudness import Loudness
from activities.render.facts import FileFacts
from activities.render.finding import Finding
from activities.render.rules import findings
from activities.render.timing import whole_frame_count
from core import ffmpeg
from core.domain.plan import ClipPlan
from core.errors import ProcessFailedError, UnreadableMediaError

_TICK = 1e-3


def check(path: Path, plan: ClipPlan, heard: Loudness | None) -> tuple[Finding, ...]:
    """Return what the plan's platform will not take of a rendered clip, or will change.

    ``heard`` is how loud its sound was measured to be; None without sound. No more than one
    picture is decoded.

    Raises:
        ProcessFailedError: the clip is not what the plan asks for; the message says in what.
    """
    try:
        read = facts.read(path)
    except UnreadableMediaError as error:
        raise ProcessFailedError(f"the rendered clip cannot be read: {error}") from error
    if wrong := _differences(read, plan):
        raise ProcessFailedError(f"the rendered clip is not as planned: {'; '.join(wrong)}")
    platform = platforms.named(plan.output.platform)
    return findings(read, heard, platform, platforms.advice())


def verify(path: Path, platform: str | None = None) -> tuple[Finding, ...]:
    """Return what a platform will not take of any video file, or will change.

    None asks for what suits every platform.

    Raises:
        UnknownPluginError: no platform has that name.
        UnreadableMediaError: it is no video file.
    """
    limits = platforms.named(platform)
    read = facts.read(path)
    heard = _heard(path) if read.sound else None
    return findings(read, heard, limits, platforms.advice())


def _heard(path: Path) -> Loudness:
    return loudness.read_meter(ffmpeg.run(loudness.meter(str(path))))


def _differences(read: FileFacts, plan: ClipPlan) -> list[str]:
    picture, heard, output = read.picture, read.sound, plan.output
    if heard is None:
        return ["it has no sound"]
    planned = whole_frame_count(plan)
    checks: dict[str, tuple[object, object]] = {
        "width": (picture.width, output.width),
        "height": (picture.height, output.height),
        "frames per second": (picture.rate, float(output.fps)),
        "frames": (picture.frames, planned),
        "pixels": (picture.pixels, "yuv420p"),
        "groups of pictures closed": (picture.closed, True),
        "index first": (read.indexed_first, True),
        "edit lists": (read.edit_lists, 0),
        "sound": (f"{heard.codec} {heard.rate} Hz {heard.channels} channels", _SOUND),
    }
    wrong = [f"{name} {is_}, not {want}" for name, (is_, want) in checks.items() if is_ != want]
    if max(abs(picture.start), abs(heard.start)) > _TICK:
        wrong.append(f"picture starts at {picture.start:.3f} s, sound at {heard.start:.3f} s")
    if abs(heard.seconds - planned / output.fps) > 1 / output.fps:
        wrong.append(f"sound lasts {heard.seconds:.3f} s, picture {planned / output.fps:.3f} s")
    return wrong


_SOUND = "aac 48000 Hz 2 channels"
