import xml.etree.ElementTree as ET
from collections.abc import Callable

import opentimelineio as otio
import pytest

from activities.render.nle.edit import edit
from activities.render.nle.exchange import exported, imported
from core.domain.plan import ClipPlan, LayoutPlan
from core.errors import InvalidPlanError
from tests.activities.render.nle.nle_plans import FPS, VARIABLE, plan, recording
from tests.activities.render.nle.opened import clips, expected, marker_frames

Change = Callable[[ET.Element], None]


def written(found: ClipPlan) -> ET.Element:
    return ET.fromstring(exported(found, recording(found), "premiere"))


def read(root: ET.Element) -> ClipPlan:
    return imported(plan(), recording(plan()), ET.tostring(root))


def tracks(root: ET.Element, kind: str = "video") -> list[ET.Element]:
    return root.findall(f"sequence/media/{kind}/track")


def clip(root: ET.Element) -> ET.Element:
    return tracks(root)[0][1]


@pytest.mark.parametrize("fps", FPS + VARIABLE)
def test_opentimelineio_opens_it_with_the_same_times_to_the_frame(fps: float) -> None:
    made = edit(plan(fps), recording(plan(fps)))

    timeline = otio.adapters.read_from_string(
        exported(plan(fps), recording(plan(fps)), "premiere").decode(), "fcp_xml"
    )

    pictures = [track for track in timeline.tracks if track.kind == "Video"]
    sounds = [track for track in timeline.tracks if track.kind == "Audio"]
    assert clips(pictures[0]) == expected(made)
    assert [clips(track) for track in sounds] == [expected(made)] * 2
    first = next(iter(pictures[0])).source_range.start_time
    assert first.rate == pytest.approx(float(made.rate.fps))
    for found, take in zip(pictures[0].find_clips(), made.takes, strict=True):
        assert [one[0] for one in marker_frames(found)] == [mark.text for mark in take.marks]


@pytest.mark.parametrize(("fps", "base", "ntsc"), [(23.976, "24", "TRUE"), (25.0, "25", "FALSE")])
def test_ntsc_rates_are_told_as_such(fps: float, base: str, ntsc: str) -> None:
    root = written(plan(fps))

    assert {one.text for one in root.iter("timebase")} == {base}
    assert {one.text for one in root.iter("ntsc")} == {ntsc}


def test_the_file_is_described_once_with_its_timecode_and_all_its_handles() -> None:
    files = [one for one in written(plan()).iter("file") if len(one)]

    assert len(files) == 1
    assert files[0].findtext("pathurl") == (
        "file://localhost/films/A%20talk%20%26%20more/t%C3%A4lk.mp4"
    )
    assert files[0].findtext("timecode/string") == "01:00:00:00"
    assert files[0].findtext("timecode/frame") == "108000"
    assert files[0].findtext("duration") == "3600"


def test_picture_and_sound_are_tied_together() -> None:
    root = written(plan())

    names = {one.get("id") for one in root.iter("clipitem")}
    for item in root.iter("clipitem"):
        links = [one.text for one in item.iter("linkclipref")]
        assert item.get("id") in links
        assert set(links) <= names
        assert len(links) == 3


def keys(root: ET.Element, name: str) -> list[tuple[str | None, str]]:
    found = next(one for one in clip(root).iter("parameter") if one[0].text == name)
    return [
        (one.findtext("when"), "".join(one[1].itertext()).replace("\n", "").replace(" ", ""))
        for one in found.iter("keyframe")
    ]


def test_the_camera_has_keyframes_in_frames_of_the_source() -> None:
    root = written(plan())

    # 384 of 1920 pixels left of the middle, 1080/607.5 as large, of a width of 1080.
    assert keys(root, "center") == [
        ("300", "0.6320990"),
        ("330", "0.6320990"),
        ("360", "-0.3160490"),
    ]
    scale = next(one for one in clip(root).iter("parameter") if one[0].text == "scale")
    assert scale.findtext("value") == "177.777778"


def test_captions_and_hook_are_texts_on_tracks_of_their_own() -> None:
    _, captions, hook = tracks(written(plan()))

    assert [one.findtext(".//parameter/value") for one in hook] == ["Look at this"]
    assert captions[0].findtext("name") == "word0."
    ends = [int(one.findtext("end", "")) for one in captions]
    starts = [int(one.findtext("start", "")) for one in captions]
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))


