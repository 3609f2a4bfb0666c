import xml.etree.ElementTree as ET
from collections.abc import Callable

import opentimelineio as otio
import pytest

from activities import catalog
from activities.render.nle.base import Contents
from activities.render.nle.edit import edit
from activities.render.nle.exchange import exported, imported
from core.domain.plan import ClipPlan, LayoutPlan
from core.domain.span import Span
from core.domain.timecode import Rate
from core.errors import InvalidPlanError
from tests.activities.render.nle.nle_plans import FPS, VARIABLE, plan, recording
from tests.activities.render.nle.opened import Seen, clips, expected

Change = Callable[[ET.Element], None]


def written(found: ClipPlan) -> ET.Element:
    return ET.fromstring(exported(found, recording(found), "fcpxml"))


def read(root: ET.Element) -> ClipPlan:
    return imported(plan(), recording(plan()), ET.tostring(root))


def spine(root: ET.Element) -> ET.Element:
    found = root.find(".//spine")
    assert found is not None
    return found


def frames(text: str | None, rate: Rate) -> int:
    """Return a time as whole frames, computed by OpenTimelineIO."""
    assert text is not None
    value, _, base = text.removesuffix("s").partition("/")
    time = otio.opentime.RationalTime(int(value), int(base or 1))
    count: float = time.rescaled_to(float(rate.fps)).value
    assert count == pytest.approx(round(count), abs=1e-6)
    return round(count)


@pytest.mark.parametrize("fps", FPS + VARIABLE)
def test_every_time_is_a_whole_frame_of_opentimelineio(fps: float) -> None:
    made = edit(plan(fps), recording(plan(fps)))
    root = written(plan(fps))

    seen = [
        Seen(*(frames(clip.get(name), made.rate) for name in ("start", "duration", "offset")))
        for clip in spine(root)
    ]

    assert seen == expected(made)
    marks = [
        (
            one.get("value"),
            frames(one.get("start"), made.rate),
            frames(one.get("duration"), made.rate),
        )
        for one in root.iter("marker")
    ]
    start = made.recording.start
    assert marks == [(m.text, start + m.frame, m.frames) for t in made.takes for m in t.marks]
    for element in root.iter():
        for name in ("start", "duration", "offset", "time", "tcStart"):
            if element.get(name):
                frames(element.get(name), made.rate)


@pytest.mark.parametrize("fps", FPS + VARIABLE)
def test_as_a_timeline_it_opens_in_opentimelineio_with_the_same_times(fps: float) -> None:
    before, source = plan(fps, captions=None, hook=None), recording(plan(fps))
    other = before.model_copy(update={"spans": (Span(start=0, end=1),), "transitions": ()})

    again = imported(other, source, exported(before, source, "fcpxml"))
    timeline = otio.adapters.read_from_string(exported(again, source, "otio").decode(), "otio_json")

    assert clips(timeline.tracks[0]) == expected(edit(plan(fps), source))


@pytest.mark.parametrize("fps", [24.0, 25.0, 30.0, 50.0, 60.0])
def test_the_public_adapter_opens_it_as_well_as_it_can(fps: float) -> None:
    """It cuts times down to whole frames in binary fractions, and knows no NTSC rates."""
    root = written(plan(fps))

    (timeline,) = otio.adapters.read_from_string(ET.tostring(root, encoding="unicode"), "fcpx_xml")

    wanted = expected(edit(plan(fps), recording(plan(fps))))
    for found, one in zip(clips(timeline.tracks[0]), wanted, strict=True):
        assert all(0 <= there - here <= 1 for here, there in zip(found, one, strict=True))


@pytest.mark.parametrize("fps", FPS)
def test_the_grid_is_that_of_the_recording(fps: float) -> None:
    root = written(plan(fps))

    rate = recording(plan(fps)).rate
    assert {one.get("frameDuration") for one in root.iter("format")} == {
        f"{rate.seconds}/{rate.frames}s"
    }


def test_the_file_is_there_with_its_timecode_and_all_its_handles() -> None:
    root = written(plan(29.97))

    asset = root.find("resources/asset")
    assert asset is not None
    rate = recording(plan(29.97)).rate
    assert (frames(asset.get("start"), rate), frames(asset.get("duration"), rate)) == (108000, 3596)
    assert asset.get("name") == "tälk.mp4"
    rep = asset.find("media-rep")
    assert rep is not None
    assert rep.get("src") == "file:///films/A%20talk%20%26%20more/t%C3%A4lk.mp4"


def test_elements_stand_in_the_order_of_the_document_type() -> None:
    order = ["adjust-crop", "adjust-conform", "adjust-transform", "asset-clip", "title", "caption"]
    order.append("marker")
    found = plan(layout=LayoutPlan(name="split"))

    for clip in written(found).iter("asset-clip"):
        places = [order.index(child.tag) for child in clip]
        # Whatever hangs on a clip may stand in any order between transform and markers.
        grouped = [3 if 3 <= place <= 5 else place for place in places]
        assert grouped == sorted(grouped)


def test_the_camera_has_keyframes_in_the_time_of_the_source() -> None:
    root = written(plan())

    animated = spine(root)[1].find("adjust-transform/param[@name='position']/keyframeAnimation")
    assert animated is not None
    keys = [
        (frames(one.get("time"), Rate(frames=30)), one.get("value"), one.get("curve"))
        for one in animated
    ]
    # 384 of 1920 pixels left of the middle, 1080/607.5 as large, of a height of 1920.
    assert keys == [
        (108300, "35.555556 0", "linear"),
        (108330, "35.555556 0", "linear"),
        (108360, "-17.777778 0", "smooth"),
    ]


