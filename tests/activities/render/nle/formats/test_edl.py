import opentimelineio as otio
import pytest

from activities.render.nle.edit import edit
from activities.render.nle.exchange import exported, imported
from core.domain.plan import ClipPlan, Marker
from core.errors import InvalidPlanError
from tests.activities.render.nle.nle_plans import FPS, VARIABLE, plan, recording
from tests.activities.render.nle.opened import clips, expected


def written(found: ClipPlan, timecode: str = "01:00:00:00") -> str:
    return exported(found, recording(found, timecode=timecode), "edl").decode()


def read(text: str) -> ClipPlan:
    return imported(plan(), recording(plan()), text.encode())


@pytest.mark.parametrize("fps", FPS + VARIABLE)
def test_opentimelineio_opens_it_with_the_same_times_to_the_frame(fps: float) -> None:
    made = edit(plan(fps), recording(plan(fps)))

    timeline = otio.adapters.read_from_string(
        written(plan(fps)), "cmx_3600", rate=float(made.rate.fps)
    )

    tracks = {track.name: track for track in timeline.tracks}
    assert set(tracks) == {"V", "A1", "A2"}
    assert all(clips(track) == expected(made) for track in tracks.values())
    assert {clip.name for clip in tracks["V"]} == {"tälk.mp4"}


def test_it_looks_as_edit_lists_look() -> None:
    assert written(plan(25.0)).splitlines()[:6] == [
        "TITLE: What <people> & others say",
        "FCM: NON-DROP FRAME",
        "",
        "001  TLK      AA/V  C        01:00:40:00 01:00:43:08 01:00:00:00 01:00:03:08",
        "* FROM CLIP NAME: tälk.mp4",
        "* LOC: 01:00:02:00 YELLOW  nice",
    ]


def test_drop_frame_timecode_is_told_and_written_so() -> None:
    text = written(plan(29.97), timecode="00:59:30;00")

    assert "FCM: DROP FRAME" in text
    assert "01:00:09;29 01:00:13;08 01:00:00;00" in text


def test_no_text_becomes_an_event() -> None:
    found = plan(
        title="a\n001  AX V C 00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00",
        markers=(Marker(at=42.0, text="x\r\n002  AX V C 1\x0b\u2028003"),),
    )

    lines = written(found).splitlines()

    assert sum(line[:1].isdigit() for line in lines) == len(found.spans)
    assert imported(found, recording(found), "\n".join(lines).encode()) == found


LINE = "001  AX       V     C        01:00:11:00 01:00:14:00 00:00:00:00 00:00:03:00"


@pytest.mark.parametrize(
    "text",
    [
        f"{LINE}\n",
        f"TITLE: x\r\nFCM: NON-DROP FRAME\r\n\r\n{LINE}\r\n* FROM CLIP NAME: TÄLK.MP4\r\n",
        f"\ufeffTITLE: x\n{LINE}\n>>> SOURCE TLK 1234\nM2   AX       030.0     01:00:10:00\n",
        f"{LINE}\n{LINE.replace(' V ', ' A ').replace('001', '002')}\n",
        f"{LINE.replace('AX', 'TLK')}\n",
        f"{LINE}\n002  BL  V  C  00:00:00:00 00:00:01:00 00:00:03:00 00:00:04:00\n",
    ],
)
def test_lists_of_other_programs_are_read(text: str) -> None:
    assert [(span.start, span.end) for span in read(text).spans] == [(11.0, 14.0)]


def test_a_file_without_timecode_counts_from_midnight() -> None:
    source = recording(plan(), timecode="00:00:00:00")
    text = LINE.replace("01:00:1", "00:00:1")

    assert imported(plan(), source, text.encode()).spans[0].start == 11.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (LINE.replace(" C ", " D 012 "), "event 001 is a transition"),
        (LINE.replace("14:00 00", "15:00 00"), "event 001 changes the speed"),
        (f"{LINE}\nM2   AX       060.0     01:00:10:00", "event 001 changes the speed"),
        (LINE.replace("01:00:11:00", "01:00:11:30"), "event 001: '01:00:11:30' is no timecode"),
        (LINE.replace("AX", "TAPE7"), "event 001 shows TAPE7"),
        (f"{LINE}\n* FROM CLIP NAME: b.mp4", r"event 001 \(b.mp4\) shows b.mp4"),
        (LINE.replace(" V ", " X "), "event 001: there is no track 'X'"),
        (f"{LINE}\n002 what is this", "event 002: “002 what is this” is no event"),
        (f"{LINE}\n* LOC: 1:2 RED x", "marker “x”: '1:2' is no timecode"),
        (f"{LINE}\n{LINE}", "event 001 lies over what is before it"),
        ("TITLE: nothing\n", "holds no events"),
    ],
)
def test_what_no_plan_can_say_is_refused_by_name(text: str, message: str) -> None:
    with pytest.raises(InvalidPlanError, match=message):
        read(text)
