"""The table of what people bring: each a right result, or one line that says what is wrong."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from activities.ingest.contract import FetchAnswer, FetchTask, Prepared, PrepareTask
from activities.ingest.parts import divided
from activities.ingest.work import fetch, prepare
from activities.ingest.working_copies import PICTURE, SOUND
from core import ffmpeg
from core.domain.job import SourceKind, SourceRef, Tier
from core.domain.media import MediaInfo
from core.domain.part import Part
from core.domain.span import Span
from core.errors import (
    ClippedError,
    SourceNotFoundError,
    UnreadableMediaError,
    UnsupportedMediaError,
)
from core.settings import settings
from tests.activities.ingest import recordings
from tests.activities.ingest.recordings import Make
from tests.media import SHARED

pytestmark = pytest.mark.media


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Work in a folder of its own, as the process of a step does, with fresh settings."""
    (tmp_path / "scratch").mkdir()
    monkeypatch.chdir(tmp_path / "scratch")
    settings.cache_clear()
    yield
    settings.cache_clear()


def fetched(source: Path) -> FetchAnswer:
    ref = SourceRef(kind=SourceKind.FILE, location=str(source))
    return fetch(FetchTask(source=ref), lambda _: None)


def task(
    answer: FetchAnswer, *, tier: Tier = Tier.ACCURATE, part: Part | None = None
) -> PrepareTask:
    whole = divided(answer.media.duration, 1200)[0]
    return PrepareTask(source=answer.name, media=answer.media, part=part or whole, tier=tier)


def ingested(source: Path, *, tier: Tier = Tier.ACCURATE) -> tuple[Prepared, MediaInfo]:
    """Prepare a source, and describe it as it turned out."""
    answer = fetched(source)
    prepared = prepare(task(answer, tier=tier), lambda _: None)
    return prepared, answer.media.model_copy(update={"duration": prepared.part.own.end})


BAD: list[tuple[Make, type[ClippedError], str]] = [
    (recordings.missing, SourceNotFoundError, "there is no file .*nowhere.mp4; check the path"),
    (lambda folder: folder, SourceNotFoundError, "is a folder; give the path of a video file"),
    (lambda _: Path("/dev/zero"), SourceNotFoundError, "is not an ordinary file"),
    (recordings.empty, UnreadableMediaError, r"is empty \(0 bytes\)"),
    (recordings.text, UnreadableMediaError, "is not a video"),
    (recordings.playlist, UnreadableMediaError, "is not a video"),
    (recordings.script, UnreadableMediaError, "is not a video"),
    (recordings.without_index, UnreadableMediaError, r"is cut off: its index \(moov\) is missing"),
    (recordings.cut_early, UnreadableMediaError, "is cut off or damaged: only .* of 2.0 s"),
    (recordings.sound_only, UnreadableMediaError, "has sound but no picture"),
    (recordings.sound_with_cover, UnreadableMediaError, "has sound but no picture"),
    (recordings.still, UnreadableMediaError, "is a still picture"),
    (recordings.still_in_mp4, UnreadableMediaError, "is a still picture"),
    (recordings.exotic, UnsupportedMediaError, "ffv1 is not taken; convert it to one of: H.264"),
]


@pytest.mark.parametrize(("make", "error", "says"), BAD)
def test_what_cannot_be_used_is_refused_in_one_line(
    tmp_path: Path, make: Make, error: type[ClippedError], says: str
) -> None:
    with pytest.raises(error, match=says) as refused:
        ingested(make(tmp_path))

    assert "\n" not in str(refused.value)


GOOD: list[tuple[Make, dict[str, object]]] = [
    (recordings.one_second, {"duration": 1.0, "width": 320, "height": 180, "fps": 30.0}),
    (recordings.silent, {"duration": 2.0, "audio_codec": None, "video_codec": "h264"}),
    (recordings.odd, {"width": 641, "height": 361, "fps": 59.94, "bit_depth": 8}),
    (recordings.ten_bit, {"bit_depth": 10, "video_codec": "hevc", "fps": 25.0}),
    (recordings.rotated, {"width": 180, "height": 320, "rotation": 90}),
    (recordings.anamorphic, {"width": 640, "height": 180, "rotation": 0}),
    (recordings.with_cover, {"width": 320, "video_codec": "h264", "duration": 2.0}),
    (recordings.without_duration, {"duration": 2.0, "video_codec": "h264"}),
]


