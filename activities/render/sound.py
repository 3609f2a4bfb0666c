"""The sound of a clip: how it is cut, how loud it is, and what makes it as loud as planned.

Loudness is EBU R 128: integrated in LUFS, true peaks in dBTP. A clip gets one linear gain
and, where peaks would pass the ceiling, a limiter at four times the sampling rate.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import ffmpeg as library

from activities.render import timing
from activities.render.base import Stream
from activities.render.delivery import AAC
from activities.render.delivery import SOUND_RATE as RATE
from core.domain.plan import AudioPlan, ClipPlan

# Samples in a packet of AAC. The encoder puts one of silence in front; a file without edit
# list plays it, so as many samples are left out of the sound, and picture and sound agree.
_PACKET = 1024

# More gain would show the noise of the room, not the speech.
_MAX_GAIN_DB = 24.0
# Quieter than any speech; such sound stays as it is.
_SILENT_LUFS = -60.0
# What EBU R 128 meters call silence.
_NOTHING_LUFS = -70.0
# AAC adds a little to peaks; what remains after this margin is corrected by measuring.
_CODEC_MARGIN_DB = 0.8
_TOLERANCE_LU = 0.25
# Short enough not to be heard as a fade, long enough not to click.
_JOIN_SAMPLES = RATE * 8 // 1000


@dataclass(frozen=True)
class Loudness:
    """What an EBU R 128 meter says."""

    integrated: float
    """LUFS; -70 for silence."""
    true_peak: float
    """dBTP; -inf for digital silence."""

    @property
    def audible(self) -> bool:
        return self.integrated > _NOTHING_LUFS


@dataclass(frozen=True)
class Mastering:
    """What is done to the sound, in dB."""

    gain: float = 0.0
    ceiling: float | None = None
    """Peaks above it are limited; None without a limiter."""


def cut(plan: ClipPlan, source: Path, target: str) -> list[str]:
    """Return the arguments that write the clip's sound as PCM and measure it."""
    pieces = timing.pieces(plan)
    heard = [s for reading in timing.readings(pieces) for s in _heard(reading, source)]
    joined = heard[0] if len(heard) == 1 else _joined(heard, pieces)
    whole = joined.filter("apad", whole_len=_samples(plan)).filter(
        "atrim", end_sample=_samples(plan)
    )
    options = {"c:a": "pcm_f32le", "fflags": "+bitexact"}
    return _arguments(library.output(_metered(whole), target, **options))


def silence(plan: ClipPlan, target: str) -> list[str]:
    """Return the arguments that write a silent track: some platforms refuse a clip without one."""
    nothing = library.input(f"anullsrc=r={RATE}:cl=stereo", f="lavfi").audio
    kept = nothing.filter("atrim", end_sample=_samples(plan) - _PACKET)
    return _arguments(library.output(kept, target, **AAC))


def master(plan: ClipPlan, source: str, mastering: Mastering, target: str) -> list[str]:
    """Return the arguments that encode the cut sound, in step with a picture that starts at 0."""
    heard = library.input(source).audio.filter("atrim", start_sample=_PACKET)
    if mastering.gain:
        heard = heard.filter("volume", f"{mastering.gain:.2f}dB")
    if mastering.ceiling is not None:
        heard = _limited(heard, mastering.ceiling)
    length = _samples(plan) - _PACKET
    exact = heard.filter("apad", whole_len=length).filter("atrim", end_sample=length)
    return _arguments(library.output(exact, target, **AAC))


def meter(source: str) -> list[str]:
    """Return the arguments that measure an encoded sound."""
    return _arguments(library.output(_metered(library.input(source).audio), "-", f="null"))


def read_meter(said: str) -> Loudness:
    """Return what ffmpeg's ebur128 filter wrote at its end."""
    integrated = re.findall(r"^\s+I:\s+(\S+) LUFS", said, re.MULTILINE)
    peaks = re.findall(r"^\s+Peak:\s+(\S+) dBFS", said, re.MULTILINE)
    loudness = float(integrated[-1]) if integrated else _NOTHING_LUFS
    # "nan" and "-inf" both mean that there was nothing to measure.
    if not loudness > _NOTHING_LUFS:
        loudness = _NOTHING_LUFS
    return Loudness(loudness, float(peaks[-1]) if peaks else float("-inf"))


