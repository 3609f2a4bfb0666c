import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.listen.levels import BLOCK, Floats
from activities.listen.loudness import SILENT, Loudness, Meter, integrated, loudness
from core import ffmpeg
from core.domain.sound import RATE
from tests.activities.listen.sounds import flac, joined, noise, silence, song, speech, tone


def metered(sound: Floats) -> tuple[Loudness, float | None]:
    meter = Meter()
    for first in range(0, len(sound), BLOCK):
        meter.hear(sound[first : first + BLOCK])
    return loudness(meter.powers()), meter.true_peak()


def test_a_reference_tone_has_the_loudness_that_the_standard_says() -> None:
    # EBU Tech 3341, case 1: 1 kHz, -23 dBFS peak, in both channels is -23 LUFS, in one -26.
    shown, peak = metered(tone(5, amplitude=10 ** (-23 / 20), hertz=1000))

    assert shown.integrated == pytest.approx(-26.0, abs=0.1)
    assert shown.momentary[10:] == pytest.approx(np.full(40, -26.0), abs=0.1)
    assert shown.short_term[3:] == pytest.approx(np.full(2, -26.0), abs=0.1)
    assert peak == pytest.approx(-23.0, abs=0.1)


def test_quiet_stretches_do_not_count() -> None:
    # EBU Tech 3341, case 3: what is far below the rest is gated.
    loud, quiet = tone(30, amplitude=10 ** (-23 / 20), hertz=1000), tone(5, 10 ** (-36 / 20), 1000)

    shown, _ = metered(np.concatenate((quiet, loud, quiet)))

    assert shown.integrated == pytest.approx(-26.0, abs=0.1)


def test_digital_silence_has_neither_loudness_nor_peak() -> None:
    shown, peak = metered(silence(2))

    assert (shown.integrated, peak) == (None, None)
    assert shown.momentary.tolist() == [SILENT] * 20


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.3])
def test_a_sound_shorter_than_a_block_has_no_loudness(seconds: float) -> None:
    assert metered(tone(seconds))[0].integrated is None


def test_a_peak_between_two_samples_is_found() -> None:
    # A quarter of the sampling rate, a quarter of a period late: every sample is at 0.707.
    at = np.arange(RATE)
    sound = np.asarray(0.5 * np.sin(np.pi / 2 * at + np.pi / 4), np.float32)

    assert np.abs(sound).max() == pytest.approx(0.354, abs=0.001)
    assert metered(sound)[1] == pytest.approx(20 * np.log10(0.5), abs=0.2)


def test_blocks_leave_no_seam() -> None:
    sound = tone(65, hertz=50)

    shown, _ = metered(sound)

    assert np.ptp(shown.momentary[10:]) < 0.1


@settings(max_examples=30)
@given(st.lists(st.floats(-70, 0, width=32), max_size=100), st.floats(-20, 10))
def test_louder_by_so_much_is_so_much_louder(values: list[float], gain: float) -> None:
    momentary = np.array(values)
    whole = integrated(momentary)
    louder = integrated(momentary + gain)
    # The absolute gate is where it is, so only what stays above it can be compared.
    heard = bool((np.minimum(momentary, momentary + gain) > SILENT).all())
    if heard and whole is not None:
        assert louder == pytest.approx(whole + gain, abs=1e-6)
    if whole is not None:
        assert min(values) - 1e-6 <= whole <= max(values) + 1e-6


@pytest.mark.media
@pytest.mark.parametrize("name", ["speech", "music", "noise", "clipped"])
def test_it_shows_what_ffmpeg_shows(name: str, tmp_path: Path) -> None:
    sound = {
        "speech": joined(speech(20), silence(4), speech(20, rms=0.02, seed=2)),
        "music": song(30),
        "noise": noise(10),
        "clipped": np.clip(speech(20, rms=0.4), -0.9, 0.9),
    }[name]
    path = flac(tmp_path / "sound.flac", sound)

    shown, peak = metered(np.clip(sound, -1, 1))

    said = ffmpeg.run(
        ["-i", str(path), "-af", "ebur128=peak=true:framelog=info", "-f", "null", "-"]
    )
    lines = re.findall(r"M:\s*(\S+)\s+S:\s*(\S+)\s", said)
    momentary = np.maximum([float(m) for m, _ in lines], SILENT)
    (whole,) = re.findall(r"^\s+I:\s+(\S+) LUFS", said, re.MULTILINE)
    (top,) = re.findall(r"^\s+Peak:\s+(\S+) dBFS", said, re.MULTILINE)
    ours = shown.momentary[3 : len(momentary)]
    theirs = momentary[3 : len(shown.momentary)]
    loud = theirs > -50
    assert shown.integrated == pytest.approx(float(whole), abs=0.2)
    assert ours[loud] == pytest.approx(theirs[loud], abs=0.2)
    assert peak == pytest.approx(float(top), abs=0.5)


def test_times_are_those_of_the_ends() -> None:
    shown, _ = metered(np.concatenate((silence(2), tone(3))))

    assert [value > -20 for value in shown.momentary[18:25]] == [False] * 2 + [True] * 5
    assert all(a <= b + 0.1 for a, b in pairwise(shown.short_term))
