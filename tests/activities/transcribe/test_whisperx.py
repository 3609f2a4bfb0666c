"""WhisperX where its library is absent or broken; ``tests/torch`` runs it."""

from collections.abc import Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from activities import catalog
from activities.transcribe import TranscribeRequest, TranscribeResult
from activities.transcribe.activity import TranscribeActivities
from core.bench import Bench
from core.domain.part import Part
from core.domain.span import Span
from core.errors import EngineUnavailableError
from core.objects import FolderStore
from core.scratch import Scratch
from core.settings import settings
from tests.activities.transcribe import sounds

pytestmark = pytest.mark.media

_SECONDS = 3.0


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """A bench on a machine without a model and without network, where WhisperX is set up."""
    monkeypatch.setenv("CLIPPED_OFFLINE", "1")
    monkeypatch.setenv("CLIPPED_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("CLIPPED_TRANSCRIBE__ALIGNMENT_MODELS", f'{{"en": "{tmp_path}"}}')
    settings.cache_clear()
    with closing(Scratch(tmp_path / "scratch")) as scratch:
        yield Bench(FolderStore(tmp_path / "objects"), scratch)
    monkeypatch.undo()
    settings.cache_clear()


async def transcribed(bench: Bench, tmp_path: Path, transcriber: str | None) -> TranscribeResult:
    speech = sounds.inaugural_start(tmp_path, _SECONDS)
    audio = await bench.store.put_bytes("w/audio.flac", speech.read_bytes())
    seen = Span(start=0, end=_SECONDS)
    asked = TranscribeRequest(
        workspace="w",
        content_hash="abc",
        part=Part(own=seen, seen=seen),
        audio=audio,
        transcriber=transcriber,
    )
    return await ActivityEnvironment().run(TranscribeActivities(bench).transcribe, asked)


@pytest.mark.skipif(find_spec("whisperx") is not None, reason="its library is installed here")
async def test_asked_for_without_its_library_it_says_how_to_get_it(
    bench: Bench, tmp_path: Path
) -> None:
    assert "whisperx" not in catalog.TRANSCRIBERS.names()
    with pytest.raises(EngineUnavailableError, match=r"whisperx is not installed: .* extra torch"):
        await transcribed(bench, tmp_path, "whisperx")


async def test_with_a_broken_library_the_next_engine_goes_on(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for library in ("nltk", "torch", "whisperx"):
        (tmp_path / f"{library}.py").write_text("raise OSError('libcudart.so.12: not found\\n…')")
    monkeypatch.syspath_prepend(tmp_path)
    assert catalog.TRANSCRIBERS.names()[0] == "whisperx"

    result = await transcribed(bench, tmp_path, None)

    assert result.ran.engine == "pocketsphinx en-us"
    assert result.ran.note.startswith(
        "whisperx could not be used: whisperx cannot be loaded: libcudart.so.12: not found; "
    )
    assert "\n" not in result.ran.note
