"""From what a file holds back to the plan: the cut and the notes change, all else stays."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from activities.render.nle import marks
from activities.render.nle.base import Contents, Item, ReadMark, Recording
from activities.render.nle.edit import edit, stretch
from activities.render.nle.marks import Note, Stretch
from core.domain.plan import ClipPlan, TransitionPlan, read_plan
from core.domain.plan.checking import check_times
from core.domain.span import Span
from core.errors import InvalidPlanError


def returned(plan: ClipPlan, contents: Contents, recording: Recording) -> ClipPlan:
    """Return the plan with the cut and the notes of a file.

    An edge that stands at the frame where the plan has it keeps its exact time. Holes in the
    cut close, for a clip shows something at every moment.

    Raises:
        InvalidPlanError: something in the file cannot be said in a plan; the message names it.
    """
    cut = _cut(contents, recording)
    _check_above(cut, contents, recording)
    _check_sound(cut, contents, recording)
    _check_titles(contents, plan, recording)
    was = [stretch(span, recording) for span in plan.spans]
    shown = [_stretch(item, recording) for item in cut]
    owners = [_owner(one, was, n) for n, one in enumerate(shown)]
    spans = [_span(one, n, plan, was, recording) for one, n in zip(shown, owners, strict=True)]
    fresh = plan.model_copy(
        update={"spans": tuple(spans), "transitions": _transitions(plan, owners)}
    )
    notes = [note for mark in contents.marks if (note := _note(mark, cut, recording))]
    changed = marks.with_notes(fresh, notes, recording, was=was, shown=shown)
    valid = read_plan(changed.model_dump_json())
    check_times(valid)
    return valid


def _cut(contents: Contents, recording: Recording) -> list[Item]:
    """Return what carries the cut, in order."""
    found = [item for item in contents.items if item.what == "picture" and item.lane == 0]
    if not found:
        raise InvalidPlanError("the file shows nothing of the recording on its first video track")
    found.sort(key=lambda item: item.begins)
    until = Fraction(0)
    for item in found:
        _check_file(item, recording)
        first, frames = _stretch(item, recording)
        if frames < 1:
            raise InvalidPlanError(f"{item.label} is shorter than a frame; remove it")
        if first < 0 or first + frames > recording.frames + recording.rate.nominal:
            raise InvalidPlanError(
                f"{item.label} shows {float(item.starts):.2f}-{float(item.starts + item.lasts):.2f}"
                f" s of a recording of {float(recording.rate.time(recording.frames)):.2f} s"
            )
        if recording.rate.frame(item.begins) < recording.rate.frame(until):
            raise InvalidPlanError(f"{item.label} lies over what is before it on its track")
        until = item.begins + item.lasts
    return found


def _check_file(item: Item, recording: Recording) -> None:
    if item.file and not recording.is_at(item.file):
        raise InvalidPlanError(
            f"{item.label} shows {item.file}, not {recording.path} from which the clip is cut;"
            " take it out"
        )


def _check_above(cut: Sequence[Item], contents: Contents, recording: Recording) -> None:
    """Panels lie over the cut and show the same moment; anything else is not for a plan."""
    frame = recording.rate.frame
    for item in contents.items:
        if item.what != "picture" or item.lane == 0:
            continue
        _check_file(item, recording)
        under = (one for one in cut if one.begins < item.begins + item.lasts)
        below = [one for one in under if item.begins < one.begins + one.lasts]
        shift = frame(item.starts - item.begins)
        if not below or any(frame(one.starts - one.begins) != shift for one in below):
            raise InvalidPlanError(
                f"{item.label} shows another moment than the clip under it; only one can be shown"
            )


def _check_sound(cut: Sequence[Item], contents: Contents, recording: Recording) -> None:
    """Sound and picture are cut at the same places."""
    frame = recording.rate.frame

    def place(item: Item) -> tuple[int, int, int]:
        return frame(item.begins), frame(item.starts), frame(item.begins + item.lasts)

    sound = [item for item in contents.items if item.what == "sound"]
    seen = {place(item) for item in cut}
    for item in sound:
        _check_file(item, recording)
        if place(item) not in seen:
            raise InvalidPlanError(
                f"{item.label}: its sound is cut where its picture is not; cut both alike"
            )
    heard = {place(item) for item in sound}
    silent = [item for item in cut if place(item) not in heard]
    if sound and silent:
        raise InvalidPlanError(f"{silent[0].label} has lost its sound; put it back or remove it")


def _check_titles(contents: Contents, plan: ClipPlan, recording: Recording) -> None:
    """Titles that the export wrote may be there or not; words change in the plan."""
    titles = [item for item in contents.items if item.what == "title"]
    if not titles:
        return
    takes = edit(plan, recording).takes
    known = {_letters(title.text) for take in takes for title in take.captions}
    known |= {_letters(take.hook.text) for take in takes if take.hook}
    for item in titles:
        if _letters(item.text) not in known:
            raise InvalidPlanError(
                f"{item.label} says “{marks.worded(item.text)[:60]}”, which is not in the clip;"
                " change its words in the plan"
            )


def _letters(text: str) -> str:
    """Return a text without spaces: programs break its lines anew."""
    return "".join(marks.worded(text).split())


def _stretch(item: Item, recording: Recording) -> Stretch:
    first = recording.rate.frame(item.starts)
    return first, recording.rate.frame(item.starts + item.lasts) - first


def _owner(one: Stretch, was: Sequence[Stretch], number: int) -> int | None:
    """Return the number of the span that a stretch was made of; None for a new one.

    Of spans with the same frames it is the one that stood in its place.
    """
    likeness = [_likeness(one, old) for old in was]
    best = max(likeness)
    if best == (0, 0):
        return None
    return number if likeness[number : number + 1] == [best] else likeness.index(best)


def _likeness(one: Stretch, old: Stretch) -> tuple[int, int]:
    """Return how many frames are common, and how many edges."""
    end, old_end = one[0] + one[1], old[0] + old[1]
    common = max(0, min(end, old_end) - max(one[0], old[0]))
    return common, (one[0] == old[0]) + (end == old_end) if common else 0


def _span(
    one: Stretch,
    owner: int | None,
    plan: ClipPlan,
    was: Sequence[Stretch],
    recording: Recording,
) -> Span:
    rate, first, end = recording.rate, one[0], sum(one)
    if owner is None:
        return Span(start=rate.second(first), end=rate.second(end))
    old = plan.spans[owner]
    if was[owner] == one:
        return old
    return Span(
        start=old.start if rate.frame(old.start) == first else rate.second(first),
        end=old.end if rate.frame(old.end) == end else rate.second(end),
    )


def _transitions(plan: ClipPlan, owners: Sequence[int | None]) -> tuple[TransitionPlan, ...]:
    """Return the transitions at the joins that are still there."""
    joins = {
        before: place
        for place, (before, after) in enumerate(pairwise(owners))
        if before is not None and after == before + 1
    }
    return tuple(
        transition.model_copy(update={"after": joins[transition.after]})
        for transition in plan.transitions
        if transition.after in joins
    )


def _note(mark: ReadMark, cut: Sequence[Item], recording: Recording) -> Note | None:
    """Return a mark at its frame of the source; None behind the end of the clip."""
    rate, at = recording.rate, mark.at
    if mark.in_clip:
        shows = (item for item in cut if item.begins <= at < item.begins + item.lasts)
        under = next(shows, None)
        if under is None:
            return None
        at = at - under.begins + under.starts
    frames = None if mark.lasts is None else max(1, rate.frame(at + mark.lasts) - rate.frame(at))
    return Note(marks.worded(mark.text), rate.frame(at), frames)
