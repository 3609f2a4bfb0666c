"""Frame numbers, seconds and timecode: the only place where one becomes the other."""

import math
import re
from fractions import Fraction

from core.domain.base import Value

_TIMECODE = re.compile(r"(\d{1,2}):(\d{2}):(\d{2})([:;.,])(\d{2,3})")

# Measured rates differ from the rate they stand for by less; 29.97 and 30 by three times as much.
_LIKENESS = 0.0003

_HOURS = 24


class Rate(Value):
    """A constant frame rate: so many frames in so many seconds, 30000 in 1001 for 29.97."""

    frames: int
    seconds: int = 1

    @property
    def fps(self) -> Fraction:
        return Fraction(self.frames, self.seconds)

    @property
    def nominal(self) -> int:
        """Return how many frame numbers a second of timecode has: 30 for 29.97."""
        return math.ceil(self.fps)

    @property
    def ntsc(self) -> bool:
        """Return whether it runs a thousandth slower than its timecode counts."""
        return self.fps.denominator != 1

    def frame(self, at: float | Fraction) -> int:
        """Return the number of the frame that begins nearest to a time in seconds.

        Halves go up; a millionth of a frame forgives binary fractions.
        """
        return math.floor(Fraction(at) * self.fps + Fraction(500_001, 1_000_000))

    def time(self, frame: int) -> Fraction:
        """Return when a frame begins, in seconds."""
        return frame / self.fps

    def second(self, frame: int) -> float:
        """Return when a frame begins, in seconds to the millionth, as plans have it."""
        return round(float(self.time(frame)), 6)

    def timecode(self, frame: int, *, drop: bool = False) -> str:
        """Return ``hh:mm:ss:ff`` of a frame number, which starts anew after 24 hours.

        With ``drop`` numbers are left out so that it tells the time of day at 29.97 and 59.94
        (SMPTE 12M); it is then written with a semicolon. Other rates have none to leave out.
        """
        drop = drop and self._dropped > 0
        number = frame % self._day(drop=drop)
        if drop:
            number += self._left_out(number)
        seconds, rest = divmod(number, self.nominal)
        minutes, second = divmod(seconds, 60)
        hour, minute = divmod(minutes, 60)
        return f"{hour:02d}:{minute:02d}:{second:02d}{';' if drop else ':'}{rest:02d}"

    def frame_of(self, timecode: str, *, drop: bool | None = None) -> int:
        """Return the frame number of a timecode. ``drop`` None goes by how it is written.

        Raises:
            ValueError: it is no timecode of this rate.
        """
        found = _TIMECODE.fullmatch(timecode.strip())
        if found is None:
            raise ValueError(f"{timecode!r} is no timecode such as 01:00:00:00")
        hour, minute, second, rest = (int(found[group]) for group in (1, 2, 3, 5))
        drop = (found[4] in ";," if drop is None else drop) and self._dropped > 0
        if hour >= _HOURS or minute >= 60 or second >= 60 or rest >= self.nominal:
            raise ValueError(f"{timecode!r} is no timecode at {float(self.fps):.3f} frames/s")
        minutes = hour * 60 + minute
        number = (minutes * 60 + second) * self.nominal + rest
        if not drop:
            return number
        if rest < self._dropped and second == 0 and minute % 10:
            raise ValueError(f"{timecode!r} is left out in drop-frame timecode")
        return number - self._dropped * (minutes - minutes // 10)

    def day(self, *, drop: bool = False) -> int:
        """Return after how many frames the timecode starts anew."""
        return self._day(drop=drop and self._dropped > 0)

    @property
    def _dropped(self) -> int:
        """Return how many numbers each minute but the tenth leaves out."""
        return self.nominal // 15 if self.ntsc and self.nominal % 30 == 0 else 0

    def _day(self, *, drop: bool) -> int:
        numbers = _HOURS * 3600 * self.nominal
        return numbers - (self._dropped * _HOURS * 54 if drop else 0)

    def _left_out(self, frame: int) -> int:
        """Return how many numbers are left out before a frame of drop-frame timecode."""
        minute = 60 * self.nominal - self._dropped
        tens, rest = divmod(frame, 10 * minute + self._dropped)
        minutes = max(0, (rest - self._dropped) // minute)
        return self._dropped * (9 * tens + minutes)


RATES = (
    Rate(frames=24000, seconds=1001),
    Rate(frames=24),
    Rate(frames=25),
    Rate(frames=30000, seconds=1001),
    Rate(frames=30),
    Rate(frames=50),
    Rate(frames=60000, seconds=1001),
    Rate(frames=60),
)
"""The rates that every editing program knows."""


def rate_of(fps: float) -> Rate:
    """Return the rate of ``RATES`` for a recording with so many frames per second on average.

    A variable or unusual rate is put on the slowest grid that has a place for every frame; one
    beyond 60 on the fastest.
    """
    for rate in RATES:
        if abs(fps / rate.fps - 1) < _LIKENESS:
            return rate
    for rate in RATES:
        times = float(rate.fps) / fps if fps > 0 else 0.0
        if times > 1 and abs(times - round(times)) < _LIKENESS:
            return rate
    return next((rate for rate in RATES if rate.fps >= fps), RATES[-1])
