"""WhisperX as it runs, with a model that says what it is told and one that places letters."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from activities import catalog
from activities.transcribe.base import Heard, Transcriber
from core.errors import EngineUnavailableError
from core.settings import Settings, TranscribeSettings, settings
from tests.activities.transcribe import sounds
from tests.activities.transcribe.sounds import ignore
from tests.activities.transcribe.tiny_whisper import tiny_whisper
from tests.torch.tiny_wav2vec2 import tiny_wav2vec2

Engine = Callable[..., Transcriber]

SAID = ("And", "so,", "my", "fellow", "Americans,", "ask", "not.")


@pytest.fixture(scope="session")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_wav2vec2(tmp_path_factory.mktemp("wav2vec2") / "english")


@pytest.fixture
def engine(letters: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Make an engine whose model says the given words, and which can place English."""

    def make(*words: str, language: str = "en", **chosen: object) -> Transcriber:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("CLIPPED_TRANSCRIBE__ALIGNMENT_MODELS", f'{{"en": "{letters}"}}')
        settings.cache_clear()
        folder = tiny_whisper(tmp_path / "tiny", words, language=language)
        options = {"whisperx_model": folder, "alignment_models": {"en": letters}, **chosen}
        made = catalog.TRANSCRIBERS.load("whisperx")(
            Settings(
                cache_dir=tmp_path / "cache",
                offline=True,
                transcribe=TranscribeSettings.model_validate(options),
            )
        )
        made.prepare(ignore)
        return made

    yield make
    monkeypatch.undo()
    settings.cache_clear()


def hear(
    made: Transcriber, path: Path, duration: float, language: str | None = None, *names: str
) -> Heard:
    return made.transcribe(path, duration, language=language, vocabulary=names, report=ignore)


def test_words_are_heard_and_placed_in_order_where_somebody_speaks(engine: Engine) -> None:
    made = engine(*SAID)
    heard = hear(made, sounds.inaugural(), 11.0)
    assert made.name == "whisperx tiny"
    assert [word.text for word in heard.words] == list(SAID)
    assert heard.language == "en"
    assert heard.punctuated
    assert all(0 <= word.start <= word.end <= 11.0 for word in heard.words)
    starts = [word.start for word in heard.words]
    assert starts == sorted(starts)
    assert len(set(starts)) == len(starts)
    assert all(0 <= word.confidence <= 1 for word in heard.words)


def test_names_to_listen_for_are_put_before_what_is_said(engine: Engine) -> None:
    made = engine(*SAID)
    heard = hear(made, sounds.inaugural(), 11.0, "en", "Ab")
    # The model says a word for each place, and the names take four: a mark, a space, A and b.
    assert [word.text for word in heard.words] == list(SAID[4:])


def test_a_number_gets_a_time_from_the_words_around_it(engine: Engine) -> None:
    heard = hear(engine("Page", "42", "now."), sounds.inaugural(), 11.0)
    assert [word.text for word in heard.words] == ["Page", "42", "now."]
    assert heard.words[0].start <= heard.words[1].start <= heard.words[2].start


def test_silence_has_no_words_and_no_language(engine: Engine, tmp_path: Path) -> None:
    silence = sounds.flac(tmp_path / "silence.flac", np.zeros(20 * sounds.RATE, np.float32))
    heard = hear(engine(*SAID), silence, 20.0)
    assert heard.words == ()
    assert heard.language == ""


def test_speech_after_minutes_of_silence_has_the_time_of_the_recording(
    engine: Engine, tmp_path: Path
) -> None:
    before = 400.0
    silence = np.zeros(int(before * sounds.RATE), np.float32)
    sound = np.concatenate([silence, sounds.decoded(sounds.inaugural())])
    heard = hear(engine("Late."), sounds.flac(tmp_path / "late.flac", sound), before + 11)
    assert heard.words
    assert all(before - 1 <= word.start <= before + 11 for word in heard.words)


def test_a_language_without_an_alignment_model_is_left_to_other_engines(engine: Engine) -> None:
    made = engine("Guten", "Tag.", language="de")
    with pytest.raises(EngineUnavailableError, match=r"no alignment model .* 'de'"):
        hear(made, sounds.inaugural(), 11.0)


def test_a_folder_without_an_alignment_model_is_named(engine: Engine, tmp_path: Path) -> None:
    made = engine(*SAID, alignment_models={"en": tmp_path / "empty"})
    with pytest.raises(EngineUnavailableError, match="empty cannot be loaded"):
        hear(made, sounds.inaugural(), 11.0)


def test_a_folder_without_whisper_is_named(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailableError, match="nothing cannot be loaded"):
        engine(*SAID, whisperx_model=tmp_path / "nothing")
