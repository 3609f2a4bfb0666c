"""Deepgram's recorded-audio endpoint."""

from collections.abc import Sequence

from pydantic import BaseModel, Field

from activities.transcribe.backends.managed import Answer, Managed
from activities.transcribe.base import Report
from activities.transcribe.service import Service, Upload
from core.domain.transcript import Word
from core.errors import EngineUnavailableError
from core.settings import Settings

# What Deepgram takes of names in one request: 500 tokens, a few of them each.
_MOST_TERMS = 100
_MOST_TERM_LETTERS = 1500
# The first model family that takes ``keyterm``; those before take ``keywords``.
_TAKES_KEYTERM = ("nova-3", "flux")


class _Word(BaseModel):
    word: str
    start: float
    end: float
    confidence: float = 1.0
    punctuated_word: str = ""


class _Alternative(BaseModel):
    words: list[_Word] = []


class _Channel(BaseModel):
    alternatives: list[_Alternative] = Field(min_length=1)
    detected_language: str = ""


class _Results(BaseModel):
    channels: list[_Channel] = Field(min_length=1)


class _Listened(BaseModel):
    """What is needed of an answer."""

    results: _Results


class Deepgram(Managed):
    """About forty languages, with punctuation. Asked only when its key is set."""

    def __init__(self, settings: Settings) -> None:
        chosen = settings.transcribe.deepgram
        self.name = f"deepgram {chosen.model}"
        self._model = chosen.model
        self._offline = settings.offline
        self._service = Service(
            name="Deepgram",
            url=chosen.base_url,
            key=chosen.api_key,
            scheme="Token",
            timeout=chosen.timeout,
            key_setting="CLIPPED_TRANSCRIBE__DEEPGRAM__API_KEY",
        )

    def prepare(self, report: Report) -> None:
        """Check that the operator wants it asked.

        Raises:
            EngineUnavailableError: no key is set, or nothing may leave this machine.
        """
        if not self._service.key.get_secret_value():
            raise EngineUnavailableError(
                f"no key is set; set {self._service.key_setting} to let sound leave this machine"
            )
        self._service.check_reachable(offline=self._offline)
        report(1.0)

    def hear(self, sound: bytes, language: str | None, vocabulary: Sequence[str]) -> Answer:
        upload = Upload(path="/v1/listen", sound=sound, query=self._query(language, vocabulary))
        channel = self._service.ask(upload, _Listened).results.channels[0]
        words = tuple(
            Word(
                text=word.punctuated_word or word.word,
                start=word.start,
                end=word.end,
                confidence=round(min(1.0, max(0.0, word.confidence)), 3),
            )
            for word in channel.alternatives[0].words
        )
        return Answer(words, (channel.detected_language or language or "").partition("-")[0])

    def _query(self, language: str | None, vocabulary: Sequence[str]) -> list[tuple[str, str]]:
        spoken = ("language", language) if language else ("detect_language", "true")
        asked = [("model", self._model), ("punctuate", "true"), spoken]
        terms = [_term(name) for name in vocabulary[:_MOST_TERMS]]
        room = _MOST_TERM_LETTERS
        for term in terms:
            room -= len(term)
            if term and room >= 0:
                named = self._model.startswith(_TAKES_KEYTERM)
                asked.append(("keyterm", term) if named else ("keywords", term))
        return asked


def _term(name: str) -> str:
    return " ".join(name.split())
