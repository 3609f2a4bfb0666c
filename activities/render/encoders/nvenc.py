"""H.264 by NVENC, on a graphics card of NVIDIA that has the circuit (H100 and A100 have none)."""

from collections.abc import Mapping
from typing import NamedTuple

from activities.render import encoding
from activities.render.base import Stream
from core.domain.plan import OutputPlan

# Six steps of the quantiser about halve the bit rate.
_CQ_TO_HALVE = 6


class _Settings(NamedTuple):
    preset: str
    quantiser: int


_PROFILES = {
    "draft": _Settings("p1", 27),
    "standard": _Settings("p5", 23),
    "best": _Settings("p7", 20),
}


class Nvenc:
    """High profile, constant quality. Another card or driver may write other bytes."""

    def available(self) -> bool:
        return encoding.runs("nvenc")

    def prepare(self, picture: Stream) -> Stream:
        return picture

    def options(self, output: OutputPlan, *, smaller: int = 0) -> Mapping[str, str]:
        chosen = _PROFILES[output.profile]
        return {
            "c:v": "h264_nvenc",
            "preset": chosen.preset,
            "rc": "vbr",
            "cq": str(chosen.quantiser + _CQ_TO_HALVE * smaller),
            # Without it the card keeps to 2 Mbit/s, whatever the quality.
            "b:v": "0",
            "profile:v": "high",
            "pix_fmt": "yuv420p",
            "g": str(output.fps * encoding.KEY_SECONDS),
            "no-scenecut": "1",
            "strict_gop": "1",
            "forced-idr": "1",
            "bf": "2",
            "flags:v": "+bitexact+cgop",
        }
