from pathlib import Path

import pytest
from PIL import Image

from core.domain.artifact import Artifact
from core.domain.plan import ClipPlan, Sticker
from core.domain.span import Span
from core.errors import InvalidPlanError
from tests.activities.render.branded_clips import FILE, branded, is_plain, stored, touched
from tests.activities.render.footage import media, plan


@pytest.mark.media
def test_it_lies_where_and_when_the_plan_says(tmp_path: Path) -> None:
    one = Sticker(file=FILE, span=Span(start=0.2, end=0.6), x=0.25, y=0.75, width=0.2)

    shown = branded(tmp_path, files=stored(tmp_path, (400, 200), "#00ff00"), stickers=(one,))

    assert [not is_plain(image) for image in shown] == [6 <= n < 18 for n in range(30)]
    left, top, right, bottom = touched(shown[10])
    assert (right - left, bottom - top) == pytest.approx((36, 18), abs=3)
    assert ((left + right) / 2, (top + bottom) / 2) == pytest.approx((45, 240), abs=3)
    assert shown[10][240, 45] == pytest.approx([0, 255, 0], abs=8)


@pytest.mark.media
def test_it_is_turned_faded_and_cut_at_the_edge(tmp_path: Path) -> None:
    files = stored(tmp_path, (400, 100), "#ffffff")
    turned = Sticker(file=FILE, width=0.4, turn=90, opacity=0.5)
    edge = Sticker(file=FILE, width=0.4, x=1.0, y=0.8)

    shown = branded(tmp_path, files=files, stickers=(turned, edge))[0]

    part = shown.copy()
    part[200:] = 0x30
    left, top, right, bottom = touched(part)
    assert (right - left, bottom - top) == pytest.approx((18, 72), abs=4)
    assert shown[(top + bottom) // 2, 90] == pytest.approx([(0x30 + 255) / 2] * 3, abs=10)
    assert shown[256, 175] == pytest.approx([255] * 3, abs=8)


@pytest.mark.media
def test_the_later_one_lies_on_the_earlier_one(tmp_path: Path) -> None:
    other = Artifact(key="workspace/brand/other.png", size=1)
    Image.new("RGB", (50, 50), "#ff0000").save(tmp_path / "other.png")
    files = stored(tmp_path, (50, 50), "#00ff00") | {other.key: str(tmp_path / "other.png")}

    shown = branded(
        tmp_path, files=files, stickers=(Sticker(file=FILE), Sticker(file=other, width=0.15))
    )[0]

    assert shown[96, 90] == pytest.approx([255, 0, 0], abs=10)


@pytest.mark.media
@pytest.mark.parametrize(
    "content",
    [b"#EXTM3U\nfile:///etc/passwd\n", b'<svg xmlns="http://www.w3.org/2000/svg"/>', b""],
    ids=["playlist", "svg", "empty"],
)
def test_a_hostile_file_stops_the_clip_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sticker.png"
    path.write_bytes(content)

    with pytest.raises(InvalidPlanError, match=r"stickers\.0\.file: .* is no whole PNG"):
        branded(tmp_path, files={FILE.key: str(path)}, stickers=(Sticker(file=FILE),))


@pytest.mark.parametrize(
    "change",
    [{"x": 1.5}, {"width": 0}, {"turn": 400}, {"opacity": 0}, {"y": float("nan")}],
)
def test_what_is_out_of_range_is_refused(change: dict[str, float]) -> None:
    raw = plan((0, 1), media=media(2)).model_dump()
    raw["stickers"] = [{"file": FILE.model_dump(), **change}]

    with pytest.raises(ValueError, match=next(iter(change))):
        ClipPlan.model_validate(raw)
