"""H.264 by VAAPI, on the graphics of Intel and AMD under Linux."""

from collections.abc import Mapping

from activities.render import encoding
from activities.render.base import Stream
from core.domain.plan import OutputPlan

# The first graphics device, as the kernel numbers those that need no screen.
_DEVICE = "/dev/dri/renderD128"
# Six steps of the quantiser about halve the bit rate.
_QP_TO_HALVE = 6
_LARGEST = 52
_PROFILES = {"draft": 28, "standard": 23, "best": 20}


class Vaapi:
    """High profile, constant quantiser. Another device or driver may write other bytes."""

    def available(self) -> bool:
        return encoding.runs("vaapi")

    def prepare(self, picture: Stream) -> Stream:
        return picture.filter("format", "nv12").filter("hwupload")

    def options(self, output: OutputPlan, *, smaller: int = 0) -> Mapping[str, str]:
        quantiser = _PROFILES[output.profile] + _QP_TO_HALVE * smaller
        return {
            "vaapi_device": _DEVICE,
            "c:v": "h264_vaapi",
            "rc_mode": "CQP",
            "qp": str(min(_LARGEST, quantiser)),
            "profile:v": "high",
            "g": str(output.fps * encoding.KEY_SECONDS),
            # The distance of key frames that are no entry points: none.
            "idr_interval": "0",
            "bf": "2",
            "flags:v": "+bitexact+cgop",
        }
