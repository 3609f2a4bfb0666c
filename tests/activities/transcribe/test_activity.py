from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from activities.transcribe import TranscribeRequest, TranscribeResult
from activities.transcribe.activity import TranscribeActivities
from core.bench import Bench
from core.domain.transcript import Transcript
from core.errors import EngineUnavailableError, UnknownPluginError
from core.objects import FolderStore, read_value
from core.scratch import Scratch
from core.settings import settings
from tests.activities.transcribe import sounds

pytestmark = pytest.mark.media

_SECONDS = 3.0


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """A bench on a machine without any model and without network."""
    monkeypatch.setenv("CLIPPED_OFFLINE", "1")
    monkeypatch.setenv("CLIPPED_CACHE_DIR", str(tmp_path / "cache"))
    settings.cache_clear()
    with closing(Scratch(tmp_path / "scratch")) as scratch:
        yield Bench(FolderStore(tmp_path / "objects"), scratch)
    settings.cache_clear()


@pytest.fixture
def speech(tmp_path: Path) -> Path:
    return sounds.inaugural_start(tmp_path, _SECONDS)


async def request(bench: Bench, speech: Path, **changes: str | None) -> TranscribeRequest:
    audio = await bench.store.put_bytes("w/audio.flac", speech.read_bytes())
    asked = TranscribeRequest(workspace="w", content_hash="abc", audio=audio, duration=_SECONDS)
    return asked.model_copy(update=changes)


async def transcribed(bench: Bench, asked: TranscribeRequest) -> TranscribeResult:
    return await ActivityEnvironment().run(TranscribeActivities(bench).transcribe, asked)


async def test_an_engine_that_cannot_run_gives_way_to_the_next(bench: Bench, speech: Path) -> None:
    result = await transcribed(bench, await request(bench, speech))

    transcript = await read_value(bench.store, result.transcript, Transcript)
    assert result.transcript.key.startswith("w/analysis/abc/transcribe-")
    assert result.ran.engine == transcript.engine == "pocketsphinx en-us"
    assert "faster-whisper could not be used" in result.ran.note
    assert "OFFLINE=1" in result.ran.note
    assert "\n" not in result.ran.note
    assert (result.language, result.words) == ("en", len(transcript.words))
    assert result.words > 4


async def test_a_file_is_heard_once(bench: Bench, speech: Path) -> None:
    asked = await request(bench, speech, transcriber="pocketsphinx")
    first = await transcribed(bench, asked)
    assert asked.audio is not None
    await bench.store.delete(asked.audio.key)

    again = await transcribed(bench, asked)

    assert (first.ran.cached, again.ran.cached) == (False, True)
    assert again.transcript == first.transcript


async def test_another_language_is_another_transcript(bench: Bench, speech: Path) -> None:
    one = await transcribed(bench, await request(bench, speech, transcriber="pocketsphinx"))
    other = await transcribed(
        bench, await request(bench, speech, transcriber="pocketsphinx", language="en")
    )
    assert one.transcript.key != other.transcript.key


async def test_when_every_engine_fails_all_reasons_are_told(bench: Bench, speech: Path) -> None:
    with pytest.raises(EngineUnavailableError) as caught:
        await transcribed(bench, await request(bench, speech, language="de"))
    assert "faster-whisper could not be used" in str(caught.value)
    assert "pocketsphinx understands English only" in str(caught.value)


async def test_only_the_engine_that_was_asked_for_is_tried(bench: Bench, speech: Path) -> None:
    with pytest.raises(EngineUnavailableError, match="OFFLINE=1") as caught:
        await transcribed(bench, await request(bench, speech, transcriber="faster-whisper"))
    assert "pocketsphinx" not in str(caught.value)


async def test_an_unknown_engine_is_named(bench: Bench, speech: Path) -> None:
    with pytest.raises(UnknownPluginError, match="no transcriber is named 'parrot'"):
        await transcribed(bench, await request(bench, speech, transcriber="parrot"))


async def test_a_recording_without_sound_says_nothing(bench: Bench) -> None:
    asked = TranscribeRequest(workspace="w", content_hash="abc", audio=None, duration=4.0)
    result = await transcribed(bench, asked)
    transcript = await read_value(bench.store, result.transcript, Transcript)
    assert transcript == Transcript(engine="none", language="", duration=4.0)
    assert (result.language, result.words, result.ran.engine) == ("", 0, "none")