def first_mastering(measured: Loudness, audio: AudioPlan) -> Mastering:
    """Return what should bring the sound to the plan's loudness."""
    if measured.integrated <= _SILENT_LUFS:
        return Mastering()
    gain = min(_MAX_GAIN_DB, audio.loudness - measured.integrated)
    return _with_limiter(gain, audio.true_peak - _CODEC_MARGIN_DB, measured)


def corrected(
    done: Mastering, heard: Loudness, measured: Loudness, audio: AudioPlan
) -> Mastering | None:
    """Return what would be better, None when ``heard`` is what the plan wants."""
    if measured.integrated <= _SILENT_LUFS:
        return None
    missing = audio.loudness - heard.integrated
    over = heard.true_peak - audio.true_peak
    gain, ceiling = done.gain, done.ceiling
    if ceiling is None:
        ceiling = audio.true_peak - _CODEC_MARGIN_DB
    if abs(missing) > _TOLERANCE_LU:
        # A limiter takes back a part of what is added.
        reach = missing if done.ceiling is None else 1.6 * missing
        gain = min(_MAX_GAIN_DB, gain + reach)
    if over > 0:
        ceiling -= over + 0.2
    better = _with_limiter(gain, ceiling, measured)
    return better if better != done else None


def _with_limiter(gain: float, ceiling: float, measured: Loudness) -> Mastering:
    needed = measured.true_peak + gain > ceiling
    return Mastering(round(gain, 2), round(ceiling, 2) if needed else None)


def _heard(reading: timing.Reading, source: Path) -> list[Stream]:
    """Return the sound of each piece of a reading, exactly as long as its span."""
    last = reading.pieces[-1].span.end
    opened = library.input(str(source), ss=reading.seek, t=round(last - reading.seek + 1, 3))
    # Fills gaps in the times of the source, also before its first sample.
    filled = opened["a:0"].filter("aresample", RATE, **{"async": 1, "first_pts": 0})
    stereo = filled.filter("aformat", sample_fmts="flt", channel_layouts="stereo")
    if len(reading.pieces) == 1:
        return [_piece(stereo, reading, reading.pieces[0])]
    copies = stereo.filter_multi_output("asplit", len(reading.pieces))
    return [_piece(copies[n], reading, piece) for n, piece in enumerate(reading.pieces)]


def _piece(stream: Stream, reading: timing.Reading, piece: timing.Piece) -> Stream:
    start = round((piece.span.start - reading.seek) * RATE)
    length = round(piece.span.duration * RATE)
    return (
        stream.filter("atrim", start_sample=start, end_sample=start + length)
        .filter("asetpts", "PTS-STARTPTS")
        .filter("apad", whole_len=length)
    )


def _joined(streams: Sequence[Stream], pieces: Sequence[timing.Piece]) -> Stream:
    """Return the pieces in a row, each faded for an instant so that no join clicks."""
    soft = []
    for number, (stream, piece) in enumerate(zip(streams, pieces, strict=True)):
        faded, end = stream, round(piece.span.duration * RATE)
        fade = min(_JOIN_SAMPLES, end // 2)
        if number > 0:
            faded = faded.filter("afade", type="in", nb_samples=fade)
        if number < len(pieces) - 1:
            faded = faded.filter("afade", type="out", start_sample=end - fade, nb_samples=fade)
        soft.append(faded)
    return cast("Stream", library.concat(*soft, v=0, a=1))


def _limited(stream: Stream, ceiling: float) -> Stream:
    limit = 10 ** (ceiling / 20)
    return (
        stream.filter("aresample", 4 * RATE)
        .filter("alimiter", limit=f"{limit:.5f}", attack=5, release=60, level=0, latency=1)
        .filter("aresample", RATE)
    )


def _metered(stream: Stream) -> Stream:
    return stream.filter("ebur128", peak="true", framelog="verbose")


def _samples(plan: ClipPlan) -> int:
    """Return the length of the sound in samples: whole packets, never beyond the picture."""
    samples = timing.frame_count(plan) * RATE // plan.output.fps
    return max(2, samples // _PACKET) * _PACKET


def _arguments(output: object) -> list[str]:
    return cast("list[str]", library.get_args(output))
