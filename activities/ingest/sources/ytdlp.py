"""Pages that yt-dlp knows how to read."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog
import yt_dlp
from yt_dlp.globals import plugin_dirs
from yt_dlp.networking.exceptions import HTTPError, TransportError
from yt_dlp.utils import (
    ContentTooShortError,
    DownloadError,
    GeoRestrictedError,
    UnsupportedError,
    YoutubeDLError,
)

from activities.ingest.base import Fetched
from activities.ingest.hashing import hash_of
from activities.ingest.limits import check_duration, check_size, most_bytes
from core import ffmpeg
from core.errors import (
    ClippedError,
    ConfigurationError,
    PermanentError,
    ProcessFailedError,
    SourceNotFoundError,
    UnsupportedMediaError,
    UpstreamBusyError,
)
from core.net.guard import Guard
from core.net.links import check_link
from core.settings import IngestSettings

Info = dict[str, Any]

# What goes through a proxy. RTMP and its like would go past the guard.
_GUARDED = "[protocol~='^(https?|m3u8|m3u8_native|http_dash_segments)$']"
_FORMATS = f"bv*{_GUARDED}+ba{_GUARDED}/b{_GUARDED}"

# Used for the few playlists that yt-dlp leaves to ffmpeg: none may name a file of ours.
_FFMPEG_PROTOCOLS = "http,https,tls,tcp,httpproxy,crypto,data"

_LOGIN = ("sign in", "log in", "login", "cookies", "private", "age-restricted")

_log = structlog.get_logger("ytdlp")


class YtDlp:
    """Takes the best picture and sound that the settings allow from a page."""

    def __init__(self, rules: IngestSettings) -> None:
        self._rules = rules

    def fetch(self, location: str, into: Path, *, report: Callable[[float], None]) -> Fetched:
        check_link(location, self._rules)
        # Neither yt-dlp nor what it starts shall find another way out or foreign code.
        for name in ("no_proxy", "NO_PROXY"):
            os.environ.pop(name, None)
        plugin_dirs.value = []
        with Guard(self._rules) as guard:
            options = _options(self._rules, into, guard.url) | {"progress_hooks": [_Hook(report)]}
            try:
                with yt_dlp.YoutubeDL(options) as downloader:
                    info = _download(downloader, location, self._rules)
            except YoutubeDLError as error:
                raise _translated(error, guard) from error
        path = Path(info["requested_downloads"][0]["filepath"])
        check_size(path.stat().st_size, self._rules)
        return Fetched(
            path=path,
            content_hash=hash_of(path),
            title=_title(info),
            captions=next(iter(sorted(into.glob("source.*.vtt"))), None),
        )


def _options(rules: IngestSettings, into: Path, proxy: str) -> Info:
    return {
        "format": _FORMATS,
        "format_sort": [f"res:{rules.max_height}", "fps:60", "vcodec:h264"],
        "merge_output_format": "mp4/mkv",
        "outtmpl": {"default": "source.%(ext)s"},
        "paths": {"home": str(into), "temp": str(into)},
        "ffmpeg_location": ffmpeg.executable(),
        "external_downloader_args": {"ffmpeg_i": ["-protocol_whitelist", _FFMPEG_PROTOCOLS]},
        "hls_prefer_native": True,
        "proxy": proxy,
        "cookiefile": _cookies(rules, into),
        "cachedir": False,
        "fixup": "never",
        "noplaylist": True,
        # Two entries are enough to know that it is a list; neither is opened.
        "playlist_items": "1:2",
        "extract_flat": "in_playlist",
        "max_filesize": most_bytes(rules),
        "concurrent_fragment_downloads": 4,
        "socket_timeout": 30,
        "retries": 5,
        "fragment_retries": 5,
        # A missing part would shift everything behind it.
        "skip_unavailable_fragments": False,
        "updatetime": False,
        "quiet": True,
        "noprogress": True,
        "logger": _Log(),
    }


def _cookies(rules: IngestSettings, into: Path) -> str | None:
    """Return a copy of the operator's cookie file, because yt-dlp writes to what it is given."""
    if rules.cookies is None:
        return None
    try:
        return str(shutil.copyfile(rules.cookies, into / "cookies.txt"))
    except OSError as error:
        raise ConfigurationError(
            f"the cookie file {rules.cookies} cannot be read; check CLIPPED_INGEST__COOKIES"
        ) from error


def _download(downloader: yt_dlp.YoutubeDL, link: str, rules: IngestSettings) -> Info:
    info = _single(downloader, downloader.extract_info(link, download=False) or {})
    if info.get("is_live") or info.get("live_status") == "is_upcoming":
        raise UnsupportedMediaError("the link leads to a live stream; wait until it has ended")
    check_duration(info.get("duration") or 0.0, rules)
    downloader.params |= _captions(info)
    done: Info = downloader.process_ie_result(info, download=True)
    if not all("filepath" in file for file in done.get("requested_downloads") or [{}]):
        raise UnsupportedMediaError(
            "the site offers only files larger than the settings allow; "
            "raise CLIPPED_INGEST__MAX_HOURS or CLIPPED_INGEST__MAX_MBIT"
        )
    return done


