"""How often the one who speaks is found, on conversations whose speakers are known.

Run as ``python -m tests.benchmarks.speaker``. At every moment of speech the answer is right
when it names the face of the one who speaks, or nobody when that one is not in the picture.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from activities import catalog
from activities.face_track.contract import Engines, Tracked, TrackTask
from activities.face_track.work import track
from core.domain.faces import Track
from core.errors import ClippedError
from tests.benchmarks.conversations import ALONE, SIZE, TAKES, Known, Seat, Take, film
from tests.benchmarks.measure import Ratio

TWO_PEOPLE, ONE_PERSON = 0.95, 0.99
"""The shares of speech that must be right."""

_STEP = 0.05


@dataclass(frozen=True)
class Score:
    """Seconds of speech, and how many of them were right."""

    right: float
    speech: float

    @property
    def share(self) -> float:
        return self.right / self.speech


def main() -> int:
    """Print the share for every take, and return 0 when both goals are met."""
    with tempfile.TemporaryDirectory() as name:
        for take in (*TAKES, *ALONE):
            score = measure(take, Path(name))
            sys.stdout.write(f"{take.name:<24} {score.share:7.1%} of {score.speech:5.1f} s\n")
        found = ratios()
    sys.stdout.writelines(f"{ratio.line()}\n" for ratio in found)
    return 0 if all(ratio.met for ratio in found) else 1


def ratios() -> list[Ratio]:
    """Measure all takes.

    Raises:
        ClippedError: the photographs or the detector cannot be had.
    """
    with tempfile.TemporaryDirectory() as name:
        two = _sum([measure(take, Path(name)) for take in TAKES])
        one = _sum([measure(take, Path(name)) for take in ALONE])
    return [
        _ratio("speaker, two people", two, TWO_PEOPLE),
        _ratio("speaker, one person", one, ONE_PERSON),
    ]


def measure(take: Take, folder: Path) -> Score:
    """Make a take, find out who speaks in it, and compare."""
    known = film(take, folder)
    return score(known, tracked(known))


def tracked(known: Known) -> Tracked:
    """Return what the step makes of a take."""
    engines = Engines(
        embedders=tuple(catalog.FACE_EMBEDDERS.names()),
        people=tuple(catalog.PERSON_DETECTORS.names()),
        speakers=tuple(catalog.ACTIVE_SPEAKERS.names()),
    )
    detector = catalog.FACE_DETECTORS.names()[0]
    task = TrackTask(
        video=str(known.video),
        audio=str(known.sound),
        duration=known.seconds,
        detector=detector,
        engines=engines,
    )
    return track(task, lambda _: None)


def score(known: Known, found: Tracked) -> Score:
    """Return how much of the speech was right."""
    faces = {one.id: one for one in found.tracks}
    right = speech = 0
    for speaker, at in _moments(known):
        turn = next((turn for turn in found.speaking if turn.span.contains(at)), None)
        seats = known.seats(at)
        named = None if turn is None else _seat(faces[turn.track], seats, at)
        expected = next((seat for seat in seats if seat.speaker == speaker), None)
        speech += 1
        right += (named == expected) if turn is not None else expected is None
    return Score(right * _STEP, speech * _STEP)


def _moments(known: Known) -> Iterator[tuple[str, float]]:
    for speaker, span in known.words:
        for at in np.arange(span.start, span.end, _STEP):
            yield speaker, float(at)


def _seat(face: Track, seats: Sequence[Seat], at: float) -> Seat | None:
    """Return the seat in which a face is at a time; None when it is in none."""
    box = min(face.detections, key=lambda detection: abs(detection.at - at)).box
    x, y = box.center
    for seat in seats:
        height = seat.width * SIZE[0] / SIZE[1]
        if abs(seat.x - x) < 0.6 * seat.width and abs(seat.y - y) < 0.7 * height:
            return seat
    return None


def _sum(scores: Sequence[Score]) -> Score:
    return Score(sum(s.right for s in scores), sum(s.speech for s in scores))


def _ratio(name: str, found: Score, goal: float) -> Ratio:
    return Ratio(
        name=name,
        measured=f"{found.share:.1%}",
        beside=f"of {found.speech:.0f} s of speech",
        goal=f">= {goal:.0%}",
        met=found.share >= goal,
    )


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ClippedError as error:
        sys.exit(f"it could not be measured: {error}")
