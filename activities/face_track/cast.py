"""Those who are in the picture while it goes by."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from activities.face_track.base import Found
from activities.face_track.crops import CropFile
from activities.face_track.following import Followed, settled
from activities.face_track.look import Look
from activities.face_track.mouth import Luma, motion
from core.domain.box import Box

# Half a pixel of a picture 5000 pixels wide: more digits only make the result longer.
_DIGITS = 4
# Nobody moves: then one look a second tells enough.
_RESTING_SECONDS = 1.0
# Boxes with less than this share of their union in common are different faces.
_SAME = 0.25

Vector = NDArray[np.float32]


@dataclass(slots=True)
class _Member:
    """One face from look to look."""

    followed: Followed
    measured: int = 0
    """How often it was measured what the face looks like."""
    moved: bool = True


class Cast:
    """Faces, or bodies, that are followed; with every look that was taken at them."""

    def __init__(self, *, mouths: bool = False, crops: CropFile | None = None) -> None:
        self.looks: list[Look] = []
        self._mouths = mouths
        self._crops = crops
        self._members: list[_Member] = []
        self._lost: list[_Member] = []
        self._open: Look | None = None
        self._new = True
        self._measured = self._most_found = 0
        self._times: list[float] = []
        self._motion: list[tuple[float, ...]] = []
        self._kept: list[int] = []

    @property
    def faces(self) -> list[Found]:
        """Those in the picture, as they were last seen."""
        return [member.followed.face for member in self._members]

    def unmeasured(self, found: Sequence[Found], most: int) -> list[int]:
        """Return which of these faces were measured fewer than so many times in the scene."""
        self._most_found = max(self._most_found, len(found))
        if self._measured >= most * self._most_found:
            return []
        known = [self._member(face) for face in found]
        return [n for n, one in enumerate(known) if one is None or one.measured < most]

    def meet(
        self,
        at: float,
        luma: Luma,
        found: Sequence[Found],
        *,
        vectors: Sequence[Vector | None] = (),
    ) -> bool:
        """Take in what was found in a picture; return whether it is who was expected.

        What is found first after ``leave`` begins a scene.
        """
        known = [self._member(face) for face in found]
        expected = len(found) == len(self._members) and None not in known
        vectors = vectors or [None] * len(found)
        self._members = [
            self._joined(luma, face, old, vector)
            for face, old, vector in zip(found, known, vectors, strict=True)
        ]
        self._measured += sum(vector is not None for vector in vectors)
        packed = tuple(b"" if v is None else v.astype(np.float16).tobytes() for v in vectors)
        self._begin(at, searched=True, vectors=packed if any(packed) else ())
        return expected

    def follow(self, luma: Luma) -> bool:
        """Follow everybody into the next picture; return whether all were held."""
        held = []
        for member in self._members:
            before = member.followed.face
            held.append(member.followed.follow(luma))
            member.moved |= member.followed.face is not before
        self._lost = [member for member, ok in zip(self._members, held, strict=True) if not ok]
        return all(held)

    def note(self, at: float) -> None:
        """Remember where everybody is now, unless nothing has changed since."""
        if not self._members or self._open is None:
            return
        if self._lost:
            self._members = [member for member in self._members if member not in self._lost]
            self._lost = []
        elif at - self._open.at < _RESTING_SECONDS and not any(m.moved for m in self._members):
            return
        self._begin(at, searched=False)

    def watch_mouths(self, at: float, before: Luma, luma: Luma) -> None:
        """Measure how the mouths moved since the picture before."""
        if not self._mouths or not self._members:
            return
        faces = self.faces
        self._times.append(round(at, _DIGITS))
        self._motion.append(tuple(round(motion(before, luma, face), _DIGITS) for face in faces))
        if self._crops is not None:
            self._kept.append(self._crops.keep(luma, [face.box for face in faces]))

    def leave(self, at: float | None) -> None:
        """End the scene: until ``at``, everybody was where they were last seen."""
        if at is not None and self._open is not None and at > self._open.at + 0.02:
            self._lost = []
            self._begin(at, searched=False)
        self._close()
        self._members, self._new = [], True
        self._measured = self._most_found = 0

    def _member(self, face: Found) -> _Member | None:
        shares = [(common(face.box, m.followed.face.box), n) for n, m in enumerate(self._members)]
        share, number = max(shares, default=(0.0, -1))
        return self._members[number] if share >= _SAME else None

    def _joined(
        self, luma: Luma, face: Found, old: _Member | None, vector: Vector | None
    ) -> _Member:
        measured = int(vector is not None) + (old.measured if old else 0)
        before = old.followed.face if old else None
        now = settled(before, face) if before else face
        return _Member(Followed(luma, now), measured)

    def _begin(self, at: float, *, searched: bool, vectors: tuple[bytes, ...] = ()) -> None:
        self._close()
        found = tuple(map(_remembered, self.faces))
        self._open = Look(round(at, _DIGITS), self._new, found, searched=searched, vectors=vectors)
        self._new = False
        for member in self._members:
            member.moved = False

    def _close(self) -> None:
        """End the look that is open: what its mouths did is known."""
        if (look := self._open) is not None:
            self.looks.append(
                Look(
                    look.at,
                    look.cut,
                    look.found,
                    times=tuple(self._times),
                    motion=tuple(self._motion),
                    searched=look.searched,
                    vectors=look.vectors,
                    crops=tuple(self._kept),
                )
            )
        self._open, self._times, self._motion, self._kept = None, [], [], []


def common(one: Box, other: Box) -> float:
    """Return the share of their union that two boxes have in common, 0..1."""
    width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    both = max(0.0, width) * max(0.0, height)
    return both / (one.area + other.area - both + 1e-12)


def _remembered(face: Found) -> Found:
    """Return what is kept of a face: its points take more room than all the rest."""
    box = face.box
    x, y, width, height = (round(side, _DIGITS) for side in (box.x, box.y, box.width, box.height))
    return Found(Box(x=x, y=y, width=width, height=height), round(face.score, _DIGITS))
