"""WhisperX: Whisper in large batches, its words put in their place by wav2vec2."""

import math
import os

# Its detector of voices comes from a library that counts its users.
os.environ["PYANNOTE_METRICS_ENABLED"] = "0"

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import nltk
import torch
from nltk.tokenize.punkt import PunktParameters, save_punkt_params
from whisperx.alignment import align, load_align_model
from whisperx.asr import load_model
from whisperx.utils import PUNKT_LANGUAGES
from whisperx.vads.vad import Vad

from activities.transcribe.backends.speech import speech
from activities.transcribe.base import Heard, Report
from activities.transcribe.chunks import Chunk, Samples, chunks, packed
from activities.transcribe.languages import SURE, joined, mostly
from core.domain.sound import RATE
from core.domain.span import Span
from core.domain.transcript import Word
from core.errors import EngineUnavailableError
from core.models import ModelStore
from core.settings import Settings
from core.sound_file import pieces

# The library holds spectra of all that it is given; five minutes take about 60 MB.
_TARGET_SECONDS = 300.0
_SLACK_SECONDS = 60.0

# What the model looks at at once. Silences up to the second number may lie in it.
_LOOK_SECONDS = 30.0
_JOINED_SECONDS = 3.0
_DETECTED_LOOKS = 4

# Clips that go through the model together.
_BATCH = {"cuda": 16, "cpu": 4}
_MOST_THREADS = 8

# Written without spaces: what the library calls a word is one sign.
_UNSPACED = frozenset({"ja", "zh"})