@pytest.mark.parametrize(("make", "expected"), GOOD)
def test_what_can_be_used_is_described_as_it_is_shown(
    tmp_path: Path, make: Make, expected: dict[str, object]
) -> None:
    prepared, media = ingested(make(tmp_path))

    described = media.model_dump(include=set(expected))
    assert described.pop("duration", 2.0) == pytest.approx(expected.pop("duration", 2.0), abs=0.04)
    assert described == expected
    assert prepared.note == ""
    assert_proxy_fits(media)


@pytest.mark.parametrize("make", [recordings.cut_late, recordings.cut_mkv])
def test_of_a_recording_that_is_cut_off_the_rest_is_used_and_the_person_is_told(
    tmp_path: Path, make: Make
) -> None:
    prepared, media = ingested(make(tmp_path))

    assert 2.5 < media.duration < 4.5
    assert f"{media.duration:.1f} of 6.0 s have a picture" in prepared.note
    assert_proxy_fits(media)


@pytest.mark.parametrize(
    ("make", "light", "tone"),
    [
        (recordings.turn, 2.0, 2.0),
        (recordings.turn_with_varying_rate, 2.0, 2.0),
        (recordings.turn_that_starts_late, 2.0, 2.0),
        (recordings.turn_with_late_picture, 2.5, 2.0),
        (recordings.turn_with_late_sound, 2.0, 2.5),
    ],
)
def test_picture_and_sound_keep_the_clock_of_the_source(
    tmp_path: Path, make: Make, light: float, tone: float
) -> None:
    _, media = ingested(make(tmp_path))

    assert media.duration >= 3.9
    frame = 2 / min(30.0, media.fps)
    assert first_light() == pytest.approx(light, abs=frame + 0.03)
    assert first_tone() == pytest.approx(tone, abs=0.05)


LIMITS = [
    ("MAX_HOURS", "0.0005", "hours long, at most 0.0005"),
    ("MAX_HEIGHT", "144", "has 180 lines, at most 144"),
    ("MAX_MBIT", "0.1", "Mbit/s, at most 0.1"),
]


@pytest.mark.parametrize(("name", "value", "says"), LIMITS)
def test_what_is_beyond_a_setting_is_refused_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(f"CLIPPED_INGEST__{name}", value)

    with pytest.raises(UnsupportedMediaError, match=f"{says}.*CLIPPED_INGEST__{name}"):
        ingested(recordings.small(tmp_path / "plain.mp4"))


def test_a_header_that_lies_about_the_length_does_not_pass_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = fetched(recordings.small(tmp_path / "plain.mp4", seconds=6))
    modest = answer.media.model_copy(update={"duration": 1.0})
    monkeypatch.setenv("CLIPPED_INGEST__MAX_HOURS", str(2 / 3600))
    settings.cache_clear()

    with pytest.raises(UnsupportedMediaError, match="CLIPPED_INGEST__MAX_HOURS"):
        prepare(task(answer.model_copy(update={"media": modest})), lambda _: None)


def test_a_source_is_named_by_its_content_and_titled_by_its_name(tmp_path: Path) -> None:
    plain = recordings.small(tmp_path / "My  talk\nin Graz.mp4")
    answer = fetched(plain)
    again = fetched(plain.rename(tmp_path / "other.mov"))

    assert answer.media.title == "My talk in Graz"
    assert (answer.content_hash, answer.extension) == (again.content_hash, again.extension)
    assert answer.extension == "mp4"


def test_progress_goes_from_nothing_to_all(tmp_path: Path) -> None:
    seen: list[float] = []

    prepare(task(fetched(recordings.small(tmp_path / "plain.mp4", seconds=6))), seen.append)

    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_a_real_recording_is_prepared() -> None:
    source = SHARED / "stage-performance.mp4"
    if not source.exists():
        pytest.skip("the real recordings are not here")

    prepared, media = ingested(source)

    assert prepared.engine.startswith("libav ")
    assert media.duration == pytest.approx(10.0, abs=0.1)
    assert_proxy_fits(media)


