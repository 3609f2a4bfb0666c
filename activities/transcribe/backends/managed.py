"""What services that transcribe have in common: what is sent to them, and what is believed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from activities.transcribe.backends.speech import seconds, speech
from activities.transcribe.base import Heard, Report
from activities.transcribe.chunks import Chunk, chunks
from activities.transcribe.encoding import ogg_opus
from activities.transcribe.languages import joined, mostly
from core.domain.sound import RATE
from core.domain.span import Span
from core.domain.transcript import Word
from core.sound_file import pieces

# Up to ten minutes and 2.5 MB for each upload: far below 25 MB, which is the most that OpenAI
# takes, and little is lost with a broken connection.
_TARGET_SECONDS = 480.0
_SLACK_SECONDS = 120.0
# Around the first and the last speech, and around the words, in seconds.
_MARGIN = 0.5


@dataclass(frozen=True)
class Answer:
    """What a service heard in one upload; times count from its start."""

    words: tuple[Word, ...]
    language: str
    """ISO 639-1; empty when the service does not say."""


class Managed:
    """A service that transcribes. It gets what lies between the first and the last speech of
    each chunk, and its words count where somebody speaks."""

    name: str

    def hear(self, sound: bytes, language: str | None, vocabulary: Sequence[str]) -> Answer:
        """Return what the service answers about some sound, Ogg Opus.

        Raises:
            EngineUnavailableError: it does not answer.
        """
        raise NotImplementedError

    def transcribe(
        self,
        audio: Path,
        duration: float,
        *,
        language: str | None,
        vocabulary: Sequence[str],
        report: Report,
    ) -> Heard:
        """Return what is said, as ``Transcriber`` has it."""
        words: list[Word] = []
        spans: list[Span] = []
        spoken: list[str] = []
        for chunk in chunks(pieces(audio), RATE, target=_TARGET_SECONDS, slack=_SLACK_SECONDS):
            for span, answer in self._answers(chunk, language, vocabulary):
                words += answer.words
                spans.append(span)
                spoken.append(answer.language or language or "")
            report(min(1.0, chunk.end / duration) if duration > 0 else 1.0)
        languages = joined(spans, spoken) if words else ()
        return Heard(
            language=mostly(words, languages, language or ""),
            words=tuple(words),
            punctuated=True,
            languages=languages,
        )

    def _answers(
        self, chunk: Chunk, language: str | None, vocabulary: Sequence[str]
    ) -> Iterator[tuple[Span, Answer]]:
        """Yield the answer about a chunk, in the time of the recording; none without speech."""
        found = speech(chunk.samples)
        if not found:
            return
        first = max(0, found[0][0] - int(_MARGIN * RATE))
        last = min(len(chunk.samples), found[-1][1] + int(_MARGIN * RATE))
        answer = self.hear(ogg_opus(chunk.samples[first:last]), language, vocabulary)
        offset = chunk.start + first / RATE
        spans = seconds(found, chunk.start)
        words = (_later(word, offset) for word in answer.words)
        said = tuple(word for word in words if _was_said(word, spans))
        yield Span(start=spans[0].start, end=spans[-1].end), Answer(said, answer.language)


def _later(word: Word, by: float) -> Word:
    return word.model_copy(update={"start": word.start + by, "end": word.end + by})


def _was_said(word: Word, speech: Sequence[Span]) -> bool:
    return any(
        word.start < span.end + _MARGIN and span.start - _MARGIN < word.end for span in speech
    )
