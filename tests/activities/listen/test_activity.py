from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from activities.listen import HearBeatsRequest, ListenRequest, ListenResult
from activities.listen.activity import ListenActivities
from activities.listen.levels import Floats
from core.bench import Bench
from core.domain.part import JoinRequest, Part, Piece
from core.domain.sound import Beats, Sound
from core.domain.span import Span
from core.objects import FolderStore, read_value
from core.scratch import Scratch
from core.settings import settings
from tests.activities.listen.sounds import flac, joined, silence, song, speech

pytestmark = pytest.mark.media


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with closing(Scratch(tmp_path / "scratch")) as scratch:
        yield Bench(FolderStore(tmp_path / "objects"), scratch)


WHOLE = Part(own=Span(start=0, end=10), seen=Span(start=0, end=10))


async def request(
    bench: Bench, folder: Path, sound: Floats | None, part: Part = WHOLE
) -> ListenRequest:
    audio = None
    if sound is not None:
        path = flac(folder / "audio.flac", sound)
        audio = await bench.store.put_file("w/analysis/abc/audio.flac", path)
    return ListenRequest(workspace="w", content_hash="abc", part=part, audio=audio)


async def listened(bench: Bench, asked: ListenRequest) -> tuple[ListenResult, Sound]:
    result = await ActivityEnvironment().run(ListenActivities(bench).listen, asked)
    return result, await read_value(bench.store, result.sound, Sound)


async def test_a_recording_is_measured_and_stored(bench: Bench, tmp_path: Path) -> None:
    talk = joined(speech(4), silence(1), speech(4, seed=2))

    result, sound = await listened(bench, await request(bench, tmp_path, talk))

    assert result.sound.key.startswith("w/analysis/abc/audio_analyze-")
    assert result.loudness == sound.loudness
    assert sound.loudness == pytest.approx(-20, abs=4)
    assert sound.true_peak is not None
    assert len(sound.momentary) == 100
    assert len(sound.short_term) == 10
    assert (sound.duration, sound.step, len(sound.level)) == (10.0, 0.1, 100)
    assert sound.level_at(2.0) > -40
    assert sound.level_at(9.5) == -100
    assert any(span.start == pytest.approx(4, abs=0.2) for span in sound.silences)


async def test_a_recording_without_sound_is_silent_not_wrong(bench: Bench, tmp_path: Path) -> None:
    result, sound = await listened(bench, await request(bench, tmp_path, None))

    assert sound == Sound(engine="none", duration=10.0, step=0.1)
    assert result.loudness is None
    assert result.ran.engine == "none"


async def test_the_same_sound_is_measured_once(bench: Bench, tmp_path: Path) -> None:
    asked = await request(bench, tmp_path, speech(3))

    first, _ = await listened(bench, asked)
    second, _ = await listened(bench, asked)

    assert first.sound == second.sound
    assert (first.ran.cached, second.ran.cached) == (False, True)


async def test_a_part_has_a_key_of_its_own_and_parts_are_joined(
    bench: Bench, tmp_path: Path
) -> None:
    parts = [
        Part(index=0, of=2, own=Span(start=0, end=6), seen=Span(start=0, end=10)),
        Part(index=1, of=2, own=Span(start=6, end=12), seen=Span(start=2, end=12)),
    ]
    pieces = []
    for part in parts:
        asked = await request(bench, tmp_path, speech(10), part)
        result, _ = await listened(bench, asked)
        assert result.sound.key.startswith(f"w/analysis/abc/audio_analyze-{part.label}")
        pieces.append(Piece(part=part, found=result.sound))
    joining = JoinRequest(workspace="w", content_hash="abc", duration=12.0, pieces=tuple(pieces))

    activities = ListenActivities(bench)
    first = await ActivityEnvironment().run(activities.join_sounds, joining)
    again = await ActivityEnvironment().run(activities.join_sounds, joining)

    sound = await read_value(bench.store, first.sound, Sound)
    assert len(sound.level) == 120
    assert first.loudness == sound.loudness
    assert "of2-" not in first.sound.key
    assert (again.sound, again.ran.cached) == (first.sound, True)


async def test_the_note_says_which_classifier_could_not_be_used(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIPPED_LISTEN__CLASSIFIER_MODEL", str(tmp_path / "missing.onnx"))
    monkeypatch.setenv("CLIPPED_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("CLIPPED_OFFLINE", "1")
    settings.cache_clear()
    try:
        result, sound = await listened(bench, await request(bench, tmp_path, speech(3)))
    finally:
        settings.cache_clear()

    assert sound.engine == "built-in"
    assert "yamnet could not be used" in result.ran.note
    assert "fireredvad could not be used" in result.ran.note


async def test_yamnet_is_not_missed_where_nobody_wants_it(bench: Bench, tmp_path: Path) -> None:
    result, _ = await listened(bench, await request(bench, tmp_path, speech(3)))

    assert "yamnet" not in result.ran.note


async def test_the_beats_of_stored_music_are_heard_once(bench: Bench, tmp_path: Path) -> None:
    tune = flac(tmp_path / "tune.flac", song(10, bpm=120))
    music = await bench.store.put_file("w/music.flac", tune)
    asked = HearBeatsRequest(workspace="w", music=music, seconds=8.0)
    hear = ListenActivities(bench).hear_beats

    first = await ActivityEnvironment().run(hear, asked)
    await bench.store.put_bytes(music.key, b"another tune")
    again = await ActivityEnvironment().run(hear, asked)
    beats = await read_value(bench.store, first.beats, Beats)

    assert first == again
    assert beats.duration == 8.0
    assert len(beats.times) == pytest.approx(16, abs=2)
