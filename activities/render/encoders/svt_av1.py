"""AV1 by SVT-AV1, on the processor: two fifths of the size of H.264; few platforms take it."""

from collections.abc import Mapping
from typing import NamedTuple

from activities.render import encoding
from activities.render.base import Stream
from core.domain.plan import OutputPlan

# Of 63 steps of the quantiser about so many halve the bit rate.
_CRF_TO_HALVE = 10
_LARGEST = 63


class _Settings(NamedTuple):
    preset: int
    crf: int


# Measured as those of x264: 12, 35: 19, 6, .9803; 8, 28: 60, 12, .9848; 6, 24: 125, 13, .9859.
_PROFILES = {
    "draft": _Settings(12, 35),
    "standard": _Settings(8, 28),
    "best": _Settings(6, 24),
}


class SvtAv1:
    """Main profile, constant quality, a closed group of pictures every two seconds."""

    def available(self) -> bool:
        return encoding.runs("svt_av1")

    def prepare(self, picture: Stream) -> Stream:
        return picture

    def options(self, output: OutputPlan, *, smaller: int = 0) -> Mapping[str, str]:
        chosen = _PROFILES[output.profile]
        return {
            "c:v": "libsvtav1",
            "preset": str(chosen.preset),
            "crf": str(min(_LARGEST, chosen.crf + _CRF_TO_HALVE * smaller)),
            "pix_fmt": "yuv420p",
            "g": str(output.fps * encoding.KEY_SECONDS),
            "flags:v": "+bitexact+cgop",
            # Level of parallelism, not threads. Key frames stand at fixed places, not at cuts.
            "svtav1-params": "lp=2:scd=0:irefresh-type=2",
        }
