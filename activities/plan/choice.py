"""Which layout suits a shot, by what is seen in it and who speaks."""

from collections.abc import Sequence

from activities.plan.people import MIN_TURN, Person, people, turns
from activities.plan.subject import subject
from activities.plan.window import Window
from core.domain.faces import FaceTracks, View
from core.domain.span import Span

FOLLOW, FIT, FIXED = "follow", "fit", "fixed"
SCREEN, GAME = "screen_face", "game"
PANELS = {2: "split", 3: "three", 4: "four"}
"""Layouts in which everybody has a panel, by how many they are."""

# Who is seen for less than this share of a shot cannot have a panel for all of it.
_THERE = 0.7
# Cutting from one speaker to the next is as good as showing both, until it comes more often
# than this in the mean, in seconds, and for so many turns.
_CALM, _TURNS = 5.0, 4
# A face seen for less than this share of a shot is an accident of the detector or the picture.
_FACE_TIME = 0.1
# Nobody would read a picture that is shown whole for a shorter time than this, seconds.
_WHOLE_SECONDS = 3.0
# Heads next to each other need a little air at the edges of a window that shows them all.
_FITTING = 0.94


def suited_to_all(shots: Sequence[Span], faces: FaceTracks, window: Window) -> list[str]:
    """Return the layout of each shot; ``window`` is the one that a camera would follow with.

    A short shot of nobody is framed like the one before it, or else like the one after it.
    """
    found = [suited(shot, faces, window) for shot in shots]
    for row in (range(1, len(found)), range(len(found) - 2, -1, -1)):
        for number in row:
            beside = found[number - 1 if row.step > 0 else number + 1]
            if found[number] is None and beside in {FOLLOW, FIT}:
                found[number] = beside
    return [name or FIT for name in found]


def suited(shot: Span, faces: FaceTracks, window: Window) -> str | None:
    """Return the layout of a shot; None where it does not matter."""
    shown = view(shot, faces)
    if shown.kind in {"screen", "game"}:
        seen = any(one.seconds >= _FACE_TIME * shot.duration for one in people(shot, faces))
        with_face = SCREEN if shown.kind == "screen" else GAME
        return with_face if seen or shown.inset is not None else FIT
    if shown.kind == "still" and not window.whole:
        return FIT
    if talking := in_turns(shot, faces, window):
        return PANELS[len(talking)]
    return alone(shot, faces, window)


def alone(shot: Span, faces: FaceTracks, window: Window) -> str | None:
    """Return the layout of a shot with one window; None where it does not matter."""
    seen = subject(shot, faces, window)
    if window.whole or seen.present.mean() >= _FACE_TIME:
        return FOLLOW
    return FIT if shot.duration >= _WHOLE_SECONDS else None


def view(shot: Span, faces: FaceTracks) -> View:
    """Return what kind of picture most of a shot is; a camera where nobody looked."""
    camera = View(span=shot, kind="camera")
    return max(faces.views, key=lambda one: one.span.common(shot), default=camera)


def in_turns(shot: Span, faces: FaceTracks, window: Window) -> tuple[Person, ...]:
    """Return who speaks in turns so quick that everybody had better be seen; else nobody.

    Nobody either when one window shows them all, or when somebody comes and goes.
    """
    spoken = turns(shot, faces)
    if len(spoken) < _TURNS or shot.duration / len(spoken) > _CALM:
        return ()
    talking = [one for one in people(shot, faces) if one.id in spoken and one.speech >= MIN_TURN]
    if len(talking) not in PANELS or _fit_together(talking, window):
        return ()
    if any(one.seconds < _THERE * shot.duration for one in talking):
        return ()
    return tuple(talking)


def first(shot: Span, faces: FaceTracks, count: int) -> tuple[Person, ...]:
    """Return the people who speak most, or else are seen longest, from the left to the right."""
    seen = sorted(people(shot, faces), key=lambda one: (-one.speech, -one.seconds))[:count]
    return tuple(sorted(seen, key=lambda one: one.head.center[0]))


def _fit_together(found: Sequence[Person], window: Window) -> bool:
    if window.sideways:
        low = min(one.head.x for one in found)
        high = max(one.head.x + one.head.width for one in found)
    else:
        low = min(one.head.y for one in found)
        high = max(one.head.y + one.head.height for one in found)
    return high - low <= _FITTING * window.size
