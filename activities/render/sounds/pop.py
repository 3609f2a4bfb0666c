"""A bubble that bursts."""

import numpy as np

from activities.render.audio.pcm import Floats
from activities.render.audio.synthesis import clock, finished, tone


class Pop:
    """A short tone that jumps up, in 0.09 s."""

    def samples(self) -> Floats:
        at = clock(0.09)
        return finished(tone(380 + 900 * at / at[-1]) * np.exp(-at / 0.025))