def test_a_scale_of_one_fits_the_picture_in() -> None:
    transform = spine(written(plan(layout=LayoutPlan(name="fit"))))[0].find("adjust-transform")

    assert transform is not None
    assert transform.attrib == {"position": "0 0", "scale": "1 1"}


def test_captions_and_hook_are_titles_of_the_clips() -> None:
    root = written(plan())

    assert [one.findtext("text/text-style") for one in root.iter("title")] == ["Look at this"]
    captions = [one.findtext("text") for one in root.iter("caption")]
    assert captions[:2] == ["word0.", "word1."]
    assert {one.get("role") for one in root.iter("caption")} == {"SRT?captionFormat=SRT.en"}


def test_panels_of_a_layout_come_back() -> None:
    found = plan(layout=LayoutPlan(name="split"))

    assert written(found).find(".//asset-clip/asset-clip/adjust-crop/trim-rect") is not None
    assert imported(found, recording(found), exported(found, recording(found), "fcpxml")) == found


def _set(name: str, value: str) -> Change:
    return lambda root: spine(root)[1].set(name, value)


def _tag(tag: str) -> Change:
    def change(root: ET.Element) -> None:
        spine(root)[1].tag = tag

    return change


def _add(tag: str, **attributes: str) -> Change:
    def change(root: ET.Element) -> None:
        ET.SubElement(spine(root)[1], tag, attributes)

    return change


def _twice(root: ET.Element) -> None:
    event = root.find("library/event")
    assert event is not None
    event.append(event[0])


def _without_spine(root: ET.Element) -> None:
    sequence = root.find(".//sequence")
    assert sequence is not None
    sequence.remove(sequence[0])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_tag("sync-clip"), "<sync-clip> “tälk.mp4” at 99/30s: no plan can say it"),
        (_tag("transition"), "<transition> “tälk.mp4”"),
        (_tag("mc-clip"), "<mc-clip>"),
        (_set("audioStart", "1s"), "its sound is cut where its picture is not"),
        (_set("ref", "r99"), "there is no asset 'r99'"),
        (_set("start", "soon"), "start='soon' is no time"),
        (_set("duration", "1/0s"), "duration='1/0s' is no time"),
        (_set("duration", "9" * 5000 + "s"), "is no time"),
        (_set("duration", "-5s"), "shorter than a frame"),
        (_set("start", "0s"), "of a recording"),
        (_add("timeMap"), "<timeMap> in <asset-clip>"),
        (_add("conform-rate", scaleEnabled="1"), "<conform-rate> in <asset-clip>"),
        (_add("filter-video", name="Glow"), "<filter-video> “Glow” in <asset-clip>"),
        (_add("asset-clip", ref="r3", lane="-1", offset="0s"), "<asset-clip> at 0s in"),
        (_add("asset-clip", ref="r3", lane="x", offset="0s"), "lane='x' is no number"),
        (_add("asset-clip", ref="r3", lane="1", offset="108310/30s"), "another moment"),
        (_add("title", offset="108310/30s", duration="1s", name="T"), "<title> “T”"),
        (_twice, "holds 2 projects"),
        (_without_spine, "no <spine>"),
    ],
)
def test_what_no_plan_can_say_is_refused_by_name(change: Change, message: str) -> None:
    root = written(plan())
    change(root)

    with pytest.raises(InvalidPlanError, match=message):
        read(root)


def test_what_final_cut_adds_changes_nothing() -> None:
    root = written(plan())
    root.set("version", "1.13")
    clip = spine(root)[1]
    for tag in ("note", "adjust-volume", "keyword", "rating", "metadata", "adjust-colorConform"):
        ET.SubElement(clip, tag)
    ET.SubElement(clip, "conform-rate", {"scaleEnabled": "0", "srcFrameRate": "29.97"})

    assert read(root) == plan()


def test_a_gap_closes_and_a_clip_that_is_switched_off_is_left_out() -> None:
    root = written(plan())
    spine(root)[1].set("enabled", "0")
    gap = ET.Element("gap", name="Gap", offset="600/30s", start="3600s", duration="10s")
    spine(root).append(gap)

    assert read(root).spans == (plan().spans[0], plan().spans[2])


def test_a_clip_over_a_gap_is_refused() -> None:
    root = written(plan())
    gap = ET.SubElement(spine(root), "gap", offset="600/30s", start="3600s", duration="10s")
    attributes = {"ref": "r3", "lane": "1", "offset": "3601s", "start": "3601s", "duration": "1s"}
    ET.SubElement(gap, "asset-clip", attributes)

    with pytest.raises(InvalidPlanError, match="another moment"):
        read(root)


def test_a_clip_without_start_and_duration_shows_the_whole_recording() -> None:
    root = written(plan())
    for clip in list(spine(root))[1:]:
        spine(root).remove(clip)
    del spine(root)[0].attrib["start"], spine(root)[0].attrib["duration"]

    contents: Contents = catalog.EDIT_FORMATS.load("fcpxml")().read(
        ET.tostring(root), recording(plan())
    )

    (item,) = (one for one in contents.items if one.what == "picture")
    assert (float(item.starts), float(item.lasts)) == (0.0, 120.0)
