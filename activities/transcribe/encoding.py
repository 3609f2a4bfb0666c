"""Pack sound for a journey."""

from io import BytesIO

import av
import numpy as np

from activities.transcribe.chunks import Samples
from core.domain.sound import RATE

# Opus is transparent for speech from about this rate on (RFC 6716, 2.1.1); 0.24 MB a minute.
_BITS_PER_SECOND = 32_000


def ogg_opus(samples: Samples) -> bytes:
    """Return 16 kHz mono sound, -1..1, as an Ogg Opus file; times stay as they are."""
    sound = (np.clip(samples, -1, 1) * 32767).astype(np.int16)
    packed = BytesIO()
    with av.open(packed, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=RATE, layout="mono")
        stream.bit_rate = _BITS_PER_SECOND
        for start in range(0, len(sound), RATE):
            frame = av.AudioFrame.from_ndarray(sound[None, start : start + RATE], "s16", "mono")
            frame.sample_rate = RATE
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return packed.getvalue()
