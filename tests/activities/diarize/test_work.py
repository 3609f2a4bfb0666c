from pathlib import Path

import pytest

from activities import catalog
from activities.diarize.base import Report, Stretch, Told
from activities.diarize.contract import FACES_FILE, AttributeTask, DiarizeTask
from activities.diarize.work import attribute, diarize, join
from core.domain.faces import FaceTracks
from core.domain.part import JoinTask, Part, PieceFile
from core.domain.span import Span
from core.domain.transcript import Transcript, Word
from core.domain.voices import Voices
from core.settings import Settings
from tests.activities.diarize.stage import faces, speaking, track, voices


class Parrot:
    """An engine that tells three voices, and notes how many it was asked for."""

    name = "parrot"

    def __init__(self, settings: Settings) -> None:
        self.asked: list[int | None] = []
        asked_of.append(self.asked)

    def prepare(self, report: Report) -> None:
        report(1.0)

    def diarize(
        self, audio: Path, duration: float, *, speakers: int | None, report: Report
    ) -> Told:
        self.asked.append(speakers)
        report(1.0)
        prints: dict[str, tuple[float, ...]] = {"x": (1.0, 0.0), "y": (0.0, 1.0), "z": (0.1, 1.0)}
        stretches = [Stretch(0, 3, "x"), Stretch(3, 5, "y"), Stretch(6, 9, "z")]
        return Told(stretches, prints)


asked_of: list[list[int | None]] = []


@pytest.fixture(autouse=True)
def parrot(monkeypatch: pytest.MonkeyPatch) -> None:
    asked_of.clear()
    monkeypatch.setattr(catalog.DIARIZERS, "load", lambda _: Parrot)


def told(*, speakers: int | None = None, whole: bool = True, audio: str | None = "a") -> Voices:
    seen: list[float] = []
    task = DiarizeTask(audio=audio, duration=10, engine="parrot", speakers=speakers, whole=whole)
    found = diarize(task, seen.append)
    assert seen == sorted(seen)
    return found


def test_voices_are_those_of_the_engine() -> None:
    found = told()

    assert (found.engine, found.duration) == ("parrot", 10)
    assert [voice.seconds for voice in found.voices] == [3, 2, 3]


def test_the_engine_is_told_the_number_of_a_whole_recording_only() -> None:
    assert len(told(speakers=3).voices) == 3
    assert len(told(speakers=2, whole=False).voices) == 2
    assert asked_of == [[3], [None]]


def test_without_sound_there_is_nobody() -> None:
    assert told(audio=None) == Voices(engine="none", duration=10)
    assert asked_of == []


def test_pieces_become_one(tmp_path: Path) -> None:
    pieces = []
    for index in range(2):
        own = Span(start=index * 50, end=index * 50 + 50)
        path = tmp_path / f"{index}.json"
        path.write_text(voices((10, 20, "S1"), duration=50).model_dump_json())
        pieces.append(PieceFile(part=Part(index=index, of=2, own=own, seen=own), path=str(path)))

    found = join(JoinTask(duration=100, pieces=tuple(pieces)), lambda _: None)

    assert found.duration == 100
    assert [turn.span.start for turn in found.turns] == [10, 60]


def test_words_and_faces_get_their_voices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    talk = voices((0, 10, "S1"), (10, 20, "S2"))
    words = tuple(Word(text="word", start=at, end=at + 0.5) for at in range(0, 20, 2))
    said = Transcript(
        engine="e", language="en", duration=20, words=words, sentence_ends=(5, len(words))
    )
    pair = [track(1, 0, 20, moves=[(0, 10)]), track(2, 0, 20, moves=[(10, 20)])]
    mouths = faces(pair, (0, 10, 1), (14, 20, 2))
    for name, value in (("t", said), ("v", talk), ("f", mouths)):
        Path(name).write_text(value.model_dump_json())

    found = attribute(AttributeTask(transcript="t", voices="v", faces="f"), lambda _: None)

    assert [word.speaker for word in found.words] == ["S1"] * 5 + ["S2"] * 5
    left = FaceTracks.model_validate_json(Path(FACES_FILE).read_bytes())
    assert speaking(left) == [(0, 10, 1), (10, 20, 2)]
