"""Pexels: free footage, by key (its API of 2026; 200 questions an hour).

Its rules want a link to Pexels and the author's name wherever that is possible: both are in the
credit, which stays in the plan.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from pydantic import BaseModel, ValidationError

from activities.plan.base import Found, Wanted
from core.domain.plan import Credit
from core.errors import EngineUnavailableError, SourceNotFoundError, UpstreamBusyError
from core.net.transport import checked_client
from core.remote import on_this_machine
from core.settings import Settings

_KEY = "CLIPPED_BROLL__PEXELS_KEY"
_HOST = "pexels.com"
_MOST_PER_PAGE = 80
_MOST_ANSWER, _MOST_VIDEO = 4 << 20, 500 << 20
_CHUNK = 1 << 20
# A picture is square for Pexels, more or less, within this of 1.
_SQUARE = 0.15


class _File(BaseModel):
    link: str
    file_type: str = ""
    width: int | None = None
    height: int | None = None


class _User(BaseModel):
    name: str = ""


class _Video(BaseModel):
    id: int
    width: int
    height: int
    duration: float
    url: str = ""
    user: _User = _User()
    video_files: list[_File] = []


class _Answer(BaseModel):
    videos: list[_Video]


class Pexels:
    """Footage of many people under the Pexels licence. The words leave this machine for it."""

    def __init__(self, settings: Settings) -> None:
        self._key = settings.broll.pexels_key
        self._url = settings.broll.pexels_url
        self._offline = settings.offline
        hosts = (_HOST, self._url.host or _HOST)
        self._rules = settings.ingest.model_copy(update={"allowed_hosts": hosts, "extra_hosts": ()})

    def find(self, wanted: Wanted) -> tuple[Found, ...]:
        query = {
            "query": " ".join(wanted.words.split())[:100],
            "orientation": _orientation(wanted.width / wanted.height),
            "per_page": str(min(_MOST_PER_PAGE, max(15, 3 * wanted.most))),
        }
        headers = {"authorization": self._key.get_secret_value(), "accept": "application/json"}
        url = httpx.URL(f"{str(self._url).rstrip('/')}/v1/videos/search", params=query)
        with self._asked(str(url), headers) as response:
            content = b"".join(_bounded(response, _MOST_ANSWER))
        try:
            videos = _Answer.model_validate_json(content).videos
        except ValidationError:
            raise EngineUnavailableError("Pexels: its answer cannot be read; try later") from None
        usable = (_found(video, wanted) for video in videos if video.duration >= wanted.seconds)
        return tuple(one for one in usable if one is not None)[: wanted.most]

    def fetch(self, found: Found, target: Path) -> None:
        # The files lie elsewhere and are open to everybody: the key stays here.
        with self._asked(found.file, {}) as response, target.open("wb") as writing:
            for part in _bounded(response, _MOST_VIDEO):
                writing.write(part)

    @contextmanager
    def _asked(self, url: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
        """Give what Pexels answers, its body unread.

        Raises:
            EngineUnavailableError: no key is set, it is refused, or nothing may be asked.
            UpstreamBusyError: too much was asked, or nobody answers.
            SourceNotFoundError: it is not there any more.
        """
        self._check_allowed()
        try:
            with (
                checked_client(self._rules) as client,
                client.stream("GET", url, headers={"user-agent": "clippedai", **headers}) as got,
            ):
                _check(got)
                yield got
        except httpx.HTTPError as error:
            raise UpstreamBusyError(
                f"Pexels cannot be reached ({type(error).__name__}); try again later"
            ) from error

    def _check_allowed(self) -> None:
        if not self._key.get_secret_value():
            raise EngineUnavailableError(f"Pexels is not asked: {_KEY} is not set")
        if self._offline and not on_this_machine(self._url):
            raise EngineUnavailableError("Pexels is not asked, because OFFLINE is set")


def _check(response: httpx.Response) -> None:
    code = response.status_code
    if response.is_success:
        return
    if code in {401, 403}:
        raise EngineUnavailableError(f"Pexels: {code}, it refused the key; set {_KEY}")
    if code == 429:
        raise UpstreamBusyError("Pexels: this hour's questions are used up; try again later")
    if code in {404, 410}:
        raise SourceNotFoundError("Pexels: this footage is not there any more; choose another")
    raise UpstreamBusyError(f"Pexels: it answered {code}; try again later")


def _bounded(response: httpx.Response, most: int) -> Iterator[bytes]:
    size = 0
    for part in response.iter_bytes(_CHUNK):
        size += len(part)
        if size > most:
            raise EngineUnavailableError(f"Pexels: its answer is larger than {most >> 20} MB")
        yield part


def _found(video: _Video, wanted: Wanted) -> Found | None:
    """Return a video with the file of it that suits, None when it has none."""
    files = [f for f in video.video_files if f.file_type == "video/mp4" and f.width and f.height]
    if not files:
        return None
    chosen = min(files, key=lambda file: _costs(file, wanted))
    return Found(
        name=str(video.id),
        title=video.url.rstrip("/").rpartition("/")[2].rpartition("-")[0].replace("-", " "),
        seconds=video.duration,
        width=chosen.width or 1,
        height=chosen.height or 1,
        credit=Credit(author=video.user.name[:120], source="Pexels", link=video.url[:500]),
        file=chosen.link,
    )


def _costs(file: _File, wanted: Wanted) -> tuple[bool, int]:
    """Order files: first those that fill the picture without being enlarged, the smallest first.

    Of the others the largest comes first.
    """
    width, height = file.width or 1, file.height or 1
    enlarged = width < wanted.width or height < wanted.height
    return enlarged, -width * height if enlarged else width * height


def _orientation(shape: float) -> str:
    if abs(shape - 1) < _SQUARE:
        return "square"
    return "landscape" if shape > 1 else "portrait"
