"""Go through the pictures of a proxy once: find faces now and then, follow them in between."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from activities.face_track.base import (
    CROP_RATE,
    FaceDetector,
    FaceEmbedder,
    Found,
    PersonDetector,
    Picture,
)
from activities.face_track.cast import Cast, Vector
from activities.face_track.crops import CropFile
from activities.face_track.cuts import CutWatch, Thumbnail, thumbnail
from activities.face_track.look import Look
from activities.face_track.mouth import Luma
from activities.face_track.pictures import colours, frames, luma
from activities.face_track.views import ViewWatch
from core.domain.faces import View

# Times per second that it is noted where faces are: half a second of walking stays within
# one size of the face.
_RATE = 4.0
# Notes at most, so that what is stored of a long recording stays a few megabytes.
_MAX_LOOKS = 40_000
# Seconds between two pictures that are read at all. Syllables come at 4 to 8 a second.
_APART = 0.06
# Mouths in pictures further apart than this say nothing about speech.
_MOUTH_SECONDS = 0.2
# Seconds from a cut to the second look, and the longest time without a look.
_FIRST, _LONGEST = 0.5, 4.0
# Looks that may be taken at once, and per second in the long run, however much moves.
_MOST_AT_ONCE, _MOST_PER_SECOND = 12.0, 1.1
# What a look at a small picture takes of a whole one.
_BRIEF = 0.3
# A picture of which no part changed by so many levels of 255 shows who it showed before.
_SAME_PICTURE = 4.0
MAX_FACES = 8
"""Of a crowd, the faces that a clip could be about."""
# Smaller faces, as a share of the height of the picture, are nobody's portrait.
_MIN_HEIGHT = 0.03
# While nothing changes but those who are known, a small picture tells if they are still there:
# its longer side in pixels, and the least height of their faces as a share of the picture.
_SMALL, _SMALL_HEIGHT = 160, 0.18
# A part of the picture without a known face that changes by so many levels of 255 since faces
# were looked for may show a new one.
_SOMEBODY_NEW = 10.0
# How far around a face the picture may change because of it, in sizes of the face.
_BESIDE, _ABOVE = 1.2, 0.6
# How often it is measured what a face looks like, in one scene.
_MEASURED = 3
# Seconds between two looks for bodies, which cost more than looks for faces.
_BODY_SECONDS = 3.0
# Seconds between two reports of how far it is.
_REPORT_SECONDS = 0.5
# Seconds between two glances at what kind of picture it is.
_GLANCE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What going through a recording gave."""

    faces: list[Look]
    bodies: list[Look]
    views: tuple[View, ...]
    crowd: bool
    """Whether there were more faces at once than are followed."""


@dataclass(slots=True)
class Eyes:
    """The engines that look, and what they are to look at."""

    detector: FaceDetector
    embedder: FaceEmbedder
    people: PersonDetector | None = None
    """None looks for no bodies."""
    mouths: bool = True
    crops: CropFile | None = None


def sample_rate(duration: float) -> float:
    """Return how often per second of such a recording it is noted where faces are."""
    return min(_RATE, _MAX_LOOKS / duration) if duration > 0 else _RATE


def watch(video: Path, eyes: Eyes, *, duration: float, report: Callable[[float], None]) -> Seen:
    """Return what was seen, in order of time. A look is taken at every cut as well.

    Raises:
        UnreadableMediaError: the video cannot be decoded.
    """
    watcher = _Watcher(eyes, 1.0 / sample_rate(duration))
    apart = _APART if eyes.crops is None else 0.8 / CROP_RATE
    told = 0.0
    for at, frame in frames(video, apart=apart):
        watcher.see(at, partial(colours, frame), luma(frame))
        if duration > 0 and at >= told + _REPORT_SECONDS:
            told = at
            report(min(1.0, at / duration))
    return watcher.finish(duration)


@dataclass(slots=True)
class _Pace:
    """When to look again: soon while something is new, rarely while all is as expected."""

    looked: float = -1e9
    wait: float = _FIRST
    budget: float = _MOST_AT_ONCE
    picture: Thumbnail | None = None

    def due(self, at: float, picture: Thumbnail, *, held: bool) -> bool:
        """Return whether to look now; ``held`` tells if everybody could be followed."""
        saved = min(_MOST_AT_ONCE, self.budget + (at - self.looked) * _MOST_PER_SECOND)
        if saved < 1.0:
            return False
        if not held:
            return True
        changed = self.picture is None or np.abs(picture - self.picture).max() >= _SAME_PICTURE
        return bool(changed) and at - self.looked >= self.wait - _APART / 2

    def look(self, at: float, picture: Thumbnail, *, expected: bool, brief: bool) -> None:
        """Take note of a look, and of whether it saw what was expected."""
        passed = max(0.0, at - self.looked)
        saved = min(_MOST_AT_ONCE, self.budget + passed * _MOST_PER_SECOND)
        self.budget = saved - (_BRIEF if brief else 1.0)
        self.wait = min(2 * self.wait, _LONGEST) if expected else _FIRST / 2
        self.looked, self.picture = at, picture

    def cut(self) -> None:
        """Begin a scene: nothing is known about it after its first look."""
        self.wait = _FIRST / 2