def test_panels_of_a_layout_come_back() -> None:
    found = plan(layout=LayoutPlan(name="split"))

    assert [len(track) for track in tracks(written(found))][:2] == [3, 3]
    assert imported(found, recording(found), exported(found, recording(found), "premiere")) == found


def _text(name: str, value: str) -> Change:
    def change(root: ET.Element) -> None:
        found = clip(root).find(name)
        assert found is not None
        found.text = value

    return change


def _speed(root: ET.Element) -> None:
    effect = ET.SubElement(ET.SubElement(clip(root), "filter"), "effect")
    ET.SubElement(effect, "effectid").text = "timeremap"
    parameter = ET.SubElement(effect, "parameter")
    ET.SubElement(parameter, "parameterid").text = "speed"
    ET.SubElement(parameter, "value").text = "50"


def _nested(root: ET.Element) -> None:
    ET.SubElement(clip(root), "sequence")


def _transition(root: ET.Element) -> None:
    item = ET.SubElement(tracks(root)[0], "transitionitem")
    ET.SubElement(ET.SubElement(item, "effect"), "name").text = "Cross Dissolve"


def _short_sound(root: ET.Element) -> None:
    for name in ("out", "end"):
        found = tracks(root, "audio")[0][2].find(name)
        assert found is not None
        found.text = str(int(found.text or "") - 3)


def _without_sound(root: ET.Element) -> None:
    for track in tracks(root, "audio"):
        track.remove(track[1])


def _twice(root: ET.Element) -> None:
    root.append(root[0])


def _rate(root: ET.Element) -> None:
    found = root.find("sequence/rate/timebase")
    assert found is not None
    found.text = "0"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_text("in", "x"), "<clipitem> “tälk.mp4” at frame 99: <in> 'x' is no number"),
        (_text("start", "-1"), "take out its transition"),
        (_text("out", "600"), "changes the speed"),
        (_text("end", "99"), "changes the speed|shorter than a frame"),
        (_speed, "changes the speed"),
        (_nested, "is a sequence"),
        (_transition, "<transitionitem> “Cross Dissolve”: plans choose their own"),
        (_short_sound, "its sound is cut where its picture is not"),
        (_without_sound, "has lost its sound"),
        (_twice, "holds 2 sequences"),
        (_rate, "<timebase>: 0 is no frame rate"),
    ],
)
def test_what_no_plan_can_say_is_refused_by_name(change: Change, message: str) -> None:
    root = written(plan())
    change(root)

    with pytest.raises(InvalidPlanError, match=message):
        read(root)


def test_texts_that_premiere_made_graphics_of_are_known() -> None:
    root = written(plan())
    for item in list(tracks(root)[1]):
        item.tag = "clipitem"
        file = ET.SubElement(item, "file", id=f"file-{item.get('id')}")
        ET.SubElement(file, "name").text = "Graphic"
        ET.SubElement(file, "mediaSource").text = "GraphicAndType"
        for effect in item.findall("effect"):
            item.remove(effect)

    assert read(root) == plan()


def test_a_frame_too_few_at_the_end_of_the_source_is_forgiven() -> None:
    root = written(plan())
    out = clip(root).find("out")
    assert out is not None
    out.text = str(int(out.text or "") - 1)

    assert read(root) == plan()


def test_markers_of_the_sequence_count_in_the_clip() -> None:
    root = written(plan())
    sequence = root.find("sequence")
    assert sequence is not None
    for text, at in (("look", 109), ("behind the end", 9999)):
        marker = ET.SubElement(sequence, "marker")
        for name, value in (("name", text), ("in", str(at)), ("out", "-1")):
            ET.SubElement(marker, name).text = value

    new = read(root).markers[-1]

    # Ten frames into the second span, which begins at frame 300 of the source.
    assert (new.text, new.at) == ("look", 10.333333)
    assert len(read(root).markers) == 3


def test_a_clip_that_is_switched_off_is_left_out() -> None:
    root = written(plan())
    for track in (tracks(root)[0], *tracks(root, "audio")):
        found = track[1].find("enabled")
        assert found is not None
        found.text = "FALSE"

    assert read(root).spans == (plan().spans[0], plan().spans[2])
