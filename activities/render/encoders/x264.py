"""H.264 by libx264, on the processor."""

import subprocess
from collections.abc import Mapping

from core import ffmpeg
from core.domain.plan import OutputPlan

_CRF = 20
# Six steps of the quantiser about halve the bit rate.
_CRF_TO_HALVE = 6
_KEY_SECONDS = 2

# The number of threads changes what x264 writes, so it must not follow the machine.
_THREADS = 4


class X264:
    """High profile, constant quality, a key frame every two seconds and nowhere else."""

    def available(self) -> bool:
        listed = subprocess.run(
            [ffmpeg.executable(), "-hide_banner", "-encoders"],
            capture_output=True,
            text=True,
            check=False,
        )
        return " libx264 " in listed.stdout

    def options(self, output: OutputPlan, *, smaller: int = 0) -> Mapping[str, str]:
        keys = str(output.fps * _KEY_SECONDS)
        return {
            "c:v": "libx264",
            "preset": "veryfast",
            "crf": str(_CRF + _CRF_TO_HALVE * smaller),
            "profile:v": "high",
            "pix_fmt": "yuv420p",
            "g": keys,
            "keyint_min": keys,
            "sc_threshold": "0",
            "threads:v": str(_THREADS),
            "flags:v": "+bitexact+cgop",
            # Else the choice of SIMD code, and with it the file, would follow the processor.
            "x264-params": "cpu-independent=1:open-gop=0",
        }
