"""Something is about to happen."""

from activities.render.audio.pcm import Floats
from activities.render.audio.synthesis import clock, finished, noise, swept, tone


class Riser:
    """Wind and a tone that climb for 1.5 s and stop."""

    def samples(self) -> Floats:
        at = clock(1.5)
        done = at / at[-1]
        hertz = 180 * 8**done
        wind = swept(noise(len(at), seed=2), 2 * hertz, octaves=0.7)
        return finished((wind + 0.15 * tone(hertz)) * done**2)
