"""H.264 by libx264, on the processor."""

from collections.abc import Mapping
from typing import NamedTuple

from activities.render import encoding
from activities.render.base import Stream
from core.domain.plan import OutputPlan

# Six steps of the quantiser about halve the bit rate.
_CRF_TO_HALVE = 6


class _Settings(NamedTuple):
    preset: str
    crf: int


# A minute of grainy 1080x1920 at 30 frames/s, CPU-s, MB and SSIM: veryfast 20: 46, 29, .9845;
# medium 18: 153, 56, .9892; slow 18: 231, 55, .9893. Twice through medium 19, as those do it who
# draw captions in a second run: 294, 41, .9849. A draft has a quarter of the pixels and is to be
# there at once: ultrafast 23: 4, 17, .976; superfast 23: 6, 14, .980.
_PROFILES = {
    "draft": _Settings("ultrafast", 23),
    "standard": _Settings("veryfast", 20),
    "best": _Settings("medium", 18),
}


class X264:
    """High profile, constant quality, a key frame every two seconds and nowhere else."""

    def available(self) -> bool:
        return encoding.runs("x264")

    def prepare(self, picture: Stream) -> Stream:
        return picture

    def options(self, output: OutputPlan, *, smaller: int = 0) -> Mapping[str, str]:
        keys = str(output.fps * encoding.KEY_SECONDS)
        chosen = _PROFILES[output.profile]
        return {
            "c:v": "libx264",
            "preset": chosen.preset,
            "crf": str(chosen.crf + _CRF_TO_HALVE * smaller),
            "profile:v": "high",
            "pix_fmt": "yuv420p",
            "g": keys,
            "keyint_min": keys,
            "sc_threshold": "0",
            "threads:v": str(encoding.THREADS),
            "flags:v": "+bitexact+cgop",
            # Else the choice of SIMD code, and with it the file, would follow the processor.
            "x264-params": "cpu-independent=1:open-gop=0",
        }
