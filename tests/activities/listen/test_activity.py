from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from activities.listen import ListenRequest, ListenResult
from activities.listen.activity import ListenActivities
from activities.listen.levels import Floats
from core.bench import Bench
from core.domain.sound import Sound
from core.objects import FolderStore, read_value
from core.scratch import Scratch
from tests.activities.listen.sounds import flac, joined, silence, speech

pytestmark = pytest.mark.media


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with closing(Scratch(tmp_path / "scratch")) as scratch:
        yield Bench(FolderStore(tmp_path / "objects"), scratch)


async def request(bench: Bench, folder: Path, sound: Floats | None) -> ListenRequest:
    audio = None
    if sound is not None:
        path = flac(folder / "audio.flac", sound)
        audio = await bench.store.put_file("w/analysis/abc/audio.flac", path)
    return ListenRequest(workspace="w", content_hash="abc", audio=audio, duration=10.0)


async def listened(bench: Bench, asked: ListenRequest) -> tuple[ListenResult, Sound]:
    result = await ActivityEnvironment().run(ListenActivities(bench).listen, asked)
    return result, await read_value(bench.store, result.sound, Sound)


async def test_a_recording_is_measured_and_stored(bench: Bench, tmp_path: Path) -> None:
    talk = joined(speech(4), silence(1), speech(4, seed=2))

    result, sound = await listened(bench, await request(bench, tmp_path, talk))

    assert result.sound.key.startswith("w/analysis/abc/listen-")
    assert result.loudness == sound.loudness
    assert sound.loudness == pytest.approx(-20, abs=4)
    assert sound.true_peak is not None
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
