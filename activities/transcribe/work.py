"""What runs in the process of each step of this room."""

from collections.abc import Callable, Sequence
from itertools import accumulate
from pathlib import Path

from activities import catalog
from activities.transcribe.alignment import aligned
from activities.transcribe.base import Heard, Transcriber
from activities.transcribe.captions import read, shifted
from activities.transcribe.casing import true_case
from activities.transcribe.contract import AlignTask, TranscribeTask
from activities.transcribe.credits import without_credits
from activities.transcribe.edges import snapped
from activities.transcribe.join import joined
from activities.transcribe.levels import Levels, levels
from activities.transcribe.lexicon import words_of
from activities.transcribe.merge import merge
from activities.transcribe.placing import found, worded
from activities.transcribe.repeats import without_repeats
from activities.transcribe.sentences import bounded, sentence_ends
from activities.transcribe.vocabulary import corrected, lexicon
from core.domain.job import Tier
from core.domain.part import JoinTask
from core.domain.sound import RATE
from core.domain.span import Span
from core.domain.transcript import SpokenLanguage, Transcript, Word
from core.errors import EngineUnavailableError
from core.settings import settings
from core.sound_file import pieces

Report = Callable[[float], None]

CAPTIONS = "captions of the platform"
"""The engine of a transcript that a person wrote."""

# The share of the progress that belongs to loading, and perhaps fetching, the model, and the
# share after which only the words are put right.
_PREPARED = 0.1
_HEARD = 0.95
# Mean confidence below which a person should read what was heard before trusting it.
_DOUBTED = 0.5


def transcribe(task: TranscribeTask, report: Report) -> Transcript:
    """Write down what is said in a recording; nothing said is an empty transcript.

    Raises:
        EngineUnavailableError: the engine cannot run here, or does not know the language; the
            captions hold no words.
        UnreadableMediaError: the sound cannot be decoded.
    """
    if task.audio is None:
        return Transcript(engine="none", language="", duration=task.duration)
    audio = Path(task.audio)
    if task.captions is not None and task.seen is not None:
        return _captioned(task, audio, Path(task.captions), task.seen, report)
    engine = _engine(task)
    engine.prepare(lambda done: report(_PREPARED * done))
    heard = engine.transcribe(
        audio,
        task.duration,
        language=task.language,
        vocabulary=task.vocabulary,
        report=lambda done: report(_PREPARED + (_HEARD - _PREPARED) * done),
    )
    transcript = written_down(
        heard,
        engine.name,
        task.duration,
        levels=levels(pieces(audio), RATE),
        vocabulary=task.vocabulary,
    )
    report(1.0)
    return transcript


def join(task: JoinTask, report: Report) -> Transcript:
    """Put the transcripts of the parts of a recording together."""
    read_back = [
        (piece.part, Transcript.model_validate_json(Path(piece.path).read_bytes()))
        for piece in task.pieces
    ]
    report(0.5)
    return joined(read_back, task.duration)


def align(task: AlignTask, report: Report) -> Transcript:
    """Give the words of a corrected text their times. Each line is a sentence.

    Raises:
        UnreadableMediaError: the sound cannot be decoded.
    """
    before = Transcript.model_validate_json(Path(task.transcript).read_bytes())
    lines = [
        [text for text in line.split() if any(c.isalnum() for c in text)]
        for line in Path(task.text).read_text(errors="replace").splitlines()
    ]
    texts = [text for line in lines for text in line]
    language = task.language or before.language
    sound, aligner = None, None
    if task.audio is not None:
        sound = levels(pieces(Path(task.audio)), RATE)
        aligner = found(Path(task.audio), language)
    report(_PREPARED)
    place = aligner.place if aligner else None
    words = aligned(before.words, texts, task.duration, levels=sound, place=place)
    ends = [end for end in dict.fromkeys(accumulate(len(line) for line in lines)) if end]
    engines = (before.engine, aligner.name if aligner else "")
    return before.model_copy(
        update={
            "engine": " + ".join(dict.fromkeys(name for name in engines if name)),
            "language": language if words else "",
            "duration": task.duration,
            "words": words,
            "sentence_ends": bounded(words, ends),
            "languages": before.languages if words else (),
            "note": "a person corrected this text",
        }
    )


def written_down(
    heard: Heard,
    engine: str,
    duration: float,
    *,
    levels: Levels | None = None,
    vocabulary: tuple[str, ...] = (),
) -> Transcript:
    """Return the transcript of what an engine heard in ``duration`` seconds.

    What the engine made up is left out, names are written as in the vocabulary, and edges of
    words are moved to the edges of the sound.
    """
    words = without_repeats(merge([heard.words], duration))
    if levels is not None:
        ends = sentence_ends(words, punctuated=heard.punctuated)
        words = snapped(without_credits(words, ends, levels), levels)
    known = words_of(heard.language)
    words = corrected(
        words, vocabulary, None if known is None else lexicon(known), cased=heard.punctuated
    )
    ends = sentence_ends(words, punctuated=heard.punctuated)
    return Transcript(
        engine=engine,
        language=heard.language if words else "",
        duration=duration,
        words=words if heard.punctuated else true_case(words, ends),
        sentence_ends=ends,
        languages=_languages(heard, duration) if words else (),
        note="; ".join(note for note in (heard.note, _quality(words)) if note),
    )


def _captioned(
    task: TranscribeTask, audio: Path, path: Path, seen: Span, report: Report
) -> Transcript:
    """Return the transcript that a person wrote down, with a time for each word.

    Raises:
        EngineUnavailableError: there are no words in it for what is seen.
    """
    captions = read(path.read_text(errors="replace"))
    cues = shifted(captions.cues, seen)
    if not cues:
        raise EngineUnavailableError("the captions hold no words for this part of the recording")
    language = task.language or task.captions_language or captions.language
    aligner = found(audio, language)
    sound = levels(pieces(audio), RATE)
    words = worded(cues, sound, aligner.place if aligner else None, report)
    heard = Heard(
        language=language, words=words, punctuated=True, note="a person wrote these captions"
    )
    return written_down(heard, CAPTIONS, task.duration, vocabulary=task.vocabulary)


def _languages(heard: Heard, duration: float) -> tuple[SpokenLanguage, ...]:
    if not heard.languages:
        whole = SpokenLanguage(language=heard.language, span=Span(start=0.0, end=duration))
        return (whole,) if heard.language else ()
    return tuple(
        SpokenLanguage(
            language=spoken.language,
            span=Span(start=min(spoken.span.start, duration), end=min(spoken.span.end, duration)),
        )
        for spoken in heard.languages
    )


def _quality(words: Sequence[Word]) -> str:
    if not words:
        return "nobody was heard speaking"
    if sum(word.confidence for word in words) / len(words) < _DOUBTED:
        return "the speech was hard to understand, so words may be wrong"
    return ""


def _engine(task: TranscribeTask) -> Transcriber:
    chosen = settings()
    if task.tier is Tier.FAST:
        chosen = chosen.model_copy(update={"transcribe": chosen.transcribe.hurried()})
    try:
        return catalog.TRANSCRIBERS.load(task.engine)(chosen)
    except ImportError as error:
        raise EngineUnavailableError(
            f"{error.name or task.engine} is not installed; install it to use {task.engine}"
        ) from error
