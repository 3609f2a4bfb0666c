"""What happens at a moment of a plan, as notes for people who edit, and back."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from activities.render.nle.base import Mark, Recording
from core.domain.plan import Censoring, ClipPlan, EffectPlan, Marker, SoundMark
from core.domain.span import Span
from core.errors import InvalidPlanError

_SOUND, _EFFECT, _CENSOR, _NAMELESS = "sound: ", "effect: ", "censor", "marker"

_LONGEST = 500

Stretch = tuple[int, int]
"""The first frame of a stretch of the source, and how many it has."""


@dataclass(frozen=True)
class Moment:
    """Something of a plan that has a time."""

    field: str
    """Where in the plan it stands: ``markers``, ``sounds``, ``effects`` or ``censoring``."""
    text: str
    span: Span
    """Seconds of the source; empty for a point."""
    number: int | None = None
    """Its place there; None for what is new."""


@dataclass(frozen=True)
class Note:
    """A mark that was read."""

    text: str
    frame: int
    """Of the source."""
    frames: int | None = None
    """None when the format does not say how long it lasts."""


def worded(text: str) -> str:
    """Return a text on one line, without what files of editing programs cannot hold."""
    kept = (" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text)
    return " ".join("".join(c for c in kept if _written_somewhere(c)).split())


def marks(plan: ClipPlan, recording: Recording, stretch: Stretch) -> tuple[Mark, ...]:
    """Return the notes of a stretch of the source."""
    found = (_mark(moment, recording, stretch) for moment in _moments(plan))
    return tuple(dict.fromkeys(mark for mark in found if mark is not None))


def with_notes(
    plan: ClipPlan,
    notes: Iterable[Note],
    recording: Recording,
    *,
    was: Sequence[Stretch],
    shown: Sequence[Stretch],
) -> ClipPlan:
    """Return the plan with its moments where the notes that were read put them.

    ``was`` is what the plan shows of the source, ``shown`` what the file shows that was read. A
    moment that has its note where it was stays as it is. One that has a note elsewhere moves
    there. One without a note goes, unless it is not shown. Other notes are new.

    Raises:
        InvalidPlanError: a note asks for an effect or a bleep, but has no length.
    """
    read: dict[tuple[str, int], list[Note]] = {}
    for note in notes:
        read.setdefault((note.text, note.frame), []).append(note)
    old = [
        (moment, [mark for one in was if (mark := _mark(moment, recording, one))])
        for moment in _moments(plan)
    ]
    places = {(mark.text, mark.frame) for _, marked in old for mark in marked}
    rest = {key: found[0] for key, found in read.items() if key not in places}
    kept = []
    for moment, marked in old:
        found = [note for mark in marked for note in read.get((mark.text, mark.frame), ())]
        if found:
            kept.append(_lasting(moment, marked, found, recording))
        elif there := _moved(moment, marked, rest, recording, shown=shown):
            kept.append(there)
    return _written(plan, kept + [_new(note, recording) for note in rest.values()])


def _moments(plan: ClipPlan) -> list[Moment]:
    found = [
        Moment("markers", worded(one.text), Span(start=one.at, end=one.at + one.seconds), n)
        for n, one in enumerate(plan.markers)
    ]
    for n, sound in enumerate(plan.audio.sounds):
        found.append(Moment("sounds", _SOUND + sound.name, Span(start=sound.at, end=sound.at), n))
    for n, effect in enumerate(plan.effects):
        if effect.span is not None:
            found.append(Moment("effects", _EFFECT + effect.name, effect.span, n))
    for n, span in enumerate(plan.audio.censoring.spans):
        found.append(Moment("censoring", _CENSOR, span, n))
    return found


def _mark(moment: Moment, recording: Recording, stretch: Stretch) -> Mark | None:
    """Return the note of a moment in a stretch; None where there is nothing of it to see."""
    rate, (first, frames) = recording.rate, stretch
    begins = rate.frame(moment.span.start)
    stops = min(max(begins + 1, rate.frame(moment.span.end)), first + frames)
    begins = max(begins, first)
    return Mark(begins, stops - begins, moment.text) if stops > begins and moment.text else None


def _lasting(
    moment: Moment, marked: Sequence[Mark], found: Sequence[Note], recording: Recording
) -> Moment:
    """Return the moment as long as its one note now is; one in pieces keeps its length."""
    if len(marked) != 1 or moment.field == "sounds":
        return moment
    frames = found[0].frames
    if frames is None or any(note.frames == marked[0].frames for note in found):
        return moment
    stop = recording.rate.second(marked[0].frame + frames)
    return replace(moment, span=Span(start=moment.span.start, end=max(stop, moment.span.start)))


def _moved(
    moment: Moment,
    marked: Sequence[Mark],
    rest: dict[tuple[str, int], Note],
    recording: Recording,
    *,
    shown: Sequence[Stretch],
) -> Moment | None:
    """Return the moment where its note went, and take that note away; None when it has none."""
    notes = [note for note in rest.values() if note.text == moment.text]
    if not marked or not notes:
        seen = any(first <= mark.frame < first + n for mark in marked for first, n in shown)
        return None if seen else moment
    was = marked[0].frame
    note = min(notes, key=lambda note: abs(note.frame - was))
    del rest[note.text, note.frame]
    by = recording.rate.second(note.frame - was)
    start = round(max(0.0, moment.span.start + by), 6)
    span = Span(start=start, end=start + moment.span.duration)
    at = Mark(note.frame, marked[0].frames, note.text)
    return _lasting(replace(moment, span=span), [at] if len(marked) == 1 else [], [note], recording)


def _new(note: Note, recording: Recording) -> Moment:
    rate, frames = recording.rate, note.frames or 1
    start = rate.second(note.frame)
    span = Span(start=start, end=rate.second(note.frame + frames) if frames > 1 else start)
    if note.text.startswith(_SOUND):
        return Moment("sounds", note.text, span)
    if len(note.text) > _LONGEST:
        raise InvalidPlanError(
            f"marker “{note.text[:40]}…” has {len(note.text)} letters; {_LONGEST} at most"
        )
    if not note.text.startswith(_EFFECT) and note.text != _CENSOR:
        return Moment("markers", note.text or _NAMELESS, span)
    if frames == 1:
        raise InvalidPlanError(
            f"marker “{note.text}” at {start:.2f} s has no length; draw it as long as it shall last"
        )
    return Moment("censoring" if note.text == _CENSOR else "effects", note.text, span)


def _written(plan: ClipPlan, moments: Sequence[Moment]) -> ClipPlan:
    """Return the plan with these moments instead of its own."""
    of = {
        field: [moment for moment in moments if moment.field == field]
        for field in ("markers", "sounds", "effects", "censoring")
    }
    effects = {n: effect for n, effect in enumerate(plan.effects) if effect.span is None}
    for place, moment in enumerate(of["effects"], start=len(plan.effects)):
        effects[place if moment.number is None else moment.number] = _effect(plan, moment)
    audio = plan.audio.model_copy(
        update={
            "sounds": tuple(_sound(plan, moment) for moment in of["sounds"]),
            "censoring": Censoring(
                spans=tuple(moment.span for moment in of["censoring"]),
                way=plan.audio.censoring.way,
            ),
        }
    )
    return plan.model_copy(
        update={
            "markers": tuple(_marker(plan, moment) for moment in of["markers"]),
            "effects": tuple(effects[place] for place in sorted(effects)),
            "audio": audio,
        }
    )


def _marker(plan: ClipPlan, moment: Moment) -> Marker:
    span = moment.span
    if moment.number is None:
        return Marker(at=span.start, text=moment.text, seconds=span.duration)
    old = plan.markers[moment.number]
    if span == Span(start=old.at, end=old.at + old.seconds):
        return old
    return old.model_copy(update={"at": span.start, "seconds": span.duration})


def _sound(plan: ClipPlan, moment: Moment) -> SoundMark:
    if moment.number is None:
        return SoundMark(name=moment.text.removeprefix(_SOUND), at=moment.span.start)
    return plan.audio.sounds[moment.number].model_copy(update={"at": moment.span.start})


def _effect(plan: ClipPlan, moment: Moment) -> EffectPlan:
    if moment.number is None:
        return EffectPlan(name=moment.text.removeprefix(_EFFECT), span=moment.span)
    return plan.effects[moment.number].model_copy(update={"span": moment.span})


def _written_somewhere(character: str) -> bool:
    """Return whether XML and UTF-8 can hold it."""
    return unicodedata.category(character) != "Cs" and ord(character) & 0xFFFE != 0xFFFE
