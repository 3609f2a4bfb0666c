import json
from typing import Any

import opentimelineio as otio
import pytest

from activities.render.nle.edit import edit
from activities.render.nle.exchange import exported, imported
from core.errors import InvalidPlanError
from tests.activities.render.nle.nle_plans import FPS, VARIABLE, plan, recording
from tests.activities.render.nle.opened import clips, expected, marker_frames


def written(fps: float = 30.0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(exported(plan(fps), recording(plan(fps)), "otio"))
    return found


def read(timeline: object) -> object:
    return imported(plan(), recording(plan()), json.dumps(timeline).encode())


@pytest.mark.parametrize("fps", FPS + VARIABLE)
def test_opentimelineio_opens_it_with_the_same_times_to_the_frame(fps: float) -> None:
    made = edit(plan(fps), recording(plan(fps)))

    timeline = otio.adapters.read_from_string(json.dumps(written(fps)), "otio_json")

    assert timeline.name == "What <people> & others say"
    assert [track.name for track in timeline.tracks] == ["V1", "Captions", "Hook", "A1"]
    picture, captions, _hook, sound = timeline.tracks
    assert clips(picture) == clips(sound) == expected(made)
    assert picture[0].source_range.start_time.rate == pytest.approx(float(made.rate.fps))
    assert [(one.name, one.range_in_parent().start_time.value) for one in captions if one.name] == [
        (title.text, take.start + title.frame - take.first)
        for take in made.takes
        for title in take.captions
    ]


def test_every_clip_knows_its_file_with_all_its_handles() -> None:
    timeline = otio.adapters.read_from_string(json.dumps(written()), "otio_json")

    for clip in timeline.tracks[0]:
        assert (
            clip.media_reference.target_url == "file:///films/A%20talk%20%26%20more/t%C3%A4lk.mp4"
        )
        available = clip.media_reference.available_range
        assert (available.start_time.value, available.duration.value) == (108000, 3600)
        assert available.contains(clip.source_range)


def test_markers_and_the_path_of_the_camera_lie_on_the_clips() -> None:
    made = edit(plan(), recording(plan()))

    timeline = otio.adapters.read_from_string(json.dumps(written()), "otio_json")

    for clip, take in zip(timeline.tracks[0], made.takes, strict=True):
        start = made.recording.start
        assert marker_frames(clip) == [(m.text, start + m.frame, m.frames) for m in take.marks]
        placements = clip.effects[0].metadata["clippedai"]["placements"]
        assert [(one["frame"], one["x"]) for one in placements] == [
            (one.frame, one.x) for one in take.layers[0].placements
        ]


def test_what_opentimelineio_writes_is_read() -> None:
    timeline = otio.adapters.read_from_string(json.dumps(written()), "otio_json")
    del timeline.tracks[0][1]
    del timeline.tracks[3][1]

    content = otio.adapters.write_to_string(timeline, "otio_json").encode()

    after = imported(plan(), recording(plan()), content)
    assert after.spans == (plan().spans[0], plan().spans[2])


def test_a_file_of_an_older_schema_is_read() -> None:
    timeline = otio.adapters.read_from_string(json.dumps(written()), "otio_json")
    old = otio.adapters.write_to_string(timeline, "otio_json", target_schema_versions={"Clip": 1})
    assert "Clip.1" in old

    assert imported(plan(), recording(plan()), old.encode()) == plan()


def _with(field: str, value: object) -> Any:
    def change(timeline: dict[str, Any]) -> None:
        timeline["tracks"]["children"][0]["children"][1][field] = value

    return change


def _timed(name: str, field: str, value: object) -> Any:
    def change(timeline: dict[str, Any]) -> None:
        clip = timeline["tracks"]["children"][0]["children"][1]
        clip["source_range"][name][field] = value

    return change


def _transition(timeline: dict[str, Any]) -> None:
    children = timeline["tracks"]["children"][0]["children"]
    children.insert(1, {"OTIO_SCHEMA": "Transition.1", "name": "Dissolve"})


def _short_sound(timeline: dict[str, Any]) -> None:
    sound = timeline["tracks"]["children"][-1]["children"][1]
    sound["source_range"]["duration"]["value"] -= 3


def _lost_sound(timeline: dict[str, Any]) -> None:
    sound = timeline["tracks"]["children"][-1]["children"][1]
    sound["OTIO_SCHEMA"] = "Gap.1"


def _second_track(timeline: dict[str, Any]) -> None:
    track = json.loads(json.dumps(timeline["tracks"]["children"][0]))
    track["children"] = track["children"][:1]
    track["children"][0]["source_range"]["start_time"]["value"] += 30
    timeline["tracks"]["children"].insert(1, track)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_with("OTIO_SCHEMA", "Stack.1"), "Stack “tälk.mp4”: no plan can say it"),
        (
            _with("effects", [{"OTIO_SCHEMA": "LinearTimeWarp.1"}]),
            r"Clip .*tälk.* at 3\.30 s chang",
        ),
        (_with("effects", 7), "effects is no list"),
        (_with("source_range", "x"), "no source_range"),
        (_timed("duration", "value", "x"), "'?x'? is no number"),
        (_timed("duration", "value", float("nan")), "nan is no number"),
        (_timed("duration", "value", 1e300), "is no number"),
        (_timed("duration", "rate", 0), "no frame rate"),
        (_timed("start_time", "value", 0), "shows -3600"),
        (_timed("duration", "value", 0), "shorter than a frame"),
        (_transition, "Transition “Dissolve”: no plan can say it"),
        (_short_sound, "its sound is cut where its picture is not"),
        (_lost_sound, "has lost its sound"),
        (_second_track, "another moment than the clip under it"),
    ],
)
def test_what_no_plan_can_say_is_refused_by_name(change: Any, message: str) -> None:
    timeline = written()
    change(timeline)

    with pytest.raises(InvalidPlanError, match=message):
        read(timeline)


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"{}",
        b'{"a":' * 100_000,
        b'{"OTIO_SCHEMA": "Timeline.1"}',
        b'{"OTIO_SCHEMA": "Timeline.1", "tracks": {"OTIO_SCHEMA": "Stack.1", "children": [1]}}',
        b'{"OTIO_SCHEMA": "Timeline.1", "tracks": {"OTIO_SCHEMA": "Stack.1", "children": []}}',
    ],
)
def test_damaged_and_hostile_json_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidPlanError):
        imported(plan(), recording(plan()), content)


def test_a_clip_that_is_switched_off_is_left_out() -> None:
    timeline = written()
    for track in (timeline["tracks"]["children"][0], timeline["tracks"]["children"][-1]):
        track["children"][0]["enabled"] = False

    assert (
        imported(plan(), recording(plan()), json.dumps(timeline).encode()).spans
        == (plan().spans[1:])
    )
