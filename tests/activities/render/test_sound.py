from pathlib import Path

import pytest

from activities.render import sound
from activities.render.sound import Loudness, Mastering
from core import ffmpeg
from core.domain.plan import AudioPlan
from tests.activities.render.footage import built, loudness, media, plan
from tests.media import SHARED

AUDIO = AudioPlan()

SPEECH = SHARED / "inaugural-address-1961.flac"
CLAPS = "if(lt(mod(t\\,2)\\,0.003)\\,0.9*sin(2*PI*3000*t)\\,0)"


def test_a_meter_is_read_at_its_end() -> None:
    said = (
        "    I:  -30.0 LUFS\n  Integrated:\n    I:         -17.3 LUFS\n    Peak:       -2.5 dBFS\n"
    )

    assert sound.read_meter(said) == Loudness(-17.3, -2.5)


@pytest.mark.parametrize(
    "said", ["", "    I:  -inf LUFS\n    Peak:  -inf dBFS\n", "    I:  nan LUFS\n"]
)
def test_silence_is_not_audible(said: str) -> None:
    heard = sound.read_meter(said)

    assert heard == Loudness(-70.0, float("-inf"))
    assert not heard.audible


def test_loud_sound_is_only_turned_down() -> None:
    assert sound.first_mastering(Loudness(-9.0, -0.5), AUDIO) == Mastering(gain=-5.0)


def test_peaks_that_would_pass_the_ceiling_are_limited() -> None:
    mastering = sound.first_mastering(Loudness(-24.0, -6.0), AUDIO)

    assert mastering.gain == 10.0
    assert mastering.ceiling is not None
    assert mastering.ceiling < AUDIO.true_peak


def test_noise_is_left_alone_and_quiet_speech_is_not_raised_for_ever() -> None:
    assert sound.first_mastering(Loudness(-65.0, -50.0), AUDIO) == Mastering()
    assert sound.first_mastering(Loudness(-55.0, -40.0), AUDIO).gain == 24.0


def test_nothing_is_corrected_that_is_right() -> None:
    measured, done = Loudness(-20.0, -6.0), Mastering(gain=6.0, ceiling=-1.8)

    assert sound.corrected(done, Loudness(-14.1, -1.2), measured, AUDIO) is None


def test_what_a_limiter_took_is_given_back() -> None:
    measured, done = Loudness(-24.0, -4.0), Mastering(gain=10.0, ceiling=-1.8)

    better = sound.corrected(done, Loudness(-15.0, -1.5), measured, AUDIO)

    assert better is not None
    assert better.gain > 11.0 - 1e-9


def test_a_peak_that_the_codec_added_lowers_the_ceiling() -> None:
    measured, done = Loudness(-24.0, -4.0), Mastering(gain=10.0, ceiling=-1.8)

    better = sound.corrected(done, Loudness(-14.0, -0.7), measured, AUDIO)

    assert better is not None
    assert better.ceiling is not None
    assert better.ceiling < -2.0


def recorded(folder: Path, filters: str, seconds: float = 10.0) -> Path:
    path = folder / "source.mkv"
    picture = ["-f", "lavfi", "-i", f"color=gray:size=180x320:rate=30:duration={seconds}"]
    codecs = ["-c:v", "ffv1", "-c:a", "pcm_f32le", "-shortest"]
    ffmpeg.run(["-i", str(SPEECH), *picture, "-af", filters, *codecs, str(path)])
    return path


@pytest.mark.media
@pytest.mark.skipif(not SPEECH.exists(), reason="the recordings are not there")
@pytest.mark.parametrize(
    "filters",
    ["anull", "volume=-25dB", "volume=9dB", f"volume=-14dB,aeval=val(0)+{CLAPS}|val(1):c=stereo"],
    ids=["as it is", "quiet", "clipped", "with claps"],
)
def test_speech_comes_out_at_the_planned_loudness(tmp_path: Path, filters: str) -> None:
    source = recorded(tmp_path, filters)

    clip, rendered = built(source, plan((0.5, 9.5), media=media(10)), tmp_path)

    heard = loudness(clip)
    assert heard.integrated == pytest.approx(-14.0, abs=0.5)
    assert heard.true_peak <= -1.0
    assert rendered.loudness == pytest.approx(heard.integrated, abs=0.11)


@pytest.mark.media
def test_silence_stays_silent(tmp_path: Path) -> None:
    source = tmp_path / "s.mkv"
    inputs = ["-f", "lavfi", "-i", "color=gray:size=180x320:rate=30:duration=2"]
    nothing = ["-f", "lavfi", "-i", "anoisesrc=amplitude=0.0001:duration=2"]
    ffmpeg.run([*inputs, *nothing, "-c:v", "ffv1", "-c:a", "pcm_f32le", str(source)])

    clip, rendered = built(source, plan((0, 2), media=media(2)), tmp_path)

    assert loudness(clip).integrated <= -69.0
    assert rendered.loudness is None


@pytest.mark.media
def test_joins_do_not_click(tmp_path: Path) -> None:
    """A low tone that is cut at its peaks would jump by its whole height."""
    source = tmp_path / "s.mkv"
    inputs = ["-f", "lavfi", "-i", "color=gray:size=180x320:rate=30:duration=4"]
    tone = ["-f", "lavfi", "-i", "sine=frequency=50:sample_rate=48000:duration=4"]
    ffmpeg.run([*inputs, *tone, "-c:v", "ffv1", "-c:a", "pcm_f32le", str(source)])

    joined = plan((0.0, 1.005), (2.015, 3.0), media=media(4))
    arguments = sound.cut(joined, source, str(tmp_path / "cut.wav"))
    ffmpeg.run(arguments)
    steps = ffmpeg.run(
        ["-i", str(tmp_path / "cut.wav"), "-af", "astats=metadata=0", "-f", "null", "-"]
    )

    largest = float(steps.rsplit("Max difference:", 1)[1].split()[0])
    level = float(steps.rsplit("Max level:", 1)[1].split()[0])
    assert largest < level * 0.02
