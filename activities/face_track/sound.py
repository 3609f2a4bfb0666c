"""The sound of a recording: how loud speech is in it, and its samples."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from activities.face_track.base import SAMPLE_RATE
from activities.face_track.decoding import decoding
from activities.face_track.speech import SILENCE, STEP

_SAMPLES = round(SAMPLE_RATE * STEP)
# Hertz between which a voice has its power; rumble and hiss are left out.
_VOICE = (200.0, 4000.0)
# Steps whose levels are worked out at once.
_AT_ONCE = 600

Samples = NDArray[np.float32]


class SoundFile:
    """The sound of a recording in a file."""

    def __init__(self, path: Path) -> None:
        """Go through the sound once.

        Raises:
            UnreadableMediaError: the sound cannot be decoded.
        """
        self._path = path
        self._level = levels(path)

    @property
    def level(self) -> Samples:
        return self._level

    def samples(self, start: float, end: float) -> Samples:
        """Return the sound between two times, silence where there is none.

        Raises:
            UnreadableMediaError: the sound cannot be decoded.
        """
        first, last = round(start * SAMPLE_RATE), round(end * SAMPLE_RATE)
        found = np.zeros(max(0, last - first), np.float32)
        for at, block in _samples(self._path, start=start):
            begin, stop = max(first, at), min(last, at + len(block))
            if begin < stop:
                found[begin - first : stop - first] = block[begin - at : stop - at]
            if at >= last:
                break
        return found


class Silence:
    """What is heard in a recording without sound."""

    level: Samples = np.zeros(0, np.float32)

    def samples(self, start: float, end: float) -> Samples:
        return np.zeros(max(0, round(end * SAMPLE_RATE) - round(start * SAMPLE_RATE)), np.float32)


def levels(audio: Path) -> Samples:
    """Return the level of the band of speech in dBFS, one value for each ``STEP``.

    Raises:
        UnreadableMediaError: the sound cannot be decoded.
    """
    found = [_levels(blocks) for blocks in _blocks(audio)]
    return np.concatenate(found) if found else np.zeros(0, np.float32)


def _levels(blocks: Samples) -> Samples:
    spectrum = np.fft.rfft(blocks, axis=1)
    low, high = (round(edge * STEP) for edge in _VOICE)
    band = spectrum[:, low:high]
    power = 2 * (band.real**2 + band.imag**2).sum(axis=1) / _SAMPLES**2
    return np.asarray(np.maximum(SILENCE, 10 * np.log10(power + 1e-12)), np.float32)


def _blocks(audio: Path) -> Iterator[Samples]:
    """Give the samples, -1..1, many steps at a time; the last step is filled with silence."""
    waiting: list[Samples] = []
    count = 0
    for _, samples in _samples(audio):
        waiting.append(samples)
        count += len(samples)
        if count >= _AT_ONCE * _SAMPLES:
            joined = np.concatenate(waiting)
            whole = count // _SAMPLES * _SAMPLES
            yield joined[:whole].reshape(-1, _SAMPLES)
            waiting, count = [joined[whole:]], count - whole
    if count:
        yield np.pad(np.concatenate(waiting), (0, -count % _SAMPLES)).reshape(-1, _SAMPLES)


def _samples(audio: Path, *, start: float = 0.0) -> Iterator[tuple[int, Samples]]:
    """Give the samples from a little before a time on, each with the number of its first."""
    with decoding("sound", audio), av.open(str(audio)) as container:
        stream = container.streams.audio[0]
        resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)
        if start > 1.0:
            container.seek(int((start - 1.0) * av.time_base), any_frame=False)
        at: int | None = None
        for frame in _and_none(container.decode(stream)):
            if at is None:
                at = round((frame.time or 0.0) * SAMPLE_RATE) if frame is not None else 0
            for part in resampler.resample(frame):
                samples = part.to_ndarray()[0].astype(np.float32)
                yield at, samples
                at += len(samples)


def _and_none(frames: Iterator[av.AudioFrame]) -> Iterator[av.AudioFrame | None]:
    yield from frames
    yield None
