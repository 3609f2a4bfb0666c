"""PocketSphinx: modest, but its English model comes inside its wheel and runs anywhere."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pocketsphinx import Decoder, Vad

from activities.transcribe.base import Heard, Report
from activities.transcribe.chunks import Chunk, chunks
from activities.transcribe.lexicon import english
from activities.transcribe.pronunciation import phones
from core.domain.sound import RATE
from core.domain.transcript import Word
from core.errors import EngineUnavailableError
from core.settings import Settings
from core.sound_file import pieces

# The model adapts to the mean of each chunk, so one must hold a few sentences; search time
# and memory grow with it. 10 to 40 seconds differ by less than one word in a hundred.
_TARGET_SECONDS = 20.0
_SLACK_SECONDS = 8.0

# How much the language model, which knows news, counts against what is heard. With less than the
# library's 6.5 free talk loses one word in a hundred fewer, and read speech none more.
_LANGUAGE_WEIGHT = 5.0

# The language model always hears something, in digital silence the word "dog". What lies
# where nobody spoke, or lasts longer than any word, was not said.
_VOICED_SHARE = 0.25
_LONGEST_WORD = 1.5

# In music it hears a doubtful word here and there. Where somebody speaks, words fill 0.7 and more
# of the time in which a voice may be heard, however poor the sound; in music 0.2 to 0.4.
_FILLED = 0.5
_BELIEVED = 0.6
"""Mean confidence from which on words that are far apart were said all the same."""
_AROUND = 4.0
"""Seconds before and after a word that tell whether anybody speaks there."""

_ASSUMED = "everything was heard as English, the only language that pocketsphinx knows"

_FRAMES_PER_SECOND = 100
# The detector of voices takes 10, 20 or 30 ms at a time.
_VAD_SAMPLES = RATE * 30 // 1000
_VARIANT = re.compile(r"\(\d+\)$")


class PocketSphinx:
    """English only. Word times are frames of the search, 10 ms each."""

    name = "pocketsphinx en-us"

    def __init__(self, _: Settings) -> None:
        self._decoder: Decoder | None = None

    def prepare(self, report: Report) -> None:
        """Load the model that lies in the wheel.

        Raises:
            EngineUnavailableError: it does not lie there.
        """
        try:
            self._decoder = Decoder(samprate=float(RATE), lw=_LANGUAGE_WEIGHT, loglevel="FATAL")
        except RuntimeError as error:
            raise EngineUnavailableError(
                "pocketsphinx came without its English model; install its wheel from PyPI"
            ) from error
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
        """Return what is said, as if it were English, in lower case without full stops.

        Names of the vocabulary that the dictionary lacks are listened for as they are spelt.

        Raises:
            EngineUnavailableError: another language is asked for.
            UnreadableMediaError: the sound cannot be decoded.
        """
        if language not in {None, "en"}:
            raise EngineUnavailableError(f"pocketsphinx understands English only, not {language!r}")
        assert self._decoder is not None, "prepare comes first"
        teach(self._decoder, [word for name in vocabulary for word in name.split()])
        words: list[Word] = []
        stretches = chunks(pieces(audio), RATE, target=_TARGET_SECONDS, slack=_SLACK_SECONDS)
        for chunk in stretches:
            words += self._words(chunk)
            report(min(1.0, chunk.end / duration) if duration > 0 else 1.0)
        assumed = _ASSUMED if words and language is None else ""
        return Heard(language="en", words=tuple(words), punctuated=False, note=assumed)

    def _words(self, chunk: Chunk) -> Iterator[Word]:
        sound = (np.clip(chunk.samples, -1, 1) * 32767).astype(np.int16)
        voiced = _voiced(sound)
        if not voiced.any():
            return
        decoder = self._decoder
        assert decoder is not None, "prepare comes first"
        decoder.start_utt()
        decoder.process_raw(sound.tobytes(), full_utt=True)
        decoder.end_utt()
        words = [
            Word(
                text=_VARIANT.sub("", segment.word),
                start=segment.start_frame / _FRAMES_PER_SECOND,
                end=(segment.end_frame + 1) / _FRAMES_PER_SECOND,
                confidence=round(min(1.0, max(0.0, segment.prob)), 3),
            )
            for segment in decoder.seg() or ()
            if _is_word(segment.word)
        ]
        words = [word for word in words if _was_said(voiced, word.start, word.end)]
        for word in words:
            if _among_speech(word, words, voiced):
                times = {"start": chunk.start + word.start, "end": chunk.start + word.end}
                yield word.model_copy(update=times)


def teach(decoder: Decoder, words: Iterable[str]) -> None:
    """Let the decoder know words that are not in its dictionary, small, as they may be spoken."""
    known = english()
    for word in dict.fromkeys(words):
        small = entry(word)
        if not small or decoder.lookup_word(small) is not None:
            continue
        for number, way in enumerate(phones(word, known), 1):
            decoder.add_word(small if number == 1 else f"{small}({number})", " ".join(way), True)


def entry(word: str) -> str:
    """Return how a word stands in the dictionary: small, without marks but for apostrophes."""
    bare = word.lower().replace("\u2019", "'").strip("'")
    return "".join(c for c in bare if c.isalnum() or c in "'-.").strip(".-")


def _is_word(entry: str) -> bool:
    """Tell words from fillers such as ``<sil>``, ``[NOISE]`` and ``++BREATH++``."""
    return entry[:1] not in {"<", "[", "+"}


def _was_said(voiced: NDArray[np.bool_], start: float, end: float) -> bool:
    if end - start > _LONGEST_WORD:
        return False
    per_second = RATE / _VAD_SAMPLES
    heard = voiced[int(start * per_second) : int(end * per_second) + 1]
    return bool(len(heard)) and float(heard.mean()) >= _VOICED_SHARE


def _among_speech(word: Word, words: Sequence[Word], voiced: NDArray[np.bool_]) -> bool:
    """Tell a word that somebody said from one that was heard in music."""
    start, end = max(0.0, word.start - _AROUND), word.end + _AROUND
    near = [each for each in words if each.start < end and each.end > start]
    if sum(each.confidence for each in near) >= _BELIEVED * len(near):
        return True
    per_second = RATE / _VAD_SAMPLES
    heard = float(voiced[int(start * per_second) : int(end * per_second) + 1].sum()) / per_second
    said = sum(min(end, each.end) - max(start, each.start) for each in near)
    return said >= _FILLED * heard


def _voiced(sound: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Return for each 30 ms whether somebody may be speaking."""
    detector = Vad(mode=Vad.LOOSE, sample_rate=RATE, frame_length=_VAD_SAMPLES / RATE)
    count = len(sound) // _VAD_SAMPLES
    frames = sound[: count * _VAD_SAMPLES].reshape(count, _VAD_SAMPLES)
    return np.array([detector.is_speech(frame.tobytes()) for frame in frames], np.bool_)
