"""``clippedai analyze``: what a person and a program get to know of a recording."""

import json
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from tests.analysis_answer import checked
from tests.e2e.conftest import Analyzed, Clipped
from tests.system import System

pytestmark = [pytest.mark.server, pytest.mark.media]

FRAME = 1 / 30
STEPS = {
    *("prepare", "transcribe", "diarize", "scene_detect", "face_track"),
    *("audio_analyze", "attribute", "topics"),
}


def test_standard_output_is_one_json_object_of_the_promised_form(analyzed: Analyzed) -> None:
    answer = json.loads(analyzed.output)

    checked(answer)
    assert set(answer["words"][0]) == {"text", "start", "end", "speaker", "confidence"}
    assert set(answer["scenes"][0]) == {"start", "end"}
    assert {"id", "person", "boxes", "speaking"} <= set(answer["tracks"][0])
    assert set(answer["tracks"][0]["boxes"][0]) == {"at", "x", "y", "w", "h"}
    assert set(answer["engines"]) == STEPS | {"ingest"}
    assert answer["error"] == ""


def test_what_is_told_is_what_was_said_and_shown(analyzed: Analyzed) -> None:
    told, truth = checked(analyzed.answer), analyzed.truth

    said = ["".join(c for c in word.text.lower() if c.isalnum()) for word in truth.words]
    assert SequenceMatcher(a=said, b=told.text(), autojunk=False).ratio() > 0.5
    assert told.cuts() == pytest.approx(truth.cuts, abs=1.01 * FRAME)
    assert told.duration == pytest.approx(truth.duration, abs=0.1)
    assert told.language == "en"
    assert len(told.speakers) == len({word.speaker for word in truth.words})
    assert any(track.speaking for track in told.tracks)


def test_clips_of_a_recording_that_was_analyzed_compute_nothing_twice(
    analyzed: Analyzed, clipped: Clipped
) -> None:
    steps = clipped.answer["steps"]

    assert {step["name"] for step in steps if step["cached"]} >= STEPS
    assert clipped.answer["speakers"] == analyzed.answer["speakers"]
    assert clipped.answer["topics"] == analyzed.answer["topics"]


async def test_its_sentences_are_utterances_with_the_same_topics(
    running: System, analyzed: Analyzed, tmp_path: Path
) -> None:
    file = tmp_path / "utterances.json"
    file.write_text(json.dumps(analyzed.answer["sentences"]))

    done = await running.command("topics", str(file), "--json", cwd=tmp_path)

    assert done.code == 0, done.errors
    assert done.json() == {"topics": analyzed.answer["topics"]}


async def test_people_read_what_was_found(running: System, analyzed: Analyzed) -> None:
    done = await running.command("analyze", str(analyzed.recording))

    assert (done.code, done.output) == (0, "")
    told = " ".join(done.errors.split())
    assert f"{len(analyzed.answer['words'])} words · 2 voices" in told
    assert analyzed.answer["topics"][0]["title"].split()[0] in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("missing.mp4",), "missing.mp4"),
        (("b\udcffd.mp4",), "not UTF-8"),
        ((".",), "is a folder"),
        (("a.mp4",), "empty"),
        (("a.mp4", "--topics", "0"), "topics"),
        (("a.mp4", "--transcriber", "parrot"), "parrot"),
    ],
)
async def test_what_cannot_be_analyzed_is_refused_in_one_clear_line(
    running: System, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    (tmp_path / "a.mp4").touch()

    done = await running.command("analyze", *arguments, "--json", cwd=tmp_path)

    assert done.code in {2, 3}
    assert words in " ".join((done.errors + done.output).split())
    assert "Traceback" not in done.errors
