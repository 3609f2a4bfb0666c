from pathlib import Path

import pytest

from activities.scenes.reading import pictures
from core.errors import UnreadableMediaError
from tests.media import video

pytestmark = pytest.mark.media


def test_every_picture_is_given_small_and_at_its_time(tmp_path: Path) -> None:
    footage = video(tmp_path / "tall.mp4", seconds=2, size="180x320", fps=10, sound=False)

    seen = list(pictures(footage))

    assert [one.at for one in seen] == pytest.approx([n / 10 for n in range(20)], abs=0.002)
    assert {one.picture.shape for one in seen} == {(108, 192, 3)}


def test_what_is_no_video_is_refused_in_one_line(tmp_path: Path) -> None:
    text = tmp_path / "text.mp4"
    text.write_text("not a video")

    with pytest.raises(UnreadableMediaError, match=r"text\.mp4 cannot be decoded") as refused:
        list(pictures(text))

    assert "\n" not in str(refused.value)
