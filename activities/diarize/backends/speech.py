"""Where somebody speaks, by Silero's network, which lies in the wheel of faster-whisper."""

import numpy as np
from faster_whisper.vad import VadOptions, get_speech_timestamps
from numpy.typing import NDArray

# How likely speech is where it begins, and where it has ended: low, for voices on a telephone.
_SPEECH, _NO_SPEECH = 0.3, 0.2
# A shorter silence parts no speech; a little of what is around speech belongs to it.
_PAUSE_MS, _PAD_MS = 160, 30


def spoken(samples: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Return the stretches of speech in 16 kHz sound, from sample to sample, in order."""
    options = VadOptions(
        threshold=_SPEECH,
        neg_threshold=_NO_SPEECH,
        min_silence_duration_ms=_PAUSE_MS,
        speech_pad_ms=_PAD_MS,
    )
    return [(span["start"], span["end"]) for span in get_speech_timestamps(samples, options)]