class WhisperX:
    """The languages for which an alignment model is set, with punctuation. Wants a GPU."""

    def __init__(self, settings: Settings) -> None:
        chosen = settings.transcribe
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        model = chosen.gpu_model if self._device == "cuda" else chosen.whisper_model
        self._model_name = f"faster-whisper-{model}"
        self._folder = chosen.whisperx_model
        self.name = f"whisperx {self._folder.name if self._folder else model}"
        self._beam = chosen.beam_size
        self._alignment = chosen.alignment_models
        self._store = ModelStore(settings)
        self._voices = _Voices()
        self._pipeline: Any = None
        self._aligners: dict[str, tuple[Any, Any]] = {}

    def prepare(self, report: Report) -> None:
        """Fetch the model when it is not here, and load it on the GPU when there is one.

        Raises:
            EngineUnavailableError: it cannot be fetched or loaded.
        """
        folder = self._folder or self._store.fetch(self._model_name, report)
        self._pipeline = _loaded(
            folder,
            lambda: load_model(
                str(folder),
                self._device,
                compute_type="float16" if self._device == "cuda" else "int8",
                asr_options={"beam_size": self._beam},
                vad_model=self._voices,
                threads=min(_MOST_THREADS, os.cpu_count() or 1),
                local_files_only=True,
            ),
        )
        report(1.0)

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

        Unless it is given, the language of each five minutes is detected.

        Raises:
            EngineUnavailableError: no alignment model is set for the language that is spoken,
                or the GPU has no room left.
            UnreadableMediaError: the sound cannot be decoded.
        """
        assert self._pipeline is not None, "prepare comes first"
        self._pipeline.options = replace(
            self._pipeline.options, hotwords=" ".join(vocabulary) or None
        )
        words: list[Word] = []
        spans: list[Span] = []
        said: list[str] = []
        for chunk in chunks(pieces(audio), RATE, target=_TARGET_SECONDS, slack=_SLACK_SECONDS):
            if clips := _clips(chunk.samples):
                spans.append(Span(start=chunk.start, end=chunk.end))
                said.append(language or self._detected(chunk.samples, said[-1:]))
                words += self._words(chunk, clips, said[-1])
            report(min(1.0, chunk.end / duration) if duration > 0 else 1.0)
        languages = joined(spans, said)
        return Heard(
            language=mostly(words, languages, language or ""),
            words=tuple(words),
            punctuated=True,
            languages=languages,
        )

    def _detected(self, samples: Samples, before: Sequence[str]) -> str:
        """Return the language of a stretch; in doubt the one that was spoken before it."""
        found, likely, _ = self._pipeline.model.detect_language(
            samples, vad_filter=True, language_detection_segments=_DETECTED_LOOKS
        )
        return str(found) if likely >= SURE or not before else before[-1]

    def _words(
        self, chunk: Chunk, clips: Sequence[tuple[int, int]], language: str
    ) -> Iterator[Word]:
        model, about = self._aligner(language)
        self._voices.clips = clips
        try:
            heard = self._pipeline.transcribe(
                chunk.samples, batch_size=_BATCH[self._device], language=language
            )["segments"]
            placed = align(heard, model, about, chunk.samples, self._device)["segments"]
        except RuntimeError as error:
            raise EngineUnavailableError(f"{self.name} gave up: {_line(error)}") from error
        for segment in placed:
            yield from _timed(segment, chunk.start, spaced=language not in _UNSPACED)

    def _aligner(self, language: str) -> tuple[Any, Any]:
        """Return the alignment model of a language, and what its answers mean."""
        if language not in self._aligners:
            folder = self._alignment.get(language)
            if folder is None:
                raise EngineUnavailableError(
                    f"no alignment model is set for the language {language!r}; "
                    "add its folder to CLIPPED_TRANSCRIBE__ALIGNMENT_MODELS"
                )
            _split_sentences_offline(PUNKT_LANGUAGES.get(language, "english"))
            self._aligners[language] = _loaded(
                folder,
                lambda: load_align_model(
                    language, self._device, model_name=str(folder), model_cache_only=True
                ),
            )
        return self._aligners[language]


class _Voices(Vad):  # type: ignore[misc]
    """Where somebody speaks, as it was found beforehand.

    The library's own detector takes a third of the recording's time on a processor.
    """

    def __init__(self) -> None:
        super().__init__(vad_onset=0.5)
        self.clips: Sequence[tuple[int, int]] = ()

    def __call__(self, _: object) -> list[dict[str, float]]:
        return [{"start": start / RATE, "end": end / RATE} for start, end in self.clips]

    @staticmethod
    def preprocess_audio(audio: object) -> object:
        return audio

    @staticmethod
    def merge_chunks(clips: object, *_: object, **__: object) -> object:
        return clips


def _clips(samples: Samples) -> list[tuple[int, int]]:
    """Return where somebody speaks, as clips that the model can take in one look."""
    return packed(
        speech(samples, longest=_LOOK_SECONDS),
        longest=int(_LOOK_SECONDS * RATE),
        gap=int(_JOINED_SECONDS * RATE),
    )


def _timed(segment: Mapping[str, Any], offset: float, *, spaced: bool) -> Iterator[Word]:
    """Yield the words of a segment. Where they could not be placed they share its time, and
    are as likely as the segment."""
    words = segment["words"] or _shared(segment, segment["text"].split())
    likely = math.exp(min(0.0, segment["avg_logprob"]))
    for word in words if spaced else _together(words):
        if "start" in word and "end" in word:
            yield Word(
                text=word["word"],
                start=offset + float(word["start"]),
                end=offset + float(word["end"]),
                confidence=round(min(1.0, max(0.0, float(word.get("score", likely)))), 3),
            )


def _shared(segment: Mapping[str, Any], texts: Sequence[str]) -> Iterator[dict[str, Any]]:
    letters = sum(map(len, texts))
    at = start = float(segment["start"])
    length = float(segment["end"]) - start
    for text in texts:
        end = at + length * len(text) / letters
        yield {"word": text, "start": at, "end": end}
        at = end


def _together(signs: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield signs with the punctuation that follows them, which has no sound."""
    waiting: dict[str, Any] | None = None
    for sign in signs:
        if waiting is not None and not any(letter.isalnum() for letter in sign["word"]):
            waiting["word"] += sign["word"]
            continue
        if waiting is not None:
            yield waiting
        waiting = dict(sign)
    if waiting is not None:
        yield waiting


def _split_sentences_offline(language: str) -> None:
    """Give the library a splitter of sentences that knows no abbreviations.

    It fetches one otherwise. What it splits only decides which words of a segment lend each
    other a time; sentences are found later.
    """
    folder = Path("nltk").resolve()
    place = folder / "tokenizers" / "punkt_tab" / language
    place.mkdir(parents=True, exist_ok=True)
    nltk.data.path[:] = [str(folder)]  # the library writes nowhere else
    save_punkt_params(PunktParameters(), str(place))


def _loaded(folder: Path, load: Callable[[], Any]) -> Any:
    try:
        return load()
    except (RuntimeError, ValueError, OSError) as error:
        raise EngineUnavailableError(
            f"the model in {folder} cannot be loaded: {_line(error)}"
        ) from error


def _line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
