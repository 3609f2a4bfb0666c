from pathlib import Path

import numpy as np
import pytest

from activities.transcribe.base import Heard
from activities.transcribe.contract import TranscribeTask
from activities.transcribe.work import transcribe, written_down
from core.domain.transcript import Transcript, Word
from core.errors import UnknownPluginError
from tests.activities.transcribe import sounds
from tests.activities.transcribe.sounds import ignore


def word(text: str, start: float, end: float) -> Word:
    return Word(text=text, start=start, end=end)


def task(audio: Path | None, duration: float, engine: str = "pocketsphinx") -> TranscribeTask:
    return TranscribeTask(
        audio=audio and str(audio), duration=duration, engine=engine, language=None
    )


def test_no_sound_is_an_empty_transcript() -> None:
    assert transcribe(task(None, 9.0, "none"), ignore) == Transcript(
        engine="none", language="", duration=9.0
    )


@pytest.mark.media
def test_silence_is_an_empty_transcript(tmp_path: Path) -> None:
    audio = sounds.flac(tmp_path / "a.flac", np.zeros(3 * sounds.RATE, np.float32))
    transcript = transcribe(task(audio, 3.0), ignore)
    assert transcript == Transcript(engine="pocketsphinx en-us", language="", duration=3.0)


@pytest.mark.media
def test_progress_grows_from_loading_to_the_last_word(tmp_path: Path) -> None:
    seen: list[float] = []
    transcript = transcribe(task(sounds.inaugural_start(tmp_path, 3.0), 3.0), seen.append)
    assert seen == sorted(seen)
    assert seen[0] < 0.2
    assert seen[-1] == 1.0
    assert transcript.words[0].text == "And"
    assert transcript.language == "en"
    assert transcript.sentence_ends[-1] == len(transcript.words)


def test_an_engine_that_is_not_in_the_catalogue_is_an_error() -> None:
    with pytest.raises(UnknownPluginError, match="no transcriber is named 'parrot'"):
        transcribe(task(Path("a.flac"), 1.0, "parrot"), ignore)


def test_punctuated_words_are_left_as_they_were_written() -> None:
    heard = Heard(
        language="en",
        words=(word("iPhone", 0, 1), word("works.", 1, 2), word("yes", 2, 3)),
        punctuated=True,
    )
    transcript = written_down(heard, "e", 3.0)
    assert [w.text for w in transcript.words] == ["iPhone", "works.", "yes"]
    assert transcript.sentence_ends == (3,)


def test_words_without_capitals_get_them_by_sentence() -> None:
    heard = Heard(
        language="en",
        words=(word("stop", 0, 0.4), word("i", 1, 1.1), word("said", 1.1, 1.4)),
        punctuated=False,
    )
    transcript = written_down(heard, "e", 3.0)
    assert [w.text for w in transcript.words] == ["Stop", "I", "said"]
    assert transcript.sentence_ends == (1, 3)
