import struct
from contextlib import suppress
from pathlib import Path

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.render import h264
from tests.media import video

SEQUENCE = bytes.fromhex("6764001facd9405005bb011000000300100000030300f162d960")
"""Of 1280x720, High profile, level 3.1, as x264 writes it."""
PICTURE = bytes.fromhex("68ebe3cb22c0")
SETUP = h264.Setup((SEQUENCE,), (PICTURE,), 4)


def test_a_configuration_record_is_read_as_it_was_written() -> None:
    assert h264.setup(h264.record([SETUP])) == SETUP


def test_a_record_can_hold_the_parameter_sets_of_two_streams() -> None:
    other = h264.Setup((b"\x67\x4d\x40\x28" + SEQUENCE[4:],), (PICTURE,), 4)

    record = h264.record([SETUP, other])

    assert h264.setup(record).sequences == (SEQUENCE, *other.sequences)
    assert h264.setup(record).pictures == (PICTURE, PICTURE)
    assert (record[1], record[3]) == (100, 40)  # the higher profile, the higher level


@pytest.mark.parametrize("data", [b"", b"\0\0\0\1\x67", b"\x01\x64\0\x1f\xff\xe0\x00"])
def test_what_is_no_record_is_refused(data: bytes) -> None:
    with pytest.raises((ValueError, IndexError)):
        h264.setup(data)


@given(st.lists(st.binary(min_size=1, max_size=40)), st.sampled_from([1, 2, 4]))
def test_a_packet_falls_apart_into_its_units(found: list[bytes], size: int) -> None:
    packet = b"".join(len(unit).to_bytes(size, "big") + unit for unit in found)

    assert list(h264.units(packet, size)) == found


@pytest.mark.parametrize("packet", [b"\0\0\0\7ab", b"\0\0\0\0", b"\0\0"])
def test_a_packet_that_is_cut_short_is_refused(packet: bytes) -> None:
    with pytest.raises(ValueError, match="beyond its packet"):
        list(h264.units(packet, 4))


def test_only_pictures_and_their_notes_are_kept() -> None:
    delimiter, note, slice_, filler = b"\x09\xf0", b"\x06note", b"\x65slice", b"\x0c\xff"

    kept = h264.pictures_only([delimiter, SEQUENCE, PICTURE, note, slice_, filler])

    assert kept == struct.pack(">I", 5) + note + struct.pack(">I", 6) + slice_


@pytest.mark.media
@pytest.mark.parametrize(
    ("arguments", "profile", "number", "plain"),
    [
        (("-profile:v", "baseline"), 66, 0, True),
        (("-preset", "fast", "-profile:v", "main"), 77, 0, True),
        (("-preset", "fast"), 100, 0, True),
        (("-preset", "fast", "-x264-params", "sps-id=31"), 100, 31, True),
        (("-preset", "fast", "-flags", "+ilme+ildct"), 100, 0, False),
        (("-pix_fmt", "yuv420p10le"), 110, 0, False),
        (("-pix_fmt", "yuv444p"), 244, 0, False),
    ],
)
def test_what_a_stream_is_like_is_read_from_its_parameters(
    arguments: tuple[str, ...], profile: int, number: int, plain: bool, tmp_path: Path
) -> None:
    video(tmp_path / "a.mp4", seconds=0.2, size="160x120", sound=False, arguments=arguments)
    with av.open(str(tmp_path / "a.mp4")) as container:
        found = h264.setup(container.streams.video[0].codec_context.extradata or b"")

    (shape,) = found.shapes
    assert (shape.profile, shape.id, shape.plain) == (profile, number, plain)
    assert found.ids == {number}


@given(st.binary(max_size=40))
def test_a_parameter_set_is_read_or_said_to_be_cut_short(unit: bytes) -> None:
    with suppress(ValueError):
        assert h264.shape(b"\x67\x64\x00\x1f" + unit).profile == 100


def test_a_parameter_set_that_is_cut_short_is_refused() -> None:
    with pytest.raises(ValueError, match="cut short"):
        h264.shape(SEQUENCE[:6])
