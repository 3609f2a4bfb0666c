from pathlib import Path

import pytest

from activities.plan.base import Found, Wanted
from activities.plan.sources.folder import Folder
from core.domain.plan import Credit
from core.errors import SourceNotFoundError
from core.settings import BRollSettings, Settings
from tests.media import video

TALL = Wanted("mountain lake", 90, 160, seconds=0.5)


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Two small films, a wide one and a tall one."""
    folder = tmp_path_factory.mktemp("films")
    sizes = {"wide": "160x90", "tall": "90x160"}
    return {
        name: video(folder / f"{name}.mp4", seconds=1, size=size, sound=False).read_bytes()
        for name, size in sizes.items()
    }


def library(root: Path, **files: bytes | str) -> Folder:
    """Lay down files, their names with / for __, and return the folder."""
    for name, content in files.items():
        stem, _, ending = name.replace("__", "/").rpartition("_")
        path = root / f"{stem}.{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Folder(Settings(broll=BRollSettings(folder=root)))


def names(found: tuple[Found, ...]) -> list[str]:
    return [one.name for one in found]


@pytest.mark.media
def test_names_folders_and_the_text_beside_tell_what_is_shown(
    tmp_path: Path, films: dict[str, bytes]
) -> None:
    tall = films["tall"]
    place = library(
        tmp_path,
        mountain_lake_mp4=tall,
        lakes__dawn_mp4=tall,
        clip7_mp4=tall,
        clip7_txt="A lake between mountains, from above.",
        city_mp4=tall,
    )

    found = names(place.find(TALL))

    assert sorted(found[:2]) == ["clip7.mp4", "mountain_lake.mp4"]
    assert found[2:] == ["lakes/dawn.mp4"]


@pytest.mark.media
def test_the_shape_of_the_clip_comes_first_among_equals(
    tmp_path: Path, films: dict[str, bytes]
) -> None:
    place = library(tmp_path, lake_a_mp4=films["wide"], lake_b_mp4=films["tall"])

    found = place.find(TALL)

    assert names(found) == ["lake_b.mp4", "lake_a.mp4"]
    assert (found[0].width, found[0].height) == (90, 160)
    assert found[0].seconds == pytest.approx(1.0, abs=0.05)


@pytest.mark.media
def test_what_is_too_short_or_no_video_is_left_out(tmp_path: Path, films: dict[str, bytes]) -> None:
    place = library(
        tmp_path,
        lake_mp4=b"#EXTM3U\nfile:///etc/passwd\n",
        lake_b_mp4=b"",
        lake_c_mp4=films["tall"],
    )

    assert names(place.find(TALL)) == ["lake_c.mp4"]
    assert place.find(Wanted("lake", 90, 160, seconds=5)) == ()


@pytest.mark.media
def test_links_that_lead_out_of_the_folder_are_not_footage(
    tmp_path: Path, films: dict[str, bytes]
) -> None:
    (tmp_path / "secret-lake.mp4").write_bytes(films["tall"])
    place = library(tmp_path / "library", sea_mp4=films["tall"])
    (tmp_path / "library" / "lake.mp4").symlink_to(tmp_path / "secret-lake.mp4")

    assert place.find(TALL) == ()


@pytest.mark.media
def test_what_was_found_is_copied(tmp_path: Path, films: dict[str, bytes]) -> None:
    place = library(tmp_path / "library", lake_mp4=films["tall"])

    place.fetch(place.find(TALL)[0], tmp_path / "copy.mp4")

    assert (tmp_path / "copy.mp4").read_bytes() == films["tall"]
    assert (tmp_path / "library" / "lake.mp4").exists()


@pytest.mark.parametrize("name", ["gone.mp4", "../other.mp4"])
def test_what_is_gone_or_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "other.mp4").write_bytes(b"x")
    place = library(tmp_path / "library", lake_mp4=b"x")
    one = Found(name=name, title="", seconds=1, width=1, height=1, credit=Credit(), file="")

    with pytest.raises(SourceNotFoundError, match="any more"):
        place.fetch(one, tmp_path / "copy.mp4")


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert Folder(Settings(data_dir=tmp_path)).find(TALL) == ()
