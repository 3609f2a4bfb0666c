from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from activities.diarize import AttributeRequest, DiarizeRequest, DiarizeResult
from activities.diarize.activity import DiarizeActivities
from core.bench import Bench
from core.domain.faces import FaceTracks
from core.domain.part import JoinRequest, Part, Piece
from core.domain.span import Span
from core.domain.transcript import Transcript, Word
from core.domain.voices import Voices
from core.errors import UnreadableMediaError
from core.objects import FolderStore, put_value, read_value
from core.scratch import Scratch
from core.settings import settings
from tests.activities.diarize import stage, talks

SECONDS = 40.0
WHOLE = Part(own=Span(start=0, end=SECONDS), seen=Span(start=0, end=SECONDS))


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """A bench on a machine without any model and without network."""
    monkeypatch.setenv("CLIPPED_OFFLINE", "1")
    monkeypatch.setenv("CLIPPED_CACHE_DIR", str(tmp_path / "cache"))
    settings.cache_clear()
    with closing(Scratch(tmp_path / "scratch")) as scratch:
        yield Bench(FolderStore(tmp_path / "objects"), scratch)
    settings.cache_clear()


async def request(bench: Bench, tmp_path: Path, **changes: object) -> DiarizeRequest:
    file = talks.sample().cut(0, SECONDS).written(tmp_path / "talk.wav")
    audio = await bench.store.put_bytes("w/audio.wav", file.read_bytes())
    asked = DiarizeRequest(workspace="w", content_hash="abc", part=WHOLE, audio=audio)
    return asked.model_copy(update=changes)


async def diarized(bench: Bench, asked: DiarizeRequest) -> DiarizeResult:
    return await ActivityEnvironment().run(DiarizeActivities(bench).diarize, asked)


async def test_an_engine_that_cannot_run_gives_way_and_a_retry_computes_nothing(
    bench: Bench, tmp_path: Path
) -> None:
    asked = await request(bench, tmp_path)
    first = await diarized(bench, asked)
    again = await diarized(bench, asked)

    voices = await read_value(bench.store, first.voices, Voices)
    assert first.voices.key.startswith("w/analysis/abc/diarize-")
    assert first.output_key == first.voices.key
    assert first.count == len(voices.voices) == 2
    assert first.ran.engine == "built-in"
    assert "campplus could not be used: " in first.ran.note
    assert "OFFLINE=1" in first.ran.note
    assert (first.ran.cached, again.ran.cached) == (False, True)
    assert again.voices == first.voices


async def test_a_part_and_another_number_of_speakers_are_results_of_their_own(
    bench: Bench, tmp_path: Path
) -> None:
    asked = await request(bench, tmp_path, speakers=20)
    of_two = asked.model_copy(update={"part": WHOLE.model_copy(update={"of": 2, "index": 1})})

    whole, part = await diarized(bench, asked), await diarized(bench, of_two)

    assert "20 speakers were asked for" in whole.ran.note
    assert "speakers were asked for" not in part.ran.note
    assert "/diarize-2of2-" in part.voices.key


async def test_without_sound_nobody_is_heard(bench: Bench, tmp_path: Path) -> None:
    found = await diarized(bench, await request(bench, tmp_path, audio=None))

    voices = await read_value(bench.store, found.voices, Voices)
    assert voices == Voices(engine="none", duration=SECONDS)
    assert (found.count, found.ran.engine, found.ran.note) == (0, "none", "")


async def test_what_cannot_be_decoded_is_told(bench: Bench, tmp_path: Path) -> None:
    asked = await request(bench, tmp_path)
    broken = await bench.store.put_bytes("w/broken.wav", b"nothing to hear")

    with pytest.raises(UnreadableMediaError):
        await diarized(bench, asked.model_copy(update={"audio": broken}))


async def test_the_voices_of_parts_are_joined_once(bench: Bench) -> None:
    pieces = []
    for index in range(2):
        own = Span(start=index * 50, end=index * 50 + 50)
        found = stage.voices((10, 20, "S1"), duration=50)
        stored = await put_value(bench.store, f"w/p{index}.json", found)
        part = Part(index=index, of=2, own=own, seen=own)
        pieces.append(Piece(part=part, found=stored))
    asked = JoinRequest(workspace="w", content_hash="abc", duration=100, pieces=tuple(pieces))
    join = DiarizeActivities(bench).join_voices

    first = await ActivityEnvironment().run(join, asked)
    again = await ActivityEnvironment().run(join, asked)

    voices = await read_value(bench.store, first.voices, Voices)
    assert [turn.span.start for turn in voices.turns] == [10, 60]
    assert first.voices.key.startswith("w/analysis/abc/diarize-whole")
    assert again.voices == first.voices
    assert again.ran.cached


async def test_words_and_faces_are_stored_with_their_voices(bench: Bench) -> None:
    talk = stage.voices((0, 10, "S1"), (10, 20, "S2"))
    said = Transcript(
        engine="e",
        language="en",
        duration=20,
        words=(Word(text="one", start=1, end=2), Word(text="two", start=11, end=12)),
        sentence_ends=(1, 2),
    )
    pair = [
        stage.track(1, 0, 20, moves=[(0, 10)]),
        stage.track(2, 0, 20, moves=[(10, 20)]),
    ]
    mouths = stage.faces(pair, (0, 10, 1), (14, 20, 2))
    asked = AttributeRequest(
        workspace="w",
        content_hash="abc",
        duration=20,
        transcript=await put_value(bench.store, "w/t.json", said),
        voices=await put_value(bench.store, "w/v.json", talk),
        faces=await put_value(bench.store, "w/f.json", mouths),
    )
    run = DiarizeActivities(bench).attribute

    first = await ActivityEnvironment().run(run, asked)
    again = await ActivityEnvironment().run(run, asked)

    words = (await read_value(bench.store, first.transcript, Transcript)).words
    found = await read_value(bench.store, first.faces, FaceTracks)
    assert [word.speaker for word in words] == ["S1", "S2"]
    assert stage.speaking(found) == [(0, 10, 1), (10, 20, 2)]
    assert first.output_key == first.transcript.key
    assert (again.transcript, again.faces) == (first.transcript, first.faces)
    assert again.ran.cached
