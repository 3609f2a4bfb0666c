import json
from pathlib import Path

import numpy as np
import pytest

from activities.transcribe.base import Heard
from activities.transcribe.contract import AlignTask, TranscribeTask
from activities.transcribe.work import align, transcribe, written_down
from core.domain.span import Span
from core.domain.transcript import Transcript, Word
from core.errors import EngineUnavailableError, UnknownPluginError
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
    assert transcript == Transcript(
        engine="pocketsphinx en-us",
        language="",
        duration=3.0,
        note="nobody was heard speaking",
    )


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


def test_what_an_engine_made_up_is_left_out_and_names_are_written_right() -> None:
    said = [("we", 0), ("use", 1), ("kubernetis.", 2), *[("La", 3 + n) for n in range(9)]]
    heard = Heard(
        language="en",
        words=tuple(word(text, at, at + 0.3) for text, at in said),
        punctuated=True,
    )
    transcript = written_down(heard, "e", 15.0, vocabulary=("Kubernetes",))
    assert [w.text for w in transcript.words] == ["we", "use", "Kubernetes.", "La"]
    assert [spoken.language for spoken in transcript.languages] == ["en"]


def test_an_engine_that_doubts_itself_is_not_trusted_in_silence() -> None:
    unsure = word("maybe", 0, 1).model_copy(update={"confidence": 0.2})
    heard = Heard(language="en", words=(unsure,), punctuated=True, note="small was used")
    transcript = written_down(heard, "e", 3.0)
    assert transcript.note == (
        "small was used; the speech was hard to understand, so words may be wrong"
    )


def captioned(folder: Path, text: str, seen: Span, language: str | None) -> Transcript:
    sample = sounds.spoken_sample()
    sound = sounds.decoded(sample.audio)
    first, last = int(seen.start * sounds.RATE), int(seen.end * sounds.RATE)
    audio = sounds.flac(folder / "part.flac", sound[first:last])
    (folder / "captions").write_text(text)
    asked = task(audio, seen.duration, "captions").model_copy(
        update={"captions": str(folder / "captions"), "seen": seen, "language": language}
    )
    return transcribe(asked, ignore)


@pytest.mark.media
@pytest.mark.parametrize(("language", "median", "p95"), [("en", 0.03, 0.2), ("cy", 0.2, 0.6)])
def test_words_of_captions_are_found_where_they_were_said(
    tmp_path: Path, language: str, median: float, p95: float
) -> None:
    sample = sounds.spoken_sample()
    lines = [line for line in sample.lines if line[0].start >= 20 and line[-1].end < 45]
    events = [
        {
            "tStartMs": 1000 * line[0].start - 250,
            "dDurationMs": 1000 * (line[-1].end - line[0].start) + 400,
            "segs": [{"utf8": " ".join(word.text for word in line)}],
        }
        for line in lines
    ]
    seen = Span(start=15.0, end=50.0)
    found = captioned(tmp_path, json.dumps({"events": events}), seen, language)
    truth = [
        word.model_copy(update={"start": word.start - 15, "end": word.end - 15})
        for line in lines
        for word in line
    ]
    assert [w.text for w in found.words] == [w.text for w in truth]
    errors = sounds.time_errors(truth, found.words)
    assert np.median(errors) <= median
    assert np.percentile(errors, 95) <= p95
    assert (found.engine, found.language) == ("captions of the platform", language)


def test_captions_that_say_nothing_here_are_no_use(tmp_path: Path) -> None:
    cue = "WEBVTT\n\n00:01.000 --> 00:02.000\nhello\n"
    with pytest.raises(EngineUnavailableError, match="hold no words for this part"):
        captioned(tmp_path, cue, Span(start=30.0, end=31.0), "en")


@pytest.mark.media
def test_a_person_corrects_what_was_heard(tmp_path: Path) -> None:
    sample = sounds.spoken_sample()
    seconds = 30.0
    sound = sounds.decoded(sample.audio)[: int(seconds * sounds.RATE)]
    audio = sounds.flac(tmp_path / "part.flac", sound)
    lines = [line for line in sample.lines if line[-1].end < seconds - 1]
    truth = [word for line in lines for word in line]
    shaken = Transcript(
        engine="pocketsphinx en-us",
        language="en",
        duration=seconds,
        words=tuple(
            word.model_copy(update={"text": "what" if n % 5 == 2 else word.text})
            for n, word in enumerate(truth)
            if n % 11 != 7
        ),
    )
    (tmp_path / "old.json").write_text(shaken.model_dump_json())
    (tmp_path / "text").write_text("\n".join(" ".join(w.text for w in line) for line in lines))
    found = align(
        AlignTask(
            audio=str(audio),
            duration=seconds,
            transcript=str(tmp_path / "old.json"),
            text=str(tmp_path / "text"),
            language=None,
        ),
        ignore,
    )
    assert [w.text for w in found.words] == [w.text for w in truth]
    errors = sounds.time_errors(truth, found.words)
    assert np.median(errors) <= 0.02
    assert np.percentile(errors, 95) <= 0.1
    assert [words[-1].text for words in found.sentences()] == [line[-1].text for line in lines]


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
