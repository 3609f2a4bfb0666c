import time
from pathlib import Path

import numpy as np
import pytest

from activities.transcribe.base import Heard, Transcriber
from core.errors import EngineUnavailableError
from core.settings import Settings, SpeechEndpoint, TranscribeSettings
from tests.activities.transcribe import sounds
from tests.activities.transcribe.sounds import ignore
from tests.doubles.scripted import HANG_UP, Reply, closed_port
from tests.doubles.speech_service import KEY, answer, openai_fails, openai_says, openai_speech

pytestmark = pytest.mark.media

SAID = openai_says("Ask not, what?", [("ask", 0.5, 0.8), ("not", 0.8, 1.1), ("what", 1.1, 1.6)])


def made(
    url: str | None, *, key: str = KEY, timeout: float = 5.0, offline: bool = False
) -> Transcriber:
    endpoint = SpeechEndpoint.model_validate({"base_url": url, "api_key": key, "timeout": timeout})
    settings = Settings(transcribe=TranscribeSettings(openai=endpoint), offline=offline)
    return sounds.transcriber("openai")(settings)


@pytest.fixture
def speech(tmp_path: Path) -> Path:
    return sounds.inaugural_start(tmp_path, 4.0)


def hear(
    engine: Transcriber, path: Path, language: str | None = None, vocabulary: tuple[str, ...] = ()
) -> Heard:
    engine.prepare(ignore)
    return engine.transcribe(path, 4.0, language=language, vocabulary=vocabulary, report=ignore)


def test_words_get_their_marks_from_the_text_and_their_time_from_the_recording(
    speech: Path,
) -> None:
    with openai_speech(SAID) as service:
        heard = hear(made(service.url), speech)
    assert [word.text for word in heard.words] == ["Ask", "not,", "what?"]
    assert heard.language == "en"
    assert heard.punctuated
    assert [spoken.language for spoken in heard.languages] == ["en"]
    assert all(0 < word.confidence < 1 for word in heard.words)
    assert service.refused == []


def test_language_and_names_are_told_and_nothing_of_this_machine(speech: Path) -> None:
    names = ("Kubernetes", "Ada Lovelace", *(f"Name{n}" for n in range(200)))
    with openai_speech(SAID) as service:
        hear(made(service.url), speech, "en", names)
    asked = service.requests[0]
    assert asked.all("language") == ["en"]
    assert asked.all("prompt")[0].startswith("Kubernetes, Ada Lovelace, Name0")
    assert len(asked.all("prompt")[0]) <= 600
    assert set(service.headers[0]) <= {
        "host", "accept", "accept-encoding", "connection", "content-length", "content-type",
        "authorization", "user-agent",
    }  # fmt: skip
    assert service.headers[0]["user-agent"] == "clippedai"


def test_only_sound_with_speech_is_sent(tmp_path: Path) -> None:
    silence = sounds.flac(tmp_path / "silence.flac", np.zeros(4 * sounds.RATE, np.float32))
    with openai_speech(SAID) as service:
        heard = hear(made(service.url), silence)
    assert heard.words == ()
    assert service.requests == []


def test_speech_after_minutes_of_silence_keeps_the_time_of_the_recording(tmp_path: Path) -> None:
    speech = sounds.decoded(sounds.inaugural())[: 4 * sounds.RATE]
    silence = np.zeros(700 * sounds.RATE, np.float32)
    path = sounds.flac(tmp_path / "late.flac", np.concatenate([silence, speech]))
    with openai_speech(SAID) as service:
        heard = hear(made(service.url), path)
    assert len(service.requests) == 1
    assert len(service.requests[0].sound) < 100_000
    assert all(699 < word.start < 704 for word in heard.words)


