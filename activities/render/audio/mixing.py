"""Lay music and sound effects under and over what is said."""

import numpy as np

from activities.render.audio.pcm import BLOCK, RATE, Floats, chunks, stretch

# Long enough for an ending, and no more than this share of a short clip.
_FADE_OUT_SECONDS, _FADE_OUT_SHARE = 2.0, 0.25
# So that neither the first beat clicks nor the place where the music begins again.
_SOFT = RATE * 10 // 1000


def add_music(samples: Floats, music: Floats, *, gain: float, envelope: Floats) -> None:
    """Add music from beginning to end, repeated where it is shorter, faded out at the end.

    ``gain`` is a factor, ``envelope`` what comes on top of it at each block of 10 ms, dB.
    """
    centres = (np.arange(len(envelope)) + 0.5) * BLOCK
    looped = _looped(music)
    for part in chunks(len(samples)):
        at = np.arange(part.start, part.stop)
        level = 10 ** (np.interp(at, centres, envelope) / 20) * _ends(at, len(samples)) * gain
        samples[part] += (looped[at % len(looped)] * level[:, None]).astype(np.float32)


def add_sound(samples: Floats, sound: Floats, *, at: int, gain: float) -> None:
    """Add a sound of one channel from a sample on, as far as there is room for it."""
    start, end = max(0, at), min(len(samples), at + len(sound))
    if start < end:
        samples[start:end] += sound[start - at : end - at, None] * np.float32(gain)


def _ends(at: np.typing.NDArray[np.int64], length: int) -> np.typing.NDArray[np.float64]:
    """Return a factor for samples of a clip: it comes up softly and goes down slowly."""
    fade = max(1.0, min(_FADE_OUT_SECONDS * RATE, _FADE_OUT_SHARE * length))
    return np.asarray(np.minimum(np.clip((length - at) / fade, 0, 1), np.clip(at / _SOFT, 0, 1)))


def _looped(music: Floats) -> Floats:
    """Return the music with its beginning mixed into its end, so that it can be repeated.

    Its length stays as it is: so does its beat.
    """
    soft = min(_SOFT, len(music) // 2)
    made = stretch(music, 0, len(music))
    angle = (np.arange(soft, dtype=np.float32)[:, None] + 0.5) * np.float32(np.pi / 2 / soft)
    made[-soft:] = made[-soft:] * np.cos(angle)
    made[:soft] = made[:soft] * np.sin(angle)
    return made
