"""Speech as timed words."""

from core.domain.base import Value
from core.domain.span import Span
from core.domain.topics import Utterance


class Word(Value):
    """One spoken word with the time it was spoken, in seconds of the source."""

    text: str
    start: float
    end: float
    confidence: float = 1.0
    """0..1, as the engine believes."""
    speaker: str | None = None
    """The id of a voice, for example ``S1``; None when nobody was told apart."""


class SpokenLanguage(Value):
    """A stretch of the recording in one language."""

    language: str
    """ISO 639-1."""
    span: Span


class Transcript(Value):
    """Everything that was said. Words are in order and do not overlap."""

    engine: str
    """The engine and model that heard it, for example ``faster-whisper small``."""
    language: str
    """ISO 639-1 of most of what is said; empty when nothing was said."""
    duration: float
    words: tuple[Word, ...] = ()
    sentence_ends: tuple[int, ...] = ()
    """For every sentence, the index after its last word."""
    languages: tuple[SpokenLanguage, ...] = ()
    """In order of time; more than one when the language changes."""
    note: str = ""
    """What the person should know about it, for example that somebody made the captions."""

    def sentences(self) -> list[tuple[Word, ...]]:
        """Return the words of each sentence."""
        starts = (0, *self.sentence_ends)
        return [self.words[a:b] for a, b in zip(starts, self.sentence_ends, strict=False)]

    def within(self, span: Span) -> tuple[Word, ...]:
        """Return the words whose middle lies inside the span."""
        return tuple(w for w in self.words if span.contains((w.start + w.end) / 2))


def utterances(transcript: Transcript) -> tuple[Utterance, ...]:
    """Return the sentences of a transcript as they are divided into topics."""
    return tuple(
        Utterance(
            text=" ".join(word.text for word in sentence),
            start=sentence[0].start,
            end=sentence[-1].end,
        )
        for sentence in transcript.sentences()
        if sentence
    )
