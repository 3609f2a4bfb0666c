"""Find the time of known words with the first aligner that can run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from activities import catalog
from activities.transcribe.alignment import GUESSED, Place
from activities.transcribe.base import Aligner, Placed, Report
from activities.transcribe.captions import Cue
from activities.transcribe.levels import Levels
from activities.transcribe.spread import spread
from core.domain.span import Span
from core.domain.transcript import Word
from core.errors import EngineUnavailableError
from core.settings import settings
from core.sound_file import between

# An aligner gets cues together, up to so many seconds, as long as they follow each other.
_TOGETHER_SECONDS = 25.0
_GAP_SECONDS = 1.0
# People set cues by ear: a word may lie so far outside its own, in seconds.
_LOOSE_SECONDS = 0.7


@dataclass(frozen=True)
class Finder:
    """An aligner with the recording in which it looks."""

    audio: Path
    aligner: Aligner

    @property
    def name(self) -> str:
        return self.aligner.name

    def place(self, span: Span, words: Sequence[str]) -> list[Placed] | None:
        """Return when the words are said, in seconds of the recording; None if it cannot tell."""
        start = max(0.0, span.start)
        placed = self.aligner.align(between(self.audio, start, span.end), words)
        return placed and [
            one.model_copy(update={"span": one.span.shifted(start)}) for one in placed
        ]


def found(audio: Path, language: str) -> Finder | None:
    """Return the first aligner that knows the language, None when there is none."""
    for name in catalog.ALIGNERS.names():
        try:
            aligner = catalog.ALIGNERS.load(name)(settings())
            aligner.prepare(language, _ignore)
        except (EngineUnavailableError, ImportError):
            continue
        return Finder(audio, aligner)
    return None


def worded(
    cues: Sequence[Cue], levels: Levels | None, place: Place | None, report: Report
) -> tuple[Word, ...]:
    """Return the words of captions with their times.

    ``place`` finds them where what it finds agrees with the cues; elsewhere the words of a cue
    share what sounds in it.
    """
    words: list[Word] = []
    groups = list(_groups(cues))
    for done, group in enumerate(groups, 1):
        texts = [text for cue in group for text in cue.text.split()]
        placed = place and place(_around(group), texts)
        if placed and _agree(group, placed):
            words += [_word(text, one) for text, one in zip(texts, placed, strict=True)]
        else:
            words += [word for cue in group for word in _shared(cue, levels)]
        report(done / len(groups))
    return tuple(words)


def _groups(cues: Sequence[Cue]) -> Iterator[list[Cue]]:
    group: list[Cue] = []
    for cue in cues:
        if group and (
            cue.span.start - group[-1].span.end > _GAP_SECONDS
            or cue.span.end - group[0].span.start > _TOGETHER_SECONDS
        ):
            yield group
            group = []
        group.append(cue)
    if group:
        yield group


def _around(group: Sequence[Cue]) -> Span:
    start = max(0.0, group[0].span.start - _LOOSE_SECONDS / 2)
    return Span(start=start, end=group[-1].span.end + _LOOSE_SECONDS / 2)


def _agree(group: Sequence[Cue], placed: Sequence[Placed]) -> bool:
    """Tell whether every word was found near its cue."""
    cues = [cue.span for cue in group for _ in cue.text.split()]
    return all(
        cue.start - _LOOSE_SECONDS
        <= (one.span.start + one.span.end) / 2
        <= cue.end + _LOOSE_SECONDS
        for cue, one in zip(cues, placed, strict=True)
    )


def _shared(cue: Cue, levels: Levels | None) -> Iterator[Word]:
    texts = cue.text.split()
    for text, span in zip(texts, spread(texts, cue.span, levels), strict=True):
        yield _word(text, Placed(span=span, confidence=GUESSED))


def _word(text: str, placed: Placed) -> Word:
    span = placed.span
    return Word(text=text, start=span.start, end=span.end, confidence=placed.confidence)


def _ignore(_: float) -> None:
    pass
