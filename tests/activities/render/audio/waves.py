"""Sounds with known samples, and ways to hear what became of them."""

from pathlib import Path

import numpy as np

from activities.render.audio.pcm import RATE, Floats, decibels
from core import ffmpeg


def sine(seconds: float, *, hertz: float = 440.0, level: float = -20.0) -> Floats:
    """Return a sine on two channels, its mean power ``level`` dB of full scale."""
    at = np.arange(round(seconds * RATE)) / RATE
    wave = np.sqrt(2) * 10 ** (level / 20) * np.sin(2 * np.pi * hertz * at)
    return np.asarray(np.stack((wave, wave), axis=1), np.float32)


def noise(seconds: float, *, level: float = -50.0, seed: int = 0) -> Floats:
    """Return white noise, another on each channel."""
    samples = np.random.default_rng(seed).standard_normal((round(seconds * RATE), 2))
    return np.asarray(samples * 10 ** (level / 20), np.float32)


def level(samples: Floats, start: float = 0.0, end: float | None = None) -> float:
    """Return the mean power of a stretch, dB of full scale."""
    part = samples[round(start * RATE) : None if end is None else round(end * RATE)]
    return float(decibels(np.mean(part.astype(np.float64) ** 2, keepdims=True))[0, 0])


def level_of(samples: Floats, hertz: float, start: float, end: float) -> float:
    """Return the level of one frequency in a stretch of the first channel, dB of full scale."""
    part = samples[round(start * RATE) : round(end * RATE), 0]
    at = np.arange(len(part)) / RATE
    window = np.hanning(len(part))
    found = np.abs(np.sum(part * window * np.exp(-2j * np.pi * hertz * at))) / window.sum()
    return float(20 * np.log10(max(found, 1e-9) * np.sqrt(2)))


def heard(path: Path) -> Floats:
    """Return the samples of a file of sound or video."""
    raw = path.with_suffix(".heard")
    options = ["-ar", str(RATE), "-ac", "2", "-c:a", "pcm_f32le", "-f", "f32le"]
    ffmpeg.run(["-i", str(path), "-vn", *options, str(raw)])
    return np.fromfile(raw, np.float32).reshape(-1, 2)


def filmed(path: Path, samples: Floats) -> Path:
    """Write a small gray video with this sound."""
    raw = path.with_suffix(".raw")
    samples.tofile(raw)
    seconds = len(samples) / RATE
    picture = ["-f", "lavfi", "-i", f"color=gray:size=180x320:rate=30:duration={seconds}"]
    sound = ["-f", "f32le", "-ar", str(RATE), "-ac", "2", "-i", str(raw)]
    ffmpeg.run([*picture, *sound, "-c:v", "ffv1", "-c:a", "pcm_f32le", str(path)])
    return path
