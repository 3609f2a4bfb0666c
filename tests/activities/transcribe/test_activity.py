from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from activities.transcribe import AlignRequest, TranscribeRequest, TranscribeResult
from activities.transcribe.activity import TranscribeActivities
from core.bench import Bench
from core.domain.job import Tier
from core.domain.part import JoinRequest, Part, Piece
from core.domain.span import Span
from core.domain.transcript import Transcript, Word
from core.errors import EngineUnavailableError, UnknownPluginError
from core.objects import FolderStore, put_value, read_value
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


def whole(seconds: float) -> Part:
    return Part(own=Span(start=0, end=seconds), seen=Span(start=0, end=seconds))


async def request(bench: Bench, speech: Path, **changes: str | None) -> TranscribeRequest:
    audio = await bench.store.put_bytes("w/audio.flac", speech.read_bytes())
    asked = TranscribeRequest(workspace="w", content_hash="abc", part=whole(_SECONDS), audio=audio)
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


async def test_the_fast_tier_is_another_transcript(bench: Bench, speech: Path) -> None:
    asked = await request(bench, speech, transcriber="pocketsphinx")
    accurate = await transcribed(bench, asked)
    fast = await transcribed(bench, asked.model_copy(update={"tier": Tier.FAST}))
    assert fast.transcript.key != accurate.transcript.key


async def test_a_service_is_not_asked_unless_it_is_set(bench: Bench, speech: Path) -> None:
    for name, setting in (("openai", "OPENAI__BASE_URL"), ("deepgram", "DEEPGRAM__API_KEY")):
        with pytest.raises(EngineUnavailableError, match=f"{setting} is not set"):
            await transcribed(bench, await request(bench, speech, transcriber=name))


async def test_captions_of_a_person_are_used_in_place_of_hearing(
    bench: Bench, speech: Path
) -> None:
    told = "WEBVTT\nLanguage: en\n\n00:00.300 --> 00:03.000\nAnd so, my fellow Clippedians\n"
    captions = await bench.store.put_bytes("w/captions.vtt", told.encode())
    asked = await request(bench, speech)
    result = await transcribed(bench, asked.model_copy(update={"captions": captions}))
    transcript = await read_value(bench.store, result.transcript, Transcript)
    assert result.ran.engine == "captions of the platform"
    assert [word.text for word in transcript.words] == told.split("\n")[-2].split()
    assert "a person wrote" in result.ran.note


async def test_captions_without_words_give_way_to_hearing(bench: Bench, speech: Path) -> None:
    captions = await bench.store.put_bytes("w/captions.vtt", b"WEBVTT\n")
    asked = await request(bench, speech)
    result = await transcribed(bench, asked.model_copy(update={"captions": captions}))
    assert result.ran.engine == "pocketsphinx en-us"
    assert "captions could not be used: the captions hold no words" in result.ran.note


async def test_parts_are_joined_in_the_time_of_the_source(bench: Bench) -> None:
    pieces = []
    for index, start in enumerate((0.0, 45.0)):
        seen = Span(start=max(0.0, start - 15), end=start + 60 - 15 * index)
        part = Part(index=index, of=2, own=Span(start=start, end=start + 45), seen=seen)
        said = Word(text="here", start=20.0, end=20.5)
        found = Transcript(
            engine="e", language="en", duration=60, words=(said,), sentence_ends=(1,)
        )
        stored = await put_value(bench.store, f"w/{part.label}.json", found)
        pieces.append(Piece(part=part, found=stored))
    asked = JoinRequest(workspace="w", content_hash="abc", duration=90.0, pieces=tuple(pieces))
    activities = TranscribeActivities(bench)

    result = await ActivityEnvironment().run(activities.join_transcripts, asked)

    transcript = await read_value(bench.store, result.transcript, Transcript)
    assert [word.start for word in transcript.words] == [20.0, 50.0]
    assert result.transcript.key.startswith("w/analysis/abc/transcribe-whole")
    assert (result.words, result.language, transcript.duration) == (2, "en", 90.0)


async def test_a_corrected_text_is_timed_again(bench: Bench, speech: Path) -> None:
    first = await transcribed(bench, await request(bench, speech, transcriber="pocketsphinx"))
    text = await bench.store.put_bytes("w/text.txt", b"And so, my fellow\nAmericans\n")
    asked = AlignRequest(
        workspace="w",
        content_hash="abc",
        part=whole(_SECONDS),
        audio=(await request(bench, speech)).audio,
        transcript=first.transcript,
        text=text,
    )
    activities = TranscribeActivities(bench)

    result = await ActivityEnvironment().run(activities.align, asked)

    transcript = await read_value(bench.store, result.transcript, Transcript)
    assert [word.text for word in transcript.words] == ["And", "so,", "my", "fellow", "Americans"]
    assert transcript.sentence_ends == (4, 5)
    assert transcript.note == "a person corrected this text"
    assert result.transcript.key.startswith("w/analysis/abc/align-")


async def test_an_unknown_engine_is_named(bench: Bench, speech: Path) -> None:
    with pytest.raises(UnknownPluginError, match="no transcriber is named 'parrot'"):
        await transcribed(bench, await request(bench, speech, transcriber="parrot"))


async def test_a_recording_without_sound_says_nothing(bench: Bench) -> None:
    asked = TranscribeRequest(workspace="w", content_hash="abc", part=whole(4.0), audio=None)
    result = await transcribed(bench, asked)
    transcript = await read_value(bench.store, result.transcript, Transcript)
    assert transcript == Transcript(engine="none", language="", duration=4.0)
    assert (result.language, result.words, result.ran.engine) == ("", 0, "none")
