from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import HttpUrl, SecretStr

from activities.plan.base import Wanted
from activities.plan.sources.pexels import Pexels
from core.errors import (
    BlockedLinkError,
    ClippedError,
    EngineUnavailableError,
    SourceNotFoundError,
    UpstreamBusyError,
)
from core.settings import BRollSettings, IngestSettings, Settings
from tests.doubles.footage_service import KEY, FootageServiceDouble, pexels
from tests.doubles.scripted import HANG_UP, Reply, closed_port

TALL = Wanted("mountain lake", 1080, 1920, seconds=3.0, most=5)


@pytest.fixture
def service() -> Iterator[FootageServiceDouble]:
    with pexels() as double:
        yield double


def source(url: str, *, key: str = KEY, private: bool = True, offline: bool = False) -> Pexels:
    options = Settings(
        ingest=IngestSettings(private_addresses=private),
        broll=BRollSettings(pexels_key=SecretStr(key), pexels_url=HttpUrl(url)),
        offline=offline,
    )
    return Pexels(options)


def test_it_looks_for_footage_of_the_shape_and_keeps_whose_it_is(
    service: FootageServiceDouble,
) -> None:
    service.videos = [service.film(11, (1080, 1920))]

    (found,) = source(service.url).find(TALL)

    assert service.searches[0]["query"] == "mountain lake"
    assert service.searches[0]["orientation"] == "portrait"
    assert (found.name, found.title, found.seconds) == ("11", "a lake at dawn", 12)
    assert (found.credit.author, found.credit.source) == ("Ada Q", "Pexels")
    assert found.credit.link == "https://www.pexels.com/video/a-lake-at-dawn-11/"


@pytest.mark.parametrize(
    ("size", "said"),
    [((1920, 1080), "landscape"), ((1080, 1080), "square"), ((1080, 1350), "portrait")],
)
def test_a_clip_of_another_shape_gets_footage_of_that_shape(
    service: FootageServiceDouble, size: tuple[int, int], said: str
) -> None:
    source(service.url).find(Wanted("sea", *size, seconds=1))

    assert service.searches[0]["orientation"] == said


@pytest.mark.parametrize(
    ("sizes", "width"),
    [
        (((2160, 3840), (1080, 1920), (540, 960)), 1080),
        (((540, 960), (720, 1280)), 720),
        (((3840, 2160), (1920, 1080)), 3840),
    ],
    ids=["the smallest that fills", "else the largest", "one side too short"],
)
def test_the_file_that_suits_the_clip_is_taken(
    service: FootageServiceDouble, sizes: tuple[tuple[int, int], ...], width: int
) -> None:
    service.videos = [service.film(1, *sizes)]

    (found,) = source(service.url).find(TALL)

    assert found.width == width


def test_what_is_too_short_or_has_no_file_is_left_out(service: FootageServiceDouble) -> None:
    service.videos = [
        service.film(1, (1080, 1920), seconds=2),
        service.film(2),
        service.film(3, (1080, 1920)),
    ]

    assert [one.name for one in source(service.url).find(TALL)] == ["3"]


def test_a_file_is_fetched_without_the_key(service: FootageServiceDouble, tmp_path: Path) -> None:
    service.videos = [service.film(5, (1080, 1920))]
    place = source(service.url)

    place.fetch(place.find(TALL)[0], tmp_path / "b.mp4")

    assert (tmp_path / "b.mp4").read_bytes() == b"5 1080x1920"


def test_a_file_that_is_gone_is_told(service: FootageServiceDouble, tmp_path: Path) -> None:
    service.videos = [service.film(5, (1080, 1920))]
    place = source(service.url)
    found = place.find(TALL)[0]
    service.files.clear()

    with pytest.raises(SourceNotFoundError, match="choose another"):
        place.fetch(found, tmp_path / "b.mp4")


def test_a_link_that_leads_elsewhere_is_not_followed(
    service: FootageServiceDouble, tmp_path: Path
) -> None:
    service.videos = [service.film(5, (1080, 1920))]
    place = source(service.url)
    found = place.find(TALL)[0].model_copy(update={"file": "http://localhost:1/secret"})

    with pytest.raises(BlockedLinkError, match="localhost"):
        place.fetch(found, tmp_path / "b.mp4")


def test_a_private_address_is_not_asked_unless_it_is_allowed(
    service: FootageServiceDouble,
) -> None:
    with pytest.raises(BlockedLinkError):
        source(service.url, private=False).find(TALL)

    assert service.searches == []


@pytest.mark.parametrize(
    ("reply", "kind", "said"),
    [
        (Reply(status=429), UpstreamBusyError, "used up"),
        (Reply(status=500), UpstreamBusyError, "answered 500"),
        (Reply(status=403), EngineUnavailableError, "CLIPPED_BROLL__PEXELS_KEY"),
        (Reply(body=b"<html>"), EngineUnavailableError, "cannot be read"),
        (Reply(body=b'{"videos": [{"id": "x"}]}'), EngineUnavailableError, "cannot be read"),
        (Reply(body=b" " * (5 << 20)), EngineUnavailableError, "larger than 4 MB"),
        (HANG_UP, UpstreamBusyError, "cannot be reached"),
    ],
)
def test_a_bad_answer_is_one_line_without_the_key(
    service: FootageServiceDouble, reply: Reply, kind: type[ClippedError], said: str
) -> None:
    service.replies = [reply]

    with pytest.raises(kind, match=said) as told:
        source(service.url).find(TALL)

    assert KEY not in str(told.value)
    assert "\n" not in str(told.value)


def test_a_wrong_key_is_told(service: FootageServiceDouble) -> None:
    with pytest.raises(EngineUnavailableError, match="refused the key") as told:
        source(service.url, key="wrong-key-wrong").find(TALL)

    assert "wrong-key" not in str(told.value)


def test_nobody_there_is_told() -> None:
    with pytest.raises(UpstreamBusyError, match="cannot be reached"):
        source(f"http://127.0.0.1:{closed_port()}").find(TALL)


def test_it_is_not_asked_without_a_key_or_network() -> None:
    with pytest.raises(EngineUnavailableError, match="CLIPPED_BROLL__PEXELS_KEY is not set"):
        source("https://api.pexels.com", key="").find(TALL)
    with pytest.raises(EngineUnavailableError, match="OFFLINE"):
        source("https://api.pexels.com", offline=True).find(TALL)
