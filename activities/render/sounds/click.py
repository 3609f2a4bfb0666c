"""The button of a mouse."""

import numpy as np

from activities.render.audio.pcm import Floats
from activities.render.audio.synthesis import clock, finished, noise


class Click:
    """A button that goes down and up again, in 0.08 s."""

    def samples(self) -> Floats:
        at = clock(0.08)
        down = np.exp(-at / 0.0015)
        up = 0.5 * np.where(at >= 0.05, np.exp(-(at - 0.05) / 0.001), 0)
        return finished(noise(len(at), seed=3) * (down + up))