def test_a_part_of_a_recording_keeps_the_clock_of_the_part(tmp_path: Path) -> None:
    answer = fetched(recordings.turn(tmp_path))
    second = Part(index=1, of=2, own=Span(start=2, end=4), seen=Span(start=1, end=4))

    prepared = prepare(task(answer, part=second), lambda _: None)

    assert prepared.part == second
    assert prepared.note == ""
    assert first_light() == pytest.approx(1.0, abs=0.1)
    assert first_tone() == pytest.approx(1.0, abs=0.05)
    assert 2.8 < times()[-1] < 3.0


def test_a_part_behind_the_end_of_a_damaged_recording_is_empty_and_told(tmp_path: Path) -> None:
    answer = fetched(recordings.cut_late(tmp_path))
    last = Part(index=1, of=2, own=Span(start=5, end=6), seen=Span(start=4.8, end=6))

    prepared = prepare(task(answer, part=last), lambda _: None)

    assert prepared.part.own.duration == 0
    assert prepared.note.startswith("part 2 is cut off or damaged")


def test_the_fast_tier_opens_what_changes_and_nothing_else(tmp_path: Path) -> None:
    """Ten seconds of rest, a cut, ten seconds of rest; a key frame every two seconds."""
    rest = "smptehdbars=size=320x180:rate=30:duration=10"
    other = "testsrc=size=320x180:rate=30:duration=10:decimals=0,hue=s=0,loop=-1:1"
    arguments = ("-c:v", "libx264", "-g", "60", "-sc_threshold", "0", "-pix_fmt", "yuv420p")
    source = tmp_path / "talk.mp4"
    inputs = ["-f", "lavfi", "-i", rest, "-f", "lavfi", "-t", "10.5", "-i", other]
    join = ["-filter_complex", "[0:v]tpad=stop_mode=clone:stop_duration=0.5[a];[a][1:v]concat"]
    ffmpeg.run([*inputs, *join, *arguments, str(source)])

    ingested(source, tier=Tier.FAST)

    seen = times()
    assert len([at for at in seen if 10 <= at < 12]) >= 20
    assert len([at for at in seen if at < 10 or at >= 12]) <= 60  # of 19 seconds


def assert_proxy_fits(media: MediaInfo) -> None:
    """Check that the copies are what every later step relies on."""
    with av.open(PICTURE) as container:
        (picture,) = container.streams.video
        assert container.streams.audio == ()
        assert picture.width % 2 == picture.height % 2 == 0
        assert picture.width <= min(480, media.width + 1)
        assert picture.width / picture.height == pytest.approx(media.width / media.height, rel=0.02)
        assert picture.codec_context.pix_fmt == "yuv420p"
    seen = times()
    assert seen == sorted(set(seen))
    assert len(seen) <= 31 * media.duration + 1
    assert len(seen) >= min(10.0, media.fps) * media.duration * 0.8
    assert seen[-1] == pytest.approx(media.duration, abs=0.2)
    assert Path(SOUND).exists() == (media.audio_codec is not None)
    if media.audio_codec:
        with av.open(SOUND) as container:
            (sound,) = container.streams.audio
            assert (sound.rate, sound.channels) == (16_000, 1)


def times() -> list[float]:
    with av.open(PICTURE) as container:
        return [frame.time for frame in container.decode(video=0) if frame.time is not None]


def first_light() -> float:
    with av.open(PICTURE) as container:
        for frame in container.decode(video=0):
            if frame.to_ndarray(format="gray").mean() > 128:
                return frame.time or 0.0
    raise AssertionError("it stays dark")


def first_tone() -> float:
    with av.open(SOUND) as container:
        samples = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
    loud = np.flatnonzero(np.abs(samples.astype(np.float64)) > np.iinfo(np.int16).max / 8)
    return float(loud[0]) / 16_000
