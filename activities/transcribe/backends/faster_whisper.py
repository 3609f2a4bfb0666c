"""faster-whisper: OpenAI's Whisper on CTranslate2."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from faster_whisper import BatchedInferencePipeline, WhisperModel
from faster_whisper.audio import pad_or_trim

from activities.transcribe.backends.speech import seconds, speech
from activities.transcribe.backends.whisper_models import Loaded, line, load
from activities.transcribe.base import Heard, Report
from activities.transcribe.chunks import Chunk, Samples, chunks, grouped
from activities.transcribe.languages import Guess, joined, mostly, spoken
from core.domain.sound import RATE
from core.domain.span import Span
from core.domain.transcript import Word
from core.errors import EngineUnavailableError
from core.settings import Settings
from core.sound_file import pieces

# The library holds spectra of all that it is given; five minutes take about 60 MB.
_TARGET_SECONDS = 300.0
_SLACK_SECONDS = 60.0

# What the model looks at at once. Silences up to the second number may lie in it: in longer
# ones it makes text up.
_LOOK_SECONDS = 30.0
_JOINED_SECONDS = 3.0

# Of the 448 tokens of a look; fast speech needs 200 of them.
_MOST_NAME_TOKENS = 120

# Text that compresses better is one phrase over and over, text less likely is made up: the
# thresholds of Whisper's own decoder (openai/whisper, transcribe.py), in natural logarithms.
_MOST_REPETITIVE = 2.4
_LEAST_LIKELY = -1.0
_NO_SPEECH = 0.6
# A silence inside made-up text that is longer is skipped, in seconds.
_SUSPECT_SILENCE = 2.0


class FasterWhisper:
    """About a hundred languages, with punctuation. The model comes from the model store."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._loaded: Loaded | None = None
        self.name = "faster-whisper"

    def prepare(self, report: Report) -> None:
        """Load the model on the GPU when there is one, else on the processor.

        Raises:
            EngineUnavailableError: none can be fetched or loaded.
        """
        self._loaded = load(self._settings, report)
        self.name = f"faster-whisper {self._loaded.name}"

    def transcribe(
        self,
        audio: Path,
        duration: float,
        *,
        language: str | None,
        vocabulary: Sequence[str],
        report: Report,
    ) -> Heard:
        """Return what is said, with capitals and punctuation.

        Unless it is given, the language is found out for every stretch, so that it may change.

        Raises:
            EngineUnavailableError: Whisper does not know that language, or the memory of the
                device is used up.
            UnreadableMediaError: the sound cannot be decoded.
        """
        assert self._loaded is not None, "prepare comes first"
        model = self._loaded.model
        if language is not None and language not in self._languages(model):
            raise EngineUnavailableError(f"{self.name} does not know the language {language!r}")
        names = _names(vocabulary, model)
        words: list[Word] = []
        told: list[tuple[Span, str]] = []
        for chunk in chunks(pieces(audio), RATE, target=_TARGET_SECONDS, slack=_SLACK_SECONDS):
            try:
                said = self._spoken(self._loaded, chunk, language, told[-1][1] if told else "")
                heard: list[Word] = []
                for word in self._words(self._loaded, chunk, said, names):
                    heard.append(word)
                    report(_share(word.end, duration))
            except RuntimeError as error:
                raise EngineUnavailableError(f"{self.name} gave up: {line(error)}") from error
            words += sorted(heard, key=lambda word: word.start)
            told += [(span.shifted(chunk.start), code) for span, code in said]
            report(_share(chunk.end, duration))
        languages = joined([span for span, _ in told], [code for _, code in told])
        return Heard(
            language=mostly(words, languages, language or ""),
            words=tuple(words),
            punctuated=True,
            languages=languages,
            note=self._loaded.note,
        )

    def _languages(self, model: WhisperModel) -> list[str]:
        """Return what the model can write; one distilled on English alone names them all."""
        return ["en"] if "distil-" in self.name else list(model.supported_languages)

    def _spoken(
        self, loaded: Loaded, chunk: Chunk, language: str | None, before: str
    ) -> list[tuple[Span, str]]:
        """Return where somebody speaks in a chunk, in its own time, with the language."""
        found = seconds(speech(chunk.samples, longest=_LOOK_SECONDS))
        known = self._languages(loaded.model)
        if language is not None or known == ["en"]:
            return [(span, language or "en") for span in found]
        return spoken(
            grouped(found, longest=_LOOK_SECONDS, gap=_JOINED_SECONDS),
            lambda spans: self._guesses(loaded, chunk.samples, spans),
            before,
        )

    def _guesses(self, loaded: Loaded, samples: Samples, spans: Sequence[Span]) -> list[Guess]:
        guesses: list[Guess] = []
        for first in range(0, len(spans), loaded.batch):
            batch = spans[first : first + loaded.batch]
            spectra = [
                pad_or_trim(loaded.model.feature_extractor(_part(samples, span))[..., :-1])
                for span in batch
            ]
            likely = loaded.model.model.detect_language(loaded.model.encode(np.stack(spectra)))
            guesses += [
                Guess(span, {token[2:-2]: float(share) for token, share in each})
                for span, each in zip(batch, likely, strict=True)
            ]
        return guesses

    def _words(
        self,
        loaded: Loaded,
        chunk: Chunk,
        said: Sequence[tuple[Span, str]],
        names: str | None,
    ) -> Iterator[Word]:
        """Yield the words of a chunk, those of each language together."""
        for language in dict.fromkeys(code for _, code in said):
            spans = [span for span, code in said if code == language]
            looks = grouped(spans, longest=_LOOK_SECONDS, gap=_JOINED_SECONDS)
            clips = [Span(start=look[0].start, end=look[-1].end) for look in looks]
            yield from self._in_language(loaded, chunk, clips, language, names)

    def _in_language(
        self,
        loaded: Loaded,
        chunk: Chunk,
        clips: Sequence[Span],
        language: str,
        names: str | None,
    ) -> Iterator[Word]:
        segments, _ = BatchedInferencePipeline(loaded.model).transcribe(
            chunk.samples,
            language=language,
            beam_size=self._settings.transcribe.beam_size,
            word_timestamps=True,
            hotwords=names,
            clip_timestamps=[{"start": clip.start, "end": clip.end} for clip in clips],
            batch_size=loaded.batch,
        )
        doubtful: set[Span] = set()
        for segment in segments:
            # A segment names its clip by the clip's start in hundredths of a second.
            clip = min(clips, key=lambda clip: abs(clip.start - segment.seek / 100))
            if clip in doubtful:
                continue
            if _repetitive(segment) or segment.avg_logprob < _LEAST_LIKELY:
                doubtful.add(clip)
                yield from self._again(loaded.model, chunk, clip, language, names)
            else:
                yield from _timed(segment, chunk.start)

    def _again(
        self, model: WhisperModel, chunk: Chunk, clip: Span, language: str, names: str | None
    ) -> Iterator[Word]:
        """Hear a doubtful clip again with the slower decoder, which can change its mind."""
        segments, _ = model.transcribe(
            _part(chunk.samples, clip),
            language=language,
            beam_size=self._settings.transcribe.beam_size,
            word_timestamps=True,
            hotwords=names,
            condition_on_previous_text=False,
            hallucination_silence_threshold=_SUSPECT_SILENCE,
        )
        for segment in segments:
            silent = segment.no_speech_prob > _NO_SPEECH and segment.avg_logprob < _LEAST_LIKELY
            if not _repetitive(segment) and not silent:
                yield from _timed(segment, chunk.start + clip.start)


def _part(samples: Samples, span: Span) -> Samples:
    return samples[int(span.start * RATE) : int(span.end * RATE)]


def _names(vocabulary: Sequence[str], model: WhisperModel) -> str | None:
    """Return as many names as leave the decoder room to write down half a minute of speech."""
    names = ""
    for name in vocabulary:
        longer = f"{names}, {name}" if names else name
        if len(model.hf_tokenizer.encode(f" {longer}").ids) > _MOST_NAME_TOKENS:
            break
        names = longer
    return names or None


def _repetitive(segment: Any) -> bool:
    return bool(segment.compression_ratio > _MOST_REPETITIVE)


def _timed(segment: Any, offset: float) -> Iterator[Word]:
    for word in segment.words or ():
        yield Word(
            text=word.word.strip(),
            start=offset + float(word.start),
            end=offset + float(word.end),
            confidence=round(min(1.0, max(0.0, float(word.probability))), 3),
        )


def _share(at: float, duration: float) -> float:
    return min(1.0, at / duration) if duration > 0 else 1.0
