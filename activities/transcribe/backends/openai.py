"""Any OpenAI-compatible endpoint that transcribes, such as OpenAI's, Groq's or a local one."""

import math
from collections.abc import Iterator, Sequence

from pydantic import BaseModel

from activities.transcribe.anchors import matched
from activities.transcribe.backends.managed import Answer, Managed
from activities.transcribe.base import Report
from activities.transcribe.language_names import code
from activities.transcribe.service import Service, Upload
from activities.transcribe.spread import spread
from core.domain.span import Span
from core.domain.transcript import Word
from core.errors import EngineUnavailableError
from core.settings import Settings

# Whisper reads the last 224 tokens of a prompt; names take a token for about three letters.
_MOST_PROMPT_LETTERS = 600

# The thresholds of Whisper's own decoder (openai/whisper, transcribe.py): text that compresses
# better is one phrase over and over; text as unlikely as that, where no speech is likely, is
# made up. Logarithms are natural.
_MOST_REPETITIVE = 2.4
_LEAST_LIKELY = -1.0
_NO_SPEECH = 0.6


class _Word(BaseModel):
    word: str
    start: float
    end: float
    probability: float | None = None
    """Some servers tell it; OpenAI does not."""


class _Segment(BaseModel):
    start: float
    end: float
    text: str = ""
    avg_logprob: float = 0.0
    compression_ratio: float = 1.0
    no_speech_prob: float = 0.0
    words: list[_Word] | None = None
    """Some servers tell them here."""

    @property
    def made_up(self) -> bool:
        unlikely = self.avg_logprob < _LEAST_LIKELY and self.no_speech_prob > _NO_SPEECH
        return unlikely or self.compression_ratio > _MOST_REPETITIVE

    @property
    def confidence(self) -> float:
        return math.exp(min(0.0, self.avg_logprob))


class _Transcription(BaseModel):
    """What is needed of a ``verbose_json`` answer."""

    language: str = ""
    text: str
    words: list[_Word] | None = None
    segments: list[_Segment] | None = None


class OpenAI(Managed):
    """What the endpoint's model knows. Asked only when its address is set."""

    def __init__(self, settings: Settings) -> None:
        chosen = settings.transcribe.openai
        self.name = f"openai {chosen.model}"
        self._chosen = chosen
        self._offline = settings.offline
        self._service: Service | None = None

    def prepare(self, report: Report) -> None:
        """Check that the operator wants it asked.

        Raises:
            EngineUnavailableError: no address is set, or nothing may leave this machine.
        """
        if self._chosen.base_url is None:
            raise EngineUnavailableError(
                "no address is set; set CLIPPED_TRANSCRIBE__OPENAI__BASE_URL to let sound leave "
                "this machine"
            )
        self._service = Service(
            name="the OpenAI-compatible endpoint",
            url=self._chosen.base_url,
            key=self._chosen.api_key,
            scheme="Bearer",
            timeout=self._chosen.timeout,
            key_setting="CLIPPED_TRANSCRIBE__OPENAI__API_KEY",
        )
        self._service.check_reachable(offline=self._offline)
        report(1.0)

    def hear(self, sound: bytes, language: str | None, vocabulary: Sequence[str]) -> Answer:
        assert self._service is not None, "prepare comes first"
        form = [
            ("model", self._chosen.model),
            ("response_format", "verbose_json"),
            ("timestamp_granularities[]", "word"),
            ("timestamp_granularities[]", "segment"),
            ("temperature", "0"),
        ]
        if language:
            form.append(("language", language))
        if vocabulary:
            form.append(("prompt", _prompt(vocabulary)))
        upload = Upload(path="/audio/transcriptions", sound=sound, form=form)
        told = self._service.ask(upload, _Transcription)
        return Answer(tuple(_words(told)), code(told.language) or language or "")


def _prompt(vocabulary: Sequence[str]) -> str:
    """Return the names as a text that may come before the speech; the first ones count."""
    names = ""
    for name in vocabulary:
        longer = f"{names}, {name}" if names else name
        if len(longer) > _MOST_PROMPT_LETTERS:
            break
        names = longer
    return names


def _words(told: _Transcription) -> Iterator[Word]:
    """Yield the words with their marks, without those that nobody said.

    Raises:
        EngineUnavailableError: there is text without any time.
    """
    segments = [segment for segment in told.segments or [] if not segment.made_up]
    timed = told.words or [word for each in segments for word in each.words or []]
    if not timed and segments:
        yield from _spread(segments)
    elif not timed and told.text.strip() and not told.segments:
        raise EngineUnavailableError(
            "its answer holds no times; choose a model that tells word times, such as whisper-1"
        )
    elif told.segments is None:
        yield from (_word(word, word.word, word.probability or 1.0) for word in timed)
    else:
        for segment in segments:
            inside = [w for w in timed if segment.start <= (w.start + w.end) / 2 < segment.end]
            yield from _marked(inside, segment)


def _marked(words: Sequence[_Word], segment: _Segment) -> Iterator[Word]:
    """Yield words with the capitals and marks of their segment's text: OpenAI's have none."""
    written = segment.text.split()
    place = dict(matched([word.word for word in words], written))
    for index, word in enumerate(words):
        text = written[place[index]] if index in place else word.word
        yield _word(word, text, word.probability or segment.confidence)


def _spread(segments: Sequence[_Segment]) -> Iterator[Word]:
    """Yield the words of segments that have no word times, by their length."""
    for segment in segments:
        texts = segment.text.split()
        span = Span(start=segment.start, end=max(segment.start, segment.end))
        for text, when in zip(texts, spread(texts, span, None), strict=True):
            timed = _Word(word=text, start=when.start, end=when.end)
            yield _word(timed, text, segment.confidence)


def _word(timed: _Word, text: str, confidence: float) -> Word:
    sure = round(min(1.0, max(0.0, confidence)), 3)
    return Word(text=text.strip(), start=timed.start, end=timed.end, confidence=sure)
