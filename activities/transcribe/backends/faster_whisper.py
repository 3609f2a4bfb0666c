"""faster-whisper: OpenAI's Whisper on CTranslate2."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
from faster_whisper import BatchedInferencePipeline, WhisperModel
from faster_whisper.vad import VadOptions, get_speech_timestamps

from activities.transcribe.base import Heard, Report
from activities.transcribe.chunks import Chunk, Samples, chunks, packed
from activities.transcribe.reading import RATE, pieces
from core.domain.transcript import Word
from core.errors import EngineUnavailableError
from core.models import ModelStore
from core.settings import Settings

# The library holds spectra of all that it is given; five minutes take about 60 MB.
_TARGET_SECONDS = 300.0
_SLACK_SECONDS = 60.0

# What the model looks at at once. Silences up to the second number may lie in it: in longer
# ones it makes text up.
_LOOK_SECONDS = 30.0
_JOINED_SECONDS = 3.0
_DETECTED_STRETCHES = 4

# Clips that go through the model together.
_BATCH_ON_GPU = 16
_BATCH_ON_CPU = 4
_MOST_THREADS = 8

# Text that compresses better is one phrase over and over, text less likely is made up: the
# thresholds of Whisper's own decoder (openai/whisper, transcribe.py), in natural logarithms.
_MOST_REPETITIVE = 2.4
_LEAST_LIKELY = -1.0
# A silence inside made-up text that is longer is skipped, in seconds.
_SUSPECT_SILENCE = 2.0


class FasterWhisper:
    """About a hundred languages, with punctuation. The model comes from the model store."""

    def __init__(self, settings: Settings) -> None:
        self.name = f"faster-whisper {settings.transcribe.whisper_model}"
        self._beam = settings.transcribe.beam_size
        self._model_name = f"faster-whisper-{settings.transcribe.whisper_model}"
        # Distilled on English alone, though its vocabulary names every language.
        self._english_only = settings.transcribe.whisper_model.startswith("distil-")
        self._store = ModelStore(settings)
        self._model: WhisperModel | None = None
        self._batch = _BATCH_ON_CPU

    def prepare(self, report: Report) -> None:
        """Fetch the model when it is not here, and load it on the GPU when there is one.

        Raises:
            EngineUnavailableError: it cannot be fetched or loaded.
        """
        folder = self._store.fetch(self._model_name, report)
        try:
            self._model = self._on_gpu(folder) or _load(folder, device="cpu", kind="int8")
        except (RuntimeError, ValueError) as error:
            raise EngineUnavailableError(
                f"the model {self._model_name} cannot be loaded: {_line(error)}"
            ) from error
        report(1.0)

    def transcribe(
        self, audio: Path, duration: float, *, language: str | None, report: Report
    ) -> Heard:
        """Return what is said, with capitals and punctuation.

        Unless it is given, the language is the one of the first five minutes with speech.

        Raises:
            EngineUnavailableError: Whisper does not know that language.
            UnreadableMediaError: the sound cannot be decoded.
        """
        model = self._model
        assert model is not None, "prepare comes first"
        if language is not None and language not in self._languages(model):
            raise EngineUnavailableError(f"{self.name} does not know the language {language!r}")
        words: list[Word] = []
        for chunk in chunks(pieces(audio), RATE, target=_TARGET_SECONDS, slack=_SLACK_SECONDS):
            for word, found in self._words(model, chunk, language):
                language = found
                words.append(word)
                report(_share(word.end, duration))
            report(_share(chunk.end, duration))
        return Heard(language=language or "", words=tuple(words), punctuated=True)

    def _languages(self, model: WhisperModel) -> list[str]:
        return ["en"] if self._english_only else list(model.supported_languages)

    def _words(
        self, model: WhisperModel, chunk: Chunk, language: str | None
    ) -> Iterator[tuple[Word, str]]:
        """Yield the words of a chunk, each with the language in which it was heard."""
        clips = _speech(chunk.samples)
        if not clips:
            return
        segments, about = BatchedInferencePipeline(model).transcribe(
            chunk.samples,
            language=language,
            language_detection_segments=_DETECTED_STRETCHES,
            beam_size=self._beam,
            word_timestamps=True,
            clip_timestamps=[{"start": start / RATE, "end": end / RATE} for start, end in clips],
            batch_size=self._batch,
        )
        doubtful: set[tuple[int, int]] = set()
        for segment in segments:
            # A segment names its clip by the clip's start in hundredths of a second.
            clip = min(clips, key=lambda clip: abs(clip[0] / RATE - segment.seek / 100))
            if clip in doubtful:
                continue
            heard = _timed(segment, chunk.start)
            if _repetitive(segment) or segment.avg_logprob < _LEAST_LIKELY:
                doubtful.add(clip)
                heard = self._again(model, chunk, clip, about.language)
            for word in heard:
                yield word, about.language

    def _again(
        self, model: WhisperModel, chunk: Chunk, clip: tuple[int, int], language: str
    ) -> Iterator[Word]:
        """Hear a doubtful clip again with the slower decoder, which can change its mind."""
        start, end = clip
        segments, _ = model.transcribe(
            chunk.samples[start:end],
            language=language,
            beam_size=self._beam,
            word_timestamps=True,
            condition_on_previous_text=False,
            hallucination_silence_threshold=_SUSPECT_SILENCE,
        )
        for segment in segments:
            if not _repetitive(segment):
                yield from _timed(segment, chunk.start + start / RATE)

    def _on_gpu(self, folder: Path) -> WhisperModel | None:
        """Return the model on the first GPU; None when there is none that works."""
        if ctranslate2.get_cuda_device_count() == 0:
            return None
        try:
            model = _load(folder, device="cuda", kind="float16")
            model.detect_language(_second_of_silence())  # CUDA's libraries load on first use
        except (RuntimeError, ValueError):
            return None
        self._batch = _BATCH_ON_GPU
        return model


def _load(folder: Path, *, device: str, kind: str) -> WhisperModel:
    threads = min(_MOST_THREADS, os.cpu_count() or 1)
    return WhisperModel(str(folder), device=device, compute_type=kind, cpu_threads=threads)


def _speech(samples: Samples) -> list[tuple[int, int]]:
    """Return where somebody speaks, as clips that the model can take in one look."""
    options = VadOptions(max_speech_duration_s=_LOOK_SECONDS, min_silence_duration_ms=160)
    spans = ((span["start"], span["end"]) for span in get_speech_timestamps(samples, options))
    return packed(spans, longest=int(_LOOK_SECONDS * RATE), gap=int(_JOINED_SECONDS * RATE))


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


def _second_of_silence() -> Samples:
    return np.zeros(RATE, np.float32)


def _line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
