from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from activities.render import sound
from activities.render.audio.pcm import RATE, Floats
from core import ffmpeg
from core.domain.artifact import Artifact
from core.domain.plan import AudioPlan, Censoring, ClipPlan, MusicPlan, SoundMark
from core.domain.span import Span
from core.errors import InvalidPlanError
from tests.activities.render.audio.waves import (
    filmed,
    heard,
    level,
    level_of,
    noise,
    sine,
)
from tests.activities.render.footage import (
    built,
    clicks,
    flashes,
    frames,
    loudness,
    media,
    numbered,
    plan,
)
from tests.media import SHARED

SPEECH = SHARED / "inaugural-address-1961.flac"
CLAPS = "if(lt(mod(t\\,2)\\,0.003)\\,0.9*sin(2*PI*3000*t)\\,0)"
TUNE = Artifact(key="workspace/tune.wav", size=1)

pytestmark = pytest.mark.media


def made(
    made_plan: ClipPlan,
    source: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    music: Path | None = None,
) -> Floats:
    """Return the samples of the sound of a plan."""
    folder.mkdir(exist_ok=True)
    monkeypatch.chdir(folder)
    sound.make(made_plan, source, {TUNE.key: str(music)}, "sound.aac")
    assert [path.name for path in folder.iterdir()] == ["sound.aac"]
    return heard(folder / "sound.aac")


def recorded(folder: Path, filters: str, seconds: float = 10.0) -> Path:
    path = folder / "source.mkv"
    picture = ["-f", "lavfi", "-i", f"color=gray:size=180x320:rate=30:duration={seconds}"]
    codecs = ["-c:v", "ffv1", "-c:a", "pcm_f32le", "-shortest"]
    ffmpeg.run(["-i", str(SPEECH), *picture, "-af", filters, *codecs, str(path)])
    return path


def talk(seconds: float = 8.0) -> Floats:
    """Return a voice of 300 Hz in the first half of every four seconds, in a room at -50 dB."""
    samples = noise(seconds, level=-50)
    for start in np.arange(0, seconds, 4):
        voice = sine(min(2.0, seconds - start), hertz=300, level=-20)
        samples[round(start * RATE) : round(start * RATE) + len(voice)] += voice
    return samples


@pytest.mark.skipif(not SPEECH.exists(), reason="the recordings are not there")
@pytest.mark.parametrize(
    "filters",
    ["anull", "volume=-25dB", "volume=9dB", f"volume=-14dB,aeval=val(0)+{CLAPS}|val(1):c=stereo"],
    ids=["as it is", "quiet", "clipped", "with claps"],
)
def test_speech_comes_out_at_the_planned_loudness(tmp_path: Path, filters: str) -> None:
    source = recorded(tmp_path, filters)

    clip, rendered = built(source, plan((0.5, 9.5), media=media(10)), tmp_path)

    measured = loudness(clip)
    assert measured.integrated == pytest.approx(-14.0, abs=0.5)
    assert measured.true_peak <= -1.0
    assert rendered.loudness == pytest.approx(measured.integrated, abs=0.11)


def test_silence_stays_silent(tmp_path: Path) -> None:
    source = filmed(tmp_path / "s.mkv", noise(2, level=-90))

    clip, rendered = built(source, plan((0, 2), media=media(2)), tmp_path)

    assert loudness(clip).integrated <= -69.0
    assert rendered.loudness is None


