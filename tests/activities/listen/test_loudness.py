from pathlib import Path

import pytest

from activities.listen.loudness import Loudness, measure, parse
from tests.activities.listen.sounds import flac, silence, tone

SUMMARY = """
[Parsed_ebur128_0 @ 0x55] Summary:

  Integrated loudness:
    I:         {integrated} LUFS
    Threshold: -33.6 LUFS

  Loudness range:
    LRA:         0.0 LU
    Threshold:   0.0 LUFS

  True peak:
    Peak:       {peak} dBFS
"""


def test_the_summary_is_read() -> None:
    said = "ten lines of I: -99.0 LUFS\n" + SUMMARY.format(integrated=-23.1, peak=-3.4)

    assert parse(said) == Loudness(-23.1, -3.4)


def test_nothing_to_hear_has_no_loudness() -> None:
    assert parse(SUMMARY.format(integrated=-70.0, peak="-inf")) == Loudness(None, None)


def test_a_log_without_summary_says_nothing() -> None:
    assert parse("") == Loudness(None, None)


@pytest.mark.media
def test_a_reference_tone_has_the_loudness_that_the_standard_says(tmp_path: Path) -> None:
    # EBU Tech 3341, case 1: 1 kHz, -23 dBFS peak, in both channels is -23 LUFS, in one -26.
    sound = tone(5, amplitude=10 ** (-23 / 20), hertz=1000)

    met = measure(flac(tmp_path / "tone.flac", sound), 5.0, report=lambda _: None)

    assert met.integrated == pytest.approx(-26.0, abs=0.2)
    assert met.true_peak == pytest.approx(-23.0, abs=0.2)


@pytest.mark.media
def test_digital_silence_has_neither_loudness_nor_peak(tmp_path: Path) -> None:
    path = flac(tmp_path / "silence.flac", silence(1))

    assert measure(path, 1.0, report=lambda _: None) == Loudness(None, None)
