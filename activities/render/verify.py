"""Look at a rendered file before anybody else does."""

from pathlib import Path

import av
from av.error import FFmpegError

from activities.render.timing import frame_count
from core.domain.plan import ClipPlan
from core.errors import ProcessFailedError


def check(path: Path, plan: ClipPlan) -> None:
    """Return when the file is what the plan asks for: cheap, nothing is decoded.

    Raises:
        ProcessFailedError: it is not; the message says in what it differs.
    """
    try:
        with av.open(str(path)) as container:
            wrong = _differences(container, plan)
    except (FFmpegError, IndexError) as error:
        raise ProcessFailedError(f"the rendered clip cannot be read: {error}") from error
    if wrong:
        raise ProcessFailedError(f"the rendered clip is not as planned: {'; '.join(wrong)}")


def _differences(container: "av.container.InputContainer", plan: ClipPlan) -> list[str]:
    video, audio = container.streams.video[0], container.streams.audio[0]
    output, planned = plan.output, frame_count(plan)
    seconds = float((audio.duration or 0) * (audio.time_base or 0))
    checks = {
        "width": (video.width, output.width),
        "height": (video.height, output.height),
        "frames per second": (float(video.average_rate or 0), float(output.fps)),
        "frames": (video.frames, planned),
        "picture starts at": (video.start_time, 0),
        "sound starts at": (audio.start_time, 0),
        "sound": (_sound(audio.codec_context), "aac 48000 Hz 2 channels"),
        "pixels": (video.codec_context.pix_fmt, "yuv420p"),
    }
    wrong = [f"{name} {is_}, not {want}" for name, (is_, want) in checks.items() if is_ != want]
    if abs(seconds - planned / output.fps) > 1 / output.fps:
        wrong.append(f"sound lasts {seconds:.3f} s, picture {planned / output.fps:.3f} s")
    return wrong


def _sound(context: "av.audio.codeccontext.AudioCodecContext") -> str:
    return f"{context.name} {context.sample_rate} Hz {context.channels} channels"