def _captions(info: Info) -> Info:
    """Return what to ask for so that captions come along which a person wrote as it is spoken.

    Those that a machine made are no better than our own, and translations say something else.
    """
    written = [name for name in info.get("subtitles") or {} if name != "live_chat"]
    spoken = str(info.get("language") or "").split("-")[0]
    same = [name for name in written if not spoken or name.split("-")[0] == spoken]
    if len(same) != 1 and not (spoken and same):
        return {}
    return {"writesubtitles": True, "subtitleslangs": same[:1], "subtitlesformat": "vtt"}


def _single(downloader: yt_dlp.YoutubeDL, info: Info) -> Info:
    """Return the only video behind a link."""
    if info.get("_type") not in {"playlist", "multi_video"}:
        return info
    entries = [entry for entry in info.get("entries") or () if entry]
    if not entries:
        raise SourceNotFoundError("there is no video behind the link; check it in a browser")
    if len(entries) > 1:
        raise UnsupportedMediaError("the link leads to several videos; give the link of one")
    only: Info = downloader.process_ie_result(entries[0], download=False)
    return only


def _title(info: Info) -> str:
    title = str(info.get("title") or "")
    # yt-dlp numbers the videos of a plain page, even when there is only one.
    return title.removesuffix(" (1)") if info.get("extractor_key") == "HTML5MediaEmbed" else title


class _Hook:
    """Hears from yt-dlp how each of the files is coming along, picture first, then sound."""

    def __init__(self, report: Callable[[float], None]) -> None:
        self._report = report
        self._files: list[str] = []

    def __call__(self, status: Info) -> None:
        name = status.get("filename") or ""
        if name not in self._files:
            self._files.append(name)
        total = status.get("total_bytes") or status.get("total_bytes_estimate") or 0
        files = max(len(status["info_dict"].get("requested_formats") or ()), len(self._files))
        if total:
            done = min(1.0, status.get("downloaded_bytes", 0) / total)
            self._report((self._files.index(name) + done) / files)


class _Log:
    """Takes yt-dlp's complaints into our log."""

    def debug(self, message: str) -> None:
        """Leave it out: it repeats what progress and result say."""

    def warning(self, message: str) -> None:
        _log.warning(message)

    info = debug
    error = warning


def _translated(error: YoutubeDLError, guard: Guard) -> ClippedError:
    """Return one line of ours for an error of yt-dlp."""
    if guard.refusal is not None:
        return guard.refusal
    said = _plain(str(error))
    causes = _causes(error)
    answers = [cause for cause in causes if isinstance(cause, HTTPError)]
    for answer in answers:
        answer.close()
    silent = any(isinstance(cause, TransportError | ContentTooShortError) for cause in causes)
    if guard.unreachable and (silent or any(answer.status == 502 for answer in answers)):
        return UpstreamBusyError(f"{guard.unreachable} did not answer; try again later")
    if answers:
        return _by_status(answers[0].status)
    if silent:
        return UpstreamBusyError(f"the site did not answer to the end ({said}); try again later")
    if any(isinstance(cause, OSError) for cause in causes):
        return ProcessFailedError(said)
    if any(isinstance(cause, UnsupportedError) for cause in causes):
        return SourceNotFoundError("yt-dlp finds no video behind the link; check it")
    if any(isinstance(cause, GeoRestrictedError) for cause in causes):
        return SourceNotFoundError(
            "the video is not shown in this country; set CLIPPED_INGEST__PROXY"
        )
    return _by_words(said)


def _by_status(status: int) -> ClippedError:
    if status == 429 or status >= 500:
        return UpstreamBusyError(f"the site answered {status}; it is busy, try again later")
    if status in {401, 403}:
        return SourceNotFoundError(
            f"the site answered {status}: it does not show the video to everybody; "
            "give it your cookies with CLIPPED_INGEST__COOKIES"
        )
    return SourceNotFoundError(f"the site answered {status}; check the link")


def _by_words(said: str) -> PermanentError:
    if any(word in said.lower() for word in _LOGIN):
        return SourceNotFoundError(f"{said}; give it your cookies with CLIPPED_INGEST__COOKIES")
    return SourceNotFoundError(f"{said}; check the link in a browser")


def _causes(error: BaseException) -> list[BaseException]:
    """Return the error and all that led to it, as far as yt-dlp kept them."""
    found: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop(0)
        if one is None or one in found:
            continue
        found.append(one)
        cause = getattr(one, "cause", None)
        waiting.append(cause if isinstance(cause, BaseException) else None)
        if isinstance(one, DownloadError) and one.exc_info:
            waiting.append(one.exc_info[1])
        waiting += [one.__cause__, one.__context__]
    return found


def _plain(said: str) -> str:
    """Return yt-dlp's message without its advice to report a bug, at most 200 characters."""
    first = said.removeprefix("ERROR: ").partition("; please report")[0]
    return " ".join(first.split())[:200].rstrip(".;")
