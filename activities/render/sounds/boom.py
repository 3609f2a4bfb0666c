"""A blow that shakes the floor."""

import numpy as np

from activities.render.audio.pcm import Floats
from activities.render.audio.synthesis import clock, finished, noise, swept, tone


class Boom:
    """A deep drum with a long end, in 1.4 s."""

    def samples(self) -> Floats:
        at = clock(1.4)
        drum = tone(38 + 60 * np.exp(-at / 0.06)) * np.exp(-at / 0.35)
        skin = swept(noise(len(at), seed=4), np.full(len(at), 160.0), octaves=1.0)
        return finished(drum + 0.6 * skin * np.exp(-at / 0.05))
