"""What the answers of receivers mean."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.notify import Reception
from activities.notify.answers import reception, retry_after

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (200, Reception.TAKEN),
        (202, Reception.TAKEN),
        (204, Reception.TAKEN),
        (301, Reception.REFUSED),
        (307, Reception.REFUSED),
        (400, Reception.REFUSED),
        (401, Reception.REFUSED),
        (404, Reception.REFUSED),
        (408, Reception.BUSY),
        (410, Reception.GONE),
        (425, Reception.BUSY),
        (429, Reception.BUSY),
        (500, Reception.BUSY),
        (503, Reception.BUSY),
    ],
)
def test_a_status_means_what_the_specification_says(status: int, meaning: Reception) -> None:
    assert reception(status) is meaning


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Sun, 01 Mar 2026 12:05:00 GMT", 300.0),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        ("Sun, 01 Mar 2026 12:05:00", 300.0),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("٣", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


@given(st.text())
def test_no_header_breaks_the_reader(header: str) -> None:
    found = retry_after(header, NOW)

    assert found is None or found >= 0
