"""Change a clip by what was heard and seen in its recording."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from activities.plan.beats import on_music_beats, on_source_beats
from activities.plan.editing.known import Known, stored
from activities.plan.editing.operations import AddSounds, Censor, CutOnBeat, Tighten
from activities.plan.sound_marks import APART, sound_marks, table
from activities.plan.tightening import tightened
from core.domain.plan import AudioPlan, Censoring, ClipPlan, SoundMark
from core.domain.sound import Beats
from core.domain.span import Span
from core.domain.transcript import Transcript, Word
from core.errors import InvalidPlanError
from core.profane import profane_spans

# So many words before and after a clip tell what its first and its last one stand beside.
_AROUND = 20


def without_pauses(plan: ClipPlan, operation: Tighten, known: Known) -> ClipPlan:
    """Return the plan without its filler words and long pauses, neither heard nor written.

    Raises:
        InvalidPlanError: what it needs is not known any more.
    """
    transcript = stored(known.transcript, "transcript", operation)
    silences = stored(known.sound, "sound", operation).silences
    cuts = stored(known.scenes, "scenes", operation).cuts()
    whole = _whole(plan)
    made = tightened(
        plan,
        _near(transcript, whole),
        [silence for silence in silences if silence.overlaps(whole)],
        speed=operation.speed,
        language=_language(plan, transcript),
        cuts=cuts,
    )
    return made if made == plan else _heard_only(made, plan)


def with_sounds(plan: ClipPlan, operation: AddSounds, known: Known) -> ClipPlan:
    """Return the plan with a sound effect for every word that has one, apart from those it has.

    Raises:
        InvalidPlanError: no word of its language has one, or what it needs is not known any more.
    """
    transcript = stored(known.transcript, "transcript", operation)
    language = _language(plan, transcript)
    if language.partition("-")[0].casefold() not in table():
        raise InvalidPlanError(
            f"captions.language: there is no table of sounds for {language or 'no language'}; "
            f"there is one for {', '.join(sorted(table()))}"
        )
    sounds = list(plan.audio.sounds)
    for mark in sound_marks(_heard(plan, transcript), language):
        if all(abs(mark.at - other.at) >= APART for other in sounds):
            sounds.append(mark.model_copy(update={"level": operation.level}))
    return _sounding(plan, sounds=_in_order(sounds))


def censored(plan: ClipPlan, operation: Censor, known: Known) -> ClipPlan:
    """Return the plan with its profane words censored, besides what is censored already.

    Raises:
        InvalidPlanError: what it needs is not known any more.
    """
    transcript = stored(known.transcript, "transcript", operation)
    found = profane_spans(_heard(plan, transcript), _language(plan, transcript))
    spans = _merged([*plan.audio.censoring.spans, *found])
    return _sounding(plan, censoring=Censoring(spans=spans, way=operation.way))


def on_the_beat(plan: ClipPlan, operation: CutOnBeat, known: Known) -> ClipPlan:
    """Return the plan with its cuts on the beat, as far as one is near.

    Raises:
        InvalidPlanError: there is no cut or no beat, or what it needs is not known any more.
    """
    if len(plan.spans) == 1:
        raise InvalidPlanError("spans: the clip is one piece; it has no cut to put on a beat")
    words = _near(stored(known.transcript, "transcript", operation), _whole(plan))
    music = plan.audio.music
    if music is not None:
        beats = stored(known.music.get(music.file.key), "beats of the music", operation)
        repeated = _repeated(beats, plan.duration)
        _check(repeated, f"audio.music.file: no steady beat is heard in {music.file.key}")
        return on_music_beats(plan, repeated, words)
    heard = stored(known.sound, "sound", operation).beats
    _check(heard, "audio.music: none is laid under the clip, and no steady beat in its recording")
    return on_source_beats(plan, heard, words)


def _check(beats: Sequence[float], nothing: str) -> None:
    if not beats:
        raise InvalidPlanError(f"{nothing}; choose music with a beat")


def _whole(plan: ClipPlan) -> Span:
    """Return the stretch of the source in which all spans lie."""
    return Span(
        start=min(span.start for span in plan.spans), end=max(span.end for span in plan.spans)
    )


def _near(transcript: Transcript, whole: Span) -> Sequence[Word]:
    """Return the words of a stretch, with some around it."""
    words = transcript.words
    first = bisect_left(words, whole.start, key=lambda word: word.end)
    last = bisect_right(words, whole.end, key=lambda word: word.start)
    return words[max(0, first - _AROUND) : last + _AROUND]


def _language(plan: ClipPlan, transcript: Transcript) -> str:
    return (plan.captions.language if plan.captions else "") or transcript.language


def _heard(plan: ClipPlan, transcript: Transcript) -> list[Word]:
    """Return the words that are heard in the clip, in order of time: as its captions write them,
    and those that they lack.
    """
    written = [word for word in plan.captions.words if _shown(plan, word)] if plan.captions else []
    lacking = [
        word
        for word in _near(transcript, _whole(plan))
        if _shown(plan, word)
        and not any(word.start < one.end and one.start < word.end for one in written)
    ]
    return sorted([*written, *lacking], key=lambda word: word.start)


def _shown(plan: ClipPlan, word: Word) -> bool:
    middle = (word.start + word.end) / 2
    return any(span.contains(middle) for span in plan.spans)


def _heard_only(made: ClipPlan, before: ClipPlan) -> ClipPlan:
    """Return the plan without the captions of what is not heard any more."""
    if made.captions is None:
        return made
    words = tuple(
        word for word in made.captions.words if _shown(made, word) or not _shown(before, word)
    )
    captions = made.captions.model_copy(update={"words": words})
    return made.model_copy(update={"captions": captions})


def _repeated(beats: Beats, duration: float) -> list[float]:
    """Return the beats of music that is repeated until so many seconds are over."""
    rounds = int(duration // beats.duration) + 1 if beats.duration > 0 else 0
    every = (n * beats.duration + beat for n in range(rounds) for beat in beats.times)
    return [beat for beat in every if beat <= duration + 1.0]


def _sounding(plan: ClipPlan, **changes: object) -> ClipPlan:
    audio: AudioPlan = plan.audio.model_copy(update=changes)
    return plan.model_copy(update={"audio": audio})


def _in_order(sounds: Iterable[SoundMark]) -> tuple[SoundMark, ...]:
    return tuple(sorted(sounds, key=lambda mark: mark.at))


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    found: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if found and span.start <= found[-1].end:
            found[-1] = Span(start=found[-1].start, end=max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)
