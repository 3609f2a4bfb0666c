from pathlib import Path

import pytest

from activities.transcribe.base import Heard, Transcriber
from core.errors import EngineUnavailableError
from core.settings import DeepgramSettings, Settings, TranscribeSettings
from tests.activities.transcribe import sounds
from tests.activities.transcribe.sounds import ignore
from tests.doubles.scripted import Reply
from tests.doubles.speech_service import KEY, answer, deepgram, deepgram_fails, deepgram_says

pytestmark = pytest.mark.media

SAID = deepgram_says([("Fragt", 0.4, 0.8, 0.98), ("nicht,", 0.8, 1.2, 0.61)], language="de")


def made(url: str, *, key: str = KEY, offline: bool = False) -> Transcriber:
    chosen = DeepgramSettings.model_validate({"base_url": url, "api_key": key, "timeout": 5})
    settings = Settings(transcribe=TranscribeSettings(deepgram=chosen), offline=offline)
    return sounds.transcriber("deepgram")(settings)


@pytest.fixture
def speech(tmp_path: Path) -> Path:
    return sounds.inaugural_start(tmp_path, 4.0)


def hear(
    engine: Transcriber, path: Path, language: str | None = None, vocabulary: tuple[str, ...] = ()
) -> Heard:
    engine.prepare(ignore)
    return engine.transcribe(path, 4.0, language=language, vocabulary=vocabulary, report=ignore)


def test_words_come_written_with_confidence_and_the_detected_language(speech: Path) -> None:
    with deepgram(SAID) as service:
        heard = hear(made(service.url), speech)
    assert [(word.text, word.confidence) for word in heard.words] == [
        ("Fragt", 0.98),
        ("nicht,", 0.61),
    ]
    assert (heard.language, [one.language for one in heard.languages]) == ("de", ["de"])
    assert service.requests[0].all("detect_language") == ["true"]
    assert service.refused == []


def test_a_language_that_is_given_is_not_detected(speech: Path) -> None:
    with deepgram(SAID) as service:
        hear(made(service.url), speech, "de")
    assert service.requests[0].all("language") == ["de"]
    assert service.requests[0].all("detect_language") == []


def test_names_are_listened_for_as_far_as_there_is_room(speech: Path) -> None:
    names = ("Ada  Lovelace", "Kubernetes", *(f"Name number {n}" for n in range(180)))
    with deepgram(SAID) as service:
        hear(made(service.url), speech, "en", names)
    terms = service.requests[0].all("keyterm")
    assert terms[:2] == ["Ada Lovelace", "Kubernetes"]
    assert len(terms) <= 100
    assert sum(map(len, terms)) <= 1500


def test_without_a_key_nobody_is_asked(speech: Path) -> None:
    with (
        deepgram(SAID) as service,
        pytest.raises(EngineUnavailableError, match="CLIPPED_TRANSCRIBE__DEEPGRAM__API_KEY"),
    ):
        hear(made(service.url, key=""), speech)
    assert service.headers == []


def test_offline_it_is_not_asked() -> None:
    with pytest.raises(EngineUnavailableError, match="OFFLINE is set"):
        made("https://api.deepgram.com", offline=True).prepare(ignore)


def test_silence_within_the_answer_is_no_words(speech: Path) -> None:
    with deepgram(deepgram_says([])) as service:
        assert hear(made(service.url), speech).words == ()


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (deepgram_fails(402, "ASR_PAYMENT_REQUIRED", "Project is out of credits"), "402, Project"),
        (deepgram_fails(429, "TOO_MANY_REQUESTS", "wait", retry_after="900"), "429, wait"),
        (Reply(body=b"{}"), r"cannot be read \(results\)"),
        (answer({"results": {"channels": []}}), r"cannot be read \(results.channels\)"),
        (answer({"results": {"channels": [{"alternatives": []}]}}), "cannot be read"),
    ],
)
def test_a_failure_is_told_in_one_line(speech: Path, reply: Reply, why: str) -> None:
    with deepgram(reply) as service, pytest.raises(EngineUnavailableError, match=why) as caught:
        hear(made(service.url), speech)
    assert KEY not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_wrong_key_is_not_told(speech: Path) -> None:
    with (
        deepgram(SAID) as service,
        pytest.raises(EngineUnavailableError, match="it refused the key") as caught,
    ):
        hear(made(service.url, key="dg-wrong-key"), speech)
    assert "dg-wrong-key" not in str(caught.value)
