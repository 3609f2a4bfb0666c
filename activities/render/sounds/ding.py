"""A small bell."""

import numpy as np

from activities.render.audio.pcm import Floats
from activities.render.audio.synthesis import clock, finished, tone

# Partials of a struck bar: frequency beside the first, strength, seconds to fade by 8.7 dB.
_PARTIALS = ((1.0, 1.0, 0.38), (2.76, 0.45, 0.2), (5.40, 0.2, 0.09))
_HERTZ = 1318.5


class Ding:
    """A struck bell that rings for 1.2 s."""

    def samples(self) -> Floats:
        at = clock(1.2)
        rung = [
            strength * np.exp(-at / fade) * tone(np.full(len(at), _HERTZ * ratio))
            for ratio, strength, fade in _PARTIALS
        ]
        return finished(np.sum(rung, axis=0))
