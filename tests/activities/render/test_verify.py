from pathlib import Path

import pytest

from activities.render import verify
from core.domain.plan import OutputPlan
from core.domain.span import Span
from core.errors import ProcessFailedError
from tests.activities.render.footage import built, media, plan
from tests.media import video

pytestmark = pytest.mark.media

PLAN = plan((0.5, 1.5), media=media(2, 320, 180))


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verify")
    return built(video(folder / "s.mp4", seconds=2, size="320x180"), PLAN, folder)[0]


def test_a_clip_as_planned_passes(clip: Path) -> None:
    verify.check(clip, PLAN)


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"output": OutputPlan(width=182, height=320)}, "width 180, not 182"),
        ({"output": OutputPlan(width=180, height=322)}, "height 320, not 322"),
        ({"output": OutputPlan(width=180, height=320, fps=60)}, "frames per second 30"),
        ({"spans": (Span(start=0.5, end=1.6),)}, "frames 30, not 33"),
    ],
)
def test_any_difference_is_named(clip: Path, changed: dict[str, object], complaint: str) -> None:
    with pytest.raises(ProcessFailedError, match=complaint):
        verify.check(clip, PLAN.model_copy(update=changed))


def test_a_clip_without_sound_is_refused(tmp_path: Path) -> None:
    silent = video(tmp_path / "s.mp4", seconds=1, size="180x320", sound=False)

    with pytest.raises(ProcessFailedError, match="cannot be read"):
        verify.check(silent, PLAN)


def test_rubbish_is_refused(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes(b"not a video")

    with pytest.raises(ProcessFailedError, match="cannot be read"):
        verify.check(tmp_path / "clip.mp4", PLAN)
