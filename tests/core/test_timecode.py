from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.timecode import RATES, Rate, rate_of

NTSC_30 = Rate(frames=30000, seconds=1001)
NTSC_60 = Rate(frames=60000, seconds=1001)

rates = st.sampled_from(RATES)


@given(rates, st.integers(0, 10**7))
def test_a_frame_begins_at_its_time(rate: Rate, frame: int) -> None:
    assert rate.frame(rate.time(frame)) == frame
    assert rate.frame(float(rate.time(frame))) == frame


@given(rates, st.floats(0, 10**5))
def test_a_frame_is_at_most_half_of_one_away(rate: Rate, at: float) -> None:
    off = abs(rate.time(rate.frame(at)) - Fraction(at)) * rate.fps

    assert off <= Fraction(500_001, 1_000_000)


@given(rates, st.integers(0, 5_000_000), st.booleans())
def test_timecode_is_read_as_it_was_written(rate: Rate, frame: int, drop: bool) -> None:
    frame %= rate.day(drop=drop)

    assert rate.frame_of(rate.timecode(frame, drop=drop)) == frame


@pytest.mark.parametrize(
    ("rate", "frame", "timecode"),
    [
        (NTSC_30, 1799, "00:00:59;29"),
        (NTSC_30, 1800, "00:01:00;02"),
        (NTSC_30, 17981, "00:09:59;29"),
        (NTSC_30, 17982, "00:10:00;00"),
        (NTSC_30, 107892, "01:00:00;00"),
        (NTSC_60, 3600, "00:01:00;04"),
        (NTSC_60, 215784, "01:00:00;00"),
        (RATES[0], 86400, "01:00:00:00"),
        (Rate(frames=25), 90000, "01:00:00:00"),
    ],
)
def test_drop_frame_timecode_keeps_to_the_clock(rate: Rate, frame: int, timecode: str) -> None:
    assert rate.timecode(frame, drop=True) == timecode


def test_timecode_starts_anew_at_midnight() -> None:
    assert Rate(frames=25).timecode(25 * 24 * 3600 + 3) == "00:00:00:03"
    assert NTSC_30.timecode(NTSC_30.day(drop=True), drop=True) == "00:00:00;00"


@pytest.mark.parametrize(
    "text", ["", "01:00:00", "00:00:00:25", "24:00:00:00", "00:60:00:00", "00:00:60:00", "a:b:c:d"]
)
def test_what_is_no_timecode_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no timecode"):
        Rate(frames=25).frame_of(text)


def test_a_number_that_is_left_out_is_refused() -> None:
    with pytest.raises(ValueError, match="left out"):
        NTSC_30.frame_of("00:01:00;01")
    assert NTSC_30.frame_of("00:01:00;01", drop=False) == 1801


@given(rates, st.floats(-0.0001, 0.0001))
def test_a_measured_rate_is_the_one_it_stands_for(rate: Rate, off: float) -> None:
    assert rate_of(float(rate.fps) * (1 + off)) == rate


@pytest.mark.parametrize(
    ("fps", "expected"),
    [(15.0, 30), (12.0, 24), (12.5, 25), (27.31, 29.97), (120.0, 60), (48.0, 50), (0.0, 23.976)],
)
def test_other_rates_go_on_the_slowest_grid_that_has_a_place_for_every_frame(
    fps: float, expected: float
) -> None:
    assert float(rate_of(fps).fps) == pytest.approx(expected, rel=1e-4)


def test_ntsc_rates_count_whole_numbers() -> None:
    assert [rate.nominal for rate in RATES] == [24, 24, 25, 30, 30, 50, 60, 60]
    assert [rate.ntsc for rate in RATES] == [True, False, False, True, False, False, True, False]
