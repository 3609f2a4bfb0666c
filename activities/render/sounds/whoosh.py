"""Something that flies past."""

import numpy as np

from activities.render.audio.pcm import Floats
from activities.render.audio.synthesis import clock, finished, noise, swept


class Whoosh:
    """Wind that rises, passes and falls, in 0.6 s."""

    def samples(self) -> Floats:
        at = clock(0.6)
        near = np.exp(-(((at - 0.32) / 0.14) ** 2))
        wind = swept(noise(len(at), seed=1), 350 + 2600 * near, octaves=0.8)
        return finished(wind * near)