def test_joins_do_not_click(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A low tone that is cut at its peaks would jump by its whole height."""
    source = filmed(tmp_path / "s.mkv", sine(4, hertz=50, level=-20))

    samples = made(
        plan((0.0, 1.005), (2.015, 3.0), media=media(4)), source, tmp_path / "w", monkeypatch
    )

    inner = samples[4800:-4800]
    assert np.abs(np.diff(inner, axis=0)).max() < 0.02 * np.abs(inner).max()


def test_sound_and_picture_stay_together_over_joins(tmp_path: Path) -> None:
    """Every second of the source clicks and flashes."""
    source = numbered(tmp_path / "s.mp4", seconds=12)
    spans = [(n + 0.6, n + 1.3503) for n in range(11)]

    clip, _ = built(source, plan(*spans, media=media(12)), tmp_path)

    seen, heard_at = flashes(frames(clip)), clicks(clip)
    assert len(seen) == len(heard_at) == 11
    assert heard_at == pytest.approx(seen, abs=1 / 30)


def test_ninety_seconds_in_many_pieces_do_not_drift(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "s.mka"
    click = "aevalsrc='if(lt(mod(t,1),0.004),0.5*sin(2*PI*1500*t),0)':s=48000:d=121"
    ffmpeg.run(["-f", "lavfi", "-i", click, "-c:a", "pcm_s16le", str(source)])
    spans = [(n + 0.6, n + 1.3503) for n in range(120)]

    made(plan(*spans, media=media(121)), source, tmp_path / "w", monkeypatch)

    found = clicks(tmp_path / "w" / "sound.aac")
    expected = [n * 0.7503 + 0.4 for n in range(120)]
    # Without a container nothing tells the player about the packet in front.
    late = np.array(found) - np.array(expected) + 1024 / RATE
    assert np.abs(late - late[0]).max() < 0.002


def test_the_room_goes_on_where_pauses_were_cut_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = filmed(tmp_path / "s.mkv", talk())
    joined = plan((0.0, 2.1), (3.9, 6.1), (7.5, 8.0), media=media(8))

    samples = made(joined, source, tmp_path / "w", monkeypatch)

    gain = level(samples, 0.5, 1.5) + 20
    for join in (2.1, 4.3):
        quietest = min(level(samples, join + n / 100, join + (n + 1) / 100) for n in range(-8, 8))
        assert quietest > -50 + gain - 3


def test_a_hole_that_a_gate_left_at_a_join_is_filled_with_the_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples = talk()
    samples[round(2.05 * RATE) : round(2.2 * RATE)] = 0
    samples[round(3.6 * RATE) : round(3.95 * RATE)] = 0
    source = filmed(tmp_path / "s.mkv", samples)

    found = made(plan((0.0, 2.1), (3.9, 6.0), media=media(8)), source, tmp_path / "w", monkeypatch)

    gain = level(found, 0.5, 1.5) + 20
    assert level(found, 2.08, 2.12) == pytest.approx(-50 + gain, abs=3)


@pytest.mark.parametrize("way", ["bleep", "silence"])
def test_what_is_censored_is_not_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    source = filmed(tmp_path / "s.mkv", talk())
    censoring = Censoring.model_validate({"spans": [Span(start=4.5, end=5.0)], "way": way})
    censored = plan((0, 1), (4, 7), media=media(8), audio=AudioPlan(censoring=censoring))

    samples = made(censored, source, tmp_path / "w", monkeypatch)

    voice = level_of(samples, 300, 0.2, 0.8)
    assert level_of(samples, 300, 1.52, 1.98) < voice - 40
    assert level_of(samples, 300, 1.1, 1.45) == pytest.approx(voice, abs=0.5)
    assert level_of(samples, 300, 2.05, 2.5) == pytest.approx(voice, abs=0.5)
    bleep = level_of(samples, 1000, 1.52, 1.98)
    if way == "bleep":
        assert bleep == pytest.approx(voice - 3, abs=0.7)
    else:
        assert bleep < voice - 40
        # The room, not a hole.
        assert level(samples, 1.55, 1.95) == pytest.approx(level(samples, 3.3, 3.7), abs=2)


def test_music_lies_under_speech_and_comes_up_in_pauses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = filmed(tmp_path / "s.mkv", talk(12))
    tune = tmp_path / "tune.wav"
    ffmpeg.run(["-i", str(filmed(tmp_path / "t.mkv", sine(3, hertz=2000, level=-30))), str(tune)])
    audio = AudioPlan(music=MusicPlan(file=TUNE))

    samples = made(
        plan((0, 12), media=media(12), audio=audio), source, tmp_path / "w", monkeypatch, music=tune
    )

    up, down = level_of(samples, 2000, 2.9, 3.7), level_of(samples, 2000, 4.3, 5.7)
    assert down - up == pytest.approx(-12, abs=0.7)
    assert level_of(samples, 2000, 0.3, 1.7) == pytest.approx(down, abs=0.7)
    assert level_of(samples, 2000, 11.8, 12.0) < up - 15
    assert loudness(tmp_path / "w" / "sound.aac").integrated == pytest.approx(-14, abs=0.5)


def test_music_is_so_much_quieter_than_the_speech_as_a_meter_hears_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = filmed(tmp_path / "s.mkv", np.concatenate((sine(4, hertz=997), noise(6, level=-80))))
    tune = tmp_path / "tune.wav"
    ffmpeg.run(["-i", str(filmed(tmp_path / "t.mkv", sine(3, hertz=997, level=-5))), str(tune)])
    audio = AudioPlan(music=MusicPlan(file=TUNE, level=-18))

    samples = made(
        plan((0, 10), media=media(10), audio=audio), source, tmp_path / "w", monkeypatch, music=tune
    )

    assert level(samples, 5.5, 7) - level(samples, 1, 3) == pytest.approx(-18, abs=1)


def test_a_recording_without_sound_gets_the_music(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = filmed(tmp_path / "t.mkv", sine(3, hertz=997, level=-30))
    audio = AudioPlan(music=MusicPlan(file=TUNE))
    silent = plan((0, 5), media=media(5, sound=False), audio=audio)

    samples = made(silent, source, tmp_path / "w", monkeypatch, music=source)

    assert level(samples, 0.5, 3) > -25


def test_a_sound_effect_is_heard_at_its_time_at_its_level(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one at 2.5 s lies where the clip shows nothing."""
    source = filmed(tmp_path / "s.mkv", sine(6, hertz=300, level=-35))
    beside_voice = []
    for wanted in (-12.0, -24.0):
        marks = (SoundMark(name="ding", at=4.0, level=wanted), SoundMark(name="ding", at=2.5))
        marked = plan((0, 2), (3, 6), media=media(6), audio=AudioPlan(sounds=marks))

        samples = made(marked, source, tmp_path / f"{wanted}", monkeypatch)

        parts = ((1.8, 2.2), (2.7, 2.97), (3.0, 3.2))
        nothing, before, after = (level_of(samples, 1318.5, *part) for part in parts)
        assert after > max(nothing, before) + 25
        beside_voice.append(after - level_of(samples, 300, 1, 2))
    assert beside_voice[0] - beside_voice[1] == pytest.approx(12, abs=0.3)
    # The voice is at -14 LUFS, so about -17 dB on either channel; a ding is mostly one tone.
    assert beside_voice[0] == pytest.approx(-12 + 17 - 7, abs=4)


def test_music_that_is_no_sound_is_refused_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = filmed(tmp_path / "s.mkv", sine(1))
    (tmp_path / "tune.wav").write_text("#EXTM3U\nhttp://127.0.0.1/secret.mp3\n")
    wanted = plan((0, 1), media=media(1), audio=AudioPlan(music=MusicPlan(file=TUNE)))

    with pytest.raises(InvalidPlanError, match=r"audio\.music\.file: workspace/tune\.wav is no"):
        made(wanted, source, tmp_path / "w", monkeypatch, music=tmp_path / "tune.wav")


def test_silent_music_is_refused_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = filmed(tmp_path / "s.mkv", sine(1))
    quiet = filmed(tmp_path / "q.mkv", np.zeros((RATE, 2), np.float32))
    wanted = plan((0, 1), media=media(1), audio=AudioPlan(music=MusicPlan(file=TUNE)))

    with pytest.raises(InvalidPlanError, match=r"audio\.music\.file: nothing can be heard"):
        made(wanted, source, tmp_path / "w", monkeypatch, music=quiet)


def test_the_same_plan_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = filmed(tmp_path / "s.mkv", talk())
    audio = AudioPlan(
        denoise="ffmpeg",
        music=MusicPlan(file=TUNE),
        sounds=(SoundMark(name="whoosh", at=1.0),),
        censoring=Censoring(spans=(Span(start=0.5, end=0.7),), way="silence"),
    )
    wanted = plan((0, 2.1), (3.9, 6), media=media(8), audio=audio)

    for name in ("a", "b"):
        made(wanted, source, tmp_path / name, monkeypatch, music=source)

    first, second = ((tmp_path / name / "sound.aac").read_bytes() for name in ("a", "b"))
    assert first == second


def test_noise_is_taken_out_where_the_plan_wants_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = filmed(tmp_path / "s.mkv", talk() + noise(8, level=-40, seed=7))
    plain = plan((0, 8), media=media(8))
    cleaned = plan((0, 8), media=media(8), audio=AudioPlan(denoise="ffmpeg"))

    before = made(plain, source, tmp_path / "a", monkeypatch)
    after = made(cleaned, source, tmp_path / "b", monkeypatch)

    def floor(samples: Floats) -> float:
        return level(samples, 2.5, 3.7) - level(samples, 0.5, 1.5)

    assert floor(after) < floor(before) - 8
    assert [round(a - b) for a, b in pairwise((len(before), len(after)))] == [0]
