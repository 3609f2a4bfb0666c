import hashlib
import importlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from faster_whisper import BatchedInferencePipeline

from activities import catalog
from activities.transcribe.base import Heard, Transcriber
from activities.transcribe.languages import Guess
from core import models
from core.domain.span import Span
from core.errors import ConfigurationError, EngineUnavailableError
from core.settings import Settings, TranscribeSettings
from tests.activities.transcribe import sounds
from tests.activities.transcribe.sounds import ignore
from tests.activities.transcribe.tiny_whisper import FILES, tiny_whisper
from tests.doubles.hub import hub_server

pytestmark = pytest.mark.media

REVISION = "0123456789abcdef0123456789abcdef01234567"

Engine = Callable[..., Transcriber]


def settings(folder: Path, *, offline: bool = True) -> Settings:
    return Settings(
        cache_dir=folder,
        offline=offline,
        transcribe=TranscribeSettings(whisper_model="tiny", fast_model="tiny"),
    )


def manifest(path: Path, folder: Path) -> Path:
    """Describe the model in ``folder`` as the store's ``faster-whisper-tiny``."""
    files = "".join(
        f"""
        [[faster-whisper-tiny.files]]
        path = "{name}"
        size = {(folder / name).stat().st_size}
        sha256 = "{hashlib.sha256((folder / name).read_bytes()).hexdigest()}"
        """
        for name in FILES
    )
    path.write_text(
        f"""
        [faster-whisper-tiny]
        purpose = "says what it is told to say"
        licence = "MIT"
        [faster-whisper-tiny.source]
        kind = "hub"
        repository = "owner/tiny"
        revision = "{REVISION}"
        {files}
        """
    )
    return path


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Make an engine whose model says the given words, fetched from a hub."""

    def make(*words: str, language: str = "en") -> Transcriber:
        folder = tiny_whisper(tmp_path / "made", words, language=language)
        described = manifest(tmp_path / "models.toml", folder)
        monkeypatch.setattr(models.ModelStore.__init__, "__defaults__", (described,))
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        with hub_server() as hub:
            monkeypatch.setenv("HF_ENDPOINT", hub.url)
            for name in FILES:
                hub.files[f"owner/tiny/{REVISION}/{name}"] = (folder / name).read_bytes()
            made = catalog.TRANSCRIBERS.load("faster-whisper")(
                settings(tmp_path / "cache", offline=False)
            )
            made.prepare(ignore)
        return made

    return make


def hear(engine: Transcriber, path: Path, duration: float, language: str | None = None) -> Heard:
    return engine.transcribe(path, duration, language=language, vocabulary=(), report=ignore)


def test_a_model_is_fetched_loaded_and_heard(engine: Engine) -> None:
    made = engine("Hello", "world.", "This", "is", "said.")
    heard = hear(made, sounds.inaugural(), 11.0)
    assert made.name == "faster-whisper tiny"
    assert [word.text for word in heard.words] == ["Hello", "world.", "This", "is", "said."]
    assert heard.punctuated
    assert heard.language == "en"
    assert all(0 <= word.start <= word.end <= 11.0 for word in heard.words)
    starts = [word.start for word in heard.words]
    assert starts == sorted(starts)
    assert all(word.confidence > 0.9 for word in heard.words)


def test_the_language_is_detected_unless_it_is_given(engine: Engine) -> None:
    made = engine("Guten", "Tag.", language="de")
    assert hear(made, sounds.inaugural(), 11.0).language == "de"
    assert hear(made, sounds.inaugural(), 11.0, "fr").language == "fr"


def test_a_language_that_whisper_does_not_know_is_refused(engine: Engine) -> None:
    made = engine("Hello.")
    with pytest.raises(EngineUnavailableError, match="does not know the language 'xx'"):
        hear(made, sounds.inaugural(), 11.0, "xx")


def test_one_phrase_over_and_over_was_not_said(engine: Engine) -> None:
    made = engine(*["la"] * 20)
    assert hear(made, sounds.inaugural(), 11.0).words == ()


def test_a_language_that_changes_is_heard_in_each_language(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = engine("Hello", "there.")
    speech = sounds.decoded(sounds.inaugural())
    path = sounds.flac(tmp_path / "two.flac", np.concatenate([speech] * 6))
    border = 3 * len(speech) / sounds.RATE
    asked: list[str] = []

    def guesses(_: object, __: object, ___: object, spans: list[Span]) -> list[Guess]:
        return [Guess(span, {"en" if span.end < border + 1 else "fr": 0.95}) for span in spans]

    transcribe = BatchedInferencePipeline.transcribe

    def listen(self: object, *given: object, language: str, **options: object) -> object:
        asked.append(language)
        return transcribe(self, *given, language=language, **options)

    monkeypatch.setattr(type(made), "_guesses", guesses)
    monkeypatch.setattr(BatchedInferencePipeline, "transcribe", listen)
    heard = hear(made, path, 66.0)
    assert asked == ["en", "fr"]
    assert [spoken.language for spoken in heard.languages] == ["en", "fr"]
    assert abs(heard.languages[1].span.start - border) < 3
    starts = [word.start for word in heard.words]
    assert starts == sorted(starts)


def test_names_leave_room_for_what_is_said(engine: Engine) -> None:
    made = engine("Hello.")
    module = importlib.import_module(type(made).__module__)
    names = tuple(f"name{n}" for n in range(200))
    told = module._names(names, made._loaded.model)  # type: ignore[attr-defined]
    assert told.startswith("name0, name1")
    assert len(made._loaded.model.hf_tokenizer.encode(told).ids) <= 120  # type: ignore[attr-defined]
    assert module._names((), made._loaded.model) is None  # type: ignore[attr-defined]


def test_the_model_of_the_fast_tier_stands_in_for_one_that_cannot_be_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tiny_whisper(tmp_path / "made", ["Hello."])

    def fetch(_: object, name: str, __: object) -> Path:
        if name.endswith("medium"):
            raise EngineUnavailableError("the model is not here")
        return folder

    monkeypatch.setattr(models.ModelStore, "fetch", fetch)
    chosen = TranscribeSettings(whisper_model="medium", fast_model="tiny")
    made = catalog.TRANSCRIBERS.load("faster-whisper")(
        Settings(cache_dir=tmp_path, transcribe=chosen)
    )
    made.prepare(ignore)
    assert made.name == "faster-whisper tiny"
    heard = hear(made, sounds.inaugural(), 11.0)
    assert heard.note == "tiny was used, because the model is not here"


def test_silence_has_no_words_and_no_language(engine: Engine, tmp_path: Path) -> None:
    made = engine("Hello.")
    silence = sounds.flac(tmp_path / "silence.flac", np.zeros(40 * sounds.RATE, np.float32))
    heard = hear(made, silence, 40.0)
    assert heard.words == ()
    assert heard.language == ""


def test_speech_after_minutes_of_silence_has_the_time_of_the_recording(
    engine: Engine, tmp_path: Path
) -> None:
    made = engine("Late.")
    before = 400.0
    silence = np.zeros(int(before * sounds.RATE), np.float32)
    sound = np.concatenate([silence, sounds.decoded(sounds.inaugural())])
    heard = hear(made, sounds.flac(tmp_path / "late.flac", sound), before + 11)
    assert heard.words
    assert all(before - 1 <= word.start <= before + 11 for word in heard.words)


def test_without_its_model_and_offline_it_is_unavailable(tmp_path: Path) -> None:
    made = catalog.TRANSCRIBERS.load("faster-whisper")(settings(tmp_path))
    with pytest.raises(EngineUnavailableError, match="OFFLINE=1 forbids"):
        made.prepare(ignore)


def test_a_model_that_is_no_model_is_unavailable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models.ModelStore, "fetch", lambda *_: tmp_path)
    made = catalog.TRANSCRIBERS.load("faster-whisper")(settings(tmp_path))
    with pytest.raises(EngineUnavailableError, match="faster-whisper-tiny cannot be loaded"):
        made.prepare(ignore)


def test_a_misspelt_model_is_a_wrong_setting(tmp_path: Path) -> None:
    wrong = Settings(cache_dir=tmp_path, transcribe=TranscribeSettings(whisper_model="tiniest"))
    made = catalog.TRANSCRIBERS.load("faster-whisper")(wrong)
    with pytest.raises(ConfigurationError, match="no model is named 'faster-whisper-tiniest'"):
        made.prepare(ignore)
