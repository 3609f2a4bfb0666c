"""PocketSphinx as an aligner: finds known English words with the model in its wheel."""

from collections.abc import Iterator, Sequence

import numpy as np
from pocketsphinx import Decoder

from activities.transcribe.backends.pocketsphinx import entry, teach
from activities.transcribe.base import Placed, Report
from activities.transcribe.chunks import Samples
from core.domain.sound import RATE
from core.domain.span import Span
from core.errors import EngineUnavailableError
from core.settings import Settings

_FRAMES_PER_SECOND = 100


class PocketSphinxAligner:
    """English only. Words that its dictionary lacks are looked for as they are spelt."""

    name = "pocketsphinx en-us"

    def __init__(self, _: Settings) -> None:
        self._decoder: Decoder | None = None

    def prepare(self, language: str, report: Report) -> None:
        """Load the model that lies in the wheel.

        Raises:
            EngineUnavailableError: it does not lie there, or the language is not English.
        """
        if language != "en":
            raise EngineUnavailableError(f"pocketsphinx knows English only, not {language!r}")
        try:
            self._decoder = Decoder(samprate=float(RATE), lm=None, bestpath=False, loglevel="FATAL")
        except RuntimeError as error:
            raise EngineUnavailableError(
                "pocketsphinx came without its English model; install its wheel from PyPI"
            ) from error
        report(1.0)

    def align(self, samples: Samples, words: Sequence[str]) -> list[Placed] | None:
        """Return when each word is said; None when the words do not fit the sound."""
        decoder = self._decoder
        assert decoder is not None, "prepare comes first"
        teach(decoder, words)
        entries = [entry(word) for word in words]
        if not words or any(not each or decoder.lookup_word(each) is None for each in entries):
            return None
        sound = (np.clip(samples, -1, 1) * 32767).astype(np.int16)
        try:
            decoder.set_align_text(" ".join(entries))
            decoder.start_utt()
            decoder.process_raw(sound.tobytes(), full_utt=True)
            decoder.end_utt()
        except RuntimeError:
            return None
        placed = list(self._placed(decoder, len(samples) / RATE))
        return placed if len(placed) == len(words) else None

    def _placed(self, decoder: Decoder, seconds: float) -> Iterator[Placed]:
        for segment in decoder.seg() or ():
            if segment.word[:1] not in {"<", "[", "+"}:
                start = min(seconds, segment.start_frame / _FRAMES_PER_SECOND)
                end = min(seconds, (segment.end_frame + 1) / _FRAMES_PER_SECOND)
                yield Placed(span=Span(start=start, end=max(start, end)))
