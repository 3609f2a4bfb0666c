"""Whatever is in a recording: what is told of it is right, or poorer and said to be."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import odd_media
from tests.analysis_answer import Answer, checked
from tests.system import System

pytestmark = [pytest.mark.server, pytest.mark.media]

Judge = Callable[[Answer], bool]

SAID = [
    "the",
    "two",
    "towers",
    "of",
    "the",
    "great",
    "bridge",
    "in",
    "new",
    "york",
    "are",
    "not",
    "parallel",
]


def _note(step: str, words: str) -> Judge:
    return lambda told: words in told.notes.get(step, "")


def _nobody(told: Answer) -> bool:
    unheard = "nobody was heard" in told.notes["transcribe"] + told.notes["diarize"]
    return unheard and not told.words and not told.topics and told.language == ""


def _understood(told: Answer) -> bool:
    """At least half of the first sentence is there."""
    heard = set(told.text())
    return sum(word in heard for word in SAID) >= len(SAID) / 2


def _told_to_be_poor(told: Answer) -> bool:
    return "hard to understand" in told.notes.get("transcribe", "")


def _faces(count: int) -> Judge:
    return lambda told: len(told.tracks) == count and all(t.person for t in told.tracks)


def _at_the_edge(told: Answer) -> bool:
    return len(told.tracks) == 1 and told.tracks[0].boxes[0].x < 0.01


# What is odd about the picture and about the sound, and how each of them is to be told.
ODD: list[tuple[str, Judge, str, Judge]] = [
    ("dark", _note("scene_detect", "nearly black"), "silence", _nobody),
    ("cartoon", _note("face_track", "no face was seen"), "music", _nobody),
    ("no face", _note("face_track", "no face was seen"), "noise", _nobody),
    (
        "1 fps",
        _note("prepare", "a frame rate of 1 is low"),
        "very fast speech",
        lambda told: _understood(told) or _told_to_be_poor(told),
    ),
    (
        "crowd",
        _note("face_track", "more than 8 faces"),
        "overlapping speakers",
        lambda told: bool(told.words) and (_understood(told) or _told_to_be_poor(told)),
    ),
    ("still image", _faces(1), "telephone", _understood),
    ("120 fps", _faces(2), "5.1", _understood),
    (
        "face at the edge",
        _at_the_edge,
        "clipped",
        lambda told: bool(told.words) and (_understood(told) or _told_to_be_poor(told)),
    ),
]


@pytest.mark.parametrize(
    ("picture", "seen", "sound", "heard"),
    [
        # Every second one waits for the long run.
        pytest.param(*odd, id=f"{odd[0]}, {odd[2]}", marks=[pytest.mark.long] * (number % 2))
        for number, odd in enumerate(ODD)
    ],
)
async def test_the_answer_is_right_or_said_to_be_poor(
    running: System,
    recording: Path,
    tmp_path: Path,
    *,
    picture: str,
    seen: Judge,
    sound: str,
    heard: Judge,
) -> None:
    told = await analyzed(running, tmp_path, recording, picture=picture, sound=sound)

    assert seen(told), (told.notes, told.tracks)
    assert heard(told), (told.notes, told.text())


async def test_a_change_of_language_is_told_or_that_one_language_was_listened_for(
    running: System, recording: Path, tmp_path: Path
) -> None:
    if not odd_media.LANGUAGES.exists():
        pytest.skip("the real recordings are not here")
    sound = "several languages"
    told = await analyzed(running, tmp_path, recording, picture="no face", sound=sound)

    assert told.words
    assert len(told.languages) > 1 or "the only language" in told.notes["transcribe"]


async def analyzed(
    running: System, folder: Path, talk: Path, *, picture: str, sound: str
) -> Answer:
    source = odd_media.recording(folder, talk, picture=picture, sound=sound)
    done = await running.command("analyze", str(source), "--json", cwd=folder)
    assert done.code == 0, done.errors
    assert "Traceback" not in done.errors
    return checked(done.json())