@dataclass(slots=True)
class _Watcher:
    eyes: Eyes
    interval: float
    watch: CutWatch = field(default_factory=CutWatch)
    pace: _Pace = field(default_factory=_Pace)
    views: ViewWatch = field(default_factory=ViewWatch)
    before: tuple[float, Luma] | None = None
    whole: Thumbnail | None = None
    """The picture in which faces were last looked for everywhere."""
    noted: float = -1e9
    glanced: float = -1e9
    bodies_looked: float = -1e9
    crowd: bool = False
    faces: Cast = field(init=False)
    bodies: Cast = field(init=False)

    def __post_init__(self) -> None:
        self.faces = Cast(mouths=self.eyes.mouths, crops=self.eyes.crops)
        self.bodies = Cast()

    def see(self, at: float, picture: Callable[[], Picture], luma: Luma) -> None:
        """Take in the next picture; ``picture`` gives its colours."""
        small = thumbnail(luma)
        cut = self.watch.cut(small)
        if cut:
            self._end()
            self.pace.cut()
            self._look(at, picture(), luma, small, cut=True)
        else:
            self._mouths(at, luma)
            # Pictures do not come exactly when they are due: half of one early is on time.
            if at >= self.noted + self.interval - _APART / 2:
                self._note(at, picture, luma, small)
        if cut or at >= self.glanced + _GLANCE_SECONDS:
            self.views.glance(at, luma, small, [face.box for face in self.faces.faces])
            self.glanced = at
        self.before = at, luma

    def finish(self, duration: float) -> Seen:
        """End the recording; its last picture stays until the end."""
        end = self.before[0] if self.before else 0.0
        for cast in (self.faces, self.bodies):
            cast.leave(max(end, duration - self.interval) if self.before else None)
        views = self.views.finish(max(end, duration))
        return Seen(self.faces.looks, self.bodies.looks, views, self.crowd)

    def _end(self) -> None:
        for cast in (self.faces, self.bodies):
            cast.leave(self.before[0] if self.before else None)
        self.bodies_looked = -1e9

    def _mouths(self, at: float, luma: Luma) -> None:
        if self.before is not None and at - self.before[0] < _MOUTH_SECONDS:
            self.faces.watch_mouths(at, self.before[1], luma)

    def _note(
        self, at: float, picture: Callable[[], Picture], luma: Luma, small: Thumbnail
    ) -> None:
        """Note where everybody is; look again where that is not sure enough."""
        self.noted = at
        held = self.faces.follow(luma)
        self.bodies.follow(luma)
        if self.pace.due(at, small, held=held):
            self._look(at, picture(), luma, small, cut=False)
        else:
            self.faces.note(at)
            self.bodies.note(at)

    def _look(
        self, at: float, picture: Picture, luma: Luma, small: Thumbnail, *, cut: bool
    ) -> None:
        brief = not cut and self._nobody_new(small)
        searched = _reduced(picture) if brief else picture
        large = _large(self.eyes.detector.detect(searched))
        self.crowd |= len(large) > MAX_FACES
        found = large[:MAX_FACES]
        if not brief:
            self.whole = small
        vectors: list[Vector | None] = [None] * len(found)
        for number in [] if brief else self.faces.unmeasured(found, _MEASURED):
            vectors[number] = self.eyes.embedder.embed(picture, found[number])
        expected = self.faces.meet(at, luma, found, vectors=vectors)
        changed = self.pace.picture is not None and np.abs(small - self.pace.picture).max() > 1
        self.pace.look(at, small, expected=expected or cut, brief=brief)
        self.noted = at
        self._look_for_bodies(at, picture, luma, moving=bool(changed) and not cut)

    def _nobody_new(self, small: Thumbnail) -> bool:
        """Return whether faces are known, and nothing else has changed since all was searched."""
        faces = [face.box for face in self.faces.faces]
        if self.whole is None or not faces or min(b.height for b in faces) < _SMALL_HEIGHT:
            return False
        change = np.abs(small - self.whole)
        rows, columns = change.shape
        for box in faces:
            left = max(0, int((box.x - _BESIDE * box.width) * columns))
            right = int((box.x + (1 + _BESIDE) * box.width) * columns) + 1
            change[max(0, int((box.y - _ABOVE * box.height) * rows)) :, left:right] = 0.0
        return float(change.max()) < _SOMEBODY_NEW

    def _look_for_bodies(self, at: float, picture: Picture, luma: Luma, *, moving: bool) -> None:
        """Look for bodies in a moving picture without faces, but not too often."""
        if self.faces.faces:
            self.bodies.leave(at if self.bodies.faces else None)
        elif self.eyes.people is None or not moving:
            self.bodies.note(at)
        elif at - self.bodies_looked >= _BODY_SECONDS:
            self.bodies_looked = at
            found = _large(self.eyes.people.detect(picture))[:MAX_FACES]
            self.bodies.meet(at, luma, found)
        else:
            self.bodies.note(at)


def _reduced(picture: Picture) -> Picture:
    """Return the picture so small that those who are large in it are still found."""
    rows, columns = picture.shape[:2]
    scale = min(1.0, _SMALL / max(rows, columns))
    size = max(1, round(columns * scale)), max(1, round(rows * scale))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def _large(found: Sequence[Found]) -> list[Found]:
    """Return those who are large enough to be followed, the most striking first."""
    large = [one for one in found if one.box.height >= _MIN_HEIGHT]
    large.sort(key=lambda one: -one.score * one.box.area**0.5)
    return large