def test_what_whisper_made_up_is_left_out(speech: Path) -> None:
    words = [("thanks", 0.5, 1.0), ("for", 1.0, 1.2), ("watching", 1.2, 1.6)]
    silent = openai_says("Thanks for watching!", words, avg_logprob=-1.4, no_speech_prob=0.9)
    looped = openai_says("Thanks for watching!", words, compression_ratio=3.0)
    for said in (silent, looped):
        with openai_speech(said) as service:
            assert hear(made(service.url), speech).words == ()


def test_a_server_that_tells_segments_only_still_gives_words_in_order(speech: Path) -> None:
    segments = [{"start": 0.4, "end": 2.0, "text": " Ask not what.", "avg_logprob": -0.1}]
    told = answer({"language": "en", "text": "Ask not what.", "segments": segments})
    with openai_speech(told) as service:
        heard = hear(made(service.url), speech)
    assert [word.text for word in heard.words] == ["Ask", "not", "what."]
    starts = [word.start for word in heard.words]
    assert starts == sorted(starts)


def test_a_model_that_tells_no_times_is_refused(speech: Path) -> None:
    with (
        openai_speech(answer({"text": "Ask not."})) as service,
        pytest.raises(EngineUnavailableError, match="holds no times; choose a model"),
    ):
        hear(made(service.url), speech)


def test_without_an_address_nobody_is_asked(speech: Path) -> None:
    with pytest.raises(EngineUnavailableError, match="CLIPPED_TRANSCRIBE__OPENAI__BASE_URL"):
        hear(made(None), speech)


def test_offline_only_an_endpoint_of_this_machine_is_asked(speech: Path) -> None:
    with pytest.raises(EngineUnavailableError, match="OFFLINE is set"):
        made("https://speech.example/v1", offline=True).prepare(ignore)
    with openai_speech(SAID) as service:
        assert hear(made(service.url, offline=True), speech).words


def test_a_busy_endpoint_is_asked_again_as_it_wishes(speech: Path) -> None:
    busy = openai_fails(429, "Rate limit reached", retry_after="0.3")
    with openai_speech(busy, openai_fails(503, "overloaded"), HANG_UP, SAID) as service:
        started = time.monotonic()
        heard = hear(made(service.url), speech)
    assert len(service.requests) == 4
    assert time.monotonic() - started > 0.3
    assert len(heard.words) == 3


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (openai_fails(429, "Rate limit reached", retry_after="3600"), "429, Rate limit reached"),
        (openai_fails(400, f"bad {KEY} thing"), r"400, bad \*\*\* thing"),
        (Reply(body=b"<html>"), "cannot be read"),
        (Reply(body=b'{"words": 3}'), "cannot be read"),
        (Reply(status=302, headers={"location": "http://127.0.0.1/"}), "302, without a reason"),
        (Reply(body=b"{}", after=1.5), "cannot be reached"),
        (Reply(body=b"{}", drip=2.0), "took over"),
    ],
    ids=["busy for an hour", "refused", "no json", "other json", "moved", "late", "dripping"],
)
def test_a_failure_is_told_in_one_line_without_the_key(
    speech: Path, reply: Reply, why: str
) -> None:
    with (
        openai_speech(reply) as service,
        pytest.raises(EngineUnavailableError, match=why) as caught,
    ):
        hear(made(service.url, timeout=0.7), speech)
    assert KEY not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(service.requests) == 1


def test_a_wrong_key_names_its_setting_and_is_not_told(speech: Path) -> None:
    with (
        openai_speech(SAID) as service,
        pytest.raises(
            EngineUnavailableError, match="CLIPPED_TRANSCRIBE__OPENAI__API_KEY"
        ) as caught,
    ):
        hear(made(service.url, key="sk-wrong-key"), speech)
    assert "sk-wrong-key" not in str(caught.value)
    assert len(service.refused) == 1


def test_an_endpoint_that_is_not_there_is_unavailable(
    speech: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("activities.transcribe.service._FIRST_WAIT", 0.01)
    with pytest.raises(EngineUnavailableError, match=r"cannot be reached \(ConnectError\)"):
        hear(made(f"http://127.0.0.1:{closed_port()}/v1"), speech)
